// Settings of lines, devices and calls: the sections [line], [device], [calls] and [ring] with their defaults
// (callflows 10).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sip/values.hpp"

namespace mapping {

using std::chrono::milliseconds;
using std::chrono::seconds;

enum class OfferPolicy : std::uint8_t { automatic, early, delayed };
enum class OfferCodecs : std::uint8_t { all, one };
enum class PortRequest : std::uint8_t { automatic, never, always };
enum class DtmfMode : std::uint8_t { automatic, rfc4733, info, none };
enum class DtmfInfo : std::uint8_t { relay, dtmf };
enum class HoldMode : std::uint8_t { sendonly, inactive };
enum class CodecOrder : std::uint8_t { remote, local };
enum class AutoAnswer : std::uint8_t { no, yes, listed };
enum class DndMode : std::uint8_t { reject, silent, cycle };
enum class MwiMode : std::uint8_t { automatic, subscribe, unsolicited, off };
enum class ConferenceMode : std::uint8_t { room, factory, none };
enum class SemiAttended : std::uint8_t { cancel, replaces };
enum class AnswerOrder : std::uint8_t { oldest, newest };
enum class SpeedDialInCall : std::uint8_t { call, dtmf };
enum class MwiLamp : std::uint8_t { on, flash, wink };
enum class MediaFamily : std::uint8_t { automatic, ipv4, ipv6, both };
enum class DialPlanMiss : std::uint8_t { send, reject };

struct LineOptions {
    std::string name;                      ///< of the section
    std::string user, password, auth_user, display_name, label;
    std::vector<sip::Target> registrars;   ///< default: those of [sip]
    std::string domain;
    bool register_line{true};
    seconds reg_expires{300};
    std::vector<std::string> codecs{"pcma", "pcmu", "g722", "g729"};
    CodecOrder codec_order{CodecOrder::remote};
    unsigned ptime{20};
    bool vad{};
    OfferPolicy offer{};
    OfferCodecs offer_codecs{};
    bool lock_codec{true};
    PortRequest port_request{};
    bool early_media{true};
    DtmfMode dtmf{};
    unsigned dtmf_pt{101};
    DtmfInfo dtmf_info{};
    HoldMode hold{};
    seconds session_expires{1800};
    sip::OutgoingInvite::Identity identity{sip::OutgoingInvite::Identity::none};
    bool user_phone{};
    bool follow_redirect{true};
    bool accept_refer{true};
    bool show_reason_phrase{};
    unsigned busy_trigger{2}, max_calls{4};
    bool call_waiting{true}, call_waiting_182{};
    int reject_code{486}, dnd_code{486};
    DndMode dnd_mode{};
    seconds cfna_timeout{20};
    AutoAnswer auto_answer{AutoAnswer::yes};
    seconds auto_answer_delay{0};
    bool auto_answer_mute{};
    std::string internal_pattern;
    std::string hotline;
    seconds hotline_delay{0};
    std::string voicemail_number;
    MwiMode mwi{};
    bool outside_dialtone{}, stutter_dialtone{true};
    std::vector<std::string> secondary_dialtone;
    bool hint_no_service{};
    ConferenceMode conference{};
    std::string conference_room;
    std::string conference_range{"0-99"};
};

/// A button of a device, as `button.N` says.
struct Button {
    enum class Kind : std::uint8_t { empty, line, speed_dial, blf, service, feature } kind{};
    std::string target;                    ///< line name, number, URL or feature name
    std::string label;
};

struct DeviceOptions {
    std::string name;                      ///< SEP001120AABBCC
    std::string description;
    /// by position from 1 (index 0 = button 1); `line = X` gives one line button
    std::vector<Button> buttons;
    std::vector<LineOptions> lines;        ///< instance 1.. in the order of the line buttons, device overrides applied
    std::string model;                     ///< empty: from Register
    unsigned max_protocol{22};
    std::vector<std::string> allow;        ///< networks; empty: no narrowing
    std::string mac;                       ///< binds the name to this address; empty: not
    std::string timezone;                  ///< empty: host's
    std::string date_format{"D/M/Y"}, codepage{"ISO8859-1"}, firmware;
    seconds first_digit{15}, inter_digit{5};
    bool hash_dials{true};
    std::vector<std::string> dialplan;
    DialPlanMiss dialplan_miss{};
    bool overlap{};
    bool transfer{true}, transfer_on_hangup{true};
    SemiAttended semi_attended{};
    bool hold_before_refer{}, blind_key{}, blind_on_speeddial{}, resume_on_failed_consult{}, transfer_tone{};
    AnswerOrder answer_order{};
    seconds hold_revert{60};
    bool cw_repeat{true}, tone_on_remote_hangup{};
    std::uint32_t tone_unobtainable{0x25};
    SpeedDialInCall speeddial_in_call{};
    bool keep_registered_on_powersave{true};
    std::string nat{"auto"};               ///< auto, no, or an address
    std::vector<std::string> localnet;
    MediaFamily media_family{};
    unsigned media_dscp{46};
    bool echo_cancel{true};
    bool plain_labels{};
    MwiLamp mwi_lamp{};
    bool mwi_off_in_call{};
    bool check_sync_auth{}, message_display{}, publish_dialog{};
    std::optional<bool> tone_needs_closed_rx, stop_tx_closes_rx, blf_redraw;   ///< empty: from the model table
};

struct CallOptions {
    milliseconds t_orc{2'000}, t_port{500};
    seconds t_failtone{15}, ringout_timeout{180}, preserve_max{120}, drain{0};
    bool rtp_stat_bye{};
    std::string vq_uri;
    /// Alert-Info substring, mode; empty: the default table of 3.5
    std::vector<std::pair<std::string, std::string>> ring;
};

/// What the device machine needs of [sccp] (sccp/options.hpp holds the rest).
struct StationOptions {
    seconds keepalive{30}, secondary_keepalive{60}, reconnect_grace{45};
    bool reject_when_pbx_down{};
    std::string server_name{"sccp2sip"};
    std::vector<std::pair<std::string, std::uint16_t>> servers;  ///< host, port; empty: own address
};

} // namespace mapping
