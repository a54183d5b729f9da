// One overload per message that changes what a phone shows, plays or has open; the others leave no trace.
//
// Facts, as `wait-` commands read them:
//   state, ring, tone, lamp, prompt, notify, keys, callinfo, dialled, history, speaker, microphone, plane, forward,
//   feature, registered, rejected, unregistered, reset, closed
#include "tests/phone/state.hpp"

#include <algorithm>

#include "tests/phone/labels.hpp"

namespace phone {
namespace {

constexpr std::size_t most_facts = 4096;
constexpr std::size_t most_calls = 128;      // that are remembered; ended ones go first

Party party(const std::string& name, const std::string& number) { return {name, number}; }

} // namespace

struct StateVisitor {
    PhoneModelState& s;

    template <class Message> void operator()(const Message&) const {}

    // ---- registration ----
    void operator()(const sccp::RegisterAck& m) const {
        s.registration_ = {true, false, false, "", m.max_protocol_ver, m.keep_alive_interval, m.secondary_keep_alive_interval};
        s.add("registered", std::to_string(m.max_protocol_ver));
    }
    void operator()(const sccp::RegisterReject& m) const {
        s.registration_.rejected = true;
        s.registration_.rejection = s.words(m.text);
        s.add("rejected", s.registration_.rejection);
    }
    void operator()(const sccp::UnregisterAck& m) const {
        s.registration_.unregistered = m.status == sccp::DeviceUnregisterStatus::ok;
        s.add("unregistered", sccp::to_string(m.status));
    }
    void operator()(const sccp::RegisterTokenAck&) const { s.add("token", "granted"); }
    void operator()(const sccp::RegisterTokenReject& m) const {
        s.add("token", "refused for " + std::to_string(m.wait_time_before_next_req) + " s");
    }
    void operator()(const sccp::SPCPRegisterTokenAck&) const { s.add("token", "granted"); }
    void operator()(const sccp::SPCPRegisterTokenReject& m) const {
        s.add("token", "refused for " + std::to_string(m.wait_time_before_next_req) + " s");
    }
    void operator()(const sccp::Reset& m) const { s.add("reset", sccp::to_string(m.reset_type)); }
    void operator()(const sccp::ButtonTemplateRes& m) const {
        if (m.button_offset == 0)
            s.buttons_.clear();
        for (const auto& button : m.definition)
            s.buttons_.push_back({button.button_definition, button.instance_number});
    }
    void operator()(const sccp::SoftKeyTemplateRes& m) const { s.soft_key_template_ = m; }
    void operator()(const sccp::SoftKeySetRes& m) const { s.soft_key_sets_ = m; }
    void operator()(const sccp::LineStatRes& m) const {
        s.lines_[m.line_number] = {m.line_dir_number.str(), s.words(m.line_fully_qualified_display_name), s.words(m.line_text_label)};
    }
    void operator()(const sccp::LineStatV2Res& m) const {
        s.lines_[m.line_number] = {m.line_dir_number.str(), s.words(m.line_fully_qualified_display_name), s.words(m.line_text_label)};
    }
    void operator()(const sccp::SpeedDialStatRes& m) const {
        s.speed_dials_[m.speed_dial_number] = party(s.words(m.speed_dial_display_name), m.speed_dial_dir_number.str());
    }
    void operator()(const sccp::SpeedDialStatV2Res& m) const {
        s.speed_dials_[m.speed_dial_number] = party(s.words(m.speed_dial_display_name), m.speed_dial_dir_number.str());
    }
    void feature(std::uint32_t index, std::uint32_t status) const {
        s.features_[index] = status;
        s.add("feature", std::to_string(index) + " " + std::to_string(status));
    }
    void operator()(const sccp::FeatureStatRes& m) const { feature(m.feature_index, m.feature_status); }
    void operator()(const sccp::FeatureStatV2Res& m) const { feature(m.feature_index, m.feature_status); }
    void operator()(const sccp::ForwardStatRes& m) const {
        ForwardState& forward = s.forwards_[m.line_number];
        forward.all = m.forward_all_active != 0 ? m.forward_all_dirnum.str() : "";
        forward.busy = m.forward_busy_active != 0 ? m.forward_busy_dirnum.str() : "";
        forward.no_answer = m.forward_no_answer_active != 0 ? m.forward_no_answer_dirnum.str() : "";
        s.add("forward", forward.all, m.line_number);
    }

