// Each rule, broken once and kept once.
#include "tests/phone/judge.hpp"

#include <doctest/doctest.h>

using namespace phone;

namespace {

constexpr auto modern = static_cast<sccp::PhoneFeatures>(0x8572);

/// A phone and the judge beside it, as in a real one.
struct Court {
    PhoneModelState state{true};
    Judge judge;

    explicit Court(Abilities abilities = {17, modern, true}, bool registered = true) : judge(state, abilities) {
        if (registered)
            tell(acknowledgement(17));
    }
    static sccp::RegisterAck acknowledgement(std::uint8_t version) {
        sccp::RegisterAck ack;
        ack.max_protocol_ver = version;
        return ack;
    }
    void tell(const sccp::ToPhone& message) {
        judge.on(message);
        state.on(message);
    }
    void call(std::uint32_t reference, sccp::DCallState value) { tell(sccp::CallState{value, 1, reference, {}, 4, 0}); }
    void open(std::uint32_t reference) {
        sccp::OpenReceiveChannel order;
        order.pass_thru_party_id = order.call_reference = reference;
        tell(order);
    }
    void acknowledge(std::uint32_t reference) {
        sccp::OpenReceiveChannelAck ack;
        ack.pass_thru_party_id = reference;
        state.sent(ack);
    }
    void start(std::uint32_t reference, std::uint32_t port = 4000) {
        sccp::StartMediaTransmission order;
        order.pass_thru_party_id = order.call_reference = reference;
        order.remote_ip_addr = sccp::Address::from_text("192.0.2.1");
        order.remote_port = port;
        tell(order);
    }
    std::string verdict() const {
        std::string text;
        for (const auto& violation : judge.violations())
            text += (text.empty() ? "" : "; ") + violation;
        return text;
    }
};

} // namespace

TEST_CASE("a call as it should be breaks nothing") {
    Court court;
    court.call(7, sccp::DCallState::off_hook);
    court.tell(sccp::ActivateCallPlane{1});
    court.tell(sccp::SelectSoftKeys{1, 7, {}, {}});
    court.call(7, sccp::DCallState::proceed);
    court.open(7);
    court.acknowledge(7);
    court.call(7, sccp::DCallState::connected);
    court.start(7);
    court.tell(sccp::CloseReceiveChannel{7, 7, 7, {}});
    court.tell(sccp::StopMediaTransmission{7, 7, 7, {}});
    court.tell(sccp::ClearPromptStatus{1, 7});
    court.call(7, sccp::DCallState::on_hook);
    court.tell(sccp::SelectSoftKeys{0, 0, {}, {}});
    CHECK(court.verdict() == "");
}

TEST_CASE("nothing but the answer comes before RegisterAck") {
    Court court({17, modern, true}, false);
    court.tell(sccp::KeepAliveAck{});
    court.tell(sccp::RegisterTokenAck{});
    CHECK(court.verdict() == "");
    court.tell(sccp::CapabilitiesReq{});
    CHECK(court.verdict() == "CapabilitiesReq before RegisterAck");
}

TEST_CASE("the agreed version is not above the offered one, and the ASCII digit is none") {
    Court court({11, modern, true}, false);
    court.tell(Court::acknowledgement(17));
    CHECK(court.verdict() == "RegisterAck with protocol 17, the phone offered 11");
    Court oldest({0, {}, true}, false);
    oldest.tell(Court::acknowledgement(3));
    CHECK(oldest.verdict() == "");
}

TEST_CASE("a message for a call that was never shown") {
    Court court;
    court.tell(sccp::SelectSoftKeys{1, 9, {}, {}});
    CHECK(court.verdict() == "SelectSoftKeys before any CallState of call reference 9");
}

TEST_CASE("a message for a call that has ended") {
    Court court;
    court.call(7, sccp::DCallState::off_hook);
    court.call(7, sccp::DCallState::on_hook);
    court.tell(sccp::StopTone{1, 7, {}});
    court.call(7, sccp::DCallState::connected);
    CHECK(court.verdict() == "StopTone after OnHook of call reference 7; CallState connected after OnHook of call reference 7");
}

TEST_CASE("an orphaned stream may be closed after the end, but only of a call that was there") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.call(7, sccp::DCallState::on_hook);
    court.tell(sccp::CloseReceiveChannel{7, 7, 7, {}});
    court.tell(sccp::StopMediaTransmission{7, 7, 7, {}});
    CHECK(court.verdict() == "");
    court.tell(sccp::StopMediaTransmission{8, 8, 8, {}});
    CHECK(court.verdict() == "StopMediaTransmission before any CallState of call reference 8");
}

TEST_CASE("the call plane of a line without a call") {
    Court court;
    court.tell(sccp::ActivateCallPlane{2});
    CHECK(court.verdict() == "ActivateCallPlane of line 2, which has no call");
}

TEST_CASE("sending before the receiving side is open") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.open(7);
    court.start(7);
    CHECK(court.verdict() == "StartMediaTransmission for call reference 7 before its OpenReceiveChannelAck");
}

TEST_CASE("two openings at once, a second one of an open channel") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.open(7);
    court.open(7);
    court.acknowledge(7);
    court.open(7);
    CHECK(court.verdict() == "OpenReceiveChannel for call reference 7 while one is pending; "
                             "OpenReceiveChannel for call reference 7, whose channel is open");
}

TEST_CASE("two calls with open channels") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.call(8, sccp::DCallState::connected);
    court.open(7);
    court.acknowledge(7);
    court.open(8);
    CHECK(court.verdict() == "OpenReceiveChannel for call reference 8 while that of call reference 7 is open");
}

TEST_CASE("sending over a running transmission, and to nowhere") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.open(7);
    court.acknowledge(7);
    court.start(7);
    court.start(7, 0);
    CHECK(
        court.verdict() ==
        "StartMediaTransmission for call reference 7 over a running one; StartMediaTransmission to nowhere: 192.0.2.1:0");
}

TEST_CASE("media left open at the end of a call") {
    Court court;
    court.call(7, sccp::DCallState::connected);
    court.open(7);
    court.acknowledge(7);
    court.start(7);
    court.call(7, sccp::DCallState::on_hook);
    CHECK(
        court.verdict() ==
        "OnHook of call reference 7 with its receive channel open; OnHook of call reference 7 with its transmission running");
}

TEST_CASE("messages a phone did not announce to understand") {
    Court court({11, sccp::PhoneFeatures{}, false});
    court.judge.clear();      // that of RegisterAck
    court.tell(sccp::DisplayNotifyV2{0, "x"});
    court.tell(sccp::PortReq{});
    court.tell(sccp::SelectSoftKeys{});
    CHECK(court.verdict() == "DisplayNotifyV2 to a phone without dynamic messages; PortReq to a phone that did not announce it; "
                             "SelectSoftKeys to a phone without soft keys");
}

TEST_CASE("header versions that Wireshark does not take, and ids nobody sends") {
    Court court;
    court.judge.on_header(0, "CallState");
    court.judge.on_header(22, "CallState");
    court.judge.on_header(3, "CallState");
    court.tell(sccp::Unknown{0x4711, {}});
    CHECK(court.verdict() == "CallState with header version 3; message id 18193, which nobody sends to a phone");
}

TEST_CASE("a new session may use old references again") {
    Court court;
    court.call(7, sccp::DCallState::on_hook);
    court.state.reset();
    court.judge.reset();
    court.tell(Court::acknowledgement(17));
    court.call(7, sccp::DCallState::hold);
    CHECK(court.verdict() == "");
}
