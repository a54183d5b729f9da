// The rules, each with where it comes from.
#include "tests/phone/judge.hpp"

#include <algorithm>

namespace phone {
namespace {

constexpr std::size_t most_violations = 200;

template <class Message> constexpr bool is_before_registration =
    std::is_same_v<Message, sccp::RegisterAck> || std::is_same_v<Message, sccp::RegisterReject> ||
    std::is_same_v<Message, sccp::KeepAliveAck> || std::is_same_v<Message, sccp::RegisterTokenAck> ||
    std::is_same_v<Message, sccp::RegisterTokenReject> || std::is_same_v<Message, sccp::SPCPRegisterTokenAck> ||
    std::is_same_v<Message, sccp::SPCPRegisterTokenReject> || std::is_same_v<Message, sccp::UnregisterAck>;

/// Forms with packed strings: only for phones that announced them (protocol README section 2).
template <class Message> constexpr bool is_dynamic =
    std::is_same_v<Message, sccp::DisplayNotifyV2> || std::is_same_v<Message, sccp::DisplayPriNotifyV2> ||
    std::is_same_v<Message, sccp::DisplayPromptStatusV2> || std::is_same_v<Message, sccp::FeatureStatV2Res> ||
    std::is_same_v<Message, sccp::LineStatV2Res> || std::is_same_v<Message, sccp::ServiceURLStatV2Res> ||
    std::is_same_v<Message, sccp::SpeedDialStatV2Res> || std::is_same_v<Message, sccp::CallInfoV2>;

/// The counts of a call may be asked for and its history written after the end of its media, never after OnHook.
template <class Message> constexpr bool needs_live_call =
    !std::is_same_v<Message, sccp::CallState> && requires(const Message& m) { m.call_reference; };

/// What answers a late ack: the phone may have opened or begun to send after it was told to stop (callflows 2.5,
/// close_orphan, stop_orphan).
template <class Message> constexpr bool may_follow_the_end =
    std::is_same_v<Message, sccp::CloseReceiveChannel> || std::is_same_v<Message, sccp::StopMediaTransmission>;

std::string call_text(std::uint32_t reference) { return "call reference " + std::to_string(reference); }

} // namespace

struct JudgeVisitor {
    Judge& judge;

    void operator()(const sccp::Unknown& m) const { judge.on_unknown(m.id); }

    template <class Message> void operator()(const Message& m) const {
        const std::string name(Message::header.name);
        if constexpr (!is_before_registration<Message>)
            if (!judge.state_.registration().acknowledged)
                judge.add(name + " before RegisterAck");
        if constexpr (is_dynamic<Message>)
            if (judge.abilities_.version < 8 || !sccp::has(judge.abilities_.features, sccp::PhoneFeatures::dynamic_messages))
                judge.add(name + " to a phone without dynamic messages");
        if constexpr (needs_live_call<Message>)
            if (!may_follow_the_end<Message> || !judge.ended_.contains(m.call_reference))
                reference(name, m.call_reference);
        special(m);
    }

  private:
    void reference(const std::string& name, std::uint32_t reference) const {
        if (reference == 0)
            return;
        if (judge.ended_.contains(reference))
            judge.add(name + " after OnHook of " + call_text(reference));
        else if (judge.state_.find(reference) == nullptr)
            judge.add(name + " before any CallState of " + call_text(reference));
    }

    template <class Message> void special(const Message&) const {}

    void special(const sccp::RegisterAck& m) const {
        if (m.max_protocol_ver == 0 || m.max_protocol_ver > std::max(3u, judge.abilities_.version))
            judge.add("RegisterAck with protocol " + std::to_string(m.max_protocol_ver) + ", the phone offered " +
                      std::to_string(judge.abilities_.version));
    }

    void special(const sccp::CallState& m) const {
        const auto reference = m.call_reference;
        const bool ends = m.call_state == sccp::DCallState::on_hook;
        if (reference == 0)
            return;
        if (judge.ended_.contains(reference))
            judge.add("CallState " + sccp::to_string(m.call_state) + " after OnHook of " + call_text(reference));
        if (!ends)
            return;
        for (const auto& [party, channel] : judge.state_.channels())
            if (call_of(channel.order) == reference && channel.phase != StreamPhase::closed)
                judge.add("OnHook of " + call_text(reference) + " with its receive channel open");
        for (const auto& [party, transmission] : judge.state_.transmissions())
            if (call_of(transmission.order) == reference && transmission.running)
                judge.add("OnHook of " + call_text(reference) + " with its transmission running");
        judge.ended_.insert(reference);
    }

    void special(const sccp::ActivateCallPlane& m) const {
        const auto live = judge.state_.live_calls();
        if (std::none_of(live.begin(), live.end(), [&](const Call* call) { return call->line == m.line_instance; }))
            judge.add("ActivateCallPlane of line " + std::to_string(m.line_instance) + ", which has no call");
    }

    void special(const sccp::SelectSoftKeys&) const {
        if (!judge.abilities_.soft_keys)
            judge.add("SelectSoftKeys to a phone without soft keys");
    }

    void special(const sccp::PortReq&) const {
        if (!sccp::has(judge.abilities_.features, sccp::PhoneFeatures::port_request))
            judge.add("PortReq to a phone that did not announce it");
    }

    void special(const sccp::OpenReceiveChannel& m) const {
        for (const auto& [party, channel] : judge.state_.channels()) {
            if (channel.phase == StreamPhase::opening)
                judge.add("OpenReceiveChannel for " + call_text(call_of(m)) + " while one is pending");
            else if (channel.phase == StreamPhase::open && party == m.pass_thru_party_id)
                judge.add("OpenReceiveChannel for " + call_text(call_of(m)) + ", whose channel is open");
            else if (channel.phase == StreamPhase::open)      // one audio path: the other call is held first
                judge.add("OpenReceiveChannel for " + call_text(call_of(m)) + " while that of " + call_text(call_of(channel.order)) +
                          " is open");
        }
    }

    void special(const sccp::StartMediaTransmission& m) const {
        const auto channel = judge.state_.channels().find(m.pass_thru_party_id);
        if (channel == judge.state_.channels().end() || channel->second.phase != StreamPhase::open)
            judge.add("StartMediaTransmission for " + call_text(call_of(m)) + " before its OpenReceiveChannelAck");
        const auto running = judge.state_.transmissions().find(m.pass_thru_party_id);
        if (running != judge.state_.transmissions().end() && running->second.running)
            judge.add("StartMediaTransmission for " + call_text(call_of(m)) + " over a running one");
        if (m.remote_port == 0 || m.remote_ip_addr.is_unspecified())
            judge.add("StartMediaTransmission to nowhere: " + m.remote_ip_addr.to_text() + ":" + std::to_string(m.remote_port));
    }
};

void Judge::on(const sccp::ToPhone& message) { std::visit(JudgeVisitor{*this}, message); }

void Judge::on_header(std::uint32_t version, std::string_view message) {
    if ((version >= 1 && version <= 9) || version > 22)
        add(std::string(message) + " with header version " + std::to_string(version));
}

void Judge::on_unknown(std::uint32_t id) { add("message id " + std::to_string(id) + ", which nobody sends to a phone"); }

void Judge::reset() { ended_.clear(); }

void Judge::add(std::string what) {
    if (violations_.size() < most_violations)
        violations_.push_back(std::move(what));
}

} // namespace phone
