// The table of phone models.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "sccp/phone_models.hpp"

using namespace sccp;

TEST_CASE("every device type that is a phone, a gateway port or a key module has a row, found by type and by name") {
    // Types for which the field knows buttons and behaviour; call agents refuse or guess the others.
    for (const std::uint32_t type :
         {1U,     2U,     3U,     4U,     5U,     6U,     7U,     8U,     9U,     10U,    11U,    12U,
          13U,    115U,   118U,   119U,   124U,   227U,   228U,   229U,   230U,   275U,   302U,   307U,
          308U,   309U,   348U,   365U,   369U,   376U,   404U,   431U,   434U,   435U,   436U,   437U,
          484U,   495U,   496U,   497U,   547U,   548U,   564U,   577U,   585U,   586U,   20000U, 30002U,
          30006U, 30007U, 30008U, 30016U, 30018U, 30019U, 30027U, 30028U, 80000U, 80001U, 80003U, 80004U,
          80005U, 80006U, 80007U, 80009U, 80011U, 80012U, 80013U}) {
        INFO(type);
        const PhoneModel& model = phone_model(type);
        CHECK(static_cast<std::uint32_t>(model.type) == type);
        CHECK(find_model(model.name) == &model);
        CHECK(model.button_count() >= 1);
        CHECK(model.button_count() <= 56);
    }
    CHECK(all_models().size() == 67);
}

TEST_CASE("a name is found as people write it") {
    for (const char* name : {"7961", "7961G", "cisco 7961g", "Cisco 7961"}) {
        REQUIRE(find_model(name));
        CHECK(find_model(name)->type == DeviceType::cisco_7961);
    }
    CHECK(find_model("7961G-GE")->type == DeviceType::cisco_7961g_ge);
    CHECK(find_model("spa303")->type == DeviceType::cisco_spa_303g);
    CHECK(find_model("SPA 525G2")->type == DeviceType::cisco_spa_525g2);
    CHECK(find_model("ata186")->type == DeviceType::cisco_ata_186);
    CHECK_FALSE(find_model("9971"));
    CHECK_FALSE(find_model(""));
    CHECK_FALSE(find_model("unknown"));
}

TEST_CASE("names are unique however they are written") {
    std::set<const PhoneModel*> found;
    for (const PhoneModel& model : all_models()) found.insert(find_model(model.name));
    CHECK(found.size() == all_models().size());
}

TEST_CASE("an unknown device type gets a template that suits most") {
    for (const std::uint32_t type : {0U, 99999U, 0xFFFFFFFFU}) {
        const PhoneModel& model = phone_model(type);
        CHECK(model.name == "unknown");
        CHECK(model.soft_keys);
        CHECK(model.button_count() == 42);
        CHECK(model.buttons[0].use == ButtonUse::any);
    }
}

TEST_CASE("fixed buttons have a function, the others none") {
    for (const PhoneModel& model : all_models())
        for (const ButtonGroup& group : model.buttons) {
            INFO(model.name);
            CHECK((group.function != ButtonType::undefined) == (group.use == ButtonUse::fixed));
            CHECK(group.count >= 1);
        }
}

TEST_CASE("models behave as the field reports them") {
    const auto& m7960 = phone_model(DeviceType::cisco_7960);
    CHECK(m7960.button_count() == 6);
    CHECK(m7960.add_on_modules == 2);
    CHECK_FALSE(m7960.newer);
    CHECK(phone_model(DeviceType::cisco_7912).single_stream);
    CHECK(phone_model(DeviceType::cisco_7912).tone_needs_closed_rx);
    CHECK(phone_model(DeviceType::cisco_7961).stop_tx_closes_rx);
    CHECK(phone_model(DeviceType::cisco_7961).blf_redraw);
    CHECK(phone_model(DeviceType::cisco_7920).privacy_inverted);
    CHECK(phone_model(DeviceType::cisco_6941).no_conference_keys);
    CHECK(phone_model(DeviceType::cisco_8945).dnd_reject_only);
    CHECK(phone_model(DeviceType::cisco_ata_186).max_protocol == 3);
    CHECK(phone_model(DeviceType::cisco_ata_186).hook_flash);
    CHECK(phone_model(DeviceType::cisco_7914_add_on).is_add_on);
    for (const DeviceType spa : {DeviceType::cisco_spa_502g, DeviceType::cisco_spa_525g2}) {
        CHECK(phone_model(spa).spcp);
        CHECK(phone_model(spa).max_protocol == 8);
    }
    for (const DeviceType without_keys :
         {DeviceType::cisco_7910, DeviceType::cisco_ata_188, DeviceType::cisco_6901, DeviceType::station_vgc})
        CHECK_FALSE(phone_model(without_keys).soft_keys);
    const auto& m7931 = phone_model(DeviceType::cisco_7931);
    CHECK(m7931.button_count() == 24);
    CHECK(m7931.buttons.back().function == ButtonType::application);
    CHECK(m7931.buttons.back().instance == 24);
}
