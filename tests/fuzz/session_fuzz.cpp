// A phone's life as octets: what it sends, what its PBX says, how time passes, against the real session machine and the
// real phone. Whatever was sent, calls end when the phone is gone, nothing is asked of a dialog that was forgotten, and
// the lines say goodbye.
#include <cstdlib>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "mapping/session.hpp"
#include "sccp/frame.hpp"
#include "tests/support/configured_phone.hpp"

namespace {

using mapping::LegId;
using mapping::TimerKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

void must(bool holds) {
    if (!holds) std::abort();
}

constexpr std::size_t most_legs = 64;

/// Dialogs are used between their first word and `forget`, never after it.
struct Pbx : tests::FakePbx {
    std::set<LegId> known, forgotten;

    void meets(LegId leg) {
        must(!forgotten.contains(leg));
        known.insert(leg);
    }
    void invite(mapping::LineId line, LegId leg, const sip::OutgoingInvite& invite) override {
        meets(leg);
        FakePbx::invite(line, leg, invite);
    }
    void bye(LegId leg, const sip::ExtraHeaders& extra) override {
        must(!forgotten.contains(leg));
        FakePbx::bye(leg, extra);
    }
    void answer(LegId leg, std::string_view sdp) override {
        must(!forgotten.contains(leg));
        FakePbx::answer(leg, sdp);
    }
    void forget(LegId leg) override {
        must(forgotten.insert(leg).second);
        known.erase(leg);
    }
};

class Life final : mapping::SessionPort {
  public:
    explicit Life(std::uint8_t kind) {
        phone_.timers.fire = [this](mapping::TimerId id) { on_timer(id); };
        phone_.wire.says = [this](const sccp::FromPhone& message) { hear(message); };
        const std::vector<mapping::LineId> lines{1, 2};
        phone_.call_options.preserve_max = seconds{kind % 2 ? 120 : 0};
        made_ = std::make_unique<mapping::Phone>(phone_.shared_options(), lines,
                                                 mapping::Ports{wire_, pbx_, phone_.registrar, phone_.timers, phone_.world});
        pbx_.deliver = [this](mapping::LineId line, LegId leg, const sip::CallEvent& event) { made_->on_call(line, leg, event); };
        connect();
    }

    void live(std::span<const std::uint8_t> octets);
    void end();

  private:
    struct Wire final : tests::FakePhone {
        explicit Wire(Life& owner) : life(owner) {}
        void close_after_flush() override { life.detach(); }
        Life& life;
    };

    // -- mapping::SessionPort
    void send(const sccp::ToPhone& message) override { wire_.send(message); }
    void close(std::string_view) override { is_open_ = false; }
    void close_after_flush() override { is_open_ = false; }
    void arm(TimerKind kind, milliseconds after) override { phone_.timers.arm({kind, 0, 0}, after); }
    void cancel(TimerKind kind) override { phone_.timers.cancel({kind, 0, 0}); }
    mapping::Admission admit(const sccp::RegisterReq&) override {
        is_admitted_ = admission_ == mapping::Admission::accepted;
        return admission_;
    }
    bool token_allowed(const std::string&) override { return admission_ == mapping::Admission::accepted; }
    mapping::BoundElsewhere bound_elsewhere(const std::string&) override { return elsewhere_; }
    void probe_old(const std::string&) override {
        must(!std::exchange(is_probing_, true) && elsewhere_ == mapping::BoundElsewhere::other_address);
    }
    void cancel_probe(const std::string&) override { is_probing_ = false; }
    void report_duplicate(const std::string&) override {}
    /// Only who was let in.
    void bind(const sccp::RegisterReq& message) override {
        must(is_admitted_);
        is_bound_ = true;
        made_->on_register(message, "192.0.2.7", "192.0.2.1", false);
    }
    void forward(const sccp::FromPhone& message) override {
        must(is_bound_);
        made_->on(message);
    }
    void lost() override { made_->on_lost(); }
    void note_alarm(std::string_view text) override { made_->note_alarm(text); }

    void on_timer(mapping::TimerId id);
    void detach();
    void connect();
    void disconnect();
    void hear(const sccp::FromPhone& message);
    void hear(std::span<const std::uint8_t> octets);
    void say(std::uint32_t id, std::span<const std::uint8_t> body);
    void act(std::uint8_t what, std::uint8_t detail);
    void answer_order(std::uint8_t detail);
    void happen_at_pbx(std::uint8_t what, std::uint8_t which);
    void happen_to_line(std::uint8_t what);
    void happen_at_door(std::uint8_t what);
    void answer_goodbyes();

