// The facade of a phone's calls: brings events to the legs, and lets legs end only between two events.
#include "mapping/calls.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "mapping/leg.hpp"
#include "mapping/machine.hpp"
#include "mapping/stimulus.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

bool is_of_a_leg(TimerKind kind) { return kind <= TimerKind::transmit_retry; }

/// A REFER leads to somebody else, and by SIP: not to web pages, and not back to the line itself.
bool may_be_referred_to(const std::string& target, const Leg& leg, const DeviceContext& device) {
    const auto uri = sip::parse_uri(target);
    if (!uri || (uri->scheme != "sip" && uri->scheme != "sips") || uri->host.empty()) return false;
    const auto& line = leg.context.options();
    const bool is_own_number = uri->user == line.user && uri->host == line.domain;
    return !is_own_number && uri->user != device.options->name + "-" + std::to_string(leg.context.line_instance);
}

} // namespace

class Calls::Impl {
  public:
    Impl(DeviceContext& device, Ports& ports, PhoneView& view) : board(device, ports, view), stimuli(board) {}

    void take(LineId line, LegId id, const sip::Invited& event);
    void take(LineId line, LegId id, const sip::ReferWanted& event);
    void take(LineId line, LegId id, const sip::TalkWanted& event);
    void take(LineId line, LegId id, const sip::HoldWanted& event);
    template <class Event> void take(LineId, LegId id, const Event& event) {
        if (board.find(id))
            board.post(id, LegEvent{event});
        else
            board.ports.world.ignored(id, table_word<Event>(), "no call");
    }
    void post_to_all(const LegEvent& event) {
        for (const auto& [id, leg] : board.legs()) board.post(id, event);
    }

    Switchboard board;
    Stimuli stimuli;
};

void Calls::Impl::take(LineId line, LegId id, const sip::Invited& event) {
    const auto* of = board.device.line_by_id(line);
    if (!of || board.find(id)) return board.ports.sip.reject(id, {404, {}, {}});
    board.open(id, of->instance, true);
    board.post(id, LegEvent{event});
}

/// We are the transferee: a new call from the same line, and the old one goes on until it is answered (callflows 5.1).
void Calls::Impl::take(LineId, LegId id, const sip::ReferWanted& event) {
    auto* old = board.find(id);
    const bool may =
        old && !old->context.lost && old->context.options().accept_refer && (old->is("Connected") || old->is("Hold"));
    if (!may || event.refer_to.empty()) return board.ports.sip.answer_refer(id, may ? 400 : 603);
    const auto is_under_way = [&](const auto& entry) { return entry.second->context.referee == id; };
    const bool is_busy = std::any_of(board.legs().begin(), board.legs().end(), is_under_way);
    if (is_busy || !may_be_referred_to(event.refer_to, *old, board.device))
        return board.ports.sip.answer_refer(id, 603);
    board.ports.sip.answer_refer(id, 202);
    board.ports.sip.notify_refer(id, 100);
    const auto call = board.ports.world.next_call_reference();
    auto& context = board.open(call, old->context.line_instance, false).context;
    context.silent = true;
    context.referee = id;
    context.hands_free = old->context.hands_free;
    context.local = old->context.local;
    context.invite.request_uri = event.refer_to;
    context.invite.referred_by = event.referred_by;
    context.invite.replaces = event.replaces;
    board.post(call, LegEvent{phone::DialNumber{}});
}

void Calls::Impl::take(LineId, LegId id, const sip::TalkWanted&) {
    auto* leg = board.find(id);
    if (!leg || leg->context.lost) return;
    if (leg->is("RingIn")) return stimuli.answer(*leg, true);
    if (leg->is("Hold")) stimuli.resume(*leg);
}

void Calls::Impl::take(LineId, LegId id, const sip::HoldWanted&) {
    if (auto* leg = board.find(id); leg && leg->is("Connected")) board.post(id, LegEvent{phone::Hold{true}});
}

