// The agent as a whole: its ports, its loop, its end.
#include "sip/agent.hpp"

#include "tests/sip/agent_fixture.hpp"

using namespace tests;

TEST_CASE("the agent names its address and gives a descriptor to wait on") {
    AgentFixture fixture;
    CHECK(fixture.agent->address().starts_with("127.0.0.1:"));
    CHECK(fixture.agent_port != 0);
    CHECK(fixture.agent->event_descriptor() >= 0);
}

TEST_CASE("auto takes the local address of the route to the first registrar") {
    sip::Options options;
    options.listen = "auto:0";
    options.registrars = {{"127.0.0.1", 5060, sip::Transport::udp}};
    options.probe = std::chrono::milliseconds(0);
    Recorder sink;
    sip::Agent agent(options, sink, [] { return 1U; });
    CHECK(agent.address().starts_with("127.0.0.1:"));
}

TEST_CASE("a registrar whose name is not found is no reason not to start: auto takes the default route") {
    sip::Options options;
    options.listen = "auto:0";
    options.registrars = {{"no such host", 5060, sip::Transport::udp}}; // no resolver is asked for such a name
    options.probe = std::chrono::milliseconds(0);
    Recorder sink;
    try {
        const sip::Agent agent(options, sink, [] { return 1U; });
        CHECK(agent.unknown_registrar() == "no such host");
        CHECK_FALSE(agent.address().starts_with("0.0.0.0"));
    } catch (const std::runtime_error& error) { // a machine without a network
        CHECK(
            std::string(error.what()) ==
            "cannot listen on auto:0: the name of the registrar no such host is not found, and there is no default route");
    }
}

TEST_CASE("a port that is taken is an error with the address and the reason") {
    const ScriptedPeer taken;
    sip::Options options;
    options.listen = taken.address();
    options.registrars = {{"127.0.0.1", 5060, sip::Transport::udp}};
    Recorder sink;
    try {
        const sip::Agent agent(options, sink, [] { return 1U; });
        FAIL("bound a port that is taken");
    } catch (const std::runtime_error& error) {
        CHECK(std::string(error.what()) == "cannot listen on " + taken.address() + ": Address already in use");
    }
}

TEST_CASE("a listen address that is none is an error") {
    sip::Options options;
    options.registrars = {{"127.0.0.1", 5060, sip::Transport::udp}};
    Recorder sink;
    for (const char* const listen : {"5062", "pbx.example.com:5062", "127.0.0.1:99999", "127.0.0.1:"}) {
        options.listen = listen;
        CHECK_THROWS_AS(sip::Agent(options, sink, [] { return 1U; }), std::runtime_error);
    }
}

TEST_CASE("whoever queues a request wakes the loop") {
    int kicks = 0;
    AgentFixture fixture; // kicks once more at its end
    fixture.agent->on_wanted([&] { ++kicks; });
    fixture.agent->send_register(1, 0, std::chrono::seconds(300), false);
    CHECK(kicks > 0);
    fixture.expect_request("REGISTER");
}

TEST_CASE("an answer arrives by the descriptor, not by a timer") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, std::chrono::seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    while (fixture.agent->step().count() == 0) {
    }
    fixture.answer(request, {.headers = "Contact: " + request.header("Contact") + "\r\n"});
    pollfd waiting{fixture.agent->event_descriptor(), POLLIN, 0};
    REQUIRE(::poll(&waiting, 1, 5000) == 1);
    CHECK(fixture.until_line<sip::RegisterOk>());
}

TEST_CASE("two agents live side by side and trace only their own messages") {
    AgentFixture one, two;
    one.agent->send_register(1, 0, std::chrono::seconds(300), false);
    one.expect_request("REGISTER");
    two.settle();
    CHECK(one.sink.traces.size() == 1);
    CHECK(two.sink.traces.empty());
}

TEST_CASE("shutting down ends what is left and is then done") {
    AgentFixture fixture;
    fixture.agent->invite(1, 7, {.number = "201", .sdp = offer_sdp});
    const SipText invite = fixture.expect_request("INVITE");
    fixture.answer(invite, {.headers = "Contact: <sip:201@" + fixture.peer.address() + ">\r\n", .body = answer_sdp});
    fixture.expect_request("ACK");
    CHECK(fixture.agent->dialogs() == 1);
    CHECK_FALSE(fixture.agent->shut_down());
    fixture.answer(fixture.expect_request("BYE"), {});
    CHECK(fixture.until([&] { return fixture.agent->shut_down(); }));
    CHECK(fixture.agent->dialogs() == 0);
}