    tests::ConfiguredPhone phone_;            // its fakes; the phone in it stays unused
    Wire wire_{*this};
    Pbx pbx_;
    std::unique_ptr<mapping::Phone> made_;
    std::unique_ptr<mapping::SessionMachine> session_;
    std::vector<std::uint8_t> pending_;
    bool is_open_{};
    // What the gateway says of the next Register: unknown, from a wrong address, to be tried later; the device is
    // elsewhere, too.
    mapping::Admission admission_{mapping::Admission::accepted};
    mapping::BoundElsewhere elsewhere_{mapping::BoundElsewhere::no};
    bool is_probing_{}, is_admitted_{}, is_bound_{};
};

void Life::on_timer(mapping::TimerId id) {
    if (id.kind == TimerKind::probe) is_probing_ = false;
    if (id.kind == TimerKind::register_deadline || id.kind == TimerKind::probe || id.kind == TimerKind::keep_alive)
        session_->on_timer(id.kind);
    else
        made_->on_timer(id);
}

void Life::detach() {
    session_->on_detached();
    is_open_ = false;
}

void Life::connect() {
    disconnect();
    pending_.clear();
    is_probing_ = is_admitted_ = is_bound_ = false;
    session_ = std::make_unique<mapping::SessionMachine>(static_cast<mapping::SessionPort&>(*this), phone_.world,
                                                         phone_.station, seconds{10});
    is_open_ = true;
}

void Life::disconnect() {
    if (session_ && is_open_) session_->on_disconnected();
    is_open_ = false;
}

void Life::hear(const sccp::FromPhone& message) {
    if (!is_open_) return;
    session_->on_bytes();
    session_->on_message(message);
}

/// As sccp::Session reads.
void Life::hear(std::span<const std::uint8_t> octets) {
    if (!is_open_) return;
    session_->on_bytes();
    pending_.insert(pending_.end(), octets.begin(), octets.end());
    while (is_open_) {
        const auto cut = sccp::cut_frame(pending_);
        if (cut.outcome == sccp::CutOutcome::impossible_length) return disconnect();
        if (cut.outcome == sccp::CutOutcome::need_more) return;
        const auto message = sccp::decode_from_phone(
            cut.frame.id, sccp::effective_version(made_->protocol(), cut.frame.version), cut.frame.body());
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(cut.frame.bytes.size()));
        if (message && !std::holds_alternative<sccp::Unknown>(*message)) session_->on_message(*message);
    }
}

void Life::say(std::uint32_t id, std::span<const std::uint8_t> body) {
    std::vector<std::uint8_t> message(12);
    message.insert(message.end(), body.begin(), body.end());
    sccp::write_header(id, made_->protocol(), message);
    hear(message);
}

/// Fingers that know which call they mean.
void Life::act(std::uint8_t what, std::uint8_t detail) {
    const auto call =
        wire_.calls.empty()
            ? LegId{}
            : std::next(wire_.calls.begin(), detail % static_cast<std::ptrdiff_t>(wire_.calls.size()))->first;
    switch (what % 8) {
    case 0: return hear(sccp::OffHook{detail % 3U, detail % 2U ? call : 0});
    case 1: return hear(sccp::OnHook{detail % 3U, detail % 2U ? call : 0});
    case 2: return hear(sccp::SoftKeyEvent{static_cast<sccp::SoftKey>(what / 8), 1 + detail % 2U, call});
    case 3: return hear(sccp::KeypadButton{static_cast<sccp::KeyPadButton>(detail % 17), 1, call});
    case 4: return hear(sccp::Stimulus{static_cast<sccp::DeviceStimulus>(what / 8), detail % 8U, call, 0});
    case 5: return hear(sccp::EnblocCall{std::string(detail % 40, '7'), 1 + detail % 2U});
    case 6: return hear(sccp::StartMediaTransmissionAck{call, call, call, {}, 0, static_cast<sccp::MediaStatus>(what / 8 % 13)});
    default: return answer_order(detail);
    }
}

/// A receive channel or a port, as the phone was told last; now and then not as it was told.
void Life::answer_order(std::uint8_t detail) {
    const auto address = sccp::Address::from_text("192.0.2.7");
    for (auto order = wire_.sent.rbegin(); order != wire_.sent.rend(); ++order) {
        if (const auto* open = std::get_if<sccp::OpenReceiveChannel>(&*order))
            return hear(sccp::OpenReceiveChannelAck{static_cast<sccp::MediaStatus>(detail % 8 ? 0 : detail / 8 % 13),
                                                    address, 18000U + detail, open->pass_thru_party_id,
                                                    open->call_reference});
        if (const auto* port = std::get_if<sccp::PortReq>(&*order))
            return hear(sccp::PortRes{port->conference_id,
                                      port->call_reference,
                                      port->pass_through_party_id,
                                      address,
                                      18000U + detail,
                                      18001U + detail,
                                      {}});
    }
}

