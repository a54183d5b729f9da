// A phone with one line, its calls, and what decides about their future.
#include "tests/exploration/bench.hpp"

#include <algorithm>

#include "mapping/transfer.hpp"
#include "sccp/phone_models.hpp"

namespace tests {

Bench::Bench(const Setting& setting) : setting_(setting) {
    configure();
    calls_ = std::make_unique<mapping::Calls>(context_, ports_, view_);
    mapping::Calls::Hooks hooks;
    hooks.forwards = [this](unsigned) { return mapping::Forwards{{}, {}, setting_.forward_no_answer}; };
    if (setting.phone & resets) hooks.when_idle = [this] { registration_->calls_ended(); };
    calls_->use(hooks);
    phone_.says = [this](const sccp::FromPhone& message) { calls_->on(message); };
    timers_.fire = [this](mapping::TimerId timer) {
        if (!registration_ || !registration_->on_timer(timer)) calls_->on_timer(timer);
    };
    if (setting.phone & resets) {
        registration_ = std::make_unique<BenchDevice>(context_, ports_, view_, *calls_);
        registration_->registers(false);
    }
    for (const auto& act : setting.prelude) {
        if (act.does != Does::knocks && !offers(act)) impossible_.push_back(words(act));
        perform(act);
    }
}

void Bench::configure() {
    mapping::LineOptions line;
    line.name = line.user = "201";
    line.domain = "pbx.test";
    line.registrars = {{"pbx1.test", 5060, {}}, {"pbx2.test", 5060, {}}};
    line.voicemail_number = "800";
    line.codecs = {"pcma", "g729"};
    device_.name = "SEP001120AABBCC";
    device_.lines = {line};
    device_.buttons = {{mapping::Button::Kind::line, "201", {}}, {mapping::Button::Kind::speed_dial, "206", {}}};
    if (setting_.configure) setting_.configure(device_, call_options_);
    context_.options = &device_;
    context_.calls = &call_options_;
    context_.station = &station_;
    context_.protocol = setting_.protocol;
    context_.features = setting_.features;
    context_.model = sccp::find_model(setting_.model);
    context_.peer_address = "192.0.2.7";
    context_.local_address = "192.0.2.1";
    context_.ready = true;
    for (const auto payload : {sccp::MediaPayloadType::g711_alaw64k, sccp::MediaPayloadType::g729_annex_a})
        context_.capabilities.push_back({payload, 40});
    mapping::DeviceLine of{1, 1, &device_.lines.front(), {}};
    of.status.service = mapping::LineStatus::Service::up;
    context_.lines.push_back(of);
    world_.memory = {{"SEP001120AABBCC/last_line", "201"}, {"SEP001120AABBCC/201/last_number", "2"}};
}

const mapping::Leg* Bench::leg(LegId id) const {
    const auto found = board().legs().find(id);
    return found == board().legs().end() ? nullptr : found->second.get();
}

std::vector<LegId> Bench::living() const {
    std::vector<LegId> ids;
    for (const auto& [id, of] : board().legs()) ids.push_back(id);
    return ids;
}

LegId Bench::call_at(std::uint8_t place) const {
    if (place == Act::gone_call) return gone_with_debts();
    const auto ids = living();
    return place < ids.size() ? ids[place] : LegId{};
}

/// The last call that is over and for which the phone still has an answer under way.
LegId Bench::gone_with_debts() const {
    LegId found{};
    for (const auto* owed : {&phone_.owed_openings, &phone_.owed_transmissions})
        for (const auto& [id, count] : *owed)
            if (count > 0 && !leg(id)) found = std::max(found, id);
    return found;
}

/// Who was put on hold first is taken first by some keys, and who was last by others.
std::size_t Bench::place_among_waiting(LegId id) const {
    const auto all = board().waiting();
    return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), [id](const mapping::Leg* one) { return one->id() == id; }) - all.begin());
}

std::string Bench::states() const {
    std::string text;
    for (const auto& [id, of] : board().legs()) text += (text.empty() ? "" : ", ") + std::string{of->state()} + '/' + std::string{of->media.state()};
    return text.empty() ? "no call" : text;
}

// ---- fingerprint ----------------------------------------------------------------------------------------------------

