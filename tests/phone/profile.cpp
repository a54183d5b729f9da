// Tables of models and quirks. Facts: captured Register messages, and the highest versions users reported.
#include "tests/phone/profile.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sccp/phone_models.hpp"
#include "tests/phone/codecs.hpp"
#include "tests/phone/labels.hpp"

namespace phone {
namespace {

using Order = RegistrationOrder;

constexpr std::string_view g711 = "pcmu,pcma";
constexpr std::string_view narrow = "pcmu,pcma,g729a,g729ab";
constexpr std::string_view wide = "l16,pcmu,pcma,g729b,g729ab,g729,g729a";
constexpr std::string_view newest = "g722,pcmu,pcma,ilbc,g729b,g729ab,g729,g729a";
constexpr std::string_view small_office = "pcmu,pcma,g729,g729a,g722";

// clang-format off
constexpr std::array models{
//     name              type  version  features  Register  order                  soft keys  codecs
Model{"30vip",              5,  3,      0,        36,       Order::classic,        false,     g711},
Model{"12sp+",              2,  3,      0,        36,       Order::classic,        false,     g711},
Model{"7910",               6,  4,      0,        44,       Order::classic,        false,     narrow},
Model{"7935",               9,  4,      0,        44,       Order::classic,        true,      narrow},
Model{"7936",           30019,  4,      0,        44,       Order::classic,        true,      narrow},
Model{"7902",           30008,  5,      0,        68,       Order::first_series,   false,     narrow},
Model{"7905",           20000,  8,      0,        68,       Order::first_series,   true,      narrow},
Model{"7912",           30007,  8,      0,        68,       Order::first_series,   true,      narrow},
Model{"7920",           30002,  8,      0,        68,       Order::first_series,   true,      narrow},
Model{"7940",               8, 11,      0x8560,   68,       Order::first_series,   true,      narrow},
Model{"7960",               7, 11,      0x8560,   68,       Order::first_series,   true,      narrow},
Model{"7906",             369, 22,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"7911",             307, 22,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"7921",             365, 16,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"7925",             484, 16,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"7931",             348, 17,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7937",             431, 17,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7941",             115, 17,      0x8572,   124,      Order::second_series,  true,      wide},
Model{"7961",           30018, 22,      0x8572,   124,      Order::second_series,  true,      wide},
Model{"7942",             434, 20,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7945",             435, 22,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7962",             404, 20,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7965",             436, 22,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7970",           30006, 20,      0x8572,   124,      Order::second_series,  true,      wide},
Model{"7971",             119, 20,      0x8572,   124,      Order::second_series,  true,      wide},
Model{"7975",             437, 22,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"7985",             302, 17,      0x8570,   124,      Order::basic,          true,      newest},
Model{"ipcommunicator", 30016, 20,      0x8572,   124,      Order::second_series,  true,      newest},
Model{"6901",             547, 20,      0x8570,   124,      Order::basic,          false,     narrow},
Model{"6911",             548, 20,      0x8570,   124,      Order::basic,          true,      narrow},
Model{"6921",             495, 15,      0x8570,   68,       Order::basic,          true,      newest},
Model{"6941",             496, 15,      0x8570,   68,       Order::basic,          true,      newest},
Model{"6945",             564, 15,      0x8570,   68,       Order::basic,          true,      newest},
Model{"6961",             497, 15,      0x8570,   68,       Order::basic,          true,      newest},
Model{"8941",             586, 22,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"8945",             585, 22,      0x8570,   124,      Order::second_series,  true,      newest},
Model{"ata186",            12,  3,      0,        44,       Order::analog,         false,     narrow},
Model{"ata188",            13,  3,      0,        44,       Order::analog,         false,     narrow},
Model{"vgc",               10,  0,      0,        36,       Order::analog,         false,     narrow},
Model{"vg224",          30027,  0,      0,        36,       Order::analog,         false,     narrow},
Model{"spa303g",        80011,  8,      0,        68,       Order::small_business, true,      small_office},
Model{"spa502g",        80003,  8,      0,        68,       Order::small_business, true,      small_office},
Model{"spa504g",        80004,  8,      0,        68,       Order::small_business, true,      small_office},
Model{"spa525g",        80005,  8,      0,        68,       Order::small_business, true,      small_office},
Model{"spa525g2",       80009,  8,      0,        68,       Order::small_business, true,      small_office},
};

struct Quirk {
    std::string_view name, meaning;
    bool Quirks::*flag;
    unsigned Quirks::*number;
};
constexpr std::array quirk_table{
Quirk{"no-orc-ack",        "OpenReceiveChannel is never answered",                                &Quirks::no_orc_ack,        nullptr},
Quirk{"late-orc-ack",      "=MS  OpenReceiveChannel is answered that late",                       nullptr,                    &Quirks::late_orc_ack_ms},
Quirk{"orc-status",        "=N  OpenReceiveChannel is refused with this status",                  nullptr,                    &Quirks::orc_status},
Quirk{"no-party-id",       "media answers carry neither party id nor conference id (6911)",       &Quirks::no_party_id,       nullptr},
Quirk{"short-orc-ack",     "OpenReceiveChannelAck ends before the party id",                      &Quirks::short_orc_ack,     nullptr},
Quirk{"zero-address",      "media answers say 0.0.0.0",                                           &Quirks::zero_address,      nullptr},
Quirk{"no-port-res",       "PortReq is never answered",                                           &Quirks::no_port_res,       nullptr},
Quirk{"no-start-ack",      "StartMediaTransmission is never answered",                            &Quirks::no_start_ack,      nullptr},
Quirk{"ack-error",         "=N  StartMediaTransmission is answered with this status",             nullptr,                    &Quirks::start_status},
Quirk{"port-changes",      "every opening has a new port, whatever was asked",                    &Quirks::new_port,          nullptr},
Quirk{"no-statistics",     "ConnectionStatisticsReq is never answered",                           &Quirks::no_statistics,     nullptr},
Quirk{"byte-by-byte",      "one octet per TCP segment",                                           &Quirks::byte_by_byte,      nullptr},
Quirk{"coalesce",          "all requests of the registration in one segment",                     &Quirks::coalesce,          nullptr},
Quirk{"trailing-zeros",    "four surplus octets behind every message",                            &Quirks::trailing_zeros,    nullptr},
Quirk{"no-time-date",      "the time is never asked for",                                         &Quirks::no_time_date,      nullptr},
Quirk{"no-keepalive",      "no keep-alives",                                                      &Quirks::no_keepalive,      nullptr},
Quirk{"late-capabilities", "CapabilitiesReq is answered after all other requests",                &Quirks::capabilities_late, nullptr},
Quirk{"button-index",      "lines are named by the index of their button (old firmware)",         &Quirks::button_index,      nullptr},
Quirk{"no-references",     "keys and hook messages carry neither line nor call reference",        &Quirks::no_references,     nullptr},
Quirk{"keypad-only",       "digits in a call go by KeypadButton only",                            &Quirks::keypad_only,       nullptr},
Quirk{"events-only",       "digits in a call go by RTP only, where RTP events are agreed",        &Quirks::events_only,       nullptr},
Quirk{"stays-away",        "does not come back after Reset",                                      &Quirks::stays_away,        nullptr},
};
// clang-format on

std::optional<unsigned> number_in(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// A model that is known by its buttons only behaves as its family does.
Model relative_of(const sccp::PhoneModel& model) {
    const auto type = static_cast<std::uint32_t>(model.type);
    if (model.spcp)
        return {model.name, type, 8, 0, 68, Order::small_business, model.soft_keys, small_office};
    if (model.is_gateway)
        return {model.name, type, 3, 0, 44, Order::analog, model.soft_keys, narrow};
    if (model.newer)
        return {model.name, type, 17, 0x8570, 124, Order::second_series, model.soft_keys, newest};
    return {model.name, type, 5, 0, 44, Order::classic, model.soft_keys, narrow};
}

/// A device type that no table has: as common as can be.
Model unlisted(std::uint32_t type) { return {"generic", type, 11, 0x8560, 68, Order::first_series, true, narrow}; }

} // namespace

std::span<const Model> all_models() { return models; }

std::optional<Model> find_model(std::string_view name_or_type) {
    const auto type = number_in(name_or_type);
    const auto wanted = key_of(name_or_type);
    for (const Model& model : models)
        if (key_of(model.name) == wanted)
            return model;
    for (const Model& model : models)
        if (type && model.device_type == *type)
            return model;
    for (const sccp::PhoneModel& model : sccp::all_models())
        if (key_of(model.name) == wanted || (type && static_cast<std::uint32_t>(model.type) == *type))
            return relative_of(model);
    return type ? std::optional(unlisted(*type)) : std::nullopt;
}

std::optional<std::string> set_quirk(Quirks& quirks, std::string_view text) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const auto quirk = std::find_if(quirk_table.begin(), quirk_table.end(), [&](const Quirk& q) { return q.name == name; });
    if (quirk == quirk_table.end())
        return "there is no quirk '" + std::string(name) + "'";
    if (quirk->flag != nullptr) {
        quirks.*quirk->flag = true;
        return std::nullopt;
    }
    const auto number = equals == std::string_view::npos ? std::nullopt : number_in(text.substr(equals + 1));
    if (!number)
        return "quirk " + std::string(name) + " needs a number: " + std::string(name) + "=N";
    quirks.*quirk->number = *number;
    return std::nullopt;
}

std::string quirk_help() {
    std::string text;
    for (const Quirk& quirk : quirk_table) {
        text += "  " + std::string(quirk.name);
        text += quirk.number != nullptr ? std::string(quirk.meaning) : std::string(2, ' ') + std::string(quirk.meaning);
        text += '\n';
    }
    return text;
}

std::optional<std::vector<sccp::MediaPayloadType>> parse_codecs(std::string_view list) {
    std::vector<sccp::MediaPayloadType> result;
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        const Codec* codec = find_codec(list.substr(0, end));
        if (codec == nullptr)
            return std::nullopt;
        result.push_back(codec->payload);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return result;
}

Profile make_profile(const Model& model, std::string name) {
    Profile profile;
    profile.name = std::move(name);
    profile.model = model;
    profile.version = model.version;
    profile.features = static_cast<sccp::PhoneFeatures>(model.features);
    profile.codecs = parse_codecs(model.codecs).value_or(std::vector<sccp::MediaPayloadType>{});
    profile.firmware = "SIM" + std::string(model.name);
    return profile;
}

} // namespace phone
