// Two phones with the same line: a call of one is seen on the other, as long as it is there (callflows 3.10).
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "tests/process/house.hpp"
#include "tests/support/fake_phone.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

const std::string shared = "[line 1500]\n[device SEPAA0000000001]\nline = 1500\n[device SEPAA0000000002]\nline = 1500\n";

tests::SkinnyPhone& register_as(House& house, const std::string& name) {
    auto& phone = house.connect();
    sccp::RegisterReq message;
    message.device_name = name;
    message.device_type = sccp::DeviceType::cisco_7960;
    message.station_ip_addr = sccp::Address::from_text("127.0.0.1");
    message.protocol_ver = 5;
    phone.say(message);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] {
        return house.http("GET", "/api/v1/lines/1500").body.find("Registered") != std::string::npos &&
               phone.heard<sccp::SelectSoftKeys>();
    }));
    return phone;
}

sccp::DCallState state_of(const tests::SkinnyPhone& phone, std::uint32_t call) {
    auto state = sccp::DCallState::on_hook;
    for (const auto& message : phone.inbox)
        if (const auto* told = std::get_if<sccp::CallState>(&message); told && told->call_reference == call) state = told->call_state;
    return state;
}

sccp::LampMode lamp_of(const tests::SkinnyPhone& phone) {
    auto lamp = sccp::LampMode::off;
    for (const auto& message : phone.inbox)
        if (const auto* told = std::get_if<sccp::SetLamp>(&message);
            told && told->stimulus == sccp::DeviceStimulus::line)
            lamp = told->lamp_mode;
    return lamp;
}

} // namespace

TEST_CASE("a call of a shared line is in use on the other phone, held there, and gone with its end") {
    House house({.rest = shared});
    auto& first = register_as(house, "SEPAA0000000001");
    auto& second = register_as(house, "SEPAA0000000002");
    const auto call = house.call(first);
    REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::call_remote_multiline; }));
    CHECK(lamp_of(second) == sccp::LampMode::on);
    SUBCASE("hung up") { first.say(sccp::OnHook{1, call}); }
    SUBCASE("held, then the phone goes for good") {
        first.say(sccp::SoftKeyEvent{static_cast<sccp::SoftKey>(3), 1, call});
        REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::hold; }));
        CHECK(lamp_of(second) == sccp::LampMode::wink);
        first.close();
        for (int i = 0; i < 8; ++i) {              // preserve_max, while the other phone keeps alive
            house.turn(20s);
            CHECK(house.answers_keep_alive(second));
        }
    }
    CHECK(house.until([&] { return state_of(second, call) == sccp::DCallState::on_hook && lamp_of(second) == sccp::LampMode::off; }));
}

TEST_CASE("a phone that registers later sees what goes on, a device that leaves takes its calls along") {
    House house({.rest = shared});
    auto& first = register_as(house, "SEPAA0000000001");
    const auto call = house.call(first);
    auto& second = register_as(house, "SEPAA0000000002");
    REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::call_remote_multiline; }));
    const std::string gone = "[device SEPAA0000000001]\nline = 1500\n";
    house.ini.replace(house.ini.find(gone), gone.size(), "");
    CHECK(house.http("POST", "/api/v1/reload").status == 200);
    CHECK(house.until([&] { return state_of(second, call) == sccp::DCallState::on_hook; }));
    CHECK(lamp_of(second) == sccp::LampMode::off);
}

TEST_CASE("a call to the number of a shared line reaches the only phone of it that is there") {
    House house({.rest = shared});
    auto& phone = register_as(house, "SEPAA0000000002");
    house.pbx.invite("1500", "one-there");
    REQUIRE(house.until([&] { return house.pbx.response(180) != nullptr; }));
    CHECK(phone.heard<sccp::SetRinger>());
    register_as(house, "SEPAA0000000001");
    house.pbx.invite("1500", "two-there");         // which one? A PBX that forks has the Contact of each
    CHECK(house.until([&] { return house.pbx.response(404) != nullptr; }));
}

// ---- one of the phones resumes what the other holds

