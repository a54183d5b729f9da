// Whose a traced message is, when a Call-ID alone does not tell.
#include <memory>
#include "sip/message_owners.hpp"
#include "tests/sip/outgoing_call.hpp"

using namespace tests;

namespace {

/// Line 1 calls line 2, and the PBX is a proxy: one Call-ID in two dialogs of ours.
struct ByProxy : OutgoingCall {
    ByProxy() {
        auto other = account();
        other.user = "201";
        other.contact_user = "SEP001120DDEEFF-1";
        agent->add_line(2, other);
        const std::string via = "SIP/2.0/UDP " + peer.address() + ";branch=z9hG4bKproxy, " + invite.header("Via");
        std::string forwarded = invite.text;
        forwarded.replace(0, forwarded.find(" SIP/2.0"), "INVITE sip:SEP001120DDEEFF-1@" + agent->address());
        forwarded.replace(forwarded.find(invite.header("Via")), invite.header("Via").size(), via);
        peer.send_to(forwarded, agent_port);
        REQUIRE(until_call<sip::Invited>());
        callee = last_key;
    }
    /// What was traced since the last look: `key first line`.
    std::vector<std::string> traced() {
        std::vector<std::string> found;
        for (; looked < sink.traces.size(); ++looked)
            found.push_back(std::to_string(sink.traces[looked].key) + (sink.traces[looked].sent ? " > " : " < ") +
                            sink.traces[looked].first_line.substr(0, sink.traces[looked].first_line.find(" sip:")));
        return found;
    }
    std::string is(sip::CallKey whose, const std::string& what) { return std::to_string(whose) + " " + what; }
    sip::CallKey callee{};
    std::size_t looked{};
};

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a call of two phones by a proxy is traced as two calls with one Call-ID") {
    ByProxy call;
    CHECK(call.traced() == Lines{call.is(key, "> INVITE"), call.is(call.callee, "< INVITE")});
    call.agent->ring(call.callee);
    const SipText ringing = call.expect_response(180);
    CHECK(call.traced() == Lines{call.is(call.callee, "> SIP/2.0 180 Ringing")});
    call.answer(call.invite, {.status = 180, .to_tag = ringing.tag("To"), .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    CHECK(call.traced() == Lines{call.is(key, "< SIP/2.0 180 Said So")});
    SUBCASE("it is cancelled") {
        call.agent->cancel(key);
        SipText cancel = call.expect_request("CANCEL");
        CHECK(call.traced() == Lines{call.is(key, "> CANCEL")});
        cancel.text.replace(0, cancel.text.find(" SIP/2.0"), "CANCEL sip:SEP001120DDEEFF-1@" + call.agent->address());
        cancel.text.replace(cancel.text.find(cancel.header("Via")), cancel.header("Via").size(),
                            "SIP/2.0/UDP " + call.peer.address() + ";branch=z9hG4bKproxy");
        call.peer.send_to(cancel.text, call.agent_port);
        REQUIRE(call.until_call<sip::Cancelled>(call.callee));
        call.expect_response(487);
        const Lines lines = call.traced();
        CHECK(lines == Lines{call.is(call.callee, "< CANCEL"), call.is(call.callee, "> SIP/2.0 200 OK"),
                             call.is(call.callee, "> SIP/2.0 487 Request Terminated")});
    }
    SUBCASE("the end of one leaves the other its name") {
        call.agent->answer(call.callee, answer_sdp);
        const SipText ok = call.expect_response(200);
        PeerDialog callee(call, ok.header("Call-ID"));
        call.answer(call.invite, {.to_tag = ringing.tag("To"), .headers = call.contact(), .body = answer_sdp});
        REQUIRE(call.until_call<sip::Answered>(key));
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {});
        REQUIRE(call.until_call<sip::ByeDone>(key));
        call.agent->forget(key);
        call.settle();
        call.traced();
        const std::string ack = "ACK sip:x@" + call.agent->address() + " SIP/2.0\r\nVia: SIP/2.0/UDP " +
                                call.peer.address() + ";branch=z9hG4bKack\r\nFrom: " + ok.header("From") +
                                "\r\nTo: " + ok.header("To") + "\r\nCall-ID: " + ok.header("Call-ID") +
                                "\r\nCSeq: " + std::to_string(ok.cseq()) + " ACK\r\nContent-Length: 0\r\n\r\n";
        call.peer.send_to(ack, call.agent_port);
        REQUIRE(call.until_call<sip::Ack>(call.callee));
        CHECK(call.traced() == Lines{call.is(call.callee, "< ACK")});
    }
}

TEST_CASE("an owner is found by tag, then by branch, and removed by who added it") {
    sip::MessageOwners owners;
    owners.add_dialog("id", "ours", {1, 11});
    owners.add_dialog("id", "other", {2, 22});
    owners.add_branch("id", "z9hG4bK1", {2, 22});
    const auto key_of = [&](bool sent, const std::string& text) {
        const std::string whole = text + "\nCall-ID: id\nCSeq: 1 BYE\n\n";
        const std::unique_ptr<msg_t, decltype(&msg_destroy)> read(
            msg_make(sip_default_mclass(), 0, whole.data(), static_cast<ssize_t>(whole.size())), &msg_destroy);
        REQUIRE(read);
        const auto* const owner = owners.find(sip::read_wire_message(sent, *sip_object(read.get())));
        return owner ? owner->key : 0;
    };
    CHECK(key_of(true, "BYE sip:x SIP/2.0\nFrom: <sip:a;tag=no>;tag=ours\nTo: b;tag=theirs") == 11);
    CHECK(key_of(false, "SIP/2.0 200 OK\nFrom: \"x;tag=no\" <sip:a>; tag = ours\nTo: b;tag=theirs") == 11);
    CHECK(key_of(false, "BYE sip:x SIP/2.0\nf: sip:a;tag=ours\nt: <sip:b>;TAG=other") == 22);
    CHECK(key_of(true, "SIP/2.0 100 Trying\nv: SIP/2.0/UDP h;branch=z9hG4bK1, SIP/2.0/UDP i;branch=z\nTo: b") == 22);
    CHECK(key_of(false, "ACK sip:x SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\nVia: q;branch=z\nTo: b;tag=new") == 22);
    CHECK(key_of(false, "INVITE sip:x SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK2\nFrom: a;tag=ours\nTo: b") == 0);
    owners.remove_dialog("id", "other");
    CHECK(key_of(true, "BYE sip:x SIP/2.0\nFrom: a;tag=ours\nTo: b") == 11);
    owners.remove_branch("id", "z9hG4bK1");
    owners.remove_dialog("id", "ours");
    CHECK(owners.size() == 0);
}
