// A phone made of values: what it shows, plays and opens follows from the messages it is sent; it notes every message
// that a real phone would stumble over.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mapping/ports.hpp"
#include "mapping/soft_keys.hpp"
#include "mapping/texts.hpp"
#include "sccp/catalogue.hpp"

namespace tests {

using mapping::LegId;

/// Label codes in English, the rest as it came.
inline std::string readable(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octet = static_cast<unsigned char>(text[i]);
        if ((octet == 0x80 || octet == 0x1e) && i + 1 < text.size()) {
            made += mapping::english(static_cast<mapping::Label>((octet << 8) | static_cast<unsigned char>(text[i + 1])));
            ++i;
        } else {
            made += text[i];
        }
    }
    return made;
}

class FakePhone : public mapping::PhonePort {
  public:
    struct Call {
        unsigned line{};
        sccp::DCallState state{};
        std::string prompt;
        std::optional<sccp::SoftKeySet> keys;
        std::uint32_t mask{};
        std::string calling, calling_name, called, called_name;
        sccp::CallType type{};
        std::optional<sccp::DeviceTone> tone;          ///< lasting ones only
        std::optional<sccp::CallHistoryDisposition> history;
        bool selected{};
    };
    struct Receive {
        sccp::MediaPayloadType payload{};
        std::uint32_t packet_ms{}, events{};
        bool open{};                                   ///< acknowledged
        std::string host{};
        std::uint32_t port{};
    };
    struct Transmit {
        sccp::MediaPayloadType payload{};
        std::uint32_t packet_ms{}, events{}, port{};
        std::string host{};
    };

    std::function<void(const sccp::FromPhone&)> says;  ///< set by the scenario
    std::vector<sccp::ToPhone> sent;
    std::map<LegId, Call> calls;
    std::map<std::pair<sccp::DeviceStimulus, unsigned>, sccp::LampMode> lamps;
    std::map<LegId, sccp::RingMode> rings;
    std::map<LegId, Receive> receiving;
    std::map<LegId, Transmit> sending;
    std::map<LegId, int> reserved;
    std::string prompt;                                ///< of the idle phone
    std::string notice;
    std::optional<sccp::DeviceTone> idle_tone;
    std::vector<sccp::DeviceTone> short_tones;         ///< beeps, in order
    /// calls with the tone of a waiting or a held one that was not stopped
    std::set<LegId> beeped_in;
    std::vector<std::pair<std::string, LegId>> placed; ///< DialedNumber
    std::vector<LegId> statistics_asked;
    bool speaker{}, microphone{true};
    unsigned plane{};
    std::vector<std::string> faults;
    bool has_single_stream{true};

    // -- what the phone is told
    void send(const sccp::ToPhone& message) override {
        sent.push_back(message);
        std::visit([this](const auto& told) { take(told); }, message);
    }
    void close_after_flush() override {}

    // -- what the user does
    void lifts_handset(unsigned line = 0, LegId call = 0) {
        speaker = false;                               // the phone's own doing
        says(sccp::OffHook{line, call});
    }
    void hangs_up(unsigned line = 0, LegId call = 0) { says(sccp::OnHook{line, call}); }
    void presses(mapping::SoftKey key, LegId call = 0, unsigned line = 1) {
        says(sccp::SoftKeyEvent{static_cast<sccp::SoftKey>(key), line, call});
    }
    void presses(sccp::DeviceStimulus key, unsigned instance = 1, LegId call = 0) { says(sccp::Stimulus{key, instance, call, 0}); }
    void presses_line(unsigned line) { presses(sccp::DeviceStimulus::line, line); }
    void dials(std::string_view digits, LegId call = 0, unsigned line = 1) {
        constexpr std::string_view keys = "0123456789ABCD*#+";
        for (const char digit : digits) says(sccp::KeypadButton{static_cast<sccp::KeyPadButton>(keys.find(digit)), line, call});
    }
    void dials_en_bloc(std::string_view number, unsigned line = 0) { says(sccp::EnblocCall{std::string{number}, line}); }

