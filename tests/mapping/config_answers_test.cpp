// What a registering phone asks and what it gets: every request, every index, old and new layouts, every model.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "mapping/config_answers.hpp"
#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using tests::only;

namespace {

constexpr std::uint16_t dynamic_utf8 = 0x8570, dynamic = 0x8560, old_features = 0x0060;

/// Everything a phone can ask, one message each.
std::vector<sccp::FromPhone> all_requests() {
    std::vector<sccp::FromPhone> requests = {sccp::ButtonTemplateReq{}, sccp::SoftKeyTemplateReq{}, sccp::SoftKeySetReq{},
                                             sccp::ConfigStatReq{},     sccp::VersionReq{},         sccp::ServerReq{},
                                             sccp::TimeDateReq{},       sccp::RegisterAvailableLines{6}, sccp::CallCountReq{},
                                             sccp::SubscriptionStatReq{7, sccp::SubscriptionFeatureID::blf, 60, "1002"}};
    for (const unsigned n : {0U, 1U, 2U, 3U, 42U, 57U, 0xffffffffU}) {
        requests.push_back(sccp::LineStatReq{n});
        requests.push_back(sccp::SpeedDialStatReq{n});
        requests.push_back(sccp::FeatureStatReq{n, 0});
        requests.push_back(sccp::ServiceURLStatReq{n});
        requests.push_back(sccp::ForwardStatReq{n});
    }
    return requests;
}

} // namespace

TEST_CASE("each request is answered once, but RegisterAvailableLines, which has no answer") {
    ConfiguredPhone phone;
    phone.registers();
    for (const auto& request : all_requests()) {
        CAPTURE(sccp::name_of(request));
        CHECK(mapping::is_config_request(request));
        const auto before = phone.wire.sent.size();
        phone.phone->on(request);
        const auto after = phone.wire.sent.size();
        if (std::holds_alternative<sccp::RegisterAvailableLines>(request)) continue;
        const bool makes_ready = std::holds_alternative<sccp::TimeDateReq>(request);
        if (!makes_ready) CHECK(after == before + 1);
        else CHECK(after > before);
    }
    CHECK_FALSE(mapping::is_config_request(sccp::OffHook{}));
    CHECK_FALSE(mapping::is_config_request(sccp::Unknown{}));
}

TEST_CASE("every model at its version gets an answer to every request in any order, in a form that fits its version") {
    std::mt19937 chance{20260302};
    for (const auto& model : sccp::all_models()) {
        if (model.is_add_on) continue;
        for (const unsigned version : {0U, 3U, 4U, 8U, 11U, 15U, 17U, 18U, 20U, 22U, 33U}) {
            CAPTURE(model.name);
            CAPTURE(version);
            ConfiguredPhone phone;
            phone.is_a(model.type, version, version >= 8 ? dynamic_utf8 : old_features);
            phone.registers();
            auto requests = all_requests();
            std::shuffle(requests.begin(), requests.end(), chance);
            for (const auto& request : requests) phone.phone->on(request);
            phone.timers.advance(10s);
            CHECK(phone.state() == "Ready");
            const auto agreed = phone.phone->protocol();
            CHECK(agreed <= 22);
            if (model.max_protocol != 0) CHECK(agreed <= model.max_protocol);
            for (const auto& message : phone.wire.sent) {
                std::vector<std::uint8_t> octets;
                sccp::encode(message, agreed, octets);
                CHECK(octets.size() <= 4104);
                CHECK(octets.size() % 4 == 0);
            }
        }
    }
}

