// Soft key template, sets and masks.
#include <doctest/doctest.h>

#include <algorithm>

#include "mapping/soft_keys.hpp"

using namespace mapping;

namespace {

using Set = sccp::SoftKeySet;
using Change = void (*)(KeyConditions&);

std::optional<SoftKey> key_of(unsigned event) { return soft_key(static_cast<sccp::SoftKey>(event)); }

} // namespace

TEST_CASE("every set has the default mask of the design") {
    struct Row { Set set; std::uint32_t mask; };
    const Row rows[] = {
        {Set::on_hook, 0x0027},          {Set::connected, 0x0007},
        {Set::on_hold, 0x000f},          {Set::ring_in, 0x0003},
        {Set::off_hook, 0x0007},         {Set::connected_transferable, 0x0006},
        {Set::digits_following, 0x0007}, {Set::connected_conference, 0x0007},
        {Set::ring_out, 0x0002},         {Set::off_hook_with_features, 0x0003},
        {Set::in_use_hint, 0x0003},      {Set::on_hook_with_stealable_call, 0x0003},
    };
    for (const auto& row : rows) {
        CAPTURE(static_cast<unsigned>(row.set));
        CHECK(key_mask(row.set, {}) == row.mask);
    }
    CHECK(key_mask(Set::hold_conference, {}) == 0);
}

TEST_CASE("conditions light and darken single keys") {
    struct Row { const char* what; Set set; Change change; std::uint32_t mask; };
    // clang-format off
    const Row rows[] = {
        {"no last number, idle",       Set::on_hook,    [](KeyConditions& k) { k.redial = false; }, 0x0026},
        {"no last number, off hook",   Set::off_hook,   [](KeyConditions& k) { k.redial = false; }, 0x0006},
        {"no last number, consulting", Set::off_hook_with_features, [](KeyConditions& k) { k.redial = false; }, 0x0002},
        {"pick-up",                    Set::on_hook,    [](KeyConditions& k) { k.pick_up = true; }, 0x003f},
        {"pick-up off hook",           Set::off_hook,   [](KeyConditions& k) { k.pick_up = true; }, 0x003f},
        {"pick-up, in use",            Set::in_use_hint, [](KeyConditions& k) { k.pick_up = true; }, 0x0007},
        {"meet-me, privacy, hunt",     Set::on_hook,    [](KeyConditions& k) { k.meet_me = k.privacy = k.hunt_log_in = true; }, 0x01e7},
        {"no transfer",                Set::connected,  [](KeyConditions& k) { k.transfer = false; }, 0x0003},
        {"no transfer, held",          Set::on_hold,    [](KeyConditions& k) { k.transfer = false; }, 0x0007},
        {"blind transfer",             Set::connected,  [](KeyConditions& k) { k.blind_transfer = true; }, 0x0807},
        {"blind transfer, held",       Set::on_hold,    [](KeyConditions& k) { k.blind_transfer = true; }, 0x020f},
        {"blind transfer, dialling",   Set::digits_following, [](KeyConditions& k) { k.blind_transfer = k.consultation = true; }, 0x000f},
        {"conference",                 Set::connected,  [](KeyConditions& k) { k.conference = true; }, 0x000f},
        {"park, voice mail",           Set::connected,  [](KeyConditions& k) { k.park = k.voice_mail = true; }, 0x0037},
        {"two legs",                   Set::connected,  [](KeyConditions& k) { k.several_legs = true; }, 0x01c7},
        {"report, record",             Set::connected,  [](KeyConditions& k) { k.quality_report = k.record = true; }, 0x0607},
        {"two legs, held",             Set::on_hold,    [](KeyConditions& k) { k.several_legs = k.voice_mail = k.conference = true; }, 0x01ff},
        {"voice mail, ringing",        Set::ring_in,    [](KeyConditions& k) { k.voice_mail = k.do_not_disturb_ringing = true; }, 0x000f},
        {"opened by Confrn",           Set::connected_transferable, [](KeyConditions& k) { k.consultation_for_conference = true; }, 0x000a},
        {"consultation rings",         Set::ring_out,   [](KeyConditions& k) { k.consultation = true; }, 0x0006},
        {"consultation, no transfer",  Set::ring_out,   [](KeyConditions& k) { k.consultation = true; k.transfer = false; }, 0x0002},
        {"busy with call-back",        Set::ring_out,   [](KeyConditions& k) { k.call_back = true; }, 0x000a},
        {"conference list",            Set::connected_conference, [](KeyConditions& k) { k.conference_list = true; }, 0x000f},
        {"held elsewhere",             Set::on_hook_with_stealable_call, [](KeyConditions& k) { k.take_over = true; }, 0x0007},
        {"barge",                      Set::in_use_hint, [](KeyConditions& k) { k.barge = true; }, 0x000b},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.what);
        KeyConditions conditions;
        row.change(conditions);
        CHECK(key_mask(row.set, conditions) == row.mask);
    }
}

