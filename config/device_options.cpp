// Options of a phone: [device NAME], with defaults in [defaults].
#include <filesystem>

#include "config/fields.hpp"

namespace config {
namespace {

using namespace std::chrono_literals;
using namespace mapping;
using S = DeviceOptions;
using Kind = Option::Kind;

/// Checked where the host has a tz database; without one every zone is UTC.
Parsed<std::string> time_zone(const std::string& text) {
    namespace fs = std::filesystem;
    const fs::path database = "/usr/share/zoneinfo";
    std::error_code error;
    const bool is_name = text.find("..") == text.npos && !text.starts_with('/');
    if (is_name && (!fs::is_directory(database, error) || fs::is_regular_file(database / text, error)))
        return text;
    return Wrong{"there is no time zone ", text};
}

/// Three letters in any order with one kind of separator; A at the end: twelve hours.
Parsed<std::string> date_format(const std::string& text) {
    const auto letters = text.size() >= 5 ? std::string{text[0], text[2], text[4]} : std::string();
    const bool is_date =
        letters.find('D') != letters.npos && letters.find('M') != letters.npos && letters.find('Y') != letters.npos;
    const bool is_separated = is_date && text[1] == text[3] && (text[1] == '/' || text[1] == '.' || text[1] == '-');
    if (is_separated && (text.size() == 5 || text.substr(5) == "A"))
        return text;
    return Wrong{"\"", text, "\" is not like D/M/Y, M-D-Y or Y.M.D, with A behind it for twelve hours"};
}

Parsed<std::string> nat(const std::string& text) {
    if (text == "auto" || text == "no" || is_ip_literal(text))
        return text;
    return Wrong{"\"", text, "\" is not auto, no or an address"};
}

const char* const codepages[]{"UTF-8", "ISO8859-1", "ISO8859-2", "ISO8859-5", "ISO8859-7", "ISO8859-9", "ISO8859-15"};

Value codepage() {
    std::vector<std::string> names(std::begin(codepages), std::end(codepages));
    return bound(&S::codepage, joined(names), [=](const std::string& text) -> Parsed<std::string> {
        for (const auto& name : names)
            if (name == text)
                return text;
        return none_of(text, names);
    });
}

Value network_list(std::vector<std::string> S::*field) {
    return list(field, "list of networks", [](const auto& text) { return parse_network(text); });
}

/// VersionRes (SCCP 0x0098) has room for 16 octets; a longer name would not be told at all.
Parsed<std::string> load_name(const std::string& text) { return parse_told(text, "the name of a load", 16); }

/// A quirk of a model, unless it is said here.
Value quirk(std::optional<bool> S::*field) {
    return one_of(field, {{"auto", std::nullopt}, {"yes", true}, {"no", false}});
}

/// Read before the table is asked (buttons need to know each other).
Value by_loader(std::string form) {
    return unbound(std::move(form), [](Fields&, const std::string&) { return std::string(); });
}

std::vector<Option> identity_options() {
    return {
        {In::device, "description", "", text(&S::description), "For people: where the phone stands."},
        {In::device, "line", "", by_loader("name of a [line]"), "The line of a phone that has one; instead of buttons.",
         Kind::own},
        {In::device, "button.N", "",
         by_loader(
             "line NAME | speeddial NUMBER | blf NUMBER | service URL | feature NAME | empty, then a label in quotes"),
         "What the phone's button N does, counted from 1, add-on modules behind the phone's own. Phones take URLs of 255 octets, numbers of 24; labels are cut.",
         Kind::own},
        {In::device, "model", "", text(&S::model), "Model whose features are assumed. Default: what the phone says."},
        {In::device, "max_protocol", "22", number(&S::max_protocol, 3, 22), "Highest SCCP version that is agreed."},
        {In::device, "allow", "", network_list(&S::allow), "Where the phone may connect from. Default: as in [sccp]."},
        {In::device, "mac", "", checked(&S::mac, "MAC address", [](const auto& text) { return parse_mac(text); }),
         "Only the phone with this address may use the name.", Kind::own},
        {In::device, "timezone", "", checked(&S::timezone, "name as Europe/Berlin", time_zone),
         "Time zone of the clock on the phone. Default: that of the host."},
        {In::device, "date_format", "D/M/Y",
         bound(&S::date_format, "D, M, Y with / . or - between, A behind for twelve hours", date_format),
         "How the phone shows dates."},
        {In::device, "codepage", "ISO8859-1", codepage(), "Characters of a phone that has no UTF-8."},
        {In::device, "firmware", "", checked(&S::firmware, "at most 16 octets", load_name),
         "Load that the phone is told to run. Default: what it has."},
    };
}

std::vector<Option> dialling_options() {
    return {
        {In::device, "first_digit", "15", duration(&S::first_digit, 1s, 5min), "How long dial tone waits."},
        {In::device, "inter_digit", "5", duration(&S::inter_digit, 1s, 1min),
         "After this pause the number is complete."},
        {In::device, "hash_dials", "yes", yes_no(&S::hash_dials), "# ends the number."},
        {In::device, "dialplan", "",
         list(&S::dialplan, "list of patterns", [](const auto& text) { return parse_dial_pattern(text); }),
         "Numbers that are sent without waiting. Digits stand for themselves; after _ mean X 0-9, Z 1-9, N 2-9, [1-4] a set, . one or more, ! none or more; "
         "what stands before | is not sent, what stands behind > is sent first: _9|XXXXXXX>00."},
        {In::device, "dialplan_miss", "send",
         one_of(&S::dialplan_miss, {{"send", DialPlanMiss::send}, {"reject", DialPlanMiss::reject}}),
         "What happens to a number that matches no pattern."},
        {In::device, "overlap", "no", yes_no(&S::overlap), "Send the number while it is dialled (RFC 3578)."},
        {In::device, "speeddial_in_call", "call",
         one_of(&S::speeddial_in_call, {{"call", SpeedDialInCall::call}, {"dtmf", SpeedDialInCall::dtmf}}),
         "A speed dial button during a call: a new call, or digits."},
    };
}

std::vector<Option> call_options() {
    return {
        {In::device, "transfer", "yes", yes_no(&S::transfer), "The phone may transfer calls."},
        {In::device, "transfer_on_hangup", "yes", yes_no(&S::transfer_on_hangup),
         "Hanging up during a consultation completes the transfer."},
        {In::device, "semi_attended", "cancel",
         one_of(&S::semi_attended, {{"cancel", SemiAttended::cancel}, {"replaces", SemiAttended::replaces}}),
         "Transfer to a party that still rings: end the consultation and send the caller there, or replace it."},
        {In::device, "hold_before_refer", "no", yes_no(&S::hold_before_refer),
         "Hold the consultation before the transfer."},
        {In::device, "blind_key", "no", yes_no(&S::blind_key),
         "Offers the key TrnsfVM, which transfers without consultation."},
        {In::device, "blind_on_speeddial", "no", yes_no(&S::blind_on_speeddial),
         "A speed dial button as target transfers without consultation."},
        {In::device, "resume_on_failed_consult", "no", yes_no(&S::resume_on_failed_consult),
         "A consultation that fails takes the held call back."},
        {In::device, "transfer_tone", "no", yes_no(&S::transfer_tone), "A tone says that the transfer is done."},
        {In::device, "answer_order", "oldest",
         one_of(&S::answer_order, {{"oldest", AnswerOrder::oldest}, {"newest", AnswerOrder::newest}}),
         "Which of several ringing calls the handset answers."},
        {In::device, "hold_revert", "60", duration(&S::hold_revert, 5s, 1h, true),
         "A held call reminds of itself after this. 0 means never."},
        {In::device, "cw_repeat", "yes", yes_no(&S::cw_repeat), "Repeat the tone of a waiting call."},
        {In::device, "tone_on_remote_hangup", "no", yes_no(&S::tone_on_remote_hangup),
         "A tone says that the far end has hung up."},
        {In::device, "tone_unobtainable", "0x25", number(&S::tone_unobtainable, 0, 0xFF),
         "SCCP tone for a number that does not exist."},
        {In::device, "keep_registered_on_powersave", "yes", yes_no(&S::keep_registered_on_powersave),
         "Keep the lines registered while the phone sleeps."},
    };
}

std::vector<Option> media_options() {
    return {
        {In::device, "nat", "auto", bound(&S::nat, "auto, no, or an address", nat),
         "Address for audio in SDP: auto takes the phone's or, behind NAT, that of its connection."},
        {In::device, "localnet", "", network_list(&S::localnet),
         "Networks whose addresses the PBX reaches as they are."},
        {In::device, "media_family", "auto",
         one_of(&S::media_family, {{"auto", MediaFamily::automatic},
                                   {"4", MediaFamily::ipv4},
                                   {"6", MediaFamily::ipv6},
                                   {"46", MediaFamily::both}}),
         "IP version of audio; auto is that of the PBX."},
        {In::device, "media_dscp", "46", number(&S::media_dscp, 0, 63), "DSCP of audio."},
        {In::device, "echo_cancel", "yes", yes_no(&S::echo_cancel), "Echo canceller of the phone."},
    };
}

std::vector<Option> display_options() {
    return {
        {In::device, "plain_labels", "no", yes_no(&S::plain_labels),
         "English text instead of the phone's own words, for phones that show codes."},
        {In::device, "mwi_lamp", "on",
         one_of(&S::mwi_lamp, {{"on", MwiLamp::on}, {"flash", MwiLamp::flash}, {"wink", MwiLamp::wink}}),
         "How the message lamp lights."},
        {In::device, "mwi_off_in_call", "no", yes_no(&S::mwi_off_in_call), "Message lamp off during a call."},
        {In::device, "check_sync_auth", "no", yes_no(&S::check_sync_auth),
         "Challenge NOTIFY check-sync before the phone restarts."},
        {In::device, "message", "off", one_of(&S::message_display, {{"off", false}, {"display", true}}),
         "Show SIP MESSAGE on the phone."},
        {In::device, "publish_dialog", "no", only("no", {"yes"}),
         "Tell subscribers about the phone's calls (RFC 4235)."},
        {In::device, "tone_needs_closed_rx", "auto", quirk(&S::tone_needs_closed_rx),
         "The phone plays tones only without open audio. auto: by model."},
        {In::device, "stop_tx_closes_rx", "auto", quirk(&S::stop_tx_closes_rx),
         "The phone stops receiving when it stops sending. auto: by model."},
        {In::device, "blf_redraw", "auto", only("auto", {"yes", "no"}),
         "BLF buttons must be sent again to change. Comes with busy lamps."},
    };
}

} // namespace

std::vector<Option> device_options() {
    std::vector<Option> all;
    for (auto part : {identity_options(), dialling_options(), call_options(), media_options(), display_options()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace config
