// sip-limit: a bare Sofia-SIP user agent that registers and calls as the gateway does, without any phone: what the SIP
// stack alone costs.
#include "sip/sofia.hpp"

#include <fmt/format.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <poll.h>
#include <unistd.h>
#include <unordered_map>

#include "sip/digest.hpp"
#include "tests/bench/clock.hpp"
#include "tests/bench/orders.hpp"

namespace sip {

/// Only here to give the context pointer of Sofia's callbacks its type.
class Stack {
  public:
    virtual ~Stack() = default;
};

} // namespace sip

namespace {

using bench::Micros;
using bench::now;

// As the gateway offers it.
constexpr const char* offer =
    "v=0\r\no=- 4711 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 20000 RTP/AVP 8 0 18 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n";

/// Sofia tells its epoll descriptor to nobody; it is the only one of this process.
int event_descriptor() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code error;
        if (std::filesystem::read_symlink(entry.path(), error).string().find("eventpoll") != std::string::npos)
            return std::stoi(entry.path().filename().string());
    }
    throw std::runtime_error("no epoll descriptor");
}

class Limit final : public sip::Stack {
  public:
    Limit(std::uint16_t port, std::uint16_t registrar)
        : own_(fmt::format("127.0.0.1:{}", port)), registrar_(fmt::format("sip:127.0.0.1:{}", registrar)) {
        su_init();
        root_ = su_root_create(nullptr);
        descriptor_ = event_descriptor();
        su_root_threading(root_, 0);
        nua_ = nua_create(root_, &Limit::on_nua, this, NUTAG_URL(("sip:" + own_ + ";transport=udp").c_str()), NUTAG_MEDIA_ENABLE(0),
                          NUTAG_OUTBOUND("no-options-keepalive no-validate no-outbound"), NTATAG_UDP_MTU(65535),
                          NUTAG_DETECT_NETWORK_UPDATES(NUA_NW_DETECT_NOTHING), TPTAG_UDP_RMEM(4U << 20U), TAG_END());
        if (nua_ == nullptr) throw std::runtime_error("cannot bind " + own_);
    }

    void obey(const bench::Order& order) {
        calls_ = order.word == "calls";
        wanted_ = order.count("count", static_cast<std::size_t>(order.number("rate", 100) * order.number("seconds", 5)));
        interval_ = calls_ ? static_cast<Micros>(1e6 / order.number("rate", 100)) : 0;
        in_flight_limit_ = calls_ ? wanted_ : order.count("in-flight", 100);
        hold_ = order.count("hold", 500);
        moments_ = order.text("file").empty() ? std::ofstream() : std::ofstream(order.text("file"));
        begun_ = over_ = done_ = 0;
        began_ = now();
        const Micros deadline = began_ + static_cast<Micros>(wanted_) * interval_ + 60'000'000;
        while (over_ < wanted_ && now() < deadline) {
            begin_due();
            hang_up_due();
            wait_and_step();
        }
        moments_.flush();
        std::cout << fmt::format(R"({{"{}":{},"done":{},"seconds":{:.4f}}})", calls_ ? "calls" : "registered", wanted_, done_,
                                 static_cast<double>(now() - began_) / 1e6)
                  << std::endl;
    }

  private:
    /// A call, or the registration of a user.
    struct Leg final : sip::HandleOwner {
        Leg(Limit& owner, std::size_t number) : limit(owner), user(number) {}
        void on_event(const sip::NuaEvent& event) override { limit.on_leg(*this, event); }
        Limit& limit;
        std::size_t user;
        std::size_t number{};
        Micros called{};               ///< just before nua_invite()
        std::string call_id;
        nua_handle_t* handle{};
        bool is_challenged{}, is_over{};
        std::unique_ptr<sip::DigestClient> digest;
    };

