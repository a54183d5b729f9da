// Models, quirks and codecs by name.
#include "tests/phone/profile.hpp"

#include <doctest/doctest.h>
#include <set>

#include "sccp/phone_models.hpp"
#include "tests/phone/codecs.hpp"

using namespace phone;

TEST_CASE("models are found by name and by device type") {
    REQUIRE(find_model("7960"));
    CHECK(find_model("7960")->device_type == 7);
    CHECK(find_model("7960")->version == 11);
    CHECK(find_model("7")->name == "7960");
    CHECK(find_model("437")->name == "7975");
    CHECK(find_model("SPA525G")->order == RegistrationOrder::small_business);
    CHECK_FALSE(find_model("no such phone"));
    CHECK_FALSE(find_model("99999999999"));
}

TEST_CASE("a device type that no table has is a phone like others") {
    REQUIRE(find_model("9999"));
    const auto profile = make_profile(*find_model("9999"), "SEP1");
    CHECK(profile.model.device_type == 9999);
    CHECK(profile.model.name == "generic");
    CHECK(profile.model.soft_keys);
    CHECK_FALSE(profile.codecs.empty());
}

TEST_CASE("each model of the gateway's table can be simulated") {
    for (const auto& model : sccp::all_models()) {
        const auto found = find_model(std::to_string(static_cast<std::uint32_t>(model.type)));
        CAPTURE(model.name);
        REQUIRE(found);
        CHECK(found->device_type == static_cast<std::uint32_t>(model.type));
        CHECK_FALSE(make_profile(*found, "SEP1").codecs.empty());
    }
}

TEST_CASE("device types are simulated once, with known codecs") {
    std::set<std::uint32_t> types;
    for (const Model& model : all_models()) {
        CAPTURE(model.name);
        CHECK(types.insert(model.device_type).second);
        CHECK(parse_codecs(model.codecs));
        CHECK(model.register_octets >= 36);
        CHECK(model.version <= 22);
    }
}

TEST_CASE("quirks are switched on by name, some with a number") {
    Quirks quirks;
    CHECK_FALSE(set_quirk(quirks, "no-orc-ack"));
    CHECK(quirks.no_orc_ack);
    CHECK_FALSE(set_quirk(quirks, "late-orc-ack=150"));
    CHECK(quirks.late_orc_ack_ms == 150);
    CHECK(set_quirk(quirks, "late-orc-ack") == "quirk late-orc-ack needs a number: late-orc-ack=N");
    CHECK(set_quirk(quirks, "flies") == "there is no quirk 'flies'");
    CHECK(quirk_help().find("orc-status=N") != std::string::npos);
}

TEST_CASE("a list of codecs keeps its order") {
    const auto codecs = parse_codecs("pcma,g722,pcmu");
    REQUIRE(codecs);
    CHECK((*codecs)[0] == sccp::MediaPayloadType::g711_alaw64k);
    CHECK((*codecs)[2] == sccp::MediaPayloadType::g711_ulaw64k);
    CHECK_FALSE(parse_codecs("pcma,mp3"));
}

TEST_CASE("inaudible codecs have packets of the right size") {
    const std::vector<std::int16_t> audio(160);
    CHECK(encode_audio(*find_codec("g729"), audio).size() == 20);
    CHECK(encode_audio(*find_codec("g722"), audio).size() == 160);
    CHECK(encode_audio(*find_codec("gsm"), audio).size() == 33);
    CHECK(encode_audio(*find_codec("pcma"), audio).size() == 160);
    CHECK(decode_audio(*find_codec("g729"), std::vector<std::uint8_t>(20)).empty());
}
