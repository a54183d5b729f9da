// The audio side of a simulated phone: UDP ports, RTP both ways, a voice and an ear.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/phone/codecs.hpp"
#include "tests/phone/rtp.hpp"
#include "tests/phone/tone.hpp"

namespace phone {

/// Counters of one stream, for ConnectionStatisticsRes and for the report.
struct StreamCounters {
    std::uint32_t packets_sent{}, octets_sent{}, events_sent{};
    std::uint32_t packets_foreign{};        ///< received with a payload type nobody agreed on
    ReceiveStatistics received;
};

/// What the phone was told to send, and where.
struct SendOrder {
    boost::asio::ip::udp::endpoint remote;
    const Codec* codec{};
    unsigned ms{20};
    std::uint8_t event_payload_type{};      ///< 0: no events
    std::uint8_t tos{};
};

class Media;

/// One party id: a UDP port, and what goes in and out of it. Owned by Media.
class Stream : public std::enable_shared_from_this<Stream> {
  public:
    Stream(Media& media, boost::asio::io_context& loop) : media_(media), socket_(loop), timer_(loop) {}

    /// False when no port is to be had.
    bool bind(const boost::asio::ip::address& address, std::uint16_t port);
    std::uint16_t port() const { return port_; }
    void receive(const Codec* codec, std::uint8_t event_payload_type);
    void stop_receiving() { receiving_ = nullptr; }
    void send(const SendOrder& order);
    void stop_sending();
    void press(char digit) { digits_.push_back(digit); }
    void close();

    bool is_receiving() const { return receiving_ != nullptr; }
    bool is_sending() const { return order_.has_value(); }
    bool sends_events() const { return order_ && order_->event_payload_type != 0; }
    const Codec* receive_codec() const { return receiving_; }
    const StreamCounters& counters() const { return counters_; }
    const std::string& digits() const { return events_.digits(); }

  private:
    void listen();
    void on_datagram(std::size_t size);
    void pace();
    void send_packet();
    void send_event();

    Media& media_;
    boost::asio::ip::udp::socket socket_;
    boost::asio::steady_timer timer_;
    std::uint16_t port_{};
    boost::asio::ip::udp::endpoint from_;
    std::array<std::uint8_t, 2048> buffer_{};
    const Codec* receiving_{};
    std::uint8_t receive_event_type_{};
    std::optional<SendOrder> order_;
    std::chrono::steady_clock::time_point due_;
    std::uint16_t sequence_{};
    std::uint32_t timestamp_{}, ssrc_{};
    bool marker_{};
    std::deque<char> digits_;
    unsigned event_ms_{};                   ///< of the digit in front, sent so far
    std::uint32_t event_timestamp_{};
    EventReader events_;
    StreamCounters counters_;
};

/// Owned by a Phone; one voice and one ear, as a phone has.
class Media {
  public:
    Media(boost::asio::io_context& loop, boost::asio::ip::address address, std::uint16_t first_port);
    ~Media();
    Media(const Media&) = delete;
    Media& operator=(const Media&) = delete;

    /// The stream of this party with a bound port; null when there is none to be had.
    Stream* prepare(std::uint32_t party);
    Stream* find(std::uint32_t party);
    /// Frees the port unless the other direction still uses it.
    void release(std::uint32_t party, bool keep_port);
    void close_all();

    const boost::asio::ip::address& address() const { return address_; }
    ToneGenerator& voice() { return voice_; }
    Ear& ear() { return ear_; }
    const std::map<std::uint32_t, std::shared_ptr<Stream>>& streams() const { return streams_; }
    /// Also of streams that are closed by now.
    const StreamCounters* counters(std::uint32_t party) const;

    /// Over all streams there have been.
    std::uint32_t packets_received() const;
    std::uint32_t packets_lost() const;
    std::string digits_received() const;

  private:
    void bury(std::uint32_t party);

    boost::asio::io_context& loop_;
    boost::asio::ip::address address_;
    std::uint16_t first_port_;
    ToneGenerator voice_;
    Ear ear_;
    std::map<std::uint32_t, std::shared_ptr<Stream>> streams_;
    std::map<std::uint32_t, StreamCounters> past_;
    std::uint32_t past_packets_{}, past_lost_{};
    std::string past_digits_;
};

} // namespace phone
