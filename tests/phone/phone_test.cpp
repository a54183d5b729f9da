// Whole phones against a small call manager, on loopback, told what to do by scripts.
#include "tests/phone/phone.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <sstream>

#include "tests/phone/report.hpp"
#include "tests/phone/stage.hpp"
#include "tests/phone/switchboard.hpp"

using namespace phone;
using namespace std::chrono_literals;

namespace {

/// Phones A (extension 1001), B (1002), and what they say.
struct Theatre {
    boost::asio::io_context loop;
    Switchboard switchboard{loop};
    Ladder ladder;
    std::ostringstream out;
    Stage stage{loop, ladder, {5s, &out}};

    Phone& hire(const char* label, const char* model, const char* extension, int version = -1, const char* quirk = nullptr) {
        auto profile = make_profile(*find_model(model), "SEP00000000" + std::string(extension));
        if (version >= 0)
            profile.version = static_cast<unsigned>(version);
        if (quirk != nullptr)
            REQUIRE_FALSE(set_quirk(profile.quirks, quirk));
        PhoneOptions options;
        options.server = switchboard.address();
        options.ladder = &ladder;
        stage.add(std::make_unique<Phone>(loop, label, profile, options));
        return *stage.actors().back().phone;
    }

    std::string play(const std::string& script) {
        const auto words = split_words(script);
        const auto parsed = parse_script(words.words);
        REQUIRE_MESSAGE(parsed.error.empty(), parsed.error);
        return stage.run(parsed.script.commands).value_or("");
    }
    std::string finish() { return stage.finish().value_or(""); }

    bool was_asked(const char* message) const {
        const auto names = switchboard.names();
        return std::find(names.begin(), names.end(), message) != names.end();
    }
};

} // namespace

TEST_CASE("phones of every family come up and leave") {
    for (const char* model : {"12sp+", "7936", "7960", "7941", "7975", "6911", "6901", "vg224", "spa525g"}) {
        CAPTURE(model);
        Theatre theatre;
        theatre.hire("A", model, "1001");
        CHECK(theatre.play("register expect-ready expect-label 1 \"Line 1001\" unregister wait-closed") == "");
        CHECK(theatre.finish() == "");
    }
}

TEST_CASE("the agreed version is the lower of both") {
    Theatre theatre;
    theatre.switchboard.max_version = 11;
    theatre.hire("A", "7975", "1001");
    CHECK(theatre.play("register expect-version 11") == "");
}

TEST_CASE("two phones talk and hear each other, at every layout of media messages") {
    for (const auto& row : {std::pair{"7936", 3}, {"7960", 11}, {"7941", 17}, {"7975", 22}}) {
        const auto [model, version] = row;
        CAPTURE(row.first);
        Theatre theatre;
        theatre.hire("A", model, "1001", version);
        theatre.hire("B", "7975", "1002");
        const auto complaint = theatre.play(R"(
            A,B: register
            A: dial 1002 wait-state ring-out wait-tone alerting expect-calls 1
            B: wait-ring expect-lamp line 1 blink expect-callinfo calling-number=1001 expect-key Answer answer
            A,B: wait-state connected wait-media expect-codec pcma
            A: say-tone 500
            B: say-tone 700 hear-tone 500 0.2
            A: hear-tone 700 0.2 expect-loss 0
            B: endcall
            A,B: wait-idle
        )");
        CHECK(complaint == "");
        CHECK(theatre.finish() == "");
        CHECK(theatre.was_asked("ConnectionStatisticsRes"));
    }
}

TEST_CASE("digits in a call travel as events where they are agreed, and as keys") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    theatre.hire("B", "7960", "1002");
    CHECK(theatre.play("A,B: register A: dial 1002 B: answer A,B: wait-media A: digits 15#") == "");
    CHECK(theatre.play("B: wait-digits 15#") == "");
    const auto names = theatre.switchboard.names();
    CHECK(std::count(names.begin(), names.end(), "KeypadButton") == 4 + 3);
}

TEST_CASE("a phone with the quirk never answers OpenReceiveChannel") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001", -1, "no-orc-ack");
    theatre.hire("B", "7960", "1002");
    CHECK(theatre.play("A,B: register A: dial 1002 B: answer A: wait-state connected") == "");
    CHECK(theatre.play("A: wait-media within=0.1").find("did not happen within 100 ms") != std::string::npos);
}

TEST_CASE("segments cut into octets and everything in one segment are read alike") {
    for (const char* quirk : {"byte-by-byte", "coalesce", "trailing-zeros", "late-capabilities", "no-time-date", "no-references"}) {
        CAPTURE(quirk);
        Theatre theatre;
        theatre.hire("A", "7960", "1001", -1, quirk);
        theatre.hire("B", "7960", "1002");
        CHECK(theatre.play("A,B: register B: dial 1001 A: wait-ring offhook A,B: wait-media A: onhook A,B: wait-idle") == "");
        CHECK(theatre.finish() == "");
    }
}