namespace {

constexpr auto hold_key = static_cast<sccp::SoftKey>(3), end_key = static_cast<sccp::SoftKey>(9),
               resume_key = static_cast<sccp::SoftKey>(10);

/// The first phone holds a call; both are there, and the PBX agrees to every offer inside a dialog.
struct HeldCall : House {
    HeldCall() : House({.rest = shared}), first(register_as(*this, "SEPAA0000000001")), second(register_as(*this, "SEPAA0000000002")) {
        pbx.script("INVITE", [this](const tests::SipText& request) -> std::optional<tests::Answer> {
            if (!request.tag("To").empty()) return inside(request);
            return request.header("Replaces").empty() ? tests::Answer{.status = 180} : to_replaces;
        });
        held = House::call(first);
        dialog = *pbx.last("INVITE");
        first.say(sccp::SoftKeyEvent{hold_key, 1, held});
        REQUIRE(until([&] { return state(held) == "Hold" && is_offered(); }));
    }
    tests::Answer yes() const {
        return {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(pbx.port()) + ">\r\n", .body = tests::Registrar::sdp};
    }
    std::string state(std::uint32_t of) {
        const auto found = gateway->call(of);
        return found ? found->call.state : "";
    }
    /// The second phone has Resume on the held call.
    bool is_offered() const {
        std::uint32_t mask{};
        for (const auto& message : second.inbox)
            if (const auto* keys = std::get_if<sccp::SelectSoftKeys>(&message); keys && keys->call_reference == held)
                mask = static_cast<std::uint32_t>(keys->valid_key_mask);
        return mask & 1u;
    }
    void resumes() { second.say(sccp::SoftKeyEvent{resume_key, 1, held}); }
    /// The call by which the second phone tries it.
    std::uint32_t opens() {
        const auto opened = second.count<sccp::OpenReceiveChannel>();
        resumes();
        return open_channel(second, opened);
    }
    void hang_up_first() {
        const auto tag = ";tag=peer";
        pbx.send("BYE " + dialog.uri_in("Contact") + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(pbx.port()) +
                 ";branch=z9hG4bKbye\r\nMax-Forwards: 70\r\nFrom: " + dialog.header("To") + tag + "\r\nTo: " + dialog.header("From") +
                 "\r\nCall-ID: " + dialog.header("Call-ID") + "\r\nCSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n");
    }
    bool shows(const tests::SkinnyPhone& phone, const std::string& words) const {
        return std::ranges::any_of(phone.inbox, [&](const auto& message) {
            const auto* told = std::get_if<sccp::DisplayPromptStatus>(&message);
            return told && tests::readable(told->prompt_status.str()) == words;
        });
    }
    /// The first phone still holds it, the second has nothing of its attempt.
    void check_still_held(std::uint32_t attempt, const std::string& words) {
        CHECK(until([&] { return shows(second, words); }));
        turn(16s);                                   // t_failtone
        CHECK(until([&] { return !gateway->call(attempt); }));
        CHECK(state_of(second, attempt) == sccp::DCallState::on_hook);
        CHECK(state_of(second, held) == sccp::DCallState::hold);
        CHECK(state(held) == "Hold");
        CHECK(is_offered());
        CHECK(second.count<sccp::OpenReceiveChannel>() == second.count<sccp::CloseReceiveChannel>());
    }
    std::optional<tests::Answer> inside(const tests::SipText&) { return yes(); }

    tests::SkinnyPhone &first, &second;
    std::optional<tests::Answer> to_replaces{};     ///< nothing: the test says it later
    tests::SipText dialog;
    std::uint32_t held{};
};

} // namespace

TEST_CASE("a held call of a shared line is resumed on the other phone") {
    HeldCall house;
    const auto taken = house.opens();
    REQUIRE(house.until([&] { return house.pbx.count("INVITE", "Replaces") >= 1; }));
    const auto invite = *house.pbx.last("INVITE");
    CHECK(invite.text.starts_with("INVITE sip:1009@"));
    CHECK(invite.header("Replaces") == house.dialog.header("Call-ID") + ";to-tag=peer;from-tag=" + house.dialog.tag("From"));
    CHECK(invite.header("Require") == "replaces");
    CHECK(invite.header("Contact").find("SEPAA0000000002-1") != std::string::npos);
    CHECK(invite.body().find("m=audio 20000") != std::string::npos);
    SUBCASE("BYE behind the answer") {
        house.pbx.say(invite, house.yes());
        REQUIRE(house.until([&] { return house.state(taken) == "Connected"; }));
        house.hang_up_first();
        CHECK(house.until([&] { return state_of(house.first, house.held) == sccp::DCallState::on_hook; }));
        CHECK(house.pbx.count("BYE") == 0);            // the PBX ends the old call, nobody else
    }
    SUBCASE("BYE before the answer") {
        house.hang_up_first();
        REQUIRE(house.until([&] { return state_of(house.first, house.held) == sccp::DCallState::on_hook; }));
        house.pbx.say(invite, house.yes());
        CHECK(house.pbx.count("BYE") == 0);
    }
    SUBCASE("the first phone resumes at the same moment") {
        const auto opened = house.first.count<sccp::OpenReceiveChannel>();
        house.first.say(sccp::SoftKeyEvent{resume_key, 1, house.held});
        house.open_channel(house.first, opened);
        REQUIRE(house.until([&] { return house.state(house.held) == "Connected"; }));
        house.pbx.say(invite, house.yes());
        house.hang_up_first();
    }
    CHECK(house.until([&] {
        return house.state(taken) == "Connected" &&
               state_of(house.first, taken) == sccp::DCallState::call_remote_multiline;
    }));
    CHECK(house.until([&] { return state_of(house.first, house.held) == sccp::DCallState::on_hook; }));
    CHECK(house.until([&] { return state_of(house.second, house.held) == sccp::DCallState::on_hook; }));
    CHECK(house.shows(house.first, "In Use Remote"));
    CHECK(lamp_of(house.first) == sccp::LampMode::on);
    CHECK(lamp_of(house.second) == sccp::LampMode::on);
    CHECK(house.second.heard<sccp::StartMediaTransmission>() != nullptr);
    const auto byes = house.pbx.count("BYE");
    house.second.say(sccp::SoftKeyEvent{end_key, 1, taken});
    CHECK(house.until([&] { return house.pbx.count("BYE") > byes && lamp_of(house.first) == sccp::LampMode::off; }));
    CHECK(state_of(house.first, taken) == sccp::DCallState::on_hook);
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
}