    // ---- calls ----
    void operator()(const sccp::CallState& m) const {
        s.add("state", sccp::to_string(m.call_state), m.line_instance, m.call_reference);
        if (m.call_reference == 0)       // the lamp of another's line on an older phone
            return;
        Call& call = s.touch(m.line_instance, m.call_reference);
        call.state = m.call_state;
        call.privacy = m.visibility;
        if (call.has_ended())
            call.keys.reset();
    }
    void call_info(std::uint32_t line, std::uint32_t reference, CallParties parties) const {
        if (Call* call = s.mutable_call(reference))
            call->parties = std::move(parties);
        s.add("callinfo", "", line, reference);
    }
    template <class Message> CallParties parties_of(const Message& m) const {
        CallParties parties;
        parties.calling = party(s.words(m.calling_party_name), m.calling_party.str());
        parties.called = party(s.words(m.called_party_name), m.called_party.str());
        parties.original_called = party(s.words(m.original_called_party_name), m.original_called_party.str());
        parties.last_redirecting = party(s.words(m.last_redirecting_party_name), m.last_redirecting_party.str());
        parties.type = m.call_type;
        parties.instance = m.call_instance;
        parties.original_reason = m.original_cdpn_redirect_reason;
        parties.last_reason = m.last_redirecting_reason;
        parties.restriction = static_cast<std::uint32_t>(m.party_pi_restriction_bits);
        return parties;
    }
    void operator()(const sccp::CallInfo& m) const { call_info(m.line_instance, m.call_reference, parties_of(m)); }
    void operator()(const sccp::CallInfoV2& m) const { call_info(m.line_instance, m.call_reference, parties_of(m)); }
    void operator()(const sccp::DialedNumber& m) const {
        if (Call* call = s.mutable_call(m.call_reference))
            call->dialled = m.dialed_number.str();
        s.add("dialled", m.dialed_number.str(), m.line_instance, m.call_reference);
    }
    void operator()(const sccp::CallHistoryInfo& m) const {
        s.add("history", sccp::to_string(m.call_history_disposition), m.line_instance, m.call_reference);
    }
    void operator()(const sccp::SelectSoftKeys& m) const {
        const SelectedKeys keys{m.soft_key_set_index, static_cast<std::uint32_t>(m.valid_key_mask)};
        if (m.call_reference == 0)
            s.idle_keys_ = keys;
        else if (Call* call = s.mutable_call(m.call_reference); call != nullptr && !call->has_ended()) {
            call->keys = keys;
            call->touched = ++s.touches_;
        }
        s.add("keys", sccp::to_string(m.soft_key_set_index), m.line_instance, m.call_reference);
    }
    void operator()(const sccp::ActivateCallPlane& m) const {
        s.plane_ = m.line_instance;
        s.add("plane", std::to_string(m.line_instance), m.line_instance);
    }

