// Facade of a phone: every event goes through the one queue of its inside.
#include "mapping/phone.hpp"

#include <utility>

#include "mapping/phone_impl.hpp"

namespace mapping {

namespace {

constexpr std::chrono::seconds message_duration{30};   // of a SIP MESSAGE (callflows 5.14)

} // namespace

Phone::Phone(PhoneOptions options, const std::vector<LineId>& lines, Ports ports)
    : impl_(std::make_unique<Impl>(std::move(options), lines, ports)) {}

Phone::~Phone() = default;

void Phone::on_register(const sccp::RegisterReq& message, const std::string& peer_address,
                        const std::string& local_address, bool taken_over) {
    impl_->handle([=, this] { impl_->on_register(message, peer_address, local_address, taken_over); });
}

void Phone::on(const sccp::FromPhone& message) {
    impl_->hear(message, [this](const sccp::FromPhone& said) { impl_->on(said); });
}

void Phone::on_lost() {
    impl_->handle([this] { impl_->on_lost(); });
}

void Phone::note_alarm(std::string_view text) { impl_->note_alarm(text); }

void Phone::on_call(LineId line, LegId leg, const sip::CallEvent& event) {
    impl_->hear(event,
                [this, line, leg](const sip::CallEvent& happened) { impl_->calls().on_call(line, leg, happened); });
}

void Phone::on_line(LineId line, const sip::LineEvent& event) {
    impl_->hear(event, [this, line](const sip::LineEvent& happened) { impl_->on_line(line, happened); });
}

void Phone::on_timer(TimerId timer) {
    impl_->handle([this, timer] { impl_->on_timer(timer); });
}

bool Phone::on_text(LineId line, std::string_view text) {
    if (!impl_->context().options->message_display || !is_ready() || !impl_->context().line_by_id(line)) return false;
    impl_->handle([this, words = std::string{text}] { impl_->show_message(words, message_duration); });
    return true;
}

void Phone::show_elsewhere(unsigned line, const std::vector<ElsewhereCall>& calls) {
    impl_->handle([this, line, calls] { impl_->show_elsewhere(line, calls); });
}

bool Phone::is_ready() const { return impl_->context().ready; }

std::string_view Phone::state() const { return impl_->state(); }

unsigned Phone::protocol() const { return impl_->context().protocol; }

bool Phone::has_calls() const { return !impl_->calls().empty(); }

Outcome Phone::reset(std::uint32_t type, bool force) {
    Outcome outcome{false, std::string{state()}};
    impl_->handle([&] { outcome = impl_->device().reset(static_cast<sccp::DeviceResetType>(type), force); });
    return outcome;
}

Outcome Phone::show_message(std::string_view text, std::uint32_t duration) {
    if (!is_ready()) return {false, std::string{state()}};
    impl_->handle(
        [this, words = std::string{text}, duration] { impl_->show_message(words, std::chrono::seconds{duration}); });
    return {true, std::string{state()}};
}

bool Phone::hang_up(LegId leg) {
    bool found{};
    impl_->handle([&] { found = impl_->calls().hang_up(leg); });
    return found;
}

void Phone::show_time() {
    impl_->handle([this] { impl_->show_time(); });
}

void Phone::take_no_new_calls() { impl_->context().draining = true; }

void Phone::drain() {
    impl_->handle([this] { impl_->drain(); });
}

void Phone::restart_for_drain() {
    impl_->handle([this] { impl_->restart_for_drain(); });
}

bool Phone::is_quiet() const { return impl_->is_quiet(); }

void Phone::apply(std::shared_ptr<const DeviceOptions> options) {
    impl_->handle([this, options = std::move(options)] { impl_->apply(options); });
}

PhoneSnapshot Phone::snapshot() const { return impl_->snapshot(); }

std::vector<CallSnapshot> Phone::call_snapshots() const { return impl_->calls().snapshot(); }

} // namespace mapping
