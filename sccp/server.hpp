// Accepts the phones: listeners, the allow list, limits on connections that have not registered (security 1.1).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sccp/allow_list.hpp"
#include "sccp/options.hpp"
#include "sccp/session.hpp"

namespace sccp {

/// Who hears the server: the gateway.
class ServerListener : public SessionListener {
  public:
    virtual void on_accepted(Session& session) = 0;
    /// A connection was turned away or given up before it registered; `reason` in words, for log and counter.
    virtual void on_refused(const std::string& address, std::string_view reason) = 0;
};

/// One per process; owns the sessions. Throws boost::system::system_error at start when an address cannot be bound.
class Server : SessionOwner {
  public:
    Server(boost::asio::io_context& loop, Options options, std::size_t configured_devices, ServerListener& listener);
    ~Server() override;

    void listen();
    void stop_listening();
    void close_all(std::string_view reason);
    /// Nobody waits for the end of a farewell any more.
    bool is_quiet() const;
    /// `address:port` of each listener, with the port that was really taken.
    std::vector<std::string> addresses() const;
    std::size_t connections() const { return sessions_.size(); }
    void set_limits(Options options, std::size_t configured_devices);

  private:
    struct Door {
        boost::asio::ip::tcp::acceptor acceptor;
        boost::asio::steady_timer pause;
    };
    using Clock = std::chrono::steady_clock;
    using ByAge = std::map<std::uint64_t, Session*>;

    /// What speaks for an unregistered connection when there is no room, the least first.
    enum class Claim : std::uint8_t { is_silent, is_one_too_many, has_just_come, is_on_standby };

    void on_settled(Session& session) override;
    void on_gone(Session& session) override;

    void open(const std::string& address);
    void accept(Door& door);
    void admit(boost::asio::ip::tcp::socket socket);
    bool make_room(const std::string& address);
    Claim claim_of(const Session& session, Clock::time_point now) const;
    Session* who_gives_way(const ByAge& sessions, Clock::time_point now) const;
    Session* who_gives_way_of_the_most(Clock::time_point now) const;
    std::size_t limit_in_all() const;
    bool is_full() const;

    boost::asio::io_context& loop_;
    Options options_;
    std::size_t configured_devices_;
    AllowList allowed_;
    ServerListener& listener_;
    std::list<Door> doors_;
    std::map<std::uint64_t, std::shared_ptr<Session>> sessions_;
    std::map<std::string, ByAge> unregistered_;   ///< by address
    std::size_t unregistered_in_all_{};
    std::uint64_t next_id_{1};
};

} // namespace sccp
