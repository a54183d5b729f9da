// Messages of sound and light: tones, ringer, lamps, loudspeaker, microphone, and what the phone says of its handset
// and headset.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Play a tone in the ear or to the far end.
struct StartTone {
    static constexpr Header header{0x0082, "StartTone"};
    DeviceTone tone{};
    ToneOutputDirection tone_output_direction{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("tone",                  m.tone);
        field("tone_output_direction", m.tone_output_direction);
        field("lineInstance",          m.line_instance);
        field("callReference",         m.call_reference);
    }
};

/// Stop it. Call managers put silence into the tone, which came with protocol 11.
struct StopTone {
    static constexpr Header header{0x0083, "StopTone"};
    std::uint32_t line_instance{}, call_reference{};
    DeviceTone tone{};
    static void layout(auto& m, auto& field) {
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference);
        field("tone",          m.tone, sent_since(11));
    }
};

/// Ring or stop. A hosted platform ends it before the call reference.
struct SetRinger {
    static constexpr Header header{0x0085, "SetRinger"};
    RingMode ring_mode{};
    RingDuration ring_duration{};
    std::uint32_t line_instance{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("ringMode",      m.ring_mode);
        field("ringDuration",  m.ring_duration);
        field("lineInstance",  m.line_instance);
        field("callReference", m.call_reference, if_room);
    }
};

/// Light the lamp of a button: stimulus and instance; waiting messages are voice_mail, instance 0.
struct SetLamp {
    static constexpr Header header{0x0086, "SetLamp"};
    DeviceStimulus stimulus{};
    std::uint32_t stimulus_instance{};
    LampMode lamp_mode{};
    static void layout(auto& m, auto& field) {
        field("stimulus",         m.stimulus);
        field("stimulusInstance", m.stimulus_instance);
        field("lampMode",         m.lamp_mode);
    }
};

/// Loudspeaker on or off; on is how a call is answered without handset.
struct SetSpeakerMode {
    static constexpr Header header{0x0088, "SetSpeakerMode"};
    SpeakerMode speaker_mode{};
    static void layout(auto& m, auto& field) {
        field("speakerMode", m.speaker_mode);
    }
};

/// Microphone on or off.
struct SetMicroMode {
    static constexpr Header header{0x0089, "SetMicroMode"};
    MicrophoneMode mic_mode{};
    static void layout(auto& m, auto& field) {
        field("micMode", m.mic_mode);
    }
};

/// Report hook flashes.
struct SetHookFlashDetect {
    static constexpr Header header{0x0087, "SetHookFlashDetect"};
    static void layout(auto&, auto&) {}
};

/// Nobody knows; listed with no body by one source.
struct EnunciatorCommand {
    static constexpr Header header{0x009C, "EnunciatorCommand"};
    static void layout(auto&, auto&) {}
};

/// Headset plugged or switched.
struct HeadsetStatus {
    static constexpr Header header{0x002B, "HeadsetStatus"};
    HeadsetMode headset_status{};
    static void layout(auto& m, auto& field) {
        field("headsetStatus", m.headset_status);
    }
};

/// Handset, headset or loudspeaker came into use, or went out of it.
struct MediaPathEvent {
    static constexpr Header header{0x0049, "MediaPathEvent"};
    MediaPathID media_path_id{};
    MediaPathState media_path_event{};
    static void layout(auto& m, auto& field) {
        field("mediaPathID",    m.media_path_id);
        field("mediaPathEvent", m.media_path_event);
    }
};

/// Which of them the phone has.
struct MediaPathCapability {
    static constexpr Header header{0x004A, "MediaPathCapability"};
    MediaPathID media_path_id{};
    MediaPathCapabilities media_path_capabilities{};
    static void layout(auto& m, auto& field) {
        field("mediaPathID",           m.media_path_id);
        field("mediaPathCapabilities", m.media_path_capabilities);
    }
};

} // namespace sccp