TEST_CASE("a held call that the other phone cannot resume stays held where it is") {
    HeldCall house;
    SUBCASE("refused") {
        std::string words;
        SUBCASE("481") {
            house.to_replaces = tests::Answer{.status = 481};
            words = "No call available for pickup";
        }
        SUBCASE("420") {
            house.to_replaces = tests::Answer{.status = 420, .headers = "Unsupported: replaces\r\n"};
            words = "Incompatible device type";
        }
        SUBCASE("486") {
            house.to_replaces = tests::Answer{.status = 486};
            words = "Busy";
        }
        house.check_still_held(house.opens(), words);
    }
    SUBCASE("no answer at all") {
        const auto attempt = house.opens();
        REQUIRE(house.until([&] { return house.pbx.count("INVITE", "Replaces") >= 1; }));
        for (int i = 0; i < 2; ++i) {                // timer B, while both phones keep alive
            house.turn(20s);
            CHECK(house.answers_keep_alive(house.first));
            CHECK(house.answers_keep_alive(house.second));
        }
        house.check_still_held(attempt, "Temp Fail");
    }
    SUBCASE("its user hangs up first") {
        const auto attempt = house.opens();
        REQUIRE(house.until([&] { return house.pbx.count("INVITE", "Replaces") >= 1; }));
        house.pbx.say(*house.pbx.last("INVITE"), {.status = 183});
        house.second.say(sccp::SoftKeyEvent{end_key, 1, attempt});
        REQUIRE(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
        house.pbx.say(*house.pbx.last("INVITE"), {.status = 487});
        CHECK(house.until([&] { return !house.gateway->call(attempt); }));
        CHECK(house.state(house.held) == "Hold");
        CHECK(state_of(house.second, attempt) == sccp::DCallState::on_hook);
        CHECK(house.is_offered());
    }
}

TEST_CASE("a held call that ends while the other phone resumes it leaves nothing on either") {
    HeldCall house;
    const auto opened = house.second.count<sccp::OpenReceiveChannel>();
    house.resumes();
    REQUIRE(house.until([&] { return house.second.count<sccp::OpenReceiveChannel>() > opened; }));
    SUBCASE("the first phone hangs up") { house.first.say(sccp::SoftKeyEvent{end_key, 1, house.held}); }
    SUBCASE("the far end hangs up") { house.hang_up_first(); }
    REQUIRE(house.until([&] { return state_of(house.second, house.held) == sccp::DCallState::on_hook; }));
    const auto attempt = house.open_channel(house.second, opened);
    CHECK(house.until([&] { return house.shows(house.second, "No call available for pickup"); }));
    CHECK(house.pbx.count("INVITE", "Replaces") == 0);
    house.turn(16s);
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
    CHECK(state_of(house.second, attempt) == sccp::DCallState::on_hook);
    CHECK(lamp_of(house.first) == sccp::LampMode::off);
    CHECK(lamp_of(house.second) == sccp::LampMode::off);
}

// ---- two calls of one line that end at once

namespace {

/// Both phones of the line talk, or the first has two calls and holds the one.
struct TwoCalls : House {
    TwoCalls() : House({.rest = shared}), phones_of_it{&register_as(*this, "SEPAA0000000001"), &register_as(*this, "SEPAA0000000002")} {
        pbx.instead = [this](const tests::SipText& request) {
            const bool is_inside = request.method() == "INVITE" && !request.tag("To").empty();
            if (is_inside)
                pbx.say(request, {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(pbx.port()) + ">\r\n",
                                  .body = tests::Registrar::sdp});
            return is_inside;
        };
    }
    void begin(std::size_t who) {
        auto& phone = *phones_of_it.at(who);
        if (!calls.empty() && owners.back() == who) {
            phone.say(sccp::SoftKeyEvent{hold_key, 1, calls.back()});
            REQUIRE(until([&] { return gateway->call(calls.back())->call.state == "Hold"; }));
        }
        calls.push_back(call(phone));
        owners.push_back(who);
        dialogs.push_back(*pbx.last("INVITE"));
    }
    void hang_up(std::size_t which) { phones_of_it.at(owners.at(which))->say(sccp::OnHook{1, calls.at(which)}); }
    void end_key(std::size_t which) {
        phones_of_it.at(owners.at(which))->say(sccp::SoftKeyEvent{sccp::SoftKey::end_call, 1, calls.at(which)});
    }
    void bye(std::size_t which, int cseq = 7) {
        const auto& dialog = dialogs.at(which);
        pbx.send("BYE " + dialog.uri_in("Contact") + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" +
                 std::to_string(pbx.port()) + ";branch=z9hG4bKends" + std::to_string(which) + "." +
                 std::to_string(cseq) + "\r\nMax-Forwards: 70\r\nFrom: " + dialog.header("To") +
                 ";tag=peer\r\nTo: " + dialog.header("From") + "\r\nCall-ID: " + dialog.header("Call-ID") +
                 "\r\nCSeq: " + std::to_string(cseq) + " BYE\r\nContent-Length: 0\r\n\r\n");
    }
    std::size_t ends_told(std::size_t which) const {
        const auto& inbox = phones_of_it.at(owners.at(which))->inbox;
        return static_cast<std::size_t>(std::ranges::count_if(inbox, [&](const auto& message) {
            const auto* told = std::get_if<sccp::CallState>(&message);
            return told && told->call_reference == calls.at(which) && told->call_state == sccp::DCallState::on_hook;
        }));
    }
    /// Each has ended on its phone, once; nothing is left of it, and both phones can call.
    void check_ended() {
        CHECK(until([&] { return std::ranges::all_of(gateway->calls(), [](const auto& one) { return one.call.state == "Ended"; }); }));
        CHECK(until([&] { return metric("sccp2sip_sip_dialogs") == 0; }));
        for (std::size_t which = 0; which < calls.size(); ++which) {
            CHECK(ends_told(which) == 1);
            for (const auto* phone : phones_of_it)
                CHECK(until([&] { return state_of(*phone, calls.at(which)) == sccp::DCallState::on_hook; }));
        }
        for (const auto* phone : phones_of_it) CHECK(until([&] { return lamp_of(*phone) == sccp::LampMode::off; }));
        for (auto* phone : phones_of_it) check_good(*phone);
    }

    std::vector<tests::SkinnyPhone*> phones_of_it;
    std::vector<std::uint32_t> calls;
    std::vector<std::size_t> owners;
    std::vector<tests::SipText> dialogs;
};

} // namespace

// Broke others: CVE-2010-4687
TEST_CASE("two calls of a shared line that end at the same moment, each by anybody, end once each") {
    TwoCalls house;
    SUBCASE("on both phones") {
        house.begin(0), house.begin(1);
        house.hang_up(0), house.hang_up(1);
    }
    SUBCASE("by the far ends of both phones") {
        house.begin(0), house.begin(1);
        house.bye(0), house.bye(1);
    }
    SUBCASE("on one phone, and by the far end of the other") {
        house.begin(0), house.begin(1);
        house.bye(1), house.hang_up(0);
    }
    SUBCASE("all four at once, each twice") {
        house.begin(0), house.begin(1);
        for (const int cseq : {7, 8})
            for (const std::size_t which : {0U, 1U}) house.hang_up(which), house.bye(which, cseq), house.end_key(which);
    }
    SUBCASE("a held call and a talk of one phone, by their far ends") {
        house.begin(0), house.begin(0);
        house.bye(1), house.bye(0);
    }
    SUBCASE("a held call and a talk of one phone, by its user and by the far end of what is held") {
        house.begin(0), house.begin(0);
        house.hang_up(1), house.bye(0);
    }
    house.check_ended();
}