TEST_CASE("a refusal is told with its text") {
    Theatre theatre;
    theatre.hire("A", "7960", "REFU");
    CHECK(theatre.play("register") == "line 1: A: register: refused: \"Not configured\"");
    CHECK(theatre.play("expect-rejected \"not configured\"") == "");      // since the last act
    CHECK(theatre.play("expect-rejected \"too many\"").find("this is not so") != std::string::npos);
    CHECK(theatre.play("wait-rejected \"not configured\"") == "");
}

TEST_CASE("a key that is not offered is not pressed, unless it is forced") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("register expect-no-key Hold expect-key NewCall") == "");
    theatre.switchboard.clear_names();
    CHECK(theatre.play("key Hold within=0.05").find("soft key Hold is not offered; no call") != std::string::npos);
    CHECK_FALSE(theatre.was_asked("SoftKeyEvent"));
    CHECK(theatre.play("key Hold force=yes expect-ready wait 0.05") == "");
    CHECK(theatre.was_asked("SoftKeyEvent"));
}

TEST_CASE("breaches of the protocol make a run fail") {
    Theatre theatre;
    Phone& a = theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("register") == "");
    theatre.switchboard.find("SEP000000001001")->send({sccp::DisplayPromptStatus{0, "lost", 1, 99}});
    CHECK(theatre.play("wait-prompt lost") == "");
    REQUIRE(a.violations().size() == 1);
    CHECK(theatre.finish() == "the gateway broke the protocol:\n  A: DisplayPromptStatus before any CallState of call reference 99");
}

TEST_CASE("a phone goes on after Reset, and comes back after a lost connection when it shall") {
    Theatre theatre;
    Phone& a = theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("register") == "");
    theatre.switchboard.find("SEP000000001001")->send({sccp::Reset{sccp::DeviceResetType::restart}});
    CHECK(theatre.play("wait-reset restart wait-closed wait-ready") == "");
    CHECK(a.violations().empty());
    theatre.switchboard.find("SEP000000001001")->socket.close();
    CHECK(theatre.play("wait-closed") == "");
    CHECK(theatre.play("wait-ready within=0.1") != "");
}

TEST_CASE("at the end every call is ended by its key, and a refused unregister is repeated") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    Phone& b = theatre.hire("B", "7975", "1002");
    REQUIRE(theatre.play("A,B: register A: dial 1002 B: wait-ring") == "");
    int refusals = 2;
    std::vector<std::uint32_t> ended, hooks;
    theatre.switchboard.intercept = [&](Extension& e, const sccp::FromPhone& message) {
        if (const auto* key = std::get_if<sccp::SoftKeyEvent>(&message); key != nullptr && key->soft_key_event == sccp::SoftKey::end_call)
            ended.push_back(key->call_reference);
        if (const auto* hook = std::get_if<sccp::OnHook>(&message))
            hooks.push_back(hook->call_reference);
        if (!std::holds_alternative<sccp::UnregisterReq>(message) || e.device != b.profile().name || refusals-- == 0)
            return false;
        e.send({sccp::UnregisterAck{sccp::DeviceUnregisterStatus::nak}});
        return true;
    };
    const auto ringing = b.state().live_calls().at(0)->reference;
    CHECK(theatre.finish() == "");
    CHECK(std::find(ended.begin(), ended.end(), ringing) != ended.end());
    CHECK(hooks.empty());
    CHECK(refusals == -1);
    CHECK_FALSE(b.is_registered());
}

TEST_CASE("a gateway that never lets a phone go is left after a few requests") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    REQUIRE(theatre.play("register") == "");
    theatre.switchboard.clear_names();
    theatre.switchboard.intercept = [](Extension& e, const sccp::FromPhone& message) {
        if (!std::holds_alternative<sccp::UnregisterReq>(message))
            return false;
        e.send({sccp::UnregisterAck{sccp::DeviceUnregisterStatus::nak}});
        return true;
    };
    CHECK(theatre.finish() == "");
    CHECK(theatre.switchboard.names() == std::vector<std::string>(4, "UnregisterReq"));
}

TEST_CASE("the report tells who was registered when the script ended, not after the farewell") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    theatre.hire("B", "7975", "1002");
    theatre.hire("C", "7975", "1003");
    CHECK(theatre.play("A,B: register B: unregister B: wait-closed") == "");
    CHECK(theatre.finish() == "");
    const auto report = json_report(theatre.stage, std::nullopt, false);
    for (const auto& row : {std::pair{"A", "true"}, {"B", "false"}, {"C", "false"}}) {
        const auto phone = report.substr(report.find("\"phone\":\"" + std::string(row.first)));
        CHECK_MESSAGE(phone.substr(phone.find("\"registered\":") + 13).starts_with(row.second), report);
    }
}

