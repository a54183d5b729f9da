// Messages of calls: hook, keys and stimuli from the phone, call state and call information to it.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Handset lifted. A newer phone names the ringing call that it answers, a 7960 sends zeros, the oldest nothing.
struct OffHook {
    static constexpr Header header{0x0006, "OffHook"};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance,  if_room);
        field("callReference", m.call_reference, if_room);
    }
};

/// Handset lifted by a port of a gateway that says on whose behalf.
struct OffHookWithCallingPartyNumber {
    static constexpr Header header{0x0024, "OffHookWithCallingPartyNumber"};
    Text<24, 25> calling_party_number{}, cgpn_voice_mailbox{};
    std::uint32_t line_instance{};
    static void layout(auto& m, auto& field) {
        field("callingPartyNumber", m.calling_party_number);
        field("cgpnVoiceMailbox",   m.cgpn_voice_mailbox, if_room);
        field("lineInstance",       m.line_instance,      if_room);
    }
};

/// Handset put down.
struct OnHook {
    static constexpr Header header{0x0007, "OnHook"};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance,  if_room);
        field("callReference", m.call_reference, if_room);
    }
};

/// Short press of the hook on an analog port.
struct HookFlash {
    static constexpr Header header{0x0008, "HookFlash"};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
    }
};

/// A digit. 4 octets from the oldest phones, 12 from most, 20 from some.
struct KeypadButton {
    static constexpr Header header{0x0003, "KeypadButton"};
    KeyPadButton kp_button{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("kpButton",      m.kp_button);
        field("lineInstance",  m.line_instance,  if_room);
        field("callReference", m.call_reference, if_room);
        field("unknown1",      reserved<4>,      if_room);
        field("unknown2",      reserved<4>,      if_room);
    }
};

/// A whole number, dialled on hook. From protocol 18 on the line is packed behind the number (7970) or aligned (8945).
struct EnblocCall {
    static constexpr Header header{0x0004, "EnblocCall"};
    Text<24, 25> called_party{};
    std::uint32_t line_instance{};
    static void layout(auto& m, auto& field) {
        field("calledParty",  m.called_party);
        field("lineInstance", m.line_instance,                    since(17), until(17));
        field("lineInstance", packed_or_aligned(m.line_instance), since(18));
    }
};

/// A button that is no soft key was pressed; 8 to 16 octets.
struct Stimulus {
    static constexpr Header header{0x0005, "Stimulus"};
    DeviceStimulus stimulus{};
    std::uint32_t instance{}, call_reference{}, stimulus_status{};
    static void layout(auto& m, auto& field) {
        field("stimulus",       m.stimulus);
        field("instance",       m.instance);
        field("callReference",  m.call_reference,  if_room);
        field("stimulusStatus", m.stimulus_status, if_room);
    }
};

/// What the phone shows of a call. on_hook removes it, and only that does.
struct CallState {
    static constexpr Header header{0x0111, "CallState"};
    DCallState call_state{};
    std::uint32_t line_instance{}, call_reference{};
    CallPrivacy visibility{};
    std::uint32_t precedence_level{}, precedence_domain{};
    static void layout(auto& m, auto& field) {
        field("callState",        m.call_state);
        field("lineInstance",     m.line_instance);
        field("callReference",    m.call_reference);
        field("visibility",       m.visibility);
        field("precedenceLevel",  m.precedence_level,  if_room);
        field("precedenceDomain", m.precedence_domain, if_room);
    }
};

/// The parties of a call. A hosted platform ends it before callInstance.
struct CallInfo {
    static constexpr Header header{0x008F, "CallInfo"};
    Text<40> calling_party_name{};
    Text<24> calling_party{};
    Text<40> called_party_name{};
    Text<24> called_party{};
    std::uint32_t line_instance{}, call_reference{};
    CallType call_type{};
    Text<40> original_called_party_name{};
    Text<24> original_called_party{};
    Text<40> last_redirecting_party_name{};
    Text<24> last_redirecting_party{};
    std::uint32_t original_cdpn_redirect_reason{}, last_redirecting_reason{};
    Text<24> cgpn_voice_mailbox{}, cdpn_voice_mailbox{}, original_cdpn_voice_mailbox{}, last_redirecting_voice_mailbox{};
    std::uint32_t call_instance{};
    CallSecurityStatusType call_security_status{};
    RestrictInformationType party_pi_restriction_bits{};
    static void layout(auto& m, auto& field) {
        field("callingPartyName",            m.calling_party_name);
        field("callingParty",                m.calling_party);
        field("calledPartyName",             m.called_party_name);
        field("calledParty",                 m.called_party);
        field("lineInstance",                m.line_instance);
        field("callReference",               m.call_reference);
        field("callType",                    m.call_type);
        field("originalCalledPartyName",     m.original_called_party_name);
        field("originalCalledParty",         m.original_called_party);
        field("lastRedirectingPartyName",    m.last_redirecting_party_name);
        field("lastRedirectingParty",        m.last_redirecting_party);
        field("originalCdpnRedirectReason",  m.original_cdpn_redirect_reason);
        field("lastRedirectingReason",       m.last_redirecting_reason);
        field("cgpnVoiceMailbox",            m.cgpn_voice_mailbox);
        field("cdpnVoiceMailbox",            m.cdpn_voice_mailbox);
        field("originalCdpnVoiceMailbox",    m.original_cdpn_voice_mailbox);
        field("lastRedirectingVoiceMailbox", m.last_redirecting_voice_mailbox);
        field("callInstance",                m.call_instance,             if_room);
        field("callSecurityStatus",          m.call_security_status,      if_room);
        field("partyPIRestrictionBits",      m.party_pi_restriction_bits, if_room);
    }
};

