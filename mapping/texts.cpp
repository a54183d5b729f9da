// What phones show: the English words of the labels, and how labels and free text become octets.
#include "mapping/texts.hpp"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

struct Words {
    Label label;
    std::string_view english;
};

// clang-format off
constexpr std::array words{
    Words{Label::hold,                           "Hold"},
    Words{Label::your_current_options,           "Your current options"},
    Words{Label::ring_out,                       "Ring Out"},
    Words{Label::from,                           "From "},                 // the phone's own text ends in a blank too
    Words{Label::connected,                      "Connected"},
    Words{Label::busy,                           "Busy"},
    Words{Label::call_waiting,                   "Call Waiting"},
    Words{Label::call_transfer,                  "Call Transfer"},
    Words{Label::call_park,                      "Call Park"},
    Words{Label::call_proceed,                   "Call Proceed"},
    Words{Label::in_use_remote,                  "In Use Remote"},
    Words{Label::enter_number,                   "Enter number"},
    Words{Label::call_park_at,                   "Call Park At"},
    Words{Label::temp_fail,                      "Temp Fail"},
    Words{Label::you_have_voice_mail,            "You have voice mail"},
    Words{Label::forwarded_to,                   "Forwarded to"},
    Words{Label::can_not_complete_conference,    "Can not complete conference"},
    Words{Label::no_conference_bridge,           "No conference bridge"},
    Words{Label::invalid_conference_participant, "Invalid participant"},
    Words{Label::key_is_not_active,              "Key is not active"},
    Words{Label::conference,                     "Conference"},
    Words{Label::private_,                       "Private"},
    Words{Label::unknown_number,                 "Unknown number"},
    Words{Label::call_back,                      "CallBack"},
    Words{Label::failed_to_set_up_barge,         "Failed to set up barge"},
    Words{Label::incompatible_device_type,       "Incompatible device type"},
    Words{Label::no_park_number_available,       "No park number available"},
    Words{Label::call_park_reversion,            "Call park reversion"},
    Words{Label::high_traffic,                   "High traffic, try again later"},
    Words{Label::can_not_complete_transfer,      "Can not complete transfer"},
    Words{Label::can_not_join_calls,             "Can not join calls"},
    Words{Label::mcid_successful,                "MCID successful"},
    Words{Label::number_not_configured,          "Number not configured"},
    Words{Label::logged_out_of_hunt_group,       "Logged out of hunt group"},
    Words{Label::no_call_available_for_pickup,   "No call available for pickup"},

    Words{Label::fallback_service_operating,     "Fallback service operating"},
    Words{Label::transfer_destination_is_busy,   "Transfer destination is busy"},
    Words{Label::call_on_hold,                   "Call on hold"},
    Words{Label::hold_reversion,                 "Hold reversion"},
    Words{Label::setup_failed,                   "Setup failed"},
    Words{Label::no_resources,                   "No resources"},
    Words{Label::device_not_authorized,          "Device not authorized"},
    Words{Label::do_not_disturb_is_active,       "Do not disturb is active"},
    Words{Label::forward_all_loop,               "Forward all loop"},
    Words{Label::meet_me_is_unavailable,         "MeetMe is unavailable"},
    Words{Label::connecting,                     "Connecting"},
};
// clang-format on

bool ends_in_blank(Label label) { return english(label).back() == ' '; }

/// A part as it will be sent, and whether it is a label code, which must not be cut in two.
struct Piece {
    std::string octets;
    bool is_code{};
};

Piece piece_of(const Text::Part& part, const TextForm& form) {
    if (const auto* label = std::get_if<Label>(&part)) {
        if (form.plain_labels) return {std::string(english(*label)), false};
        return {octets(*label), true};
    }
    if (form.labels_only) return {};
    return {encode(std::get<std::string>(part), form.charset), false};
}

bool ends_in_blank(const Text::Part& part) {
    if (const auto* label = std::get_if<Label>(&part)) return ends_in_blank(*label);
    return std::get<std::string>(part).back() == ' ';
}

bool needs_blank(const Text::Part* before, const Text::Part& next) {
    const auto* text = std::get_if<std::string>(&next);
    return before && !ends_in_blank(*before) && !(text && text->front() == ' ');
}

} // namespace

std::string_view english(Label label) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const Words& row) { return row.label == label; });
    return found == words.end() ? std::string_view{"?"} : found->english;
}

std::string octets(Label label) {
    const auto value = static_cast<std::uint16_t>(label);
    return {static_cast<char>(static_cast<unsigned char>(value >> 8)),
            static_cast<char>(static_cast<unsigned char>(value & 0xff))};
}

Text::Text(std::string text) {
    if (!text.empty()) parts_.emplace_back(std::move(text));
}

Text operator+(Text left, const Text& right) {
    left.parts_.insert(left.parts_.end(), right.parts_.begin(), right.parts_.end());
    return left;
}

std::string plain(const Text& text) { return render(text, {Charset::utf8, true, false, 255}); }

std::string render(const Text& text, const TextForm& form) {
    std::string result;
    const Text::Part* before = nullptr;
    for (const auto& part : text.parts()) {
        Piece piece = piece_of(part, form);
        if (piece.octets.empty()) continue;
        if (needs_blank(before, part)) piece.octets.insert(0, 1, ' ');
        before = &part;
        const std::size_t room = form.limit - result.size();
        if (piece.is_code && piece.octets.size() > room) break;
        result += cut(piece.octets, form.charset, room);
        if (result.size() == form.limit) break;
    }
    // "From " without a caller behind it
    if (form.plain_labels)
        while (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

} // namespace mapping
