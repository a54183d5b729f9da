// A call of ours that a proxy forks to several phones.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tests/sip/outgoing_call.hpp"

namespace tests {

inline constexpr const char* other_sdp =
    "v=0\r\no=- 8 8 IN IP4 192.0.2.8\r\ns=-\r\nc=IN IP4 192.0.2.8\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n";

/// Phones A and B behind the proxy, each with its tag and a Contact of its own at the peer's address.
struct ForkedCall : OutgoingCall {
    std::string who(const std::string& tag) const { return "sip:phone-" + tag + "@" + peer.address(); }
    std::string route(const std::string& tag) const { return "<sip:" + peer.address() + ";lr;fork=" + tag + ">"; }
    std::string headers(const std::string& tag) const {
        return "Contact: <" + who(tag) + ">\r\nRecord-Route: " + route(tag) + "\r\nAllow: INVITE, ACK, BYE, UPDATE, INFO, REFER\r\n";
    }
    void rings(const std::string& tag, int status, const std::string& sdp = {}, unsigned rseq = 0) {
        const std::string reliable = rseq == 0 ? "" : "Require: 100rel\r\nRSeq: " + std::to_string(rseq) + "\r\n";
        const auto heard = sink.count<sip::Ringing>() + sink.count<sip::Progress>();
        answer(invite, {.status = status, .to_tag = tag, .headers = headers(tag) + reliable, .body = sdp});
        REQUIRE(until([&] { return sink.count<sip::Ringing>() + sink.count<sip::Progress>() == heard + 1; }));
    }
    /// Reliably: its PRACK comes in its own dialog, at once, and is answered.
    void rings_reliably(const std::string& tag, int status, const std::string& sdp, unsigned rseq) {
        rings(tag, status, sdp, rseq);
        const SipText prack = expect_request("PRACK");
        CHECK(prack.tag("To") == tag);
        CHECK(prack.tag("From") == invite.tag("From"));
        CHECK(prack.first_line() == "PRACK " + who(tag) + " SIP/2.0");
        CHECK(prack.header("Route") == route(tag));
        CHECK(prack.header("RAck") == std::to_string(rseq) + " " + std::to_string(invite.cseq()) + " INVITE");
        CHECK(prack.cseq() == last_cseq(tag) + 1);
        seen[tag] = prack.cseq();
        answer(prack, {});
    }
    unsigned last_cseq(const std::string& tag) const { return seen.contains(tag) ? seen.at(tag) : invite.cseq(); }
    void picks_up(const std::string& tag) {
        answer(invite, {.to_tag = tag, .headers = headers(tag), .body = tag == "A" ? answer_sdp : other_sdp});
        const SipText ack = expect_request("ACK");
        CHECK(ack.tag("To") == tag);
        CHECK(ack.first_line() == "ACK " + who(tag) + " SIP/2.0");
        CHECK(ack.header("Route") == route(tag));
        CHECK(ack.cseq() == invite.cseq());
        REQUIRE(until_call<sip::Answered>(key));
        CHECK(sink.call_event<sip::Answered>()->message.remote_tag == tag);
        CHECK_FALSE(has("CANCEL"));
    }
    SipText expect_inside(const std::string& tag, const std::string& method, bool is_counted = true) {
        const SipText request = expect_request(method);
        CHECK(request.tag("To") == tag);
        CHECK(request.first_line() == method + " " + (target.empty() ? who(tag) : target) + " SIP/2.0");
        CHECK(request.header("Route") == route(tag));
        CHECK((!is_counted || request.cseq() == last_cseq(tag) + 1));
        if (is_counted)
            seen[tag] = request.cseq();
        return request;
    }
    /// Offers, INFO and REFER both ways in the dialog of who has answered.
    void check_talk(const std::string& tag) {
        PeerDialog& far = phone(tag);
        agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
        answer(expect_inside(tag, "INVITE"), {.headers = headers(tag), .body = answer_sdp});
        CHECK(expect_inside(tag, "ACK", false).cseq() == seen.at(tag));
        REQUIRE(until_call<sip::OfferAccepted>(key));

        far.send("INVITE", {}, other_sdp);
        REQUIRE(until_call<sip::Offer>(key));
        agent->answer_offer(key, offer_sdp);
        CHECK(expect_ok("INVITE").tag("From") == tag);
        far.send("ACK");
        target = "sip:1002@" + peer.address();
        agent->info(key, "application/dtmf-relay", "Signal=5\r\n");
        answer(expect_inside(tag, "INFO"), {});
        far.send("INFO", {}, "Signal=6\r\n", "application/dtmf-relay");
        CHECK(expect_ok("INFO").tag("From") == tag);

        agent->offer(key, offer_sdp, sip::OfferMethod::update);
        answer(expect_inside(tag, "UPDATE"), {.headers = headers(tag), .body = answer_sdp});
        REQUIRE(until([&] { return sink.count<sip::OfferAccepted>() == 2; }));
        target.clear();
        far.send("UPDATE", {}, other_sdp);
        REQUIRE(until([&] { return sink.count<sip::Offer>() == 2; }));
        agent->answer_offer(key, offer_sdp);
        CHECK(expect_ok("UPDATE").tag("From") == tag);
        target = "sip:1002@" + peer.address();
        check_transfer(tag, far);
    }
    void check_transfer(const std::string& tag, PeerDialog& far) {
        agent->refer(key, {.number = "300"});
        const SipText refer = expect_inside(tag, "REFER");
        answer(refer, {.status = 202, .headers = headers(tag)});
        REQUIRE(until_call<sip::ReferAccepted>(key));
        far.send("NOTIFY",
                 "Event: refer;id=" + std::to_string(refer.cseq()) +
                     "\r\nSubscription-State: terminated;reason=noresource\r\n",
                 "SIP/2.0 200 OK\r\n", "message/sipfrag");
        CHECK(expect_ok("NOTIFY").tag("From") == tag);
        CHECK(until_call<sip::ReferSucceeded>(key));

        far.send("REFER", "Refer-To: <sip:301@pbx.test>\r\n");
        REQUIRE(until_call<sip::ReferWanted>(key));
        agent->answer_refer(key, 202);
        expect_response(202);
        agent->notify_refer(key, 100);
        answer(expect_inside(tag, "NOTIFY"), {});
        agent->notify_refer(key, 200);
        answer(expect_inside(tag, "NOTIFY"), {});
    }
    void hangs_up(const std::string& tag, bool is_ours) {
        if (is_ours) {
            agent->bye(key, {});
            answer(expect_inside(tag, "BYE"), {});
            CHECK(until_call<sip::ByeDone>(key));
        } else {
            phone(tag).send("BYE");
            CHECK(expect_ok("BYE").tag("From") == tag);
            CHECK(until_call<sip::HungUp>(key));
        }
        agent->forget(key);
        settle();
        CHECK(agent->dialogs() == 0);
        CHECK(peer.inbox.empty());
    }
    PeerDialog& phone(const std::string& tag) {
        auto& dialog = phones[tag];
        if (!dialog)
            dialog = std::make_unique<PeerDialog>(*this, invite, tag);
        return *dialog;
    }
    SipText expect_ok(const std::string& method) {
        return expect(nullptr, [&](const SipText& m) { return m.status() == 200 && m.cseq_method() == method; });
    }
    std::string target;                   ///< that offers of the far end have told
    std::map<std::string, std::unique_ptr<PeerDialog>> phones;
    std::map<std::string, unsigned> seen; ///< last CSeq that each phone has got
};

} // namespace tests