    void begin_due() {
        while (begun_ < wanted_ && begun_ - over_ < in_flight_limit_ && now() >= began_ + static_cast<Micros>(begun_) * interval_) {
            auto leg = std::make_unique<Leg>(*this, 10'000 + begun_++);
            auto& begun = *leg;
            legs_.emplace(&begun, std::move(leg));
            calls_ ? invite(begun) : send_register(begun);
        }
    }

    void hang_up_due() {
        while (!talking_.empty() && talking_.front().first <= now()) {
            nua_bye(talking_.front().second->handle, TAG_END());
            talking_.pop_front();
        }
        finished_.clear();
    }

    /// As the gateway's pump does it: left alone, the stack asks again and again while a timer is due within a
    /// millisecond.
    void wait_and_step() {
        su_duration_t wait = 0;
        for (int turn = 0; turn < 3 && wait == 0; ++turn) wait = su_root_step(root_, 0);
        pollfd stack{descriptor_, POLLIN, 0};
        const auto ours = next_in_ms();
        const su_duration_t stacks = wait < 0 ? ours : std::max<su_duration_t>(wait, 1);
        ::poll(&stack, 1, static_cast<int>(std::min(stacks, ours)));
    }

    su_duration_t next_in_ms() const {
        Micros next = now() + 1'000'000;
        if (begun_ < wanted_ && begun_ - over_ < in_flight_limit_) next = std::min(next, began_ + static_cast<Micros>(begun_) * interval_);
        if (!talking_.empty()) next = std::min(next, talking_.front().first);
        return static_cast<su_duration_t>(std::max<Micros>(0, (next - now() + 999) / 1000));
    }

    void invite(Leg& leg) {
        const auto from = fmt::format("<sip:{}@127.0.0.1>", leg.user),
                   to = fmt::format("sip:{}@127.0.0.1", leg.number = 30'000 + begun_ % 60'000);
        const auto contact = fmt::format("<sip:SEP{}-1@{}>", leg.user, own_);
        leg.handle = nua_handle(nua_, &leg, TAG_END());
        leg.called = now();
        nua_invite(leg.handle, NUTAG_URL(to.c_str()), NUTAG_PROXY(registrar_.c_str()), SIPTAG_FROM_STR(from.c_str()),
                   SIPTAG_TO_STR(("<" + to + ">").c_str()), SIPTAG_CONTACT_STR(contact.c_str()),
                   SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(offer), TAG_END());
    }

    void send_register(Leg& leg) {
        const auto from = fmt::format("<sip:{}@127.0.0.1>", leg.user);
        const auto contact = fmt::format("<sip:SEP{}-1@{}>;expires=3600", leg.user, own_);
        if (leg.call_id.empty()) leg.call_id = fmt::format("{}-{}@bench", began_, leg.user);
        std::string authorization;
        if (leg.digest)
            for (const auto& line : leg.digest->authorization("REGISTER", "sip:127.0.0.1")) authorization = line.name + ": " + line.value;
        leg.handle = nua_handle(nua_, &leg, TAG_END());
        nua_method(leg.handle, NUTAG_METHOD("REGISTER"), NUTAG_DIALOG(0), NUTAG_RETRY_COUNT(0), NUTAG_URL("sip:127.0.0.1"),
                   NUTAG_PROXY(registrar_.c_str()), SIPTAG_FROM_STR((from + ";tag=" + std::to_string(leg.user)).c_str()),
                   SIPTAG_TO_STR(from.c_str()), SIPTAG_CALL_ID_STR(leg.call_id.c_str()), SIPTAG_CONTACT_STR(contact.c_str()),
                   SIPTAG_HEADER_STR(sip::or_null(authorization)), TAG_END());
    }

    void on_leg(Leg& leg, const sip::NuaEvent& event) {
        if (event.event == nua_r_method && event.status >= 200) return on_registered(leg, event);
        if (event.event == nua_i_active) {
            talking_.emplace_back(now() + static_cast<Micros>(hold_) * 1000, &leg);
            if (moments_.is_open()) moments_ << fmt::format("{},{},{}\n", leg.number, leg.called, now());
        }
        if (event.event == nua_r_bye && event.status == 200) ++done_;
        if (event.event == nua_i_terminated) finish(leg);
    }

    void on_registered(Leg& leg, const sip::NuaEvent& event) {
        if (event.status == 401 && !leg.is_challenged) {
            leg.is_challenged = true;
            leg.digest = std::make_unique<sip::DigestClient>(sip::DigestClient::Credentials{std::to_string(leg.user), "secret"});
            leg.digest->learn({sip::header_text(event.sip->sip_www_authenticate)}, false, {});
            nua_handle_destroy(leg.handle);
            return send_register(leg);
        }
        done_ += event.status == 200;
        finish(leg);
    }

    void finish(Leg& leg) {
        if (std::exchange(leg.is_over, true)) return;
        ++over_;
        nua_handle_bind(leg.handle, nullptr);
        nua_handle_destroy(leg.handle);
        const auto found = legs_.find(&leg);
        finished_.push_back(std::move(found->second));
        legs_.erase(found);
    }

    static void on_nua(nua_event_t event, int status, const char* phrase, nua_t*, sip::Stack*, nua_handle_t* handle,
                       sip::HandleOwner* owner, const sip_t* message, tagi_t tags[]) {
        if (owner != nullptr) owner->on_event({event, status, phrase, handle, message, tags});
    }

    std::string own_, registrar_;
    su_root_t* root_{};
    nua_t* nua_{};
    int descriptor_{-1};
    bool calls_{};
    std::size_t wanted_{}, begun_{}, over_{}, done_{}, in_flight_limit_{}, hold_{};
    Micros began_{}, interval_{};
    std::ofstream moments_;
    std::unordered_map<Leg*, std::unique_ptr<Leg>> legs_;
    std::vector<std::unique_ptr<Leg>> finished_;
    std::deque<std::pair<Micros, Leg*>> talking_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: sip-limit OWN-PORT REGISTRAR-PORT; orders on standard input: register [count=N] [in-flight=100], "
                     "calls [rate=100] [seconds=5] [hold=500] [file=PATH]\n";
        return 2;
    }
    try {
        Limit limit(static_cast<std::uint16_t>(std::stoi(argv[1])), static_cast<std::uint16_t>(std::stoi(argv[2])));
        for (std::string line; std::getline(std::cin, line);) limit.obey(bench::Order(line));
    } catch (const std::exception& error) {
        std::cerr << "sip-limit: " << error.what() << '\n';
        return 2;
    }
    _exit(0);      // the process is the clean-up
}