namespace {

class Print {
  public:
    Print& flags(std::initializer_list<bool> all) {
        for (const bool flag : all) text_ += flag ? '1' : '0';
        return *this;
    }
    Print& number(std::uint64_t value) {
        text_ += std::to_string(value) + ',';
        return *this;
    }
    Print& word(std::string_view value) {
        text_.append(value) += ',';
        return *this;
    }
    template <class Enum> Print& value(Enum of) { return number(static_cast<std::uint64_t>(of)); }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

void print_agreement(Print& print, const std::optional<mapping::Agreement>& of) {
    if (!of) return void(print.word("-"));
    print.value(of->direction).value(of->receive.payload).value(of->send.payload).number(of->remote.port).flags({of->far_end_holds, of->needs_lock});
}

void print_call(Print& print, const mapping::LegContext& of) {
    print.word(of.state).word(of.entry.dialled()).value(of.shown).value(of.offers.state()).number(of.challenges).number(of.redirects.size()).number(of.alternatives.size());
    print.flags({of.on_phone, of.hands_free, of.tone_plays, of.ends_quietly, of.howl, of.rings_aloud, of.waits, of.auto_answer,
                 of.mute_on_answer, of.hotline_armed, of.dialog, of.answered, of.provisional, of.beeps_on != 0, of.bye_pending, of.bye_sent,
                 of.delayed_offer, of.failed_over, of.replaces != 0, of.offers.current() != nullptr, of.early_media, of.early_reliable, of.early_waits, of.early_dialogs.size() > 1, of.rang});
    print.flags({of.hold_queued, of.resume_queued, of.refresh_queued, of.refer_queued.has_value(), of.hold_unsignalled, of.unsynced,
                 of.reduced_phone.has_value(), of.short_packets, of.background, of.lost, of.detached, of.talked, of.statistics_asked,
                 of.bye_waits, of.consultation, of.source, of.blind, of.end_told, of.silent, of.referee != 0, of.selected,
                 of.unusable.has_value(), of.failure.has_value(), of.peer_takes_update, of.party, of.room.has_value(), of.target_refusal != 0,
                 of.incomplete, of.digits_queued, of.number_told, of.invited_ms != 0, of.answered_on_hold, of.refers_to != 0, of.given_up});
    print.number(of.local.address.port);
    print_agreement(print, of.agreement);
    print_agreement(print, of.before);
}

void print_media(Print& print, const mapping::MediaLeg& of) {
    print.word(of.state()).flags({of.reopen_queued(), of.tx_queued(), of.has_been_refused(), of.has_failed(), of.transmission_lost()});
    print.number(of.address().port).value(of.format() ? of.format()->payload : sccp::MediaPayloadType{});
}

void print_phone(Print& print, const WatchedPhone& of, LegId id) {
    const auto debt = [&](const std::map<LegId, int>& owed) { return std::uint64_t{owed.contains(id) && owed.at(id) > 0}; };
    print.number(debt(of.owed_openings)).number(debt(of.owed_transmissions)).number(debt(of.owed_ports));
    if (const auto call = of.calls.find(id); call != of.calls.end()) {
        print.value(call->second.state).value(call->second.keys.value_or(sccp::SoftKeySet{})).number(call->second.mask);
        print.value(call->second.tone.value_or(sccp::DeviceTone{}));
    }
    const auto channel = of.receiving.find(id);
    print.flags({of.rings.contains(id), channel != of.receiving.end(), channel != of.receiving.end() && channel->second.open, of.sending.contains(id),
                 of.reserved.contains(id)});
}

} // namespace

std::string Bench::print_others(LegId but) const {
    Print print;
    for (const auto& [id, of] : board().legs()) {
        if (id == but) continue;
        print_call(print, of->context);
        print_media(print, of->media);
        print.word(pbx_.describe(id));
        print_phone(print, phone_, id);
    }
    return print.take();
}

std::string Bench::fingerprint() const {
    Print print;
    const auto place = [this](LegId id) {
        const auto ids = living();
        return static_cast<std::uint64_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
    };
    for (const auto& [id, of] : board().legs()) {
        print_call(print, of->context);
        print_media(print, of->media);
        print.word(pbx_.describe(id));
        print_phone(print, phone_, id);
        print.number(place_among_waiting(id));
        for (const auto& [owner, kind] : timers_.running())
            if (owner == id) print.value(kind);
        print.word(";");
    }
    const auto& transfer = board().transfer();
    print.word(transfer.state()).number(place(transfer.source())).number(place(transfer.consultation())).number(place(transfer.room()));
    print.flags({transfer.is_deferred(), transfer.is_for_conference()});
    for (const auto& [owner, kind] : timers_.running())
        if (owner == 0) print.value(kind);
    print.number(place(board().active_id())).flags({board().handset_lifted, board().in_hand, board().phone_kept_audio, phone_.is_lifted, phone_.is_lost, phone_.speaker,
                                                         phone_.users_speaker, context_.no_port_request});
    if (registration_) print.word(registration_->state()).flags({registration_->waits_to_reset(), board().phone_is_away});
    print.flags({gone_with_debts() != 0, phone_.idle_tone.has_value()});
    for (const auto& [key, mode] : phone_.lamps) print.value(mode);
    return print.take();
}

} // namespace tests