    // -- what its media answers; without a call it is the one opening that waits
    void opens_receive(std::string_view host = "192.0.2.7", std::uint32_t port = 18000, LegId call = 0) {
        const auto id = call ? call : waiting();
        receiving[id].open = true;
        receiving[id].host = host;
        receiving[id].port = port;
        answers_receive(sccp::MediaStatus::ok, host, port, id);
    }
    void refuses_receive(sccp::MediaStatus status, LegId call = 0) {
        const auto id = call ? call : waiting();
        receiving.erase(id);
        answers_receive(status, "0.0.0.0", 0, id);
    }
    void answers_receive(sccp::MediaStatus status, std::string_view host, std::uint32_t port, LegId party, LegId reference = 0) {
        says(sccp::OpenReceiveChannelAck{status, sccp::Address::from_text(host), port, party, reference});
    }
    void reserves_port(std::string_view host = "192.0.2.7", std::uint32_t port = 18000, std::uint32_t rtcp = 18001) {
        const auto id = reserved.empty() ? LegId{} : reserved.rbegin()->first;
        says(sccp::PortRes{id, id, id, sccp::Address::from_text(host), port, rtcp, {}});
    }
    void starts_transmit(LegId call, sccp::MediaStatus status = sccp::MediaStatus::ok) {
        if (status != sccp::MediaStatus::ok) sending.erase(call);
        says(sccp::StartMediaTransmissionAck{call, call, call, {}, 0, status});
    }

    // -- what a passer-by sees and hears
    bool is_idle() const {
        return calls.empty() && receiving.empty() && sending.empty() && reserved.empty() && rings.empty() &&
               !any_lamp();
    }
    bool any_lamp() const {
        return std::any_of(lamps.begin(), lamps.end(), [](const auto& lamp) {
            return lamp.first.first == sccp::DeviceStimulus::line && lamp.second != sccp::LampMode::off;
        });
    }
    sccp::LampMode lamp(unsigned line = 1) const {
        const auto found = lamps.find({sccp::DeviceStimulus::line, line});
        return found == lamps.end() ? sccp::LampMode::off : found->second;
    }
    /// The only call, or the one named.
    const Call& call(LegId id = 0) const {
        static const Call none;
        if (id == 0 && calls.size() != 1) return none;
        const auto found = id ? calls.find(id) : calls.begin();
        return found == calls.end() ? none : found->second;
    }
    sccp::DCallState state(LegId id = 0) const { return call(id).state; }
    bool hears(sccp::DeviceTone tone, LegId id = 0) const { return call(id).tone == tone; }
    bool is_silent(LegId id = 0) const { return !call(id).tone.has_value(); }
    bool offers(mapping::SoftKey key, LegId id = 0) const {
        const auto& of = call(id);
        if (!of.keys) return false;
        const auto keys = mapping::keys_of(*of.keys);
        for (std::size_t place = 0; place < keys.size(); ++place)
            if (keys[place] == key && (of.mask >> place) & 1u) return true;
        return false;
    }
    bool beeped(sccp::DeviceTone tone) const { return std::find(short_tones.begin(), short_tones.end(), tone) != short_tones.end(); }
    /// Both ways through the phone.
    bool has_audio(LegId id = 0) const {
        if (id == 0 && receiving.size() != 1) return false;
        const auto leg = id ? id : receiving.begin()->first;
        return receiving.contains(leg) && receiving.at(leg).open && sending.contains(leg);
    }
    std::size_t open_channels() const {
        return static_cast<std::size_t>(std::count_if(receiving.begin(), receiving.end(), [](const auto& one) { return one.second.open; }));
    }
    bool awaits_opening() const {
        return std::any_of(receiving.begin(), receiving.end(), [](const auto& one) { return !one.second.open; });
    }

