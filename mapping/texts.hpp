// What phones show: labels that the phone puts into its user's language, and free text; how both become the octets of a
// message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mapping/charset.hpp"

namespace mapping {

/// A text that phones have in every language. The value is the pair of octets on the wire: 0x80 or 0x1E, then a code
/// (callflows 7.3).
enum class Label : std::uint16_t {
    hold = 0x8003,
    your_current_options = 0x8013,
    ring_out = 0x8016,
    from = 0x8017,
    connected = 0x8018,
    busy = 0x8019,
    call_waiting = 0x801b,
    call_transfer = 0x801c,
    call_park = 0x801d,
    call_proceed = 0x801e,
    in_use_remote = 0x801f,
    enter_number = 0x8020,
    call_park_at = 0x8021,
    temp_fail = 0x8023,
    you_have_voice_mail = 0x8024,
    forwarded_to = 0x8025,
    can_not_complete_conference = 0x8026,
    no_conference_bridge = 0x8027,
    invalid_conference_participant = 0x8029,
    key_is_not_active = 0x802d,
    conference = 0x8034,
    private_ = 0x8036,
    unknown_number = 0x8038,
    call_back = 0x8041,
    failed_to_set_up_barge = 0x8044,
    incompatible_device_type = 0x8046,
    no_park_number_available = 0x8047,
    call_park_reversion = 0x8048,
    high_traffic = 0x804a,
    can_not_complete_transfer = 0x8052,
    can_not_join_calls = 0x8053,
    mcid_successful = 0x8054,
    number_not_configured = 0x8055,
    logged_out_of_hunt_group = 0x805d,
    no_call_available_for_pickup = 0x805f,

    fallback_service_operating = 0x1e0a,
    transfer_destination_is_busy = 0x1e10,
    call_on_hold = 0x1e22,
    hold_reversion = 0x1e23,
    setup_failed = 0x1e24,
    no_resources = 0x1e25,
    device_not_authorized = 0x1e26,
    do_not_disturb_is_active = 0x1e39,
    forward_all_loop = 0x1e3a,
    meet_me_is_unavailable = 0x1e3f,
    connecting = 0x1e51,
};

/// For `plain_labels=yes`, the log and REST.
std::string_view english(Label label);
/// The two octets.
std::string octets(Label label);

/// Labels and free text (UTF-8) behind each other.
class Text {
  public:
    using Part = std::variant<Label, std::string>;

    Text() = default;
    Text(Label label) : parts_{label} {}
    Text(std::string text);
    Text(std::string_view text) : Text(std::string(text)) {}
    Text(const char* text) : Text(std::string(text)) {}

    bool empty() const { return parts_.empty(); }
    const std::vector<Part>& parts() const { return parts_; }
    bool operator==(const Text&) const = default;

    friend Text operator+(Text left, const Text& right);

  private:
    std::vector<Part> parts_;   ///< no empty string among them
};

/// In English and UTF-8.
std::string plain(const Text& text);

/// How a certain phone wants its texts.
struct TextForm {
    Charset charset{Charset::iso_8859_1};
    bool plain_labels{};        ///< English words instead of label codes
    bool labels_only{};         ///< the display takes no free text
    std::size_t limit{31};      ///< octets; a label code counts two
};
/// Parts are put apart by a blank unless they have one of their own. What does not fit is cut between characters.
std::string render(const Text& text, const TextForm& form);

} // namespace mapping
