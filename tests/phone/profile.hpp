// Which phone is simulated: model, protocol version, features, codecs, the order of its registration, its quirks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sccp/values.hpp"

namespace phone {

/// In which order a family asks what it must know. The names say where the order was learned.
enum class RegistrationOrder : std::uint8_t {
    classic,         ///< 12SP+, 7910, 7935, 7936: IpPort, no configuration
    first_series,    ///< 7940, 7960, 7905, 7912, 7920
    second_series,   ///< 79x1 and later: UpdateCapabilities, media path, RegisterAvailableLines, ServerReq
    basic,           ///< 69xx, 7985: a keep-alive before Register
    analog,          ///< ATA, VG224, VG248: VersionReq first
    small_business,  ///< SPA: token 0x8000 first, RegisterAvailableLines last
};

/// One model; what the phone announces unless an option says otherwise.
struct Model {
    std::string_view name;
    std::uint32_t device_type{};
    unsigned version{};
    std::uint16_t features{};
    std::uint16_t register_octets{};     ///< of the Register body: firmware of its time ended it there
    RegistrationOrder order{};
    bool soft_keys{true};
    std::string_view codecs;             ///< in the phone's order
};

std::span<const Model> all_models();
/// By name ("7960", "spa525g") or by number of the device type; a number that no table has is a generic phone.
std::optional<Model> find_model(std::string_view name_or_type);

/// Ways in which phones are strange. What is not set is as a faithful phone does it.
struct Quirks {
    bool no_orc_ack{};                   ///< never answers OpenReceiveChannel
    unsigned late_orc_ack_ms{};
    unsigned orc_status{};               ///< refuses with this status; 0: accepts
    bool no_party_id{};                  ///< acks carry passThruPartyId 0 and conferenceId 0 (6911)
    bool short_orc_ack{};                ///< ends before passThruPartyId
    bool zero_address{};                 ///< answers 0.0.0.0
    bool no_port_res{};                  ///< never answers PortReq
    bool no_start_ack{};                 ///< never answers StartMediaTransmission
    unsigned start_status{};             ///< acks StartMediaTransmission with this status
    bool new_port{};                     ///< each opening has another port, whatever the keep flag says
    bool no_statistics{};
    bool byte_by_byte{};                 ///< one octet per TCP segment
    bool coalesce{};                     ///< all requests of the registration in one segment
    bool trailing_zeros{};               ///< four octets behind every message
    bool no_time_date{};                 ///< never asks for the time
    bool no_keepalive{};
    bool capabilities_late{};            ///< answers CapabilitiesReq after all other requests
    bool button_index{};                 ///< below protocol 15: the button's index instead of the line instance
    bool no_references{};                ///< keys and hook messages end before line and call reference
    bool keypad_only{};                  ///< digits never in RTP
    bool events_only{};                  ///< digits in RTP are not repeated as KeypadButton
    bool stays_away{};                   ///< does not come back after Reset
};

/// `name` or `name=value`; a sentence about what is wrong, or nothing.
std::optional<std::string> set_quirk(Quirks& quirks, std::string_view text);
/// Names and meanings, for the help.
std::string quirk_help();

struct Profile {
    std::string name{"SEP000000000001"};
    Model model;
    unsigned version{};
    sccp::PhoneFeatures features{};
    std::vector<sccp::MediaPayloadType> codecs;
    unsigned active_streams{};           ///< of Register: audio kept over a lost connection
    unsigned available_lines{};          ///< of RegisterAvailableLines; 0: as many as the template has
    std::string firmware;
    Quirks quirks;

    bool has(sccp::PhoneFeatures bits) const { return sccp::has(features, bits); }
};

/// The profile of a model with its defaults.
Profile make_profile(const Model& model, std::string name);
/// "pcmu,pcma" as payload types; nothing when a name is unknown.
std::optional<std::vector<sccp::MediaPayloadType>> parse_codecs(std::string_view list);

} // namespace phone