/// The same with packed strings: 12 to protocol 15, 15 from 17 on. At 16 some end before the hunt pilot.
struct CallInfoV2 {
    static constexpr Header header{0x014A, "CallInfoV2"};
    std::uint32_t line_instance{}, call_reference{};
    CallType call_type{};
    std::uint32_t original_cdpn_redirect_reason{}, last_redirecting_reason{}, call_instance{};
    CallSecurityStatusType call_security_status{};
    RestrictInformationType party_pi_restriction_bits{};
    Text<24> calling_party, alternate_calling_party, called_party, original_called_party, last_redirecting_party, cgpn_voice_mailbox,
        cdpn_voice_mailbox, original_cdpn_voice_mailbox, last_redirecting_voice_mailbox;
    Text<120> calling_party_name{}, called_party_name{}, original_called_party_name{}, last_redirecting_party_name{};
    Text<24> hunt_pilot_number{};
    Text<120> hunt_pilot_name{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",                m.line_instance);
        field("callReference",               m.call_reference);
        field("callType",                    m.call_type);
        field("originalCdpnRedirectReason",  m.original_cdpn_redirect_reason);
        field("lastRedirectingReason",       m.last_redirecting_reason);
        field("callInstance",                m.call_instance);
        field("callSecurityStatus",          m.call_security_status);
        field("partyPIRestrictionBits",      m.party_pi_restriction_bits);
        field("callingParty",                packed(m.calling_party));
        field("alternateCallingParty",       packed(m.alternate_calling_party), since(16));
        field("calledParty",                 packed(m.called_party));
        field("originalCalledParty",         packed(m.original_called_party));
        field("lastRedirectingParty",        packed(m.last_redirecting_party));
        field("cgpnVoiceMailbox",            packed(m.cgpn_voice_mailbox));
        field("cdpnVoiceMailbox",            packed(m.cdpn_voice_mailbox));
        field("originalCdpnVoiceMailbox",    packed(m.original_cdpn_voice_mailbox));
        field("lastRedirectingVoiceMailbox", packed(m.last_redirecting_voice_mailbox));
        field("callingPartyName",            packed(m.calling_party_name));
        field("calledPartyName",             packed(m.called_party_name));
        field("originalCalledPartyName",     packed(m.original_called_party_name));
        field("lastRedirectingPartyName",    packed(m.last_redirecting_party_name));
        field("huntPilotNumber",             packed(m.hunt_pilot_number),       since(16), if_room_until(16));
        field("huntPilotName",               packed(m.hunt_pilot_name),         since(16), if_room_until(16));
    }
};

/// The number that was dialled, for the call log.
struct DialedNumber {
    static constexpr Header header{0x011D, "DialedNumber"};
    Text<24, 25> dialed_number{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("dialedNumber",  m.dialed_number);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("pad",           reserved<3>, since(18));
    }
};

/// Take the last digit off the display.
struct BackSpaceRes {
    static constexpr Header header{0x0119, "BackSpaceRes"};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
    }
};

/// The line that prompts and keys are for from here on.
struct ActivateCallPlane {
    static constexpr Header header{0x0116, "ActivateCallPlane"};
    std::uint32_t line_instance{};
    static void layout(auto& m, auto& field) {
        field("lineInstance", m.line_instance);
    }
};

/// No line.
struct DeactivateCallPlane {
    static constexpr Header header{0x0117, "DeactivateCallPlane"};
    static void layout(auto&, auto&) {}
};

/// A call is selected for join or transfer, or no longer.
struct CallSelectStatRes {
    static constexpr Header header{0x0130, "CallSelectStatRes"};
    std::uint32_t call_select_stat{}, call_reference{}, line_instance{};
    static void layout(auto& m, auto& field) {
        field("callSelectStat", m.call_select_stat);
        field("callReference",  m.call_reference);
        field("lineInstance",   m.line_instance);
    }
};

/// In which call log the phone should file a call.
struct CallHistoryInfo {
    static constexpr Header header{0x0156, "CallHistoryInfo"};
    CallHistoryDisposition call_history_disposition{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("callHistoryDisposition", m.call_history_disposition);
        field("lineInstance",           m.line_instance);
        field("callReference",          m.call_reference);
    }
};

/// A call is being recorded, or no longer.
struct RecordingStatus {
    static constexpr Header header{0x0160, "RecordingStatus"};
    std::uint32_t call_reference{};
    RecordingState recording_status{};
    static void layout(auto& m, auto& field) {
        field("callReference",    m.call_reference);
        field("recording_status", m.recording_status);
    }
};

} // namespace sccp
