// Bad SIP input, cases 1 to 4 of the list (tests/sip/README.md): the torture messages of RFC 4475 and RFC 5118 at a
// whole gateway. What becomes of each and why stands in tests/sip/torture/README.md; here it is seen that no phone
// notices.
#include "tests/process/sip_stream.hpp"
#include "tests/sip/torture_messages.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

/// No line here has one of their users: what looks for a line finds none.
bool asks_for_a_line(int outcome) { return outcome == torture_call || outcome == 200 || outcome == 415; }

} // namespace

// Broke others: CVE-2022-47516
TEST_CASE("case 1, case 2, case 3, case 4: the torture messages change nothing for a phone that talks, nor for one that will") {
    Called house;
    house.talks();
    auto& idle = house.register_phone(2);
    SipCaller peer(house);
    for (const auto& row : torture_outcomes) {
        const std::string name = row.name;
        const int outcome = row.outcome;
        CAPTURE(name);
        const auto message = row.as_written != 0 ? with_true_length(torture_message(name)) : torture_message(name);
        const int became = peer.outcome(message.starts_with("SIP/2.0") ? message : sent_from_here(message));
        CHECK((became == outcome || (asks_for_a_line(outcome) && became == 404)));
        CHECK(house.answers_keep_alive(house.phone));
        CHECK(state_of(house, house.reference) == "Connected");
    }
    CHECK_FALSE(idle.heard<sccp::SetRinger>());
    CHECK(house.metric("sccp2sip_sip_dialogs") == 1);
    house.hang_up();
    check_unharmed(house, house.phone);
    check_unharmed(house, idle);
}

TEST_CASE("case 1, case 2, case 3, case 4: each torture message on a TCP connection of its own has its outcome") {
    Called house;
    house.talks();
    for (const auto& row : torture_outcomes) {
        const std::string shown = row.name;
        CAPTURE(shown);
        const auto message = row.as_written != 0 ? with_true_length(torture_message(shown)) : torture_message(shown);
        const int outcome = row.outcome_by(true);
        SipStream stream(house);
        const auto became = [&] {
            stream.poll();
            const auto final = std::ranges::find_if(stream.inbox, [](const SipText& m) { return m.status() >= 200; });
            return final == stream.inbox.end() ? ignored : final->status();
        };
        stream.say(message.starts_with("SIP/2.0") ? message : sent_from_here(message, "TCP"));
        if (outcome == torture_ignored) house.settle();
        else CHECK(house.until([&] { return became() != ignored; }));
        CHECK((became() == outcome || (asks_for_a_line(outcome) && became() == 404)));
        CHECK(house.answers_keep_alive(house.phone));
        CHECK(state_of(house, house.reference) == "Connected");
    }
    house.hang_up();
    check_unharmed(house, house.phone);
}