TEST_CASE("a line is named by number, display name and label, in the packed form from protocol 17 on") {
    ConfiguredPhone old;
    old.is_a(sccp::DeviceType::cisco_7960, 11, dynamic).registers();
    const auto answers = old.says(sccp::LineStatReq{1});
    const auto* fixed = only<sccp::LineStatRes>(answers);
    REQUIRE(fixed);
    CHECK(fixed->line_number == 1);
    CHECK(fixed->line_dir_number == "1001");
    CHECK(fixed->line_fully_qualified_display_name == "Alice");
    CHECK(fixed->line_text_label == "1001");
    CHECK(fixed->line_display_options == 15);

    ConfiguredPhone recent;
    recent.is_a(sccp::DeviceType::cisco_7941g, 17, dynamic_utf8).registers();
    const auto packed_answers = recent.says(sccp::LineStatReq{2});
    const auto* packed = only<sccp::LineStatV2Res>(packed_answers);
    REQUIRE(packed);
    CHECK(packed->line_number == 2);
    CHECK(static_cast<unsigned>(packed->line_type) == 15);
    CHECK(packed->line_dir_number == "1110");
    CHECK(packed->line_fully_qualified_display_name == "Everybody");
    CHECK(packed->line_text_label == "Shared line");

    ConfiguredPhone plain;
    plain.is_a(sccp::DeviceType::cisco_7941g, 17, old_features).registers();
    CHECK(only<sccp::LineStatRes>(plain.says(sccp::LineStatReq{1})));
}

TEST_CASE("an index that does not exist gets its number and empty texts") {
    ConfiguredPhone phone;
    phone.registers();
    const auto lines = phone.says(sccp::LineStatReq{9});
    REQUIRE(only<sccp::LineStatRes>(lines));
    CHECK(only<sccp::LineStatRes>(lines)->line_number == 9);
    CHECK(only<sccp::LineStatRes>(lines)->line_dir_number.empty());
    CHECK(only<sccp::LineStatRes>(lines)->line_text_label.empty());
    const auto dials = phone.says(sccp::SpeedDialStatReq{9});
    REQUIRE(only<sccp::SpeedDialStatV2Res>(dials));
    CHECK(only<sccp::SpeedDialStatV2Res>(dials)->speed_dial_number == 9);
    CHECK(only<sccp::SpeedDialStatV2Res>(dials)->speed_dial_dir_number.empty());
    const auto features = phone.says(sccp::FeatureStatReq{99, 0});
    REQUIRE(only<sccp::FeatureStatV2Res>(features));
    CHECK(only<sccp::FeatureStatV2Res>(features)->feature_index == 99);
    CHECK(only<sccp::FeatureStatV2Res>(features)->text_label.empty());
    const auto services = phone.says(sccp::ServiceURLStatReq{0});
    REQUIRE(only<sccp::ServiceURLStatV2Res>(services));
    CHECK(only<sccp::ServiceURLStatV2Res>(services)->service_url.empty());
    const auto forwards = phone.says(sccp::ForwardStatReq{7});
    REQUIRE(only<sccp::ForwardStatRes>(forwards));
    CHECK(only<sccp::ForwardStatRes>(forwards)->line_number == 7);
    CHECK(only<sccp::ForwardStatRes>(forwards)->active_forward == 0);
}

