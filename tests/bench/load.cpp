// The orders of sccp-load.
#include "tests/bench/load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bench {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto heartbeat_step = 10ms;
constexpr std::size_t first_phone_number = 10'000;
constexpr std::size_t first_sip_number = 30'000, sip_numbers = 60'000;   // five digits; phones have the numbers below

std::string list(const std::map<std::string, std::size_t>& failures) {
    std::string text;
    for (const auto& [why, count] : failures) text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", why, count);
    return text;
}

asio::ip::address_v4 own_address(const LoadOptions& options, std::size_t index) {
    if (!options.server.address().is_loopback()) return asio::ip::address_v4::any();
    return asio::ip::address_v4(asio::ip::make_address_v4("127.1.0.1").to_uint() +
                                static_cast<std::uint32_t>(index / options.phones_per_address));
}

Micros percentile(const std::vector<Micros>& sorted, double share) {
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

} // namespace

Load::Load(asio::io_context& loop, const LoadOptions& options, Answer answer)
    : loop_(loop), options_(options), answer_(std::move(answer)), pace_(loop), heart_(loop) {
    LoadListener& listener = *this;
    for (std::size_t i = 0; i < options_.phones; ++i) {
        const asio::ip::address_v4 own = own_address(options_, i);
        phones_.push_back(std::make_unique<LoadPhone>(loop_, listener, i, options_.server, own, options_.unanswered));
    }
    if (options_.keepalive > 0s) keep_alive_regularly();
}

void Load::obey(const Order& order) {
    try {
        begin(order);
    } catch (const std::invalid_argument& wrong) {
        answer_(fmt::format(R"({{"error":"{}"}})", wrong.what()), Outcome::wrong);
    }
}

void Load::begin(const Order& order) {
    if (order.word == "register") return begin_storm(order);
    if (order.word == "calls") return begin_round(order);
    if (order.word == "keepalives") return tell_about_keepalives();
    if (order.word == "wait") return pause(order);
    if (order.word == "record") return record_first_phone(order);
    throw std::invalid_argument("an order is register, calls, keepalives, wait or record");
}

// ---- registrations

void Load::begin_storm(const Order& order) {
    order.takes({"in-flight", "count"});
    const auto limit = std::max<std::size_t>(order.count("in-flight", 1000), 1);
    const auto wanted = std::min(order.count("count", phones_.size()), phones_.size());
    storm_ = std::make_unique<Storm>();
    storm_->limit = limit;
    storm_->wanted = wanted;
    storm_->began = now();
    go_on_with_storm();
}

void Load::go_on_with_storm() {
    while (storm_ && storm_->in_flight < storm_->limit && storm_->next < storm_->wanted) {
        auto& phone = *phones_[storm_->next++];
        if (phone.is_registered()) continue;
        ++storm_->in_flight;
        phone.register_now();
    }
    if (!storm_ || storm_->in_flight > 0 || storm_->next < storm_->wanted) return;
    auto& took = storm_->took;
    std::sort(took.begin(), took.end());
    const auto json =
        fmt::format(R"({{"registered":{},"seconds":{:.4f},"p50_us":{},"p99_us":{},"max_us":{},"failures":{{{}}}}})",
                    took.size(), static_cast<double>(now() - storm_->began) / 1e6, percentile(took, 0.5),
                    percentile(took, 0.99), percentile(took, 1.0), list(storm_->failures));
    const auto outcome = storm_->failures.empty() ? Outcome::done : Outcome::failed;
    storm_.reset();
    answer_(json, outcome);
}

void Load::on_registered(LoadPhone& phone) {
    resting_.push_back(&phone);
    if (!storm_) return;
    storm_->took.push_back(now() - phone.registration_began());
    --storm_->in_flight;
    go_on_with_storm();
}

void Load::on_lost(LoadPhone& phone, const std::string& reason) {
    ++lost_;
    const bool was_resting = std::erase(resting_, &phone) > 0;
    if (round_) {
        ++round_->failures["lost: " + reason];
        if (!was_resting && !round_->to_phones) ++round_->over;
        return end_round_if_over();
    }
    if (!storm_) return;
    ++storm_->failures[reason];
    --storm_->in_flight;
    go_on_with_storm();
}

// ---- calls

void Load::begin_round(const Order& order) {
    order.takes({"rate", "seconds", "count", "hold", "gap", "to", "file"});
    Round round;
    const double rate = order.number("rate", 100);
    if (rate < 0.001) throw std::invalid_argument("rate is the number of calls in a second");
    round.interval = static_cast<Micros>(1e6 / rate);
    round.wanted = order.count("count", static_cast<std::size_t>(rate * order.number("seconds", 5)));
    round.to_phones = order.text("to") == "phone";
    if (const auto to = order.text("to"); !to.empty() && to != "phone" && to != "sip") throw std::invalid_argument("to is sip or phone");
    round.habits.hold = std::chrono::milliseconds(order.count("hold", 500));
    round.habits.digit_gap = std::chrono::milliseconds(order.count("gap", 10));
    if (const auto path = order.text("file"); !path.empty()) {
        round.file.open(path);
        if (!round.file) throw std::invalid_argument("the file cannot be written");
    }
    round.began = now();
    round_ = std::move(round);
    begin_due_calls();
}

