// The words of tables/media.hpp: what the phone's receive channel and transmission of one leg do and ask (callflows
// 2.5, 8.2).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/leg_context.hpp"
#include "mapping/leg_events.hpp"

namespace mapping {

class MediaMachine;

/// What is to be opened: named by an order, or queued before.
struct Opening {
    Opening(const media::Reserve& order) : format(order.format) {}
    Opening(const media::OpenReceive& order) : format(order.format), far_end(order.far_end) {}
    template <class Other> Opening(const Other&) {}
    std::optional<MediaFormat> format;
    MediaAddress far_end;
};

/// What is to be sent: named by an order, or queued before.
struct Transmission {
    Transmission() = default;
    Transmission(const media::StartTransmit& order) : format(order.format), remote(order.remote) {}
    template <class Other> Transmission(const Other&) {}
    std::optional<MediaFormat> format;
    MediaAddress remote;
    bool operator==(const Transmission&) const = default;
};

/// The address an answer of the phone named.
struct Opened {
    Opened(const phone::ReceiveOpened& ack) : address(ack.address) {}
    Opened(const phone::PortReserved& answer) : address(answer.address), rtcp_port(answer.rtcp_port) {}
    MediaAddress address;
    std::uint16_t rtcp_port{};
};

/// Why there is no channel.
struct OpeningFailure {
    OpeningFailure(const phone::ReceiveFailed& ack) : status(ack.status) {}
    template <class Other> OpeningFailure(const Other&) : no_ack(true) {}
    std::uint32_t status{};
    bool no_ack{};
};

/// It did not start, or it ran and came to an end.
struct TransmissionFailure {
    TransmissionFailure(const phone::TransmitRefused&) : is_refusal(true) {}
    template <class Other> TransmissionFailure(const Other&) {}
    bool is_refusal{};
};

/// Owned by Leg. Exactly one opening is outstanding at any time, so that acks need no number of their own (callflows
/// 0.4 rule 2).
class MediaLeg {
  public:
    explicit MediaLeg(LegContext& leg);
    ~MediaLeg();

    void process(const MediaEvent& event);
    /// The phone is gone or new: nothing of this leg is open on it, and nothing is sent.
    void forget();

    std::string_view state() const { return state_; }
    bool has_channel() const;        ///< ordered or open
    bool is_open() const { return state_ == "ReceiveOpen" || state_ == "Talking"; }
    bool awaits_receive_ack() const;
    bool awaits_port() const;
    /// Of an ack: the far end, or `media_family`, leaves no other choice. Without either the phone may choose.
    bool is_of_family(const MediaAddress& address) const;
    bool keeps_port() const;         ///< asked for by PortReq, and no channel that would close with it
    /// Codec of the channel that is open or being opened.
    std::optional<sccp::MediaPayloadType> opened() const;
    bool is_sending() const;
    const MediaAddress& address() const { return address_; }
    const std::optional<MediaFormat>& format() const { return format_; }
    const Transmission& sent() const { return transmission_; }

    // guards
    bool has_port_req() const;
    bool reopen_queued() const { return queued_.has_value(); }
    bool tx_queued() const { return transmission_queued_.has_value(); }
    bool same_codec(const media::OpenReceive& order) const;
    bool same_remote(const media::StartTransmit& order) const;
    bool transmission_lost() const { return transmission_lost_; }
    bool has_been_refused() const { return was_refused_; }
    bool has_failed() const { return has_failed_; }
    bool can_retry_transmit() const { return can_retry_transmit_; }

    // actions
    void send_port_req(const media::Reserve& order);
    void send_port_close();
    void note_port() { has_port_ = true; }
    void give_back_port();           ///< that PortReq reserved, when no channel will close it
    void give_up_channel();          ///< it was refused
    void note_unanswered() { is_unanswered_ = true; }
    void send_orc(const Opening& opening);
    void send_close();
    void send_close_keep();
    void send_smt(const Transmission& transmission);
    void send_stop();
    void send_stop_keep();
    void close_orphan();
    void stop_orphan();
    void arm_port();
    void arm_orc();
    void mark_no_port_req();
    void store_addr(const Opened& opened);
    void queue_reopen(const media::OpenReceive& order);
    void unqueue_reopen();
    void queue_tx(const media::StartTransmit& order);
    void unqueue_tx();
    void note_tx() { was_refused_ = false; }
    void post_rx_ready();
    void post_rx_failed(const OpeningFailure& failure);
    void post_tx_failed(const TransmissionFailure& failure);

    // of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row);
    void on_ignored(const std::string& event, std::string_view state);

  private:
    PhoneView& view() { return leg_.board.view; }

    LegContext& leg_;
    std::string_view state_{"Closed"};
    std::optional<MediaFormat> format_;
    MediaAddress far_end_, address_;
    std::uint16_t rtcp_port_{};
    std::optional<media::OpenReceive> queued_;
    std::optional<media::StartTransmit> transmission_queued_;
    Transmission transmission_;
    bool was_refused_{};             ///< the transmission, and not acknowledged since
    /// it ran and failed: an acknowledgement of the next order does not say that it will last
    bool has_failed_{};
    bool can_retry_transmit_{};
    bool transmission_lost_{};       ///< failed, and not ordered again yet
    bool is_unanswered_{};           ///< an opening that was given up: its answer may be taken for that of a later one
    bool has_port_{};                ///< reserved by PortReq and not yet closed
    std::unique_ptr<MediaMachine> machine_;
};

/// MSM's back-end of tables/media.hpp, in machines/media_machine.cpp.
class MediaMachine {
  public:
    explicit MediaMachine(MediaLeg& leg);
    ~MediaMachine();
    void process(const MediaEvent& event);

  private:
    struct BackEnd;
    std::unique_ptr<BackEnd> back_end_;
};

} // namespace mapping