TEST_CASE("endcall leaves a ringing call alone and says so, and never ends one call twice") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    theatre.hire("B", "7975", "1002");
    REQUIRE(theatre.play("A,B: register A: dial 1002 B: wait-ring") == "");
    CHECK(theatre.play("B: endcall within=0.1")
              .find("the call still rings: answer or reject it; call 1 (line 1) ring_in") != std::string::npos);
    int pressed = 0;
    theatre.switchboard.intercept = [&](Extension&, const sccp::FromPhone& message) {
        const auto* key = std::get_if<sccp::SoftKeyEvent>(&message);
        // and nothing comes of it
        return key != nullptr && key->soft_key_event == sccp::SoftKey::end_call && ++pressed > 0;
    };
    const auto complaint = theatre.play("A: endcall endcall within=0.1");
    CHECK(complaint.find("the call that was ended before is still there; call 1") != std::string::npos);
    CHECK(pressed == 1);
}

TEST_CASE("tokens and standby connections register nothing") {
    Theatre theatre;
    Phone& a = theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("token wait-token granted") == "");
    CHECK_FALSE(a.is_registered());
    CHECK(theatre.play("standby wait 0.05") == "");
    CHECK(theatre.was_asked("KeepAliveReq"));
    CHECK_FALSE(a.is_registered());
}

TEST_CASE("a failure says what was expected and what was seen") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    const auto complaint = theatre.play("register\nwait-state connected within=0.05");
    CHECK(
        complaint ==
        "line 2: A: wait-state connected within=0.05: did not happen within 50 ms; no call, prompt \"\"; keys on_hook: Redial "
        "NewCall");
    CHECK(theatre.play("X: show") == "line 1: X: there is no phone of that name");
}

TEST_CASE("what leaves no trace on a phone is demanded of what happened since the last act") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    CHECK(
        theatre.play(
            "register unregister expect-unregistered ok expect-unregistered ok wait-unregistered ok expect-unregistered ok") ==
        "");
    CHECK(theatre.play("expect-unregistered nak").find("this is not so") != std::string::npos);
    CHECK(theatre.play("register expect-unregistered ok").find("this is not so") != std::string::npos);
}

TEST_CASE("a button that the phone does not have cannot be pressed") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("register line 1 speeddial 1 blf 1 messages") == "");
    for (const char* press : {"line 9", "speeddial 4", "blf 4"})
        CHECK(theatre.play(press).find("the phone has no such button") != std::string::npos);
}

TEST_CASE("commands are repeated, and what is shown can be printed") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("register repeat 3 { offhook wait-tone inside-dial onhook wait-idle } show print done") == "");
    const auto names = theatre.switchboard.names();
    CHECK(std::count(names.begin(), names.end(), "OffHook") == 3);
    CHECK(theatre.out.str().find("A  SEP000000001001  7960  protocol 11  registered") != std::string::npos);
    CHECK(theatre.out.str().find("done") != std::string::npos);
}

TEST_CASE("a command is repeated as often as is written, however large the number") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    CHECK(theatre.play("repeat 4294967295 { print once expect-ready }").find("expect-ready") != std::string::npos);
    CHECK(theatre.out.str() == "once\n");
    CHECK(theatre.play("repeat 0 { print never }") == "");
}

TEST_CASE("time passes once for all who wait") {
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    theatre.hire("B", "7960", "1002");
    CHECK(theatre.play("A,B: wait 0.01 *: wait 0.01") == "");
    const auto& rungs = theatre.ladder.rungs();
    CHECK(std::count_if(rungs.begin(), rungs.end(), [](const Rung& rung) { return rung.side == Rung::Side::note; }) == 2);
}

TEST_CASE("digits behind the beginning of a call go to that call") {
    for (const char* begin : {"newcall", "offhook"}) {
        CAPTURE(begin);
        Theatre theatre;
        theatre.hire("A", "7960", "1001");
        theatre.hire("B", "7975", "1002");
        CHECK(theatre.play("A,B: register A: " + std::string(begin) + " digits 1002 B: wait-ring") == "");
    }
    Theatre theatre;
    theatre.hire("A", "7960", "1001");
    theatre.switchboard.intercept = [](Extension&, const sccp::FromPhone& message) {
        return std::holds_alternative<sccp::OffHook>(message);
    };
    CHECK(theatre.play("register offhook digits 1 within=0.05").find("no dial tone: the new call has not come") != std::string::npos);
}