Calls::Calls(DeviceContext& device, Ports& ports, PhoneView& view)
    : impl_(std::make_unique<Impl>(device, ports, view)) {}

Calls::~Calls() = default;

void Calls::use(Hooks hooks) { impl_->board.hooks = std::move(hooks); }

bool Calls::on(const sccp::FromPhone& message) {
    const bool taken = impl_->stimuli.take(message);
    impl_->board.run();
    return taken;
}

void Calls::on_call(LineId line, LegId leg, const sip::CallEvent& event) {
    std::visit([&](const auto& happened) { impl_->take(line, leg, happened); }, event);
    impl_->board.run();
}

bool Calls::on_timer(TimerId timer) {
    auto& board = impl_->board;
    bool taken = board.on_timer(timer) || board.transfer().on_timer(timer);
    if (!taken && is_of_a_leg(timer.kind))
        if (auto* leg = board.find(timer.owner)) taken = leg->on_timer(timer);
    board.run();
    return taken;
}

void Calls::on_lost() {
    auto& board = impl_->board;
    board.handset_lifted = board.in_hand = false;
    board.phone_is_away = true;
    board.transfer().on_lost();
    for (const auto& [id, leg] : board.legs()) {
        if (!leg->context.lost || leg->is("Preserved")) board.post(id, LegEvent{phone::Lost{}});
        // all of them first: what comes of one must not be shown by another (callflows 0.4 rule 6)
        leg->let_go_of_phone();
    }
    board.run();
}

void Calls::on_back(bool same_address) {
    auto& board = impl_->board;
    board.phone_is_away = false;
    board.phone_kept_audio = same_address && board.device.active_streams > 0;
    for (const auto& [id, leg] : board.legs())
        if (leg->context.lost) board.post(id, LegEvent{phone::Back{board.phone_kept_audio}});
    board.run();
}

void Calls::drop_all() { on_lost(); }

bool Calls::hang_up(LegId id) {
    auto* leg = impl_->board.find(id);
    if (!leg || leg->is("Releasing") || leg->is("Cancelling")) return false;
    impl_->board.post(id, LegEvent{phone::OnHook{true, true}});
    impl_->board.run();
    return true;
}

void Calls::drain() {
    for (const auto& [id, leg] : impl_->board.legs()) {
        leg->context.refuse_status = 480;
        leg->context.end_cause = EndCause::shut_down;
        impl_->board.post(id, LegEvent{phone::OnHook{true, true}});
    }
    impl_->board.run();
}

bool Calls::collect_number(unsigned line, std::string_view prompt, std::function<void(const std::string&)> done) {
    auto& board = impl_->board;
    if (!board.device.line(line)) return false;
    const auto id = board.ports.world.next_call_reference();
    if (!board.make_room(id)) return false;
    auto& context = board.open(id, line, false).context;
    context.hands_free = !board.handset_lifted;
    context.collect_prompt = prompt;
    context.collect_done = std::move(done);
    board.post(id, LegEvent{phone::OffHook{}});
    board.run();
    return true;
}

bool Calls::has_active_call() const {
    for (const auto& [id, leg] : impl_->board.legs())
        if (!leg->is("Releasing") && !leg->is("Cancelling")) return true;
    return false;
}

bool Calls::empty() const { return impl_->board.legs().empty(); }

std::size_t Calls::count(unsigned line) const { return impl_->board.count(line); }

sccp::LampMode Calls::line_lamp(unsigned line) const { return impl_->board.line_lamp(line); }

const Switchboard& Calls::board() const { return impl_->board; }

std::vector<CallSnapshot> Calls::snapshot() const {
    std::vector<CallSnapshot> shots;
    for (const auto& [id, leg] : impl_->board.legs()) shots.push_back(leg->snapshot());
    for (const auto& [id, shot] : impl_->board.ended) shots.push_back(shot);
    return shots;
}

} // namespace mapping
