// Options of a line: [line NAME], with defaults in [defaults] and exceptions for one phone in [device NAME].
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "config/fields.hpp"
#include "config/ini.hpp"

namespace config {
namespace {

using namespace std::chrono_literals;
using namespace mapping;
using S = LineOptions;
using Kind = Option::Kind;

const std::vector<std::string> codec_names{"pcmu",    "pcma", "g722",  "g723", "g728", "g729", "gsm",
                                           "gsm-efr", "l16",  "g7221", "g726", "ilbc", "isac", "opus"};

Parsed<std::string> codec(const std::string& text) {
    if (std::find(codec_names.begin(), codec_names.end(), text) != codec_names.end())
        return text;
    if (text == "ulaw" || text == "alaw") // as PBXs call them
        return Wrong{"there is no codec ", text, "; did you mean ", text == "ulaw" ? "pcmu?" : "pcma?"};
    return Wrong{"there is no codec ", text, did_you_mean(text, codec_names)};
}

Parsed<std::string> dialled(const std::string& text) {
    if (text.find_first_not_of("0123456789*#+ABCD") == text.npos)
        return text;
    return Wrong{"\"", text, "\" cannot be dialled: only 0-9 * # + A-D"};
}

Parsed<std::string> told_number(const std::string& text) {
    const auto number = dialled(text);
    return number ? parse_told(text, "a number", longest_told_number) : number;
}

Parsed<std::string> number_range(const std::string& text) {
    const auto dash = std::min(text.find('-'), text.size());
    const auto from = parse_number(text.substr(0, dash)),
               to = parse_number(text.substr(std::min(dash + 1, text.size())));
    if (from && to && *from <= *to && *to <= 1'000'000)
        return text;
    return Wrong{"\"", text, "\" is not a range like 0-99"};
}

/// First line of a file, so that secrets need not stand in the INI.
Value password_file() {
    return unbound("path, relative to the INI file", [](Fields& fields, const std::string& name) -> std::string {
        const auto path = std::filesystem::path(fields.directory) / name;
        std::error_code unknown;
        if (std::filesystem::exists(path, unknown) && !std::filesystem::is_regular_file(path, unknown))
            return path.string() + " is no file, but a folder, a pipe or a device";
        std::ifstream file(path);
        std::string secret;
        if (name.empty() || !std::getline(file, secret))
            return "no secret can be read from " + path.string();
        secret = std::string(without_byte_order_mark(secret));
        if (secret.ends_with('\r'))
            secret.pop_back();
        if (secret.empty())
            return "the first line of " + path.string() + " is empty: no secret there";
        fields.line.password = secret;
        return "";
    });
}

/// `8{n}`, `sip:conf-{r8}@pbx`: what mapping/conference_rooms replaces.
Parsed<std::string> room_pattern(const std::string& text) {
    for (auto at = text.find_first_of("{}"); at != text.npos; at = text.find_first_of("{}", at)) {
        const auto mark = text.substr(at, text.find('}', at) - at + 1);
        if (mark != "{n}" && mark != "{r8}")
            return Wrong{"in \"", text, "\" only {n} and {r8} are replaced"};
        at += mark.size();
    }
    return text;
}

/// The far end hears this status when the user rejects the call.
Value refusal(int S::*field) { return one_of(field, {{"486", 486}, {"480", 480}, {"603", 603}}); }

std::vector<Option> identity_options() {
    return {
        {In::line, "user", "", text(&S::user, "text", true),
         "User part of the line's SIP address. Default: the name of the section.", Kind::own},
        {In::line, "password", "", text(&S::password), "Secret for the PBX; also ${NAME}."},
        {In::line, "password_file", "", password_file(),
         "File with the secret in its first line, instead of password."},
        {In::line, "auth_user", "", text(&S::auth_user), "User name for the PBX's challenge. Default: user."},
        {In::line, "display_name", "", text(&S::display_name), "Name that called parties see."},
        {In::line, "label", "", text(&S::label), "Text at the line's button. Default: the name of the section."},
        {In::line, "registrar", "",
         list(&S::registrars, "as in [sip]", [](const auto& value) { return parse_target(value); }),
         "The line's own PBX. Default: that of [sip]."},
        {In::line, "domain", "", checked(&S::domain, "host", parse_domain),
         "Domain of the line. Default: that of [sip], else the host of the line's first registrar."},
        {In::line, "register", "yes", yes_no(&S::register_line),
         "no: the PBX knows the line without REGISTER, like a trunk."},
        {In::line, "reg_expires", "300", duration(&S::reg_expires, 30s, 24h),
         "Lifetime of a registration that is asked for."},
    };
}

std::vector<Option> media_options() {
    return {
        {In::line, "codecs", "pcma, pcmu, g722, g729",
         list(&S::codecs, "list of " + joined(codec_names, " "), codec, true),
         "Codecs, best first; those that the phone lacks are left out."},
        {In::line, "codec_order", "remote",
         one_of(&S::codec_order, {{"remote", CodecOrder::remote}, {"local", CodecOrder::local}}),
         "Whose order of codecs decides in an answer."},
        {In::line, "ptime", "20", one_of(&S::ptime, {{"10", 10U}, {"20", 20U}, {"30", 30U}, {"40", 40U}, {"60", 60U}}),
         "Milliseconds of audio in a packet."},
        {In::line, "vad", "no", yes_no(&S::vad), "Silence suppression, where codec and far end allow it."},
        {In::line, "offer", "auto",
         one_of(&S::offer,
                {{"auto", OfferPolicy::automatic}, {"early", OfferPolicy::early}, {"delayed", OfferPolicy::delayed}}),
         "SDP in the INVITE, or only in the ACK."},
        {In::line, "offer_codecs", "all",
         one_of(&S::offer_codecs, {{"all", OfferCodecs::all}, {"one", OfferCodecs::one}}),
         "Offer all codecs, or only the one that the phone has opened."},
        {In::line, "lock_codec", "yes", yes_no(&S::lock_codec),
         "After an answer with several codecs, agree on one by re-INVITE."},
        {In::line, "port_request", "auto",
         one_of(&S::port_request,
                {{"auto", PortRequest::automatic}, {"never", PortRequest::never}, {"always", PortRequest::always}}),
         "Ask the phone for its audio port before a codec is known; auto asks phones that say they can."},
        {In::line, "early_media", "yes", yes_no(&S::early_media),
         "no: announcements before the answer are not heard, a local tone is."},
        {In::line, "dtmf", "auto",
         one_of(&S::dtmf, {{"auto", DtmfMode::automatic},
                           {"rfc4733", DtmfMode::rfc4733},
                           {"info", DtmfMode::info},
                           {"none", DtmfMode::none}}),
         "How digits are sent during a call."},
        {In::line, "dtmf_pt", "101", number(&S::dtmf_pt, 96, 127), "Payload number offered for telephone-event."},
        {In::line, "dtmf_info", "relay", one_of(&S::dtmf_info, {{"relay", DtmfInfo::relay}, {"dtmf", DtmfInfo::dtmf}}),
         "Body of INFO with digits: application/dtmf-relay or application/dtmf."},
        {In::line, "hold", "sendonly",
         one_of(&S::hold, {{"sendonly", HoldMode::sendonly}, {"inactive", HoldMode::inactive}}),
         "Direction that tells the far end it is held."},
    };
}

std::vector<Option> call_options() {
    using Identity = sip::OutgoingInvite::Identity;
    return {
        {In::line, "session_expires", "1800", duration(&S::session_expires, 90s, 24h, true),
         "Session timer (RFC 4028) that is offered. 0 means none."},
        {In::line, "identity", "none",
         one_of(&S::identity, {{"none", Identity::none}, {"ppi", Identity::preferred}, {"pai", Identity::asserted}}),
         "P-Preferred-Identity or P-Asserted-Identity in INVITE."},
        {In::line, "user_phone", "no", yes_no(&S::user_phone), "Add ;user=phone to the called URI."},
        {In::line, "follow_redirect", "yes", yes_no(&S::follow_redirect), "Follow a 3xx answer."},
        {In::line, "accept_refer", "yes", yes_no(&S::accept_refer), "Let the far end transfer us."},
        {In::line, "show_reason_phrase", "no", yes_no(&S::show_reason_phrase),
         "Show the text of a refusal on the phone."},
        {In::line, "busy_trigger", "2", number(&S::busy_trigger, 1, 64),
         "With this many calls the line is busy for further ones."},
        {In::line, "max_calls", "4", number(&S::max_calls, 1, 64),
         "With this many calls, outgoing ones too, the line takes no more from outside."},
        {In::line, "call_waiting", "yes", yes_no(&S::call_waiting), "no: busy with the first call."},
        {In::line, "call_waiting_182", "no", yes_no(&S::call_waiting_182),
         "Answer a waiting call with 182 instead of 180."},
        {In::line, "reject_code", "486", refusal(&S::reject_code), "Answer when the user rejects a call."},
        {In::line, "dnd_code", "486", refusal(&S::dnd_code), "Answer while do not disturb is on."},
        {In::line, "dnd_mode", "reject",
         one_of(&S::dnd_mode, {{"reject", DndMode::reject}, {"silent", DndMode::silent}, {"cycle", DndMode::cycle}}),
         "What do not disturb does: reject, only flash, or off, reject and silent in turn."},
        {In::line, "dnd_sync", "local", only("local", {"code", "as-feature"}),
         "Who knows about do not disturb: only the gateway."},
        {In::line, "forward_mode", "302", only("302", {"proxy"}), "How calls are forwarded."},
        {In::line, "forward_sync", "local", only("local", {"code", "as-feature"}),
         "Who knows about forwarding: only the gateway."},
        {In::line, "cfna_timeout", "20", duration(&S::cfna_timeout, 1s, 10min),
         "Forwarding on no answer comes after this."},
        {In::line, "auto_answer", "yes",
         one_of(&S::auto_answer, {{"yes", AutoAnswer::yes}, {"no", AutoAnswer::no}, {"listed", AutoAnswer::listed}}),
         "Follow a request for automatic answer: from registrars, never, or from [sip] allow."},
        {In::line, "auto_answer_delay", "0", duration(&S::auto_answer_delay, 0s, 1min),
         "Wait before an automatic answer that names no time."},
        {In::line, "auto_answer_mute", "no", yes_no(&S::auto_answer_mute),
         "Answer automatically with the microphone off."},
        {In::line, "internal_pattern", "",
         checked(&S::internal_pattern, "dial plan pattern",
                 [](const auto& value) { return parse_dial_pattern(value); }),
         "Callers whose number matches ring as inside calls. Default: all ring as outside."},
    };
}

std::vector<Option> comfort_options() {
    return {
        {In::line, "hotline", "", checked(&S::hotline, "number", dialled),
         "Number that is dialled when the handset is lifted."},
        {In::line, "hotline_delay", "0", duration(&S::hotline_delay, 0s, 1min),
         "Time in which another number may be dialled instead."},
        {In::line, "voicemail_number", "", checked(&S::voicemail_number, "number", told_number),
         "What the messages key dials."},
        {In::line, "mwi", "auto",
         one_of(&S::mwi, {{"auto", MwiMode::automatic},
                          {"subscribe", MwiMode::subscribe},
                          {"unsolicited", MwiMode::unsolicited},
                          {"off", MwiMode::off}}),
         "How the message lamp learns of messages."},
        {In::line, "outside_dialtone", "no", yes_no(&S::outside_dialtone), "Outside dial tone from the start."},
        {In::line, "stutter_dialtone", "yes", yes_no(&S::stutter_dialtone),
         "Stuttering dial tone while messages wait."},
        {In::line, "secondary_dialtone", "", list(&S::secondary_dialtone, "list of numbers", dialled),
         "After these digits outside dial tone is heard."},
        {In::line, "hint_no_service", "no", yes_no(&S::hint_no_service),
         "Say on the phone that the PBX does not answer."},
        {In::line, "conference", "room",
         one_of(&S::conference,
                {{"room", ConferenceMode::room}, {"factory", ConferenceMode::factory}, {"none", ConferenceMode::none}}),
         "How the PBX makes conferences: rooms by number, a factory URI, not at all."},
        {In::line, "conference_room", "", checked(&S::conference_room, "text", room_pattern),
         "Room or factory; {n} becomes a number of conference_range, {r8} eight random characters. Empty: no conference key."},
        {In::line, "conference_range", "0-99", bound(&S::conference_range, "range", number_range), "Numbers of rooms."},
    };
}

} // namespace

std::vector<Option> line_options() {
    std::vector<Option> all;
    for (auto part : {identity_options(), media_options(), call_options(), comfort_options()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace config