void Life::happen_at_pbx(std::uint8_t what, std::uint8_t which) {
    if (what % 16 == 0) {
        if (pbx_.known.size() >= most_legs) return;
        const auto leg = phone_.world.next_call_reference();
        pbx_.meets(leg);
        pbx_.calls(leg, "\"Bob\" <sip:202@example.com>;tag=b", which % 4 ? tests::far_sdp() : std::string{}, 1 + which % 2U);
        return;
    }
    if (pbx_.known.empty()) return;
    const auto leg = *std::next(pbx_.known.begin(), which % static_cast<std::ptrdiff_t>(pbx_.known.size()));
    pbx_.talk_about(leg);
    const auto codec = which % 3 ? tests::far_sdp("8 101") : tests::far_sdp("0 8 101", 30002);
    switch (what % 16) {
    case 1: return pbx_.rings(which % 2 ? codec : std::string{});
    case 2: return pbx_.progresses(183, codec);
    case 3: return pbx_.answers(codec);
    case 4: return pbx_.rejects(300 + what + which);
    case 5: return pbx_.hangs_up();
    case 6: return pbx_.cancels();
    case 7: return pbx_.acknowledges(which % 2 ? codec : std::string{});
    case 8: return pbx_.offers(which % 2 ? codec : tests::far_sdp("8 101", 30000, "0.0.0.0", "a=inactive"));
    case 9: return pbx_.accepts_offer(codec);
    case 10: return pbx_.says(sip::OfferGlare{which % 2 == 0});
    case 11: return pbx_.says(sip::DialogGone{481});
    case 12: return pbx_.confirms_bye();
    case 13: return pbx_.says(sip::ReferWanted{"<sip:203@example.com>", {}, {}});
    case 14: return which % 2 ? pbx_.says(sip::ReferSucceeded{}) : pbx_.says(sip::ReferFailed{503});
    default: return which % 2 ? pbx_.challenges() : pbx_.says(sip::OfferWanted{pbx_.message(0)});
    }
}

void Life::happen_to_line(std::uint8_t what) {
    const mapping::LineId line = 1 + what / 16 % 2U;
    switch (what % 8) {
    case 0: return made_->on_line(line, sip::RegisterOk{seconds{what}, {}, {}});
    case 1: return made_->on_line(line, sip::RegisterRefused{403, "no"});
    case 2: return made_->on_line(line, sip::RegisterFailed{503, "later", std::nullopt, false});
    case 3: return made_->on_line(line, sip::FlowLost{});
    case 4: return made_->on_line(line, sip::MessageSummary{what >= 128, what, 0});
    case 5: return made_->on_line(line, sip::CheckSync{what >= 128});
    case 6: return made_->on_line(line, sip::IntervalTooBrief{seconds{3600}});
    default: return made_->on_line(line, sip::ProbeRecovered{0});
    }
}

/// The connection comes and goes; other connections of the device do; the configuration changes.
void Life::happen_at_door(std::uint8_t what) {
    switch (what % 4) {
    case 0: return connect();
    case 1: return disconnect();
    case 2:
        admission_ = static_cast<mapping::Admission>(what / 4 % 7);
        elsewhere_ = static_cast<mapping::BoundElsewhere>(what / 32 % 3);
        return;
    default:
        if (!is_open_ || !std::exchange(is_probing_, false)) return;
        elsewhere_ = mapping::BoundElsewhere::no;
        what / 4 % 2 ? session_->on_old_answered() : session_->on_old_gone();
    }
}

void Life::live(std::span<const std::uint8_t> octets) {
    const auto take = [&octets](std::size_t count) {
        const auto taken = octets.first(std::min(count, octets.size()));
        octets = octets.subspan(taken.size());
        return taken;
    };
    const auto number = [&take] {
        const auto one = take(1);
        return one.empty() ? std::uint8_t{} : one[0];
    };
    while (!octets.empty()) {
        switch (number() % 8) {
        case 0: hear(take(number())); break;
        case 1: {
            const auto id = static_cast<std::uint32_t>(number()) + 256U * (number() % 2U);
            say(id, take(number()));
            break;
        }
        case 2: {
            const auto ticks = number();
            phone_.timers.advance(milliseconds{10 * ticks * ticks});
            break;
        }
        case 3: {
            const auto what = number();
            happen_at_pbx(what, number());
            break;
        }
        case 4: happen_to_line(number()); break;
        case 5: happen_at_door(number()); break;
        default: {
            const auto what = number();
            act(what, number());
        }
        }
        if (!is_open_ && !octets.empty() && octets.front() % 2) connect();
        must(made_->call_snapshots().size() <= 2 * most_legs);
    }
}

/// Who un-registers is answered.
void Life::answer_goodbyes() {
    for (const auto& one : phone_.registrar.sent)
        if (one.expires.count() == 0) made_->on_line(one.line, sip::RegisterOk{});
    phone_.registrar.sent.clear();
}

void Life::end() {
    disconnect();
    for (int i = 0; i < 10; ++i) {
        phone_.timers.advance(seconds{60});
        answer_goodbyes();
    }
    must(!made_->has_calls());
    must(pbx_.known.empty());
    made_->drain();
    answer_goodbyes();
    phone_.timers.advance(seconds{60});
    must(made_->is_quiet());
    made_->snapshot();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    Life life(data[0]);
    life.live({data + 1, size - 1});
    life.end();
    return 0;
}