void Load::wait_for_next_call() {
    pace_.expires_at(at(round_->began + static_cast<Micros>(round_->begun) * round_->interval));
    pace_.async_wait([this](const boost::system::error_code& error) {
        if (!error && round_) begin_due_calls();
    });
}

void Load::begin_due_calls() {
    auto& round = *round_;
    for (; round.begun < round.wanted; ++round.begun) {
        const Micros due = round.began + static_cast<Micros>(round.begun) * round.interval;
        if (due > now()) return wait_for_next_call();
        auto* const phone = take_idle_phone();
        const auto number = phone == nullptr ? std::string() : next_number();
        if (number.empty()) {
            ++round.failures["no phone is free"];
            ++round.over;
            if (phone != nullptr) resting_.push_back(phone);
            continue;
        }
        phone->call(number, due, round.habits);
    }
    end_round_if_over();
}

LoadPhone* Load::take_idle_phone() {
    for (std::size_t tries = resting_.size(); tries > 0; --tries) {
        auto* const phone = resting_.front();
        resting_.pop_front();
        if (phone->is_idle()) return phone;
        resting_.push_back(phone);
    }
    return nullptr;
}

/// A number that no other call of the last minutes had, or that of a phone that is idle; empty: none is.
std::string Load::next_number() {
    if (!round_->to_phones) return std::to_string(first_sip_number + next_number_++ % sip_numbers);
    const auto* const called = take_idle_phone();
    return called == nullptr ? std::string() : std::to_string(first_phone_number + called->index());
}

void Load::on_call_over(LoadPhone& phone, const CallTimes& times) {
    resting_.push_back(&phone);
    if (!round_) return;
    if (round_->to_phones) resting_.push_back(phones_[std::stoul(times.number) - first_phone_number].get());
    note_call(times);
    ++round_->over;
    end_round_if_over();
}

void Load::note_call(const CallTimes& times) {
    if (times.failure.empty())
        ++round_->done;
    else
        ++round_->failures[times.failure];
    if (round_->file.is_open())
        round_->file << fmt::format("{},{},{},{},{},{},{},{},{},{}\n", times.number, times.intended, times.off_hook, times.last_digit,
                                    times.open_order, times.open_answer, times.start_order, times.hung_up, times.over, times.failure);
}

void Load::end_round_if_over() {
    if (!round_ || round_->begun < round_->wanted || round_->over < round_->wanted) return;
    const auto json = fmt::format(R"({{"calls":{},"done":{},"seconds":{:.4f},"failures":{{{}}}}})", round_->wanted, round_->done,
                                  static_cast<double>(now() - round_->began) / 1e6, list(round_->failures));
    const auto outcome = round_->failures.empty() ? Outcome::done : Outcome::failed;
    round_.reset();
    if (!pattern_file_.empty()) {
        pattern_.part_ends();
        pattern_.save(pattern_file_);
        phones_.front()->record(nullptr);
        pattern_file_.clear();
    }
    answer_(json, outcome);
}

/// The octets of the first phone's registration and of its one call, into a file: `record file=PATH`.
void Load::record_first_phone(const Order& order) {
    order.takes({"file"});
    pattern_file_ = order.text("file");
    if (pattern_file_.empty()) throw std::invalid_argument("record needs file=PATH");
    phones_.front()->record(&pattern_);
    answer_("{}", Outcome::done);
}

// ---- keep-alives: each phone its own moment of the interval

void Load::keep_alive_regularly() {
    heart_.expires_after(heartbeat_step);
    heart_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        const auto steps = static_cast<std::size_t>(std::chrono::milliseconds(options_.keepalive) / heartbeat_step);
        const auto step = heartbeat_++ % steps;
        const std::size_t from = phones_.size() * step / steps, to = phones_.size() * (step + 1) / steps;
        for (std::size_t i = from; i < to; ++i) {
            keepalives_sent_ += phones_[i]->is_registered();
            phones_[i]->keep_alive();
        }
        keep_alive_regularly();
    });
}

void Load::tell_about_keepalives() {
    std::uint64_t answered = 0;
    std::size_t registered = 0;
    for (const auto& phone : phones_) {
        answered += phone->keepalives_answered();
        registered += phone->is_registered();
    }
    answer_(fmt::format(R"({{"registered":{},"sent":{},"answered":{},"lost":{}}})", registered, keepalives_sent_, answered, lost_),
            Outcome::done);
}

void Load::pause(const Order& order) {
    order.takes({"seconds"});
    pace_.expires_after(std::chrono::milliseconds(static_cast<long>(order.number("seconds", 1) * 1000)));
    pace_.async_wait([this](const boost::system::error_code& error) {
        if (!error) answer_("{}", Outcome::done);
    });
}

} // namespace bench