    // ---- what is read, heard and seen ----
    void prompt(std::string_view text, std::uint32_t line, std::uint32_t reference) const {
        const std::string shown = s.words(text);
        if (Call* call = s.mutable_call(reference))
            call->prompt = shown;
        else
            s.idle_prompt_ = shown;
        s.add("prompt", shown, line, reference);
    }
    void operator()(const sccp::DisplayPromptStatus& m) const { prompt(m.prompt_status, m.line_instance, m.call_reference); }
    void operator()(const sccp::DisplayPromptStatusV2& m) const { prompt(m.text, m.line_instance, m.call_reference); }
    void operator()(const sccp::ClearPromptStatus& m) const { prompt("", m.line_instance, m.call_reference); }
    void notify(std::uint32_t priority, std::string_view text) const {
        s.notices_[priority] = s.words(text);
        s.add("notify", s.notices_[priority]);
    }
    void operator()(const sccp::DisplayPriNotify& m) const { notify(m.priority, m.notify); }
    void operator()(const sccp::DisplayPriNotifyV2& m) const { notify(m.priority, m.text); }
    void operator()(const sccp::DisplayNotify& m) const { notify(0, m.notify); }
    void operator()(const sccp::DisplayNotifyV2& m) const { notify(0, m.text); }
    void operator()(const sccp::ClearPriNotify& m) const { s.notices_.erase(m.priority); }
    void operator()(const sccp::ClearNotify&) const { s.notices_.erase(0); }
    void operator()(const sccp::SetRinger& m) const {
        if (m.ring_mode != sccp::RingMode::ring_off)
            s.ringers_[m.call_reference] = m.ring_mode;
        else if (m.call_reference == 0)
            s.ringers_.clear();
        else
            s.ringers_.erase(m.call_reference);
        s.add("ring", sccp::to_string(m.ring_mode), m.line_instance, m.call_reference);
    }
    void operator()(const sccp::StartTone& m) const {
        using Tone = sccp::DeviceTone;
        const bool ends_by_itself = m.tone == Tone::beep_bonk || m.tone == Tone::zip || m.tone == Tone::zip_zip;
        if (!ends_by_itself)
            s.tones_.push_back({m.tone, m.line_instance, m.call_reference});
        s.add("tone", sccp::to_string(m.tone), m.line_instance, m.call_reference);
    }
    void operator()(const sccp::StopTone& m) const {
        std::erase_if(s.tones_, [&](const Tone& tone) { return m.call_reference == 0 || tone.reference == m.call_reference; });
        s.add("tone", "off", m.line_instance, m.call_reference);
    }
    void operator()(const sccp::SetLamp& m) const {
        s.lamps_[{m.stimulus, m.stimulus_instance}] = m.lamp_mode;
        s.add("lamp", sccp::to_string(m.stimulus) + " " + std::to_string(m.stimulus_instance) + " " + sccp::to_string(m.lamp_mode));
    }
    void operator()(const sccp::SetSpeakerMode& m) const {
        s.speaker_ = m.speaker_mode == sccp::SpeakerMode::on;
        s.add("speaker", sccp::to_string(m.speaker_mode));
    }
    void operator()(const sccp::SetMicroMode& m) const {
        s.microphone_ = m.mic_mode == sccp::MicrophoneMode::on;
        s.add("microphone", sccp::to_string(m.mic_mode));
    }

    // ---- media ----
    void operator()(const sccp::OpenReceiveChannel& m) const {
        s.channels_[m.pass_thru_party_id] = {StreamPhase::opening, m};
        s.add("open", sccp::to_string(m.payload_capability), 0, m.call_reference);
    }
    void operator()(const sccp::CloseReceiveChannel& m) const { s.channels_[m.pass_thru_party_id].phase = StreamPhase::closed; }
    void operator()(const sccp::StartMediaTransmission& m) const {
        s.transmissions_[m.pass_thru_party_id] = {true, m};
        s.add("send", m.remote_ip_addr.to_text() + ":" + std::to_string(m.remote_port), 0, m.call_reference);
    }
    void operator()(const sccp::StopMediaTransmission& m) const { s.transmissions_[m.pass_thru_party_id].running = false; }
};

void PhoneModelState::on(const sccp::ToPhone& message) { std::visit(StateVisitor{*this}, message); }

void PhoneModelState::sent(const sccp::FromPhone& message) {
    if (std::holds_alternative<sccp::OnHook>(message))
        speaker_ = false;       // the phone does that itself
    const auto* ack = std::get_if<sccp::OpenReceiveChannelAck>(&message);
    if (ack == nullptr)
        return;
    auto channel = channels_.find(ack->pass_thru_party_id);
    if (channel == channels_.end() && channels_.size() == 1)
        channel = channels_.begin();       // some phones answer without a party id
    if (channel == channels_.end())
        for (auto at = channels_.begin(); at != channels_.end(); ++at)
            if (at->second.phase == StreamPhase::opening)
                channel = at;
    if (channel != channels_.end() && channel->second.phase == StreamPhase::opening)
        channel->second.phase = ack->media_reception_status == sccp::MediaStatus::ok ? StreamPhase::open : StreamPhase::closed;
}

void PhoneModelState::reset() {
    PhoneModelState fresh(utf8_);
    fresh.facts_.swap(facts_);
    fresh.next_fact_ = next_fact_;
    *this = std::move(fresh);
}

const Call* PhoneModelState::find(std::uint32_t reference) const {
    const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.reference == reference; });
    return found == calls_.end() ? nullptr : &*found;
}

