// What bad SIP peers leave behind: nothing. Each round is all of them once; what the first has filled once and for all
// the next ones must not fill again.
#include "tests/process/measures.hpp"
#include "tests/process/sip_stream.hpp"
#include "tests/sip/torture_messages.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

std::string on_the_wire(const TortureOutcome& row, const std::string& transport) {
    const auto message = row.as_written != 0 ? with_true_length(torture_message(row.name)) : torture_message(row.name);
    return message.starts_with("SIP/2.0") ? message : sent_from_here(message, transport);
}

/// A bad peer, whoever he is: what he sends by UDP and TCP. Nobody acknowledges what he is answered.
struct BadPeer {
    BadPeer(Called& where, const std::string& from) : house(where), host(from), caller(where, from) {}

    void says_all() {
        torture();
        oversized();
        about_nothing();
        calls_that_come_to_nothing();
        streams();
    }
    void torture() {
        for (const auto& row : torture_outcomes) caller.send(on_the_wire(row, "UDP"));
        house.settle();
    }
    void oversized() {
        for (const std::string& headers : {"X: " + std::string(50'000, 'x') + "\r\n", repeated("X: y\r\n", 5'000),
                                           repeated("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\n", 200)})
            say("OPTIONS", headers, {});
        say("INVITE", {}, Registrar::sdp + std::string("a=x:") + std::string(60'000, 'x') + "\r\n");
        caller.send(std::string(60'000, 'M') + " sip:1@127.0.0.1 SIP/2.0\r\n\r\n");
        house.settle();
    }
    void about_nothing() {
        for (int i = 0; i < 100; ++i) {
            for (const char* const method :
                 {"BYE", "INFO", "PRACK", "UPDATE", "NOTIFY", "REFER", "SUBSCRIBE", "MESSAGE", "OPTIONS"})
                say(method, "Event: refer\r\nRAck: 1 1 INVITE\r\n", {});
            few_turns();
        }
    }
    void calls_that_come_to_nothing() {
        for (int i = 0; i < 20; ++i) {
            say("INVITE", {}, "v=0\r\n");
            say("INVITE", "Require: x-unknown\r\n", Registrar::sdp);
            say("INVITE", i % 2 == 0 ? "Require: 100rel\r\n" : "", Registrar::sdp);
            caller.say("CANCEL");
            say("INVITE", {}, Registrar::sdp);
            few_turns();
        }
    }
    void streams() {
        for (const auto& row : torture_outcomes) {
            SipStream stream(house, host);
            stream.say(on_the_wire(row, "TCP"));
            few_turns();
        }
        SipStream half(house, host), silent(house, host), noise(house, host);
        half.say(half.options("half").substr(0, 40));
        noise.say(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(4'000, '\xff'));
        house.settle();
    }
    void few_turns() {
        for (int turn = 0; turn < 3; ++turn) house.until([] { return true; });
    }
    static std::string repeated(const std::string& line, int times) {
        std::string all;
        for (; times > 0; --times) all += line;
        return all;
    }
    void say(const std::string& method, const std::string& headers, const std::string& body) {
        caller.start_call();
        caller.say(method, headers, body);
    }

    Called& house;
    std::string host;
    SipCaller caller;
};

struct Held {
    std::size_t octets, descriptors;
    double dialogs;
    std::size_t calls;
};

/// What is held when all that was begun has run into its time.
Held held(Called& house) {
    for (const auto& one : house.gateway->calls())
        if (one.call.id != house.reference) house.gateway->hang_up(one.call.id);
    pass(house, house.phone, 200s);
    house.caller.inbox().clear();
    house.pbx.requests.clear();
    house.pbx.responses.clear();
    house.phone.inbox.clear();
    return {allocated_octets(), open_descriptors(), house.metric("sccp2sip_sip_dialogs"), house.gateway->calls().size()};
}

} // namespace

TEST_CASE("all that bad SIP peers send, again and again: memory, descriptors, calls and dialogs are back each time, beside a phone in a call") {
    Called house;
    house.talks();
    std::vector<Held> after;
    for (int round = 0; round < 3; ++round) {
        CAPTURE(round);
        for (const char* const from : {"127.0.0.1", "127.0.0.2"}) {   // the PBX's address, and a stranger's
            BadPeer peer(house, from);
            peer.says_all();
            CHECK(house.answers_keep_alive(house.phone));
        }
        after.push_back(held(house));
        CHECK(state_of(house, house.reference) == "Connected");
        CHECK(after.back().dialogs == 1);
        CHECK(after.back().calls == 1);
        CHECK(after.back().descriptors <= after.front().descriptors);
    }
    // What the traces and the log hold is now more, now less: 0.3 MB within ten rounds. A round is 2,000 messages, of
    // which Sofia holds kilobytes each while they live.
    constexpr std::size_t noise = std::size_t{512} << 10;
    CHECK(after.back().octets <= after.front().octets + noise);
    house.hang_up();
    check_unharmed(house, house.phone);
}