TEST_CASE("speed dials, busy lamps, features and services, fixed for old phones and packed for those that can") {
    ConfiguredPhone old;
    old.is_a(sccp::DeviceType::cisco_7960, 4, old_features).registers();
    const auto dials = old.says(sccp::SpeedDialStatReq{1});
    REQUIRE(only<sccp::SpeedDialStatRes>(dials));
    CHECK(only<sccp::SpeedDialStatRes>(dials)->speed_dial_dir_number == "1005");
    CHECK(only<sccp::SpeedDialStatRes>(dials)->speed_dial_display_name == "Call Eve");
    const auto lamps = old.says(sccp::SpeedDialStatReq{2});
    CHECK(only<sccp::SpeedDialStatRes>(lamps)->speed_dial_display_name == "Bob");
    const auto features = old.says(sccp::FeatureStatReq{3, 0});
    REQUIRE(only<sccp::FeatureStatRes>(features));
    CHECK(only<sccp::FeatureStatRes>(features)->feature_id == sccp::ButtonType::do_not_disturb);
    CHECK(only<sccp::FeatureStatRes>(features)->feature_text_label == "Do Not Disturb");
    CHECK(only<sccp::FeatureStatRes>(features)->feature_status == 0);
    const auto services = old.says(sccp::ServiceURLStatReq{1});
    REQUIRE(only<sccp::ServiceURLStatRes>(services));
    CHECK(only<sccp::ServiceURLStatRes>(services)->service_url == "http://192.0.2.20/menu.xml");
    CHECK(only<sccp::ServiceURLStatRes>(services)->service_url_display_name == "Menu");

    ConfiguredPhone recent;
    recent.is_a(sccp::DeviceType::cisco_7965, 22, dynamic_utf8).registers();
    const auto busy_lamps = recent.says(sccp::FeatureStatReq{2, 1});
    REQUIRE(only<sccp::FeatureStatV2Res>(busy_lamps));
    CHECK(only<sccp::FeatureStatV2Res>(busy_lamps)->feature_id == sccp::ButtonType::busy_lamp_field_speeddial);
    CHECK(only<sccp::FeatureStatV2Res>(busy_lamps)->text_label == "Bob");
    CHECK(only<sccp::FeatureStatV2Res>(busy_lamps)->feature_status == 0);
    const auto packed = recent.says(sccp::ServiceURLStatReq{1});
    REQUIRE(only<sccp::ServiceURLStatV2Res>(packed));
    CHECK(only<sccp::ServiceURLStatV2Res>(packed)->label == "Menu");
}

TEST_CASE("names reach a phone in its own character set") {
    auto options = tests::reception();
    options.lines[0].display_name = "Zo\xc3\xab";
    ConfiguredPhone western(options);
    western.is_a(sccp::DeviceType::cisco_7960, 11, dynamic).registers();
    CHECK(only<sccp::LineStatRes>(western.says(sccp::LineStatReq{1}))->line_fully_qualified_display_name == "Zo\xeb");
    ConfiguredPhone utf8(options);
    utf8.is_a(sccp::DeviceType::cisco_7941g, 20, dynamic_utf8).registers();
    CHECK(only<sccp::LineStatV2Res>(utf8.says(sccp::LineStatReq{1}))->line_fully_qualified_display_name == "Zo\xc3\xab");
}

TEST_CASE("ConfigStat echoes who the phone is and counts its buttons") {
    ConfiguredPhone phone;
    phone.registration.user_id = 17;
    phone.registration.instance = 1;
    phone.registers();
    const auto answers = phone.says(sccp::ConfigStatReq{});
    const auto* answer = only<sccp::ConfigStatRes>(answers);
    REQUIRE(answer);
    CHECK(answer->sid.device_name == "SEP001120AABBCC");
    CHECK(answer->sid.reserved_for_future_use == 17);
    CHECK(answer->sid.instance == 1);
    CHECK(answer->user_name == "Reception");
    CHECK(answer->server_name == "sccp2sip");
    CHECK(answer->number_of_lines == 2);
    CHECK(answer->number_of_speed_dials == 2);
}

TEST_CASE("the firmware a phone should run is what it has, or what is configured, never half a name") {
    ConfiguredPhone phone;
    phone.registration.firmware_load_name = "P0030801SR02";
    phone.registers();
    CHECK(only<sccp::VersionRes>(phone.says(sccp::VersionReq{}))->version_str == "P0030801SR02");

    ConfiguredPhone newer;
    newer.registration.firmware_load_name = "SCCP41.9-4-2SR3-1S";
    newer.registers();
    CHECK(only<sccp::VersionRes>(newer.says(sccp::VersionReq{}))->version_str.empty());

    auto options = tests::reception();
    options.firmware = "P00308010200";
    ConfiguredPhone told(options);
    told.registers();
    CHECK(only<sccp::VersionRes>(told.says(sccp::VersionReq{}))->version_str == "P00308010200");

    ConfiguredPhone by_alarm;
    by_alarm.registers();
    by_alarm.phone->note_alarm("25: Name=SEP001120AABBCC Load=P0030801SR02 Last=Reset-Reset");
    CHECK(only<sccp::VersionRes>(by_alarm.says(sccp::VersionReq{}))->version_str == "P0030801SR02");
}