const Call* PhoneModelState::by_number(unsigned number) const {
    const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.number == number; });
    return found == calls_.end() ? nullptr : &*found;
}

Call* PhoneModelState::mutable_call(std::uint32_t reference) {
    const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) { return call.reference == reference; });
    return found == calls_.end() ? nullptr : &*found;
}

std::vector<const Call*> PhoneModelState::live_calls() const {
    std::vector<const Call*> live;
    for (const Call& call : calls_)
        if (!call.has_ended() && call.reference != 0)
            live.push_back(&call);
    std::sort(live.begin(), live.end(), [](const Call* a, const Call* b) { return a->touched > b->touched; });
    return live;
}

Call& PhoneModelState::touch(std::uint32_t line, std::uint32_t reference) {
    Call* call = mutable_call(reference);
    if (call == nullptr) {
        if (calls_.size() >= most_calls)
            forget_oldest();
        calls_.push_back({});
        call = &calls_.back();
        call->number = ++calls_seen_;
        call->reference = reference;
    }
    call->line = line;
    call->touched = ++touches_;
    return *call;
}

void PhoneModelState::forget_oldest() {
    const auto ended = std::find_if(calls_.begin(), calls_.end(), [](const Call& call) { return call.has_ended(); });
    if (ended == calls_.end())
        return;
    channels_.erase(ended->reference);
    transmissions_.erase(ended->reference);
    calls_.erase(ended);
}

std::vector<std::pair<std::uint32_t, std::string>> PhoneModelState::offered(const SelectedKeys& keys) const {
    std::vector<std::pair<std::uint32_t, std::string>> result;
    const auto set = static_cast<std::size_t>(keys.set);
    if (set >= soft_key_sets_.definition.size())
        return result;
    const auto& positions = soft_key_sets_.definition[set].soft_key_template_index;
    for (std::size_t position = 0; position < positions.size(); ++position) {
        const std::size_t entry = positions[position];      // from 1; 0 is an empty place
        if (entry == 0 || entry > soft_key_template_.definition.size() || (keys.mask >> position & 1u) == 0)
            continue;
        const auto& key = soft_key_template_.definition[entry - 1];
        result.emplace_back(static_cast<std::uint32_t>(key.soft_key_event), words(key.soft_key_label));
    }
    return result;
}

sccp::RingMode PhoneModelState::ring() const {
    auto loudest = sccp::RingMode::ring_off;
    for (const auto& [reference, mode] : ringers_)
        if (loudest == sccp::RingMode::ring_off || loudest == sccp::RingMode::flash_only)
            loudest = mode;
    return loudest;
}

sccp::LampMode PhoneModelState::lamp(sccp::DeviceStimulus stimulus, std::uint32_t instance) const {
    const auto found = lamps_.find({stimulus, instance});
    return found == lamps_.end() ? sccp::LampMode::off : found->second;
}

bool PhoneModelState::has_media() const {
    return std::any_of(channels_.begin(), channels_.end(), [](const auto& c) { return c.second.phase != StreamPhase::closed; }) ||
           std::any_of(transmissions_.begin(), transmissions_.end(), [](const auto& t) { return t.second.running; });
}

void PhoneModelState::add(std::string kind, std::string value, std::uint32_t line, std::uint32_t reference) {
    facts_.push_back({next_fact_++, std::move(kind), std::move(value), line, reference});
    if (facts_.size() > most_facts)
        facts_.pop_front();
}

std::string PhoneModelState::words(std::string_view wire) const { return readable(wire, utf8_); }

} // namespace phone
