// All phones of sccp-load and what they are told to do: a registration storm, calls in an open loop, keep-alives.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/system_timer.hpp>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "tests/bench/load_phone.hpp"
#include "tests/bench/orders.hpp"

namespace bench {

struct LoadOptions {
    boost::asio::ip::tcp::endpoint server;
    std::size_t phones{100};
    /// then the next address of loopback, from 127.1.0.1 on; a gateway elsewhere sees the host's
    std::size_t phones_per_address{500};
    std::chrono::seconds keepalive{30};      ///< 0: none
    std::chrono::milliseconds unanswered{};  ///< as in LoadPhone
};

/// What became of an order; as a number the exit status.
enum class Outcome : std::uint8_t { done, failed, wrong };

/// One order at a time; its answer is one line of JSON.
class Load final : LoadListener {
  public:
    using Answer = std::function<void(const std::string& json, Outcome outcome)>;

    Load(boost::asio::io_context& loop, const LoadOptions& options, Answer answer);

    void obey(const Order& order);

  private:
    void begin(const Order& order);
    /// A storm of registrations: so many phones are at it at the same time.
    struct Storm {
        std::size_t in_flight{}, limit{}, next{}, wanted{};
        Micros began{};
        std::vector<Micros> took;
        std::map<std::string, std::size_t> failures;
    };
    /// Calls that begin at their appointed times, whatever became of the ones before.
    struct Round {
        Micros began{}, interval{};
        std::size_t begun{}, wanted{}, over{}, done{}, late{};
        bool to_phones{};
        Habits habits;
        std::map<std::string, std::size_t> failures;
        std::ofstream file;
    };

    void on_registered(LoadPhone& phone) override;
    void on_call_over(LoadPhone& phone, const CallTimes& times) override;
    void on_lost(LoadPhone& phone, const std::string& reason) override;

    void begin_storm(const Order& order);
    void go_on_with_storm();
    void begin_round(const Order& order);
    void wait_for_next_call();
    void begin_due_calls();
    LoadPhone* take_idle_phone();
    std::string next_number();
    void note_call(const CallTimes& times);
    void end_round_if_over();
    void keep_alive_regularly();
    void tell_about_keepalives();
    void pause(const Order& order);
    void record_first_phone(const Order& order);

    boost::asio::io_context& loop_;
    LoadOptions options_;
    Answer answer_;
    boost::asio::system_timer pace_;
    boost::asio::steady_timer heart_;
    std::vector<std::unique_ptr<LoadPhone>> phones_;
    std::deque<LoadPhone*> resting_;         ///< callers, the one that has rested longest first
    std::unique_ptr<Storm> storm_;
    std::optional<Round> round_;
    Pattern pattern_;
    std::string pattern_file_;
    std::size_t next_number_{}, heartbeat_{}, lost_{};
    std::uint64_t keepalives_sent_{};
};

} // namespace bench
