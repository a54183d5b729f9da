// Inside of a phone: what happens to it is taken apart, and each part is handed to who it concerns.
#include "mapping/phone_impl.hpp"

#include <algorithm>
#include <variant>

#include "mapping/button_template.hpp"
#include "mapping/capabilities.hpp"
#include "mapping/option_changes.hpp"
#include "mapping/printable.hpp"
#include "mapping/switchboard.hpp"

namespace mapping {

namespace {

/// A phone whose user does this has all that it asked for (callflows 1.1).
bool is_user_act(const sccp::FromPhone& message) {
    return std::holds_alternative<sccp::OffHook>(message) ||
           std::holds_alternative<sccp::OffHookWithCallingPartyNumber>(message) ||
           std::holds_alternative<sccp::SoftKeyEvent>(message) || std::holds_alternative<sccp::Stimulus>(message) ||
           std::holds_alternative<sccp::KeypadButton>(message) || std::holds_alternative<sccp::EnblocCall>(message);
}

/// `... Load=SCCP41.8-5-3S Last=...` of an Alarm.
std::string load_of(std::string_view alarm) {
    const auto at = alarm.find("Load=");
    if (at == std::string_view::npos) return {};
    const auto rest = alarm.substr(at + 5);
    return std::string{rest.substr(0, rest.find(' '))};
}

} // namespace

// ---- putting it together

Phone::Impl::Impl(PhoneOptions options, const std::vector<LineId>& lines, Ports ports)
    : options_(std::move(options)), name_(this->options().name), context_(make_context(lines)), ports_(ports),
      view_(context_, ports_.phone), calls_(context_, ports_, view_),
      shared_lines_(context_, view_, [this](unsigned line) { return calls_.line_lamp(line); }),
      forwarding_(context_, ports_.world, [this](unsigned line) { forward_changed(line); }),
      do_not_disturb_(context_, ports_.world, [this] { feature_changed("dnd"); }),
      idle_(context_, view_, ports_.world, idle_sources()),
      answers_(context_, ports_.phone, view_, ports_.world, answer_sources()) {
    // A line keeps the address of its place, so all places are there by now.
    for (auto& line : context_.lines)
        lines_.push_back(std::make_unique<Line>(
            name_, line, ports_,
            Line::Hooks{[this, instance = line.instance] { return calls_.count(instance) > 0; }, {}}));
    forwarding_.recall();
    do_not_disturb_.recall();
    calls_.use(hooks());
    device_.emplace(Device::Parts{context_, ports_, view_, calls_, lines_, answers_, idle_});
    note_state();
}

DeviceContext Phone::Impl::make_context(const std::vector<LineId>& ids) const {
    DeviceContext context;
    context.options = options_.device.get();
    context.calls = options_.calls.get();
    context.station = options_.station.get();
    context.model = &sccp::phone_model(0);
    const auto count = std::min(ids.size(), options().lines.size());
    for (std::size_t i = 0; i < count; ++i)
        context.lines.push_back({static_cast<unsigned>(i + 1), ids[i], &options().lines[i], {}});
    return context;
}

Calls::Hooks Phone::Impl::hooks() {
    Calls::Hooks hooks;
    hooks.forwards = [this](unsigned line) { return forwarding_.of(line); };
    hooks.feature_key = [this](const FeaturePress& press) { return feature_key(press); };
    hooks.when_idle = [this] { handle([this] { calls_ended(); }); };
    hooks.show_idle = [this](bool switch_speaker_off) { idle_.show(switch_speaker_off); };
    hooks.show_idle_prompt = [this] { idle_.show_prompt(); };
    hooks.elsewhere = &shared_lines_;
    hooks.target_failed = [this](unsigned line) { lines_.at(line - 1)->on(sip::ProbeFailed{}); };
    return hooks;
}

IdleDisplay::Sources Phone::Impl::idle_sources() {
    return {[this](unsigned line) { return forwarding_.of(line); }, [this] { return shows_calls(); },
            [this](unsigned line) {
                return line >= 1 && line <= lines_.size() ? lines_[line - 1]->notice() : LineNotice::nothing;
            },
            [this] { return !calls_.board().last_number.number().empty(); }};
}

ConfigAnswers::Sources Phone::Impl::answer_sources() {
    return {[this](unsigned line) { return forwarding_.of(line); },
            [this](const Button& button) { return is_feature_on(button) ? 1U : 0U; }};
}

Line* Phone::Impl::find(LineId id) {
    for (std::size_t i = 0; i < lines_.size(); ++i)
        if (context_.lines[i].id == id) return lines_[i].get();
    return nullptr;
}

bool Phone::Impl::shows_calls() const {
    return std::any_of(context_.lines.begin(), context_.lines.end(),
                       [this](const DeviceLine& line) { return calls_.count(line.instance) > 0; });
}

// ---- what happens

void Phone::Impl::on_register(const sccp::RegisterReq& message, const std::string& peer, const std::string& local,
                              bool taken_over) {
    take_register(context_, message, peer, local);
    type_ = message.device_type;
    answers_.note_register(message);
    shared_lines_.forget();
    if (context_.model == &sccp::phone_model(0) && !std::exchange(told_of_model_, true))
        ports_.world.log(WorldPort::Level::warning, 0,
                         "device type " + std::to_string(static_cast<std::uint32_t>(type_)) +
                             " is not known: generic buttons");
    device_->on_register(taken_over);
}

void Phone::Impl::on(const sccp::FromPhone& message) {
    if (const auto* again = std::get_if<sccp::RegisterReq>(&message))
        return on_register(*again, std::string{context_.peer_address}, std::string{context_.local_address}, false);
    if (const auto* leaving = std::get_if<sccp::UnregisterReq>(&message))
        return device_->on_unregister(leaving->unregister_reason);
    if (take_capabilities(message, context_.capabilities)) return;
    if (is_config_request(message)) return device_->on_request(message);
    if (is_user_act(message)) device_->user_acts();
    if (!calls_.on(message)) note(message);
}

void Phone::Impl::on_line(LineId id, const sip::LineEvent& event) {
    if (const auto* check = std::get_if<sip::CheckSync>(&event)) {
        device_->reset(check->reboot ? sccp::DeviceResetType::reset : sccp::DeviceResetType::restart, false);
        return;
    }
    if (auto* line = find(id)) line->on(event);
}

void Phone::Impl::on_timer(TimerId timer) {
    if (device_->on_timer(timer) || calls_.on_timer(timer)) return;
    for (auto& line : lines_)
        if (line->on_timer(timer)) return;
}

void Phone::Impl::show_time() {
    if (context_.ready) view_.time_date(ports_.world.local_time(options().timezone));
}

void Phone::Impl::drain() {
    context_.draining = true;
    calls_.drain();
    for (auto& line : lines_) line->stop();
}

void Phone::Impl::restart_for_drain() {
    if (state() == "Configuring") ports_.phone.send(sccp::Reset{sccp::DeviceResetType::restart});
    else device_->reset(sccp::DeviceResetType::restart, true);
}

bool Phone::Impl::is_quiet() const {
    return calls_.empty() &&
           std::all_of(lines_.begin(), lines_.end(), [](const auto& line) { return line->is_stopped(); });
}

void Phone::Impl::apply(std::shared_ptr<const DeviceOptions> next) {
    if (calls_.empty()) take_over(std::move(next));
    else pending_ = std::move(next);
}

void Phone::Impl::note_alarm(std::string_view text) {
    last_alarm_ = printable(text);
    if (context_.load.empty()) context_.load = load_of(last_alarm_);
}

// ---- features

bool Phone::Impl::feature_key(const FeaturePress& press) {
    std::string party;
    for (const auto& call : calls_.snapshot())
        if (press.leg != 0 && call.id == press.leg && call.state == "Connected") party = call.remote_number;
    switch (press.key) {
    case FeatureKey::forward_all: return forwarding_.press(press.line, ForwardKind::all, party, calls_);
    case FeatureKey::forward_busy: return forwarding_.press(press.line, ForwardKind::busy, party, calls_);
    case FeatureKey::forward_no_answer: return forwarding_.press(press.line, ForwardKind::no_answer, party, calls_);
    case FeatureKey::do_not_disturb: do_not_disturb_.toggle(); return true;
    default: return false;
    }
}

bool Phone::Impl::is_feature_on(const Button& button) const {
    if (button.kind != Button::Kind::feature) return false;
    const auto forwards = forwarding_.of(1);
    if (button.target == "dnd") return context_.dnd;
    if (button.target == "cfwdall") return !forwards.all.empty();
    if (button.target == "cfwdbusy") return !forwards.busy.empty();
    return button.target == "cfwdnoanswer" && !forwards.no_answer.empty();
}

void Phone::Impl::forward_changed(unsigned line) {
    answers_.send_forwards(line);
    for (const auto* name : {"cfwdall", "cfwdbusy", "cfwdnoanswer"}) feature_changed(name);
}

void Phone::Impl::feature_changed(std::string_view name) {
    for (const auto instance : feature_instances(options(), name)) {
        const bool on = is_feature_on(*feature_button(options(), instance));
        const bool is_silent = name == "dnd" && context_.dnd_mode == DndMode::silent;
        const auto lit = is_silent ? sccp::LampMode::blink : sccp::LampMode::on;
        view_.lamp(static_cast<sccp::DeviceStimulus>(feature_type(name)), instance, on ? lit : sccp::LampMode::off);
        answers_.send_feature(instance);
    }
}

// ---- the rest

void Phone::Impl::calls_ended() {
    if (pending_) take_over(std::exchange(pending_, nullptr));
    for (auto& line : lines_) line->calls_ended();
    device_->calls_ended();
}

void Phone::Impl::take_over(std::shared_ptr<const DeviceOptions> next) {
    const auto change = compare(options(), *next);
    options_.device = std::move(next);
    context_.options = options_.device.get();
    for (std::size_t i = 0; i < context_.lines.size() && i < options().lines.size(); ++i)
        context_.lines[i].options = &options().lines[i];
    // A phone that is here asks for its buttons again, and its lines leave and come with it.
    if (change != OptionChange::nothing_visible && device_->reset(sccp::DeviceResetType::restart, false).accepted)
        return;
    for (auto& line : lines_) {
        if (change == OptionChange::identity) line->stop();
        else line->config_changed(false);
    }
}

void Phone::Impl::note(const sccp::FromPhone& message) {
    if (const auto* alarm = std::get_if<sccp::Alarm>(&message)) return note_alarm(alarm->text.str());
    std::string text{sccp::name_of(message)};
    if (const auto* module = std::get_if<sccp::AddOnDeviceCapabilities>(&message))
        text += ": " + printable(module->text.str());
    if (const auto* place = std::get_if<sccp::LocationInfo>(&message))
        text += ": " + printable(place->xml.str().substr(0, 200));
    ports_.world.log(WorldPort::Level::debug, 0, text);
}

void Phone::Impl::note_state() {
    if (state() == seen_state_) return;
    seen_state_ = state();
    since_ = now();
}

PhoneSnapshot Phone::Impl::snapshot() const {
    PhoneSnapshot shot;
    shot.device = options().name;
    shot.description = options().description;
    shot.state = state();
    shot.model = context_.model->name;
    shot.load = context_.load;
    shot.address = context_.peer_address;
    shot.last_alarm = last_alarm_;
    shot.type = static_cast<std::uint32_t>(type_);
    shot.protocol = context_.protocol;
    shot.since_unix = since_;
    shot.capabilities = capability_names(context_.capabilities);
    for (const auto& line : lines_) shot.lines.push_back(line->snapshot());
    shot.calls = calls_.snapshot();
    return shot;
}

} // namespace mapping