TEST_CASE("ServerRes names the gateways of the configuration, or this one") {
    ConfiguredPhone phone;
    phone.registers();
    const auto own = phone.says(sccp::ServerReq{});
    REQUIRE(only<sccp::ServerRes>(own));
    CHECK(only<sccp::ServerRes>(own)->server_name[0] == "192.0.2.1");
    CHECK(only<sccp::ServerRes>(own)->server_tcp_listen_port[0] == 2000);
    CHECK(only<sccp::ServerRes>(own)->server_ip_addr[0].to_text() == "192.0.2.1");
    CHECK(only<sccp::ServerRes>(own)->server_name[1].empty());
    CHECK(only<sccp::ServerRes>(own)->server_tcp_listen_port[1] == 0);

    ConfiguredPhone several;
    for (int i = 1; i <= 7; ++i) several.station.servers.emplace_back("192.0.2." + std::to_string(i), 2000 + i);
    several.start();
    several.registers();
    const auto list = several.says(sccp::ServerReq{});
    CHECK(only<sccp::ServerRes>(list)->server_tcp_listen_port[4] == 2005);
}

TEST_CASE("the time is that of the phone's place") {
    ConfiguredPhone phone;
    phone.registers();
    const auto answers = phone.says(sccp::TimeDateReq{});
    REQUIRE(only<sccp::TimeDateRes>(answers));
    CHECK(only<sccp::TimeDateRes>(answers)->time_data_info.w_year == 2026);
    CHECK(only<sccp::TimeDateRes>(answers)->time_data_info.w_day_of_week == 1);
    CHECK(only<sccp::TimeDateRes>(answers)->time_data_info.w_hour == 9);
    CHECK(only<sccp::TimeDateRes>(answers)->system_time == phone.world.time.unix_time);
}

TEST_CASE("soft keys are announced to whoever asks: 32 entries, 12 sets") {
    ConfiguredPhone phone;
    phone.registers();
    const auto keys = phone.says(sccp::SoftKeyTemplateReq{});
    REQUIRE(only<sccp::SoftKeyTemplateRes>(keys));
    CHECK(only<sccp::SoftKeyTemplateRes>(keys)->definition.size() == 32);
    const auto sets = phone.says(sccp::SoftKeySetReq{});
    REQUIRE(only<sccp::SoftKeySetRes>(sets));
    CHECK(only<sccp::SoftKeySetRes>(sets)->definition.size() >= 12);
}

TEST_CASE("a phone learns how many calls its lines take") {
    ConfiguredPhone phone;
    phone.registers();
    const auto answers = phone.says(sccp::CallCountReq{});
    REQUIRE(only<sccp::CallCountResp>(answers));
    CHECK(only<sccp::CallCountResp>(answers)->total_num_of_configured_lines == 2);
    REQUIRE(only<sccp::CallCountResp>(answers)->line_data.size() == 2);
    CHECK(only<sccp::CallCountResp>(answers)->line_data[0].max_num_calls == 4);
    CHECK(only<sccp::CallCountResp>(answers)->line_data[0].busy_trigger == 2);
}

TEST_CASE("busy lamps in call lists are declined with the transaction they came with") {
    ConfiguredPhone phone;
    phone.registers();
    const auto answers = phone.says(sccp::SubscriptionStatReq{77, sccp::SubscriptionFeatureID::blf, 600, "1002"});
    REQUIRE(only<sccp::SubscriptionStatRes>(answers));
    CHECK(only<sccp::SubscriptionStatRes>(answers)->transaction_id == 77);
    CHECK(only<sccp::SubscriptionStatRes>(answers)->cause == sccp::SubscribeCause::route_fail);
    const auto leaving = phone.says(sccp::SubscriptionStatReq{78, sccp::SubscriptionFeatureID::blf, 0, "1002"});
    CHECK(only<sccp::SubscriptionStatRes>(leaving)->cause == sccp::SubscribeCause::ok);
}