TEST_CASE("a lit bit always has a key") {
    KeyConditions all;
    all.do_not_disturb_ringing = all.pick_up = all.meet_me = all.privacy = all.hunt_log_in = all.conference = all.park =
        all.voice_mail = all.blind_transfer = all.several_legs = all.quality_report = all.record = all.consultation =
            all.conference_list = all.call_back = all.take_over = all.barge = true;
    for (unsigned number = 0; number < 12; ++number) {
        CAPTURE(number);
        const auto keys = keys_of(static_cast<Set>(number));
        const auto mask = key_mask(static_cast<Set>(number), all);
        CHECK(keys.size() <= 16);
        for (std::size_t bit = 0; bit < 16; ++bit)
            if (mask & (1u << bit)) {
                REQUIRE(bit < keys.size());
                CHECK(keys[bit] != SoftKey::none);
            }
    }
}

TEST_CASE("the template has each key at the entry of its event number") {
    const auto coded = soft_key_template(false);
    CHECK(coded.soft_key_offset == 0);
    CHECK(coded.total_soft_key_count == 32);
    REQUIRE(coded.definition.size() == 32);
    for (std::size_t i = 0; i < 32; ++i) CHECK(static_cast<std::size_t>(coded.definition[i].soft_key_event) == i + 1);
    CHECK(coded.definition[0].soft_key_label == "\200\1");
    CHECK(coded.definition[17].soft_key_label == "\200\22");
    CHECK(coded.definition[18].soft_key_label == "Record");
    CHECK(coded.definition[21].soft_key_label == "\200\77");    // DND: label 63
    CHECK(coded.definition[31].soft_key_label == "Dial");

    const auto words = soft_key_template(true);
    CHECK(words.definition[0].soft_key_label == "Redial");
    CHECK(words.definition[21].soft_key_label == "DND");
    CHECK(std::all_of(words.definition.begin(), words.definition.end(),
                      [](const auto& entry) { return entry.soft_key_label.size() <= 15; }));
}

TEST_CASE("sets name template entries by position") {
    const auto message = soft_key_sets();
    CHECK(message.total_soft_key_set_count == 12);
    REQUIRE(message.definition.size() == 12);
    const auto& connected = message.definition[1];
    CHECK(connected.soft_key_template_index[0] == 3);     // Hold
    CHECK(connected.soft_key_template_index[1] == 9);     // EndCall
    CHECK(connected.soft_key_template_index[5] == 28);    // iDivert
    CHECK(connected.soft_key_info_index[1] == 309);       // as in the capture of a CUCM: 0x0135 for EndCall
    CHECK(connected.soft_key_template_index[12] == 0);
    CHECK(connected.soft_key_info_index[12] == 0);
    CHECK(message.definition[8].soft_key_template_index[0] == 0);   // an empty first place
    CHECK(message.definition[8].soft_key_template_index[1] == 9);
}

TEST_CASE("an event is a key by its number, or by its label code above 32") {
    CHECK(key_of(1) == SoftKey::redial);
    CHECK(key_of(9) == SoftKey::end_call);
    CHECK(key_of(22) == SoftKey::do_not_disturb);
    CHECK(key_of(32) == SoftKey::dial);
    CHECK(key_of(63) == SoftKey::do_not_disturb);
    CHECK(key_of(77) == SoftKey::direct_transfer);
    CHECK(key_of(80) == SoftKey::divert);
    CHECK(key_of(92) == SoftKey::hunt_log_in);
    CHECK(key_of(201) == SoftKey::dial);
    CHECK_FALSE(key_of(0));
    CHECK_FALSE(key_of(33));
    CHECK_FALSE(key_of(76));    // MCID has no entry
    CHECK_FALSE(key_of(0xffffffff));
    CHECK(name_of(SoftKey::divert) == "iDivert");
    CHECK(name_of(SoftKey::none).empty());
}