    // -- the wire
    template <class Message> std::vector<Message> all() const {
        std::vector<Message> found;
        for (const auto& message : sent)
            if (const auto* one = std::get_if<Message>(&message)) found.push_back(*one);
        return found;
    }
    template <class Message> std::size_t count() const { return all<Message>().size(); }
    template <class Message> Message last() const {
        const auto found = all<Message>();
        return found.empty() ? Message{} : found.back();
    }
    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& message : sent) found.emplace_back(sccp::name_of(message));
        return found;
    }
    void forget_log() {
        sent.clear();
        short_tones.clear();
    }
    /// The phone restarts: it knows nothing any more. `keeps_audio`: it only lost its connection.
    void restarts(bool keeps_audio = false) {
        calls.clear();
        lamps.clear();
        rings.clear();
        reserved.clear();
        beeped_in.clear();
        idle_tone.reset();
        if (keeps_audio) return;
        receiving.clear();
        sending.clear();
    }

  private:
    LegId waiting() const {
        for (const auto& [id, channel] : receiving)
            if (!channel.open) return id;
        return 0;
    }
    void fault(std::string what) { faults.push_back(std::move(what)); }
    static bool is_short(sccp::DeviceTone tone) {
        using Tone = sccp::DeviceTone;
        return tone == Tone::zip || tone == Tone::zip_zip || tone == Tone::beep_bonk || tone == Tone::call_waiting_tone ||
               tone == Tone::confirmation_tone || tone == Tone::reverting_tone;
    }
    bool known(unsigned line, LegId id, const char* what) {
        if (line == 0 && id == 0) return false;
        const auto found = calls.find(id);
        if (found == calls.end()) fault(std::string{what} + " for a call that the phone does not know");
        return found != calls.end();
    }

    void take(const sccp::CallState& told) {
        if (told.call_state == sccp::DCallState::on_hook) {
            if (calls[told.call_reference].tone) fault("a call ends while its tone plays");
            if (beeped_in.contains(told.call_reference)) fault("a call ends while the tone of another one plays in it");
            calls.erase(told.call_reference);
            return;
        }
        if (told.call_state == sccp::DCallState::hold && beeped_in.contains(told.call_reference))
            fault("a call is held while the tone of another one plays in it");
        auto& call = calls[told.call_reference];
        call.line = told.line_instance;
        call.state = told.call_state;
    }
    void take(const sccp::CallInfo& told) { info(told, told.calling_party_name.str()); }
    void take(const sccp::CallInfoV2& told) { info(told, told.calling_party_name.str()); }
    void info(const auto& told, const std::string& calling_name) {
        if (!known(told.line_instance, told.call_reference, "CallInfo")) return;
        auto& call = calls.at(told.call_reference);
        call.calling = told.calling_party.str();
        call.calling_name = readable(calling_name);
        call.called = told.called_party.str();
        call.called_name = readable(told.called_party_name.str());
        call.type = told.call_type;
    }
    void write(unsigned line, LegId id, std::string_view text) {
        if (line == 0 && id == 0)
            prompt = readable(text);
        else if (id == 0)
            return;
        else if (known(line, id, "a prompt"))
            calls.at(id).prompt = readable(text);
    }
    void take(const sccp::DisplayPromptStatus& told) { write(told.line_instance, told.call_reference, told.prompt_status.str()); }
    void take(const sccp::DisplayPromptStatusV2& told) { write(told.line_instance, told.call_reference, told.text.str()); }
    void take(const sccp::ClearPromptStatus& told) { write(told.line_instance, told.call_reference, ""); }
    void take(const sccp::DisplayPriNotify& told) { notice = readable(told.notify.str()); }
    void take(const sccp::DisplayPriNotifyV2& told) { notice = readable(told.text.str()); }
    void take(const sccp::ClearPriNotify&) { notice.clear(); }
    void take(const sccp::SelectSoftKeys& told) {
        if (!known(told.line_instance, told.call_reference, "SelectSoftKeys")) return;
        calls.at(told.call_reference).keys = told.soft_key_set_index;
        calls.at(told.call_reference).mask = static_cast<std::uint32_t>(told.valid_key_mask);
    }
    void take(const sccp::StartTone& told) {
        if (is_short(told.tone)) {
            short_tones.push_back(told.tone);
            // Both are cadences that sound again and again on some models, until StopTone.
            const bool goes_on = told.tone == sccp::DeviceTone::call_waiting_tone || told.tone == sccp::DeviceTone::reverting_tone;
            if (goes_on) beeped_in.insert(told.call_reference);
        } else if (told.call_reference == 0) {
            idle_tone = told.tone;
        } else if (known(told.line_instance, told.call_reference, "StartTone")) {
            auto& tone = calls.at(told.call_reference).tone;
            if (tone) fault("StartTone while a tone plays");
            tone = told.tone;
        }
    }
    void take(const sccp::StopTone& told) {
        beeped_in.erase(told.call_reference);
        if (told.call_reference == 0)
            idle_tone.reset();
        else if (const auto found = calls.find(told.call_reference); found != calls.end())
            found->second.tone.reset();
    }
    void take(const sccp::SetRinger& told) {
        if (told.ring_mode != sccp::RingMode::ring_off)
            rings[told.call_reference] = told.ring_mode;
        else if (told.call_reference == 0)
            rings.clear();
        else
            rings.erase(told.call_reference);
    }
    void take(const sccp::SetLamp& told) { lamps[{told.stimulus, told.stimulus_instance}] = told.lamp_mode; }
    void take(const sccp::SetSpeakerMode& told) { speaker = told.speaker_mode == sccp::SpeakerMode::on; }
    void take(const sccp::SetMicroMode& told) { microphone = told.mic_mode == sccp::MicrophoneMode::on; }
    void take(const sccp::ActivateCallPlane& told) { plane = told.line_instance; }
    void take(const sccp::DialedNumber& told) { placed.emplace_back(told.dialed_number.str(), told.call_reference); }
    void take(const sccp::CallHistoryInfo& told) {
        if (known(told.line_instance, told.call_reference, "CallHistoryInfo"))
            calls.at(told.call_reference).history = told.call_history_disposition;
        histories[told.call_reference] = told.call_history_disposition;
    }
    void take(const sccp::CallSelectStatRes& told) {
        if (const auto found = calls.find(told.call_reference); found != calls.end()) found->second.selected = told.call_select_stat != 0;
    }
    void take(const sccp::ConnectionStatisticsReq& told) {
        statistics_asked.push_back(told.call_reference);
        if (!receiving.contains(told.call_reference)) fault("statistics of a call without a channel");
    }
    void take(const sccp::OpenReceiveChannel& told) {
        const LegId id = told.pass_thru_party_id;
        if (const auto found = receiving.find(id); found != receiving.end())
            fault(found->second.open ? "OpenReceiveChannel over an open channel" : "two openings outstanding");
        if (has_single_stream)
            for (const auto& [other, channel] : receiving)
                if (other != id && channel.open) fault("a second receive channel on a phone with one stream");
        if (const auto found = calls.find(id); found != calls.end() && found->second.tone) fault("a channel opens while a tone plays");
        receiving[id] = {told.payload_capability, told.millisecond_packet_size, told.rfc2833_payload_type, false, {}, 0};
    }
    void take(const sccp::CloseReceiveChannel& told) {
        receiving.erase(told.pass_thru_party_id);
        if (told.port_handling_flag == sccp::PortHandling::close_port) reserved.erase(told.pass_thru_party_id);
    }
    void take(const sccp::StartMediaTransmission& told) {
        const LegId id = told.pass_thru_party_id;
        if (!receiving.contains(id) || !receiving.at(id).open) fault("transmission before the receive channel was acknowledged");
        if (sending.contains(id)) fault("transmission over a running one");
        if (const auto found = calls.find(id); found != calls.end() && found->second.tone) fault("transmission while a tone plays");
        sending[id] = {told.payload_capability, told.millisecond_packet_size, told.rfc2833_payload_type, told.remote_port,
                       told.remote_ip_addr.to_text()};
    }
    void take(const sccp::StopMediaTransmission& told) { sending.erase(told.pass_thru_party_id); }
    void take(const sccp::PortReq& told) { ++reserved[told.pass_through_party_id]; }
    void take(const sccp::PortClose& told) { reserved.erase(told.pass_through_party_id); }
    template <class Other> void take(const Other&) {}

  public:
    std::map<LegId, sccp::CallHistoryDisposition> histories;   ///< also of calls that are gone
};

} // namespace tests
