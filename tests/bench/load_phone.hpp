// One of the thousands of phones of sccp-load: registers, calls, answers, hangs up; looks only into the messages it
// must obey.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sccp/frame.hpp"
#include "tests/bench/clock.hpp"
#include "tests/bench/pattern.hpp"
#include "tests/phone/registration.hpp"

namespace bench {

/// When things happened in a call; 0: not at all.
struct CallTimes {
    std::string number;
    Micros intended{};       ///< when the handset should have been lifted
    Micros off_hook{};       ///< when it was
    Micros last_digit{};
    Micros open_order{}, open_answer{};   ///< OpenReceiveChannel came, its acknowledgement went: the phone's own time
    Micros start_order{};    ///< StartMediaTransmission came
    Micros hung_up{}, over{};
    std::string failure;
};

/// How a person uses the phone.
struct Habits {
    std::chrono::milliseconds digit_gap{10}, hold{500}, answer{20};
    std::chrono::seconds patience{10};
};

class LoadPhone;

/// Who hears of a phone's doings. Outlives the phones.
class LoadListener {
  public:
    virtual void on_registered(LoadPhone& phone) = 0;
    virtual void on_call_over(LoadPhone& phone, const CallTimes& times) = 0;
    virtual void on_lost(LoadPhone& phone, const std::string& reason) = 0;

  protected:
    ~LoadListener() = default;
};

/// Owned by Load, lives as long as it.
class LoadPhone {
  public:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    /// `unanswered`: so long after a request the phone does without its answer; 0: never.
    LoadPhone(boost::asio::io_context& loop, LoadListener& listener, std::size_t index, Endpoint server, boost::asio::ip::address_v4 own,
              std::chrono::milliseconds unanswered);

    void register_now();
    /// `intended` may be past: the delay counts.
    void call(const std::string& number, Micros intended, const Habits& habits);
    void keep_alive();
    /// Notes the octets of this phone from here on, until told null.
    void record(Pattern* pattern) { pattern_ = pattern; }

    std::size_t index() const { return index_; }
    bool is_registered() const { return stage_ >= Stage::idle; }
    bool is_idle() const { return stage_ == Stage::idle; }
    Micros registration_began() const { return began_; }
    std::uint64_t keepalives_answered() const { return keepalives_answered_; }

  private:
    enum class Stage : std::uint8_t { away, registering, idle, calling, ringing, talking, hanging_up };
    struct Registration {
        phone::Profile profile;
        phone::RegistrationSequence sequence;
        Registration(std::string name, const sccp::Address& own);
    };

    void open();
    void read();
    void cut();
    void on_frame(const sccp::Frame& frame);
    void on_registration_frame(const sccp::Frame& frame);
    void registration_done();
    void on_call_state(const sccp::Frame& frame);
    void on_open_order(const sccp::Frame& frame);
    void on_start_order();
    void press(std::size_t digit);
    void on_connected();
    void hang_up();
    void fail(const std::string& why);
    void finish_call();
    void after(std::chrono::microseconds delay, std::function<void()> act);
    void send(const sccp::FromPhone& message) { send({&message, 1}); }
    void send(std::span<const sccp::FromPhone> messages);
    void lose(const std::string& reason);

    LoadListener& listener_;
    std::size_t index_;
    Endpoint server_;
    boost::asio::ip::address_v4 own_;
    std::chrono::milliseconds unanswered_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    Stage stage_{Stage::away};
    Habits habits_;
    CallTimes times_;
    bool connected_{}, is_caller_{};
    std::uint32_t line_{1}, reference_{};
    Micros began_{};
    std::uint64_t keepalives_answered_{};
    std::unique_ptr<Registration> registration_;
    Pattern* pattern_{};
    std::size_t filled_{};
    std::array<std::uint8_t, 8192> buffer_;
};

} // namespace bench
