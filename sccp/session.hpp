// One TCP connection of a phone: cuts frames, decodes them, paces the reader, queues what is sent.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"
#include "sccp/options.hpp"

namespace sccp {

class Session;

/// Who hears a session: the gateway. Called on the loop thread. After on_closed nothing more comes.
class SessionListener {
  public:
    virtual ~SessionListener() = default;
    virtual void on_message(Session& session, const FromPhone& message) = 0;
    /// Any byte arrived: the peer is alive (callflows 1.5, 1.2).
    virtual void on_alive(Session& session) = 0;
    /// A message that could not be read; it was dropped, the connection stays (decision 11).
    virtual void on_decode_error(Session& session, const DecodeError& error) = 0;
    /// An id that nobody knows or that only a call agent may send; dropped.
    virtual void on_unknown(Session& session, std::uint32_t id, std::size_t size) = 0;
    /// Whole frames as they cross the wire, before they are acted on. `call`: their call reference, 0 = none.
    virtual void on_frame(Session& session, bool sent, std::uint32_t id, std::uint32_t call,
                          std::span<const std::uint8_t> frame) = 0;
    /// The peer sends faster than `message_rate`: it is read slower from now on, until the next lull.
    virtual void on_slowed(Session& session) = 0;
    /// The peer did what no phone does, or cannot be served any longer: on_closed follows, with the same reason.
    virtual void on_dropped(Session& session, std::string_view reason) = 0;
    virtual void on_closed(Session& session, std::string_view reason) = 0;
};

/// Who keeps a session: the server.
class SessionOwner {
  public:
    virtual ~SessionOwner() = default;
    /// It registered, or it is closed: it counts no longer as unregistered. Called once.
    virtual void on_settled(Session& session) = 0;
    /// After on_closed: the owner may let go of it.
    virtual void on_gone(Session& session) = 0;
};

/// Owned by the Server that accepted it, until it is closed; listeners hold it by reference between on_accepted and
/// on_closed.
class Session : public std::enable_shared_from_this<Session> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    Session(Socket socket, const Options& options, SessionListener& listener, SessionOwner& owner, std::uint64_t id);

    void start();
    /// Encodes at the session's version; leaves with all else that this turn of the loop sends, in one write.
    void send(const ToPhone& message);
    void close(std::string_view reason);
    /// The same for a peer that is at fault.
    void drop(std::string_view reason);
    /// Nothing more is read; closes when the queue is empty, or after two seconds.
    void close_after_flush();

    /// Layouts follow the version agreed at registration (decision 3).
    void set_version(unsigned version) { version_ = version; }
    unsigned version() const { return version_; }
    std::uint64_t id() const { return id_; }
    bool is_open() const { return !closed_; }
    /// close_after_flush was asked and the peer has not closed yet
    bool is_leaving() const { return closing_; }
    std::chrono::steady_clock::time_point accepted_at() const { return accepted_at_; }
    bool has_sent_message() const { return has_sent_message_; }  ///< the peer has sent at least one whole message
    /// Something has come that nobody has looked at yet.
    bool has_unread() const;
    /// A phone's from now on.
    void mark_registered() { settle(); }
    const std::string& peer_address() const { return peer_address_; }
    std::uint16_t peer_port() const { return peer_port_; }
    const std::string& local_address() const { return local_address_; }
    std::uint16_t local_port() const { return local_port_; }

  private:
    void settle();
    void wait_readable();
    void on_readable();
    void take_frames();
    void handle_frame(const Frame& frame);
    bool was_asked_for(std::uint32_t id);
    bool spend_token();
    void refill_tokens();
    void slow_down();
    void schedule_flush();
    void flush();
    void watch_output();
    void say_goodbye();
    void discard_until_closed();

    Socket socket_;
    boost::asio::steady_timer pause_;       ///< the reader rests
    boost::asio::steady_timer stall_;       ///< the queue does not move
    const Options& options_;
    SessionListener& listener_;
    SessionOwner& owner_;
    std::uint64_t id_;
    std::string peer_address_, local_address_;
    std::uint16_t peer_port_{}, local_port_{};
    std::vector<std::uint8_t> pending_;     ///< bytes of a frame that is not whole yet; at most one frame
    std::vector<std::uint8_t> output_;
    std::size_t output_sent_{};
    unsigned version_{};
    double tokens_{};
    unsigned questions_{};                  ///< that we have sent and that have no answer yet
    const std::chrono::steady_clock::time_point accepted_at_{std::chrono::steady_clock::now()};
    std::chrono::steady_clock::time_point tokens_at_{};
    std::chrono::steady_clock::time_point slowed_since_{};
    bool is_slowed_{}, is_settled_{}, has_sent_message_{};
    bool closed_{}, closing_{}, flush_scheduled_{}, writing_{};
};

} // namespace sccp
