// The table of phone models. Buttons and traits are those that call agents in the field use for each device type.
#include "sccp/phone_models.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace sccp {

namespace {

// ---- buttons --------------------------------------------------------------------------------------------------------

constexpr ButtonGroup any(std::uint8_t count) { return {ButtonUse::any, count, ButtonType::undefined, 0}; }
constexpr ButtonGroup lines(std::uint8_t count) { return {ButtonUse::line, count, ButtonType::undefined, 0}; }
constexpr ButtonGroup speed_dials(std::uint8_t count) { return {ButtonUse::speed_dial, count, ButtonType::undefined, 0}; }
constexpr ButtonGroup unused(std::uint8_t count) { return {ButtonUse::unused, count, ButtonType::undefined, 0}; }
constexpr ButtonGroup fixed(ButtonType function, std::uint8_t instance = 0) { return {ButtonUse::fixed, 1, function, instance}; }

using Key = ButtonType;

constexpr ButtonGroup buttons_30sp[] = {any(4), fixed(Key::last_number_redial), fixed(Key::voicemail), fixed(Key::call_park), fixed(Key::forward_all),
                                        fixed(Key::conference), unused(4), any(13)};
constexpr ButtonGroup buttons_12sp[] = {lines(2), speed_dials(4), fixed(Key::hold), fixed(Key::last_number_redial), fixed(Key::transfer), fixed(Key::forward_all),
                                        fixed(Key::call_park), fixed(Key::voicemail)};
constexpr ButtonGroup buttons_7910[] = {lines(1), fixed(Key::hold), fixed(Key::transfer), fixed(Key::display), fixed(Key::voicemail), fixed(Key::conference),
                                        fixed(Key::forward_all), speed_dials(2), fixed(Key::last_number_redial)};
constexpr ButtonGroup buttons_7902[] = {lines(1), fixed(Key::hold), fixed(Key::transfer), fixed(Key::display), fixed(Key::voicemail), fixed(Key::conference),
                                        fixed(Key::forward_all), speed_dials(4), fixed(Key::last_number_redial)};
constexpr ButtonGroup buttons_7912[] = {lines(1), fixed(Key::hold), speed_dials(9)};
constexpr ButtonGroup buttons_7931[] = {any(20), fixed(Key::messages, 21), fixed(Key::directory, 22), fixed(Key::headset, 23), fixed(Key::application, 24)};
constexpr ButtonGroup buttons_6921[] = {any(2), speed_dials(6)};
constexpr ButtonGroup buttons_8945[] = {any(10), speed_dials(6), fixed(Key::conference), fixed(Key::hold), fixed(Key::transfer), fixed(Key::last_number_redial)};
constexpr ButtonGroup buttons_ata[] = {lines(1), speed_dials(4)};
constexpr ButtonGroup buttons_nokia[] = {lines(2), speed_dials(5)};
constexpr ButtonGroup buttons_508g[] = {any(8), fixed(Key::voicemail), fixed(Key::hold)};
constexpr ButtonGroup buttons_509g[] = {any(12), fixed(Key::voicemail), fixed(Key::hold)};
constexpr ButtonGroup line_1[] = {lines(1)}, line_2[] = {lines(2)};
constexpr ButtonGroup any_1[] = {any(1)}, any_2[] = {any(2)}, any_3[] = {any(3)}, any_4[] = {any(4)}, any_5[] = {any(5)}, any_6[] = {any(6)},
                      any_8[] = {any(8)}, any_12[] = {any(12)}, any_14[] = {any(14)}, any_24[] = {any(24)}, any_42[] = {any(42)};

// ---- traits ---------------------------------------------------------------------------------------------------------

enum Trait : std::uint32_t {
    keys = 1U << 0, new_ui = 1U << 1, spcp = 1U << 2, add_on = 1U << 3, gateway = 1U << 4, labels = 1U << 5,
    no_prompt = 1U << 6, flash = 1U << 7, no_lamp = 1U << 8, no_speaker = 1U << 9, one_stream = 1U << 10,
    plain = 1U << 11, closed_rx = 1U << 12, stop_closes = 1U << 13, no_set_7 = 1U << 14, inverted = 1U << 15,
    dnd_reject = 1U << 16,
};

constexpr Screen none{}, mono{}, screen_7911{95, 34, 1}, screen_7920{128, 59, 1}, screen_7940{133, 65, 2}, screen_7941{320, 196, 4},
    screen_7945{320, 212, 16}, screen_7970{320, 212, 12}, screen_7975{320, 216, 16}, screen_7985{800, 600, 16}, screen_8945{640, 480, 24};

constexpr PhoneModel model(DeviceType type, std::string_view name, std::span<const ButtonGroup> buttons, Screen screen, std::uint8_t add_ons,
                           std::uint8_t max_protocol, std::uint32_t traits) {
    const auto is = [traits](Trait trait) { return (traits & trait) != 0; };
    return {.type = type, .name = name, .buttons = buttons, .screen = screen, .add_on_modules = add_ons, .max_protocol = max_protocol,
            .soft_keys = is(keys), .newer = is(new_ui), .spcp = is(spcp), .is_add_on = is(add_on), .is_gateway = is(gateway),
            .label_limited = is(labels), .no_prompt_display = is(no_prompt), .hook_flash = is(flash), .no_mwi_lamp = is(no_lamp),
            .no_speaker_answer = is(no_speaker), .single_stream = is(one_stream), .plain_labels = is(plain),
            .tone_needs_closed_rx = is(closed_rx), .stop_tx_closes_rx = is(stop_closes), .blf_redraw = is(new_ui),
            .no_conference_keys = is(no_set_7), .privacy_inverted = is(inverted), .dnd_reject_only = is(dnd_reject)};
}

constexpr std::uint32_t oldest = no_prompt | no_lamp | closed_rx;
constexpr std::uint32_t port = no_prompt | flash | no_lamp | no_speaker;

// clang-format off: a table
using enum DeviceType;
constexpr PhoneModel models[] = {
    //    type                          name          buttons        screen       add-ons  version  traits
    model(station_30sp_plus,            "30SP+",      buttons_30sp,  none,        0,       3,       oldest),
    model(station_12sp_plus,            "12SP+",      buttons_12sp,  none,        0,       3,       oldest),
    model(station_12sp,                 "12SP",       buttons_12sp,  none,        0,       3,       oldest),
    model(station_12,                   "12",         buttons_12sp,  none,        0,       3,       oldest),
    model(station_30vip,                "30VIP",      buttons_30sp,  none,        0,       3,       oldest),
    model(cisco_7910,                   "7910",       buttons_7910,  none,        0,       0,       closed_rx | one_stream),
    model(cisco_7960,                   "7960",       any_6,         screen_7940, 2,       0,       keys),
    model(cisco_7940,                   "7940",       any_2,         screen_7940, 2,       0,       keys),
    model(cisco_7935,                   "7935",       line_2,        mono,        0,       0,       keys | one_stream),
    model(station_vgc,                  "VGC",        line_1,        none,        0,       0,       port | gateway),
    model(vgc_virtual_phone,            "VGC virtual", line_1,       none,        0,       0,       port | gateway),
    model(cisco_ata_186,                "ATA 186",    buttons_ata,   none,        0,       3,       port | gateway | one_stream),
    model(cisco_ata_188,                "ATA 188",    buttons_ata,   none,        0,       3,       port | gateway | one_stream),
    model(cisco_7941g,                  "7941G",      any_2,         screen_7941, 0,       0,       keys | new_ui | stop_closes),
    model(cisco_7971g_ge,               "7971G-GE",   any_8,         screen_7970, 2,       0,       keys | new_ui | no_lamp | stop_closes),
    model(cisco_7971g,                  "7971G",      any_8,         screen_7970, 2,       0,       keys | new_ui | no_lamp | stop_closes),
    model(cisco_7914_add_on,            "7914",       any_14,        mono,        0,       0,       add_on),
    model(cisco_7915_addon_12_buttons,  "7915-12",    any_12,        mono,        0,       0,       add_on),
    model(cisco_7915_addon_24_buttons,  "7915-24",    any_24,        mono,        0,       0,       add_on),
    model(cisco_7916_addon_12_buttons,  "7916-12",    any_12,        mono,        0,       0,       add_on),
    model(cisco_7916_addon_24_buttons,  "7916-24",    any_24,        mono,        0,       0,       add_on),
    model(nokia_e_series,               "Nokia E",    buttons_nokia, none,        0,       0,       keys | flash),
    model(cisco_7985,                   "7985",       any_1,         screen_7985, 0,       0,       keys | new_ui),
    model(cisco_7911,                   "7911",       buttons_7912,  screen_7911, 0,       0,       keys | new_ui | flash | no_speaker | stop_closes),
    model(cisco_7961g_ge,               "7961G-GE",   any_6,         screen_7941, 2,       0,       keys | new_ui | stop_closes),
    model(cisco_7941g_ge,               "7941G-GE",   any_2,         screen_7941, 0,       0,       keys | new_ui | stop_closes),
    model(cisco_7931,                   "7931",       buttons_7931,  mono,        0,       0,       keys | new_ui | stop_closes),
    model(cisco_7921,                   "7921",       any_6,         none,        0,       0,       keys | new_ui),
    model(cisco_7906,                   "7906",       buttons_7912,  screen_7911, 0,       0,       keys | new_ui | flash | no_speaker | stop_closes),
    model(nokia_icc_client,             "Nokia ICC",  any_1,         none,        0,       0,       keys | flash),
    model(cisco_7962,                   "7962",       any_6,         screen_7941, 2,       0,       keys | new_ui),
    model(cisco_7937_conference,        "7937",       line_2,        mono,        0,       0,       keys),
    model(cisco_7942,                   "7942",       any_2,         screen_7941, 0,       0,       keys | new_ui),
    model(cisco_7945,                   "7945",       any_2,         screen_7945, 0,       0,       keys | new_ui),
    model(cisco_7965,                   "7965",       any_6,         screen_7945, 2,       0,       keys | new_ui),
    model(cisco_7975,                   "7975",       any_8,         screen_7975, 2,       0,       keys | new_ui | no_lamp),
    model(cisco_7925,                   "7925",       any_6,         none,        0,       0,       keys | new_ui),
    model(cisco_6921,                   "6921",       buttons_6921,  mono,        0,       0,       keys | new_ui | labels | no_set_7),
    model(cisco_6941,                   "6941",       any_4,         mono,        0,       0,       keys | new_ui | labels | no_set_7),
    model(cisco_6961,                   "6961",       any_12,        mono,        0,       0,       keys | new_ui | labels | no_set_7),
    model(cisco_6901,                   "6901",       any_1,         none,        0,       0,       new_ui | flash | labels | no_prompt | no_speaker),
    model(cisco_6911,                   "6911",       any_1,         mono,        0,       0,       keys | new_ui | flash | labels | no_prompt | no_set_7),
    model(cisco_6945,                   "6945",       any_4,         mono,        0,       0,       keys | new_ui | labels | no_set_7),
    model(cisco_7926,                   "7926",       any_6,         none,        0,       0,       keys | new_ui),
    model(cisco_8945,                   "8945",       buttons_8945,  screen_8945, 0,       0,       keys | new_ui | no_prompt | labels | stop_closes | dnd_reject),
    model(cisco_8941,                   "8941",       buttons_8945,  screen_8945, 0,       0,       keys | new_ui | no_prompt | labels | stop_closes | dnd_reject),
    model(cisco_7905,                   "7905",       buttons_7912,  mono,        0,       0,       keys | flash | closed_rx | one_stream | plain),
    model(cisco_7920,                   "7920",       any_6,         screen_7920, 0,       0,       keys | one_stream | inverted),
    model(cisco_7970,                   "7970",       any_8,         screen_7970, 2,       0,       keys | new_ui | no_lamp | stop_closes),
    model(cisco_7912,                   "7912",       buttons_7912,  mono,        0,       0,       keys | flash | closed_rx | one_stream | plain),
    model(cisco_7902,                   "7902",       buttons_7902,  none,        0,       0,       closed_rx | one_stream),
    model(cisco_ip_communicator,        "IP Communicator", any_8,    screen_7970, 0,       0,       keys | new_ui),
    model(cisco_7961,                   "7961G",      any_6,         screen_7941, 2,       0,       keys | new_ui | stop_closes),
    model(cisco_7936_conference,        "7936",       line_2,        mono,        0,       0,       keys | one_stream),
    model(analog_phone,                 "analog port", line_1,       none,        0,       0,       port | gateway),
    model(isdn_bri_phone,               "BRI port",   line_1,        none,        0,       0,       port | gateway),
    model(cisco_spa_521s,               "SPA 521S",   any_1,         mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_524sg,              "SPA 524SG",  any_4,         mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_502g,               "SPA 502G",   any_1,         mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_504g,               "SPA 504G",   any_4,         mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_525g,               "SPA 525G",   any_5,         none,        1,       8,       keys | spcp | plain),
    model(cisco_spa_508g,               "SPA 508G",   buttons_508g,  mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_509g,               "SPA 509G",   buttons_509g,  mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_525g2,              "SPA 525G2",  any_8,         none,        1,       8,       keys | spcp | plain),
    model(cisco_spa_303g,               "SPA 303G",   any_3,         mono,        0,       8,       keys | spcp | plain),
    model(cisco_spa_512g,               "SPA 512G",   any_1,         mono,        1,       8,       keys | spcp | plain),
    model(cisco_spa_514g,               "SPA 514G",   any_4,         mono,        1,       8,       keys | spcp | plain),
};
// clang-format on

/// A phone leaves out the buttons it does not have, so that many of every use do no harm.
constexpr PhoneModel generic = model(DeviceType{}, "unknown", any_42, none, 0, 0, keys);

constexpr bool is_sorted_by_type() {
    return std::is_sorted(std::begin(models), std::end(models), [](const PhoneModel& a, const PhoneModel& b) { return a.type < b.type; });
}
static_assert(is_sorted_by_type());

/// How people write model names: with or without maker, spaces and the G that tells nothing.
std::string plain_name(std::string_view name) {
    std::string letters;
    for (const char c : name) {
        if (c == ' ' || c == '-') continue;
        letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (letters.starts_with("cisco")) letters.erase(0, 5);
    if (letters.size() > 4 && letters.ends_with('g')) letters.pop_back();
    return letters;
}

} // namespace

unsigned PhoneModel::button_count() const {
    unsigned count = 0;
    for (const ButtonGroup& group : buttons) count += group.count;
    return count;
}

const PhoneModel& phone_model(std::uint32_t device_type) {
    const auto found = std::lower_bound(std::begin(models), std::end(models), device_type,
                                        [](const PhoneModel& m, std::uint32_t type) { return static_cast<std::uint32_t>(m.type) < type; });
    return found != std::end(models) && static_cast<std::uint32_t>(found->type) == device_type ? *found : generic;
}

const PhoneModel* find_model(std::string_view name) {
    const std::string wanted = plain_name(name);
    const auto found = std::find_if(std::begin(models), std::end(models), [&](const PhoneModel& m) { return plain_name(m.name) == wanted; });
    return found != std::end(models) ? &*found : nullptr;
}

std::span<const PhoneModel> all_models() { return models; }

} // namespace sccp
