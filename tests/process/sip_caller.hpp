// Somebody who sends a gateway SIP messages written by hand, and keeps what comes back; and the questions that every
// bad message ends with.
#pragma once

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

#include "tests/process/house.hpp"
#include "tests/support/scripted_peer.hpp"

namespace tests {

/// What became of a message, where it is no status: nobody answered, the phone rings.
inline constexpr int ignored = 0, rings = 180;

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

inline std::uint16_t sip_port(const House& house) {
    const auto address = house.gateway->sip_address();
    return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

/// One UDP socket and one call at a time. An address other than 127.0.0.1 is no registrar's.
class SipCaller {
  public:
    explicit SipCaller(House& house, const std::string& from = "127.0.0.1", std::string user = "SEP001120AABB01-1")
        : house_(house), peer_(from.c_str()), user_(std::move(user)) {
        start_call();
    }

    /// What is said from now on belongs to another call.
    void start_call() {
        call_id_ = "call" + std::to_string(++calls_) + "-" + std::to_string(peer_.port());
        target_ = "sip:" + user_ + (user_.empty() ? "" : "@") + house_.gateway->sip_address();
        own_tag_ = "caller";
        their_tag_.clear();
        cseq_ = 0;
    }
    void call(const std::string& user) {
        user_ = user;
        start_call();
    }
    std::string contact() const { return "Contact: <sip:1009@" + peer_.address() + ">\r\n"; }
    std::string request(const std::string& method, const std::string& headers = {}, const std::string& body = {},
                        const std::string& type = "application/sdp") {
        const bool is_of_invite = method == "ACK" || method == "CANCEL";
        if (!is_of_invite) branch_ = "z9hG4bK" + call_id_ + "." + std::to_string(++cseq_);
        const auto branch = branch_ + (method == "ACK" ? "ack" : "");
        return with_body(method + " " + target_ + " SIP/2.0\r\nVia: SIP/2.0/UDP " + peer_.address() + ";branch=" + branch +
                             "\r\nMax-Forwards: 70\r\nFrom: \"Bob\" <sip:1009@pbx.test>;tag=" + own_tag_ + "\r\nTo: <sip:1001@pbx.test>" +
                             (their_tag_.empty() || method == "CANCEL" ? "" : ";tag=" + their_tag_) + "\r\nCall-ID: " + call_id_ +
                             "\r\nCSeq: " + std::to_string(cseq_) + " " + method + "\r\n" + contact() + headers,
                         type, body);
    }
    void send(const std::string& text) { peer_.send_to(text, sip_port(house_)); }
    void say(const std::string& method, const std::string& headers = {}, const std::string& body = {},
             const std::string& type = "application/sdp") {
        send(request(method, headers, body, type));
    }
    void answer(const SipText& request, const Answer& answer) { send(response_to(request, answer)); }

    /// The next response with that status to that method, taken out of the inbox.
    SipText expect(int status, const std::string& method) {
        return take([&](const SipText& m) { return m.status() == status && m.cseq_method() == method; });
    }
    SipText expect_final(const std::string& method) {
        return take([&](const SipText& m) { return m.status() >= 200 && m.cseq_method() == method; });
    }
    SipText expect_request(const std::string& method) {
        return take([&](const SipText& m) { return m.method() == method; });
    }
    bool has_request(const std::string& method) {
        poll();
        return std::ranges::any_of(peer_.inbox, [&](const SipText& m) { return m.method() == method; });
    }
    std::size_t count(int status) {
        poll();
        return static_cast<std::size_t>(std::ranges::count_if(peer_.inbox, [&](const SipText& m) { return m.status() == status; }));
    }
    void poll() { peer_.poll(); }
    std::deque<SipText>& inbox() { return peer_.inbox; }

    /// What becomes of a message: `ignored`, `rings`, or the final status, acknowledged. A call that rings is ended.
    int outcome(const std::string& text) {
        settle();
        peer_.inbox.clear();
        send(text);
        settle();
        const auto is_of_it = [&](const SipText& m) { return m.status() >= 180 && contains(text, m.header("Call-ID")); };
        auto found = find(is_of_it);
        if (found == peer_.inbox.end()) return ignored;
        int became = found->status();
        if (became == rings) {
            for (const auto& one : house_.gateway->calls())
                if (one.call.state == "RingIn") house_.gateway->hang_up(one.call.id);
            REQUIRE(house_.until([&] {
                poll();
                return (found = find([&](const SipText& m) { return m.status() >= 200 && is_of_it(m); })) != peer_.inbox.end();
            }));
        }
        if (found->cseq_method() == "INVITE") acknowledge(*found);
        return became;
    }
    /// What was sent before has been worked through: a question behind it is answered.
    void settle() {
        const auto question = "behind" + std::to_string(++questions_) + "-" + std::to_string(peer_.port());
        send("OPTIONS sip:" + house_.gateway->sip_address() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + peer_.address() +
             ";branch=z9hG4bK" + question +
             "\r\nMax-Forwards: 70\r\nFrom: <sip:1009@pbx.test>;tag=q\r\nTo: <sip:pbx.test>\r\nCall-ID: " + question +
             "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
        take([&](const SipText& m) { return m.status() >= 200 && m.header("Call-ID") == question; });
    }
    void acknowledge(const SipText& refused) {
        std::string ack = "ACK sip:x@" + house_.gateway->sip_address() + " SIP/2.0\r\n";
        for (const char* const name : {"Via", "From", "To", "Call-ID"}) ack += std::string(name) + ": " + refused.header(name) + "\r\n";
        send(ack + "CSeq: " + std::to_string(refused.cseq()) + " ACK\r\nContent-Length: 0\r\n\r\n");
    }
    /// Of the gateway, from a message of it.
    void learn(const SipText& message) {
        their_tag_ = message.is_request() ? message.tag("From") : message.tag("To");
        if (const auto uri = message.uri_in("Contact"); !uri.empty()) target_ = uri;
    }
    /// The far end of a call that the gateway made: its INVITE came to `pbx`, `tag` is what answered it.
    void take_over(const SipText& invite, const std::string& tag) {
        call_id_ = invite.header("Call-ID");
        their_tag_ = invite.tag("From");
        target_ = invite.uri_in("Contact");
        own_tag_ = tag;
        cseq_ = 100;
    }
    const std::string& call_id() const { return call_id_; }
    std::string address() const { return peer_.address(); }
    std::uint16_t port() const { return peer_.port(); }
    unsigned cseq() const { return cseq_; }
    void set_cseq(unsigned next) { cseq_ = next - 1; }

  private:
    template <class Is> std::deque<SipText>::iterator find(Is is) { return std::find_if(peer_.inbox.begin(), peer_.inbox.end(), is); }
    template <class Is> SipText take(Is is) {
        auto found = peer_.inbox.end();
        REQUIRE(house_.until([&] {
            poll();
            return (found = find(is)) != peer_.inbox.end();
        }));
        const SipText message = *found;
        peer_.inbox.erase(found);
        return message;
    }

    House& house_;
    ScriptedPeer peer_;
    std::string user_, call_id_, their_tag_, target_, branch_, own_tag_;
    unsigned calls_{}, cseq_{}, questions_{};
};

// ---- the phone's part

/// The call that rings at a phone, as soon as it does; 0: none.
inline std::uint32_t ringing_call(House& house) {
    std::uint32_t id = 0;
    CHECK(house.until([&] {
        for (const auto& one : house.gateway->calls())
            if (one.call.state == "RingIn") id = one.call.id;
        return id != 0;
    }));
    return id;
}

inline void answer_call(House& house, SkinnyPhone& phone, std::uint32_t reference) {
    const auto opened = phone.count<sccp::OpenReceiveChannel>();
    phone.say(sccp::SoftKeyEvent{sccp::SoftKey::answer, 1, reference});
    house.open_channel(phone, opened);
}

inline std::string state_of(const House& house, std::uint32_t reference) {
    const auto view = house.gateway->call(reference);
    return view ? view->call.state : "";
}

// ---- the questions behind every bad message (security.md 3, "always true")

inline bool is_quiet(House& house) {
    const auto calls = house.gateway->calls();
    return std::ranges::all_of(calls, [](const auto& one) { return one.call.state == "Ended"; });
}

/// Nothing is left of what came, the phone is answered within a second and can call.
inline void check_unharmed(House& house, SkinnyPhone& phone) {
    CHECK(house.until([&] { return is_quiet(house); }));
    CHECK(house.until([&] { return house.metric("sccp2sip_sip_dialogs") == 0; }));
    CHECK_FALSE(phone.is_over());
    house.check_good(phone);
}

/// Time passes while the phone keeps alive.
inline void pass(House& house, SkinnyPhone& phone, std::chrono::seconds time) {
    constexpr std::chrono::seconds step{60}; // it may be silent for 90 s
    house.settle();                          // what was sent is older than any timer that fires now
    for (; time.count() > 0; time -= step) {
        house.turn(std::min(time, step));
        CHECK(house.answers_keep_alive(phone));
    }
}

// ---- where most of these tests begin

/// A phone that is called.
struct Called : House {
    Called() : phone(register_phone(1)) {}
    int outcome(const std::string& body, const std::string& type = "application/sdp", const std::string& headers = {}) {
        caller.start_call();
        return caller.outcome(caller.request("INVITE", headers, body, type));
    }
    /// Our 200 is acknowledged.
    SipText talks() {
        auto ok = answered(Registrar::sdp);
        caller.say("ACK");
        CHECK(until([&] { return state_of(*this, reference) == "Connected" && phone.heard<sccp::StartMediaTransmission>(); }));
        return ok;
    }
    /// The phone answers this offer; what our 200 says. The call is connected.
    SipText answered(const std::string& body) {
        caller.start_call();
        phone.inbox.clear();
        caller.say("INVITE", {}, body);
        reference = ringing_call(*this);
        answer_call(*this, phone, reference);
        const auto ok = caller.expect(200, "INVITE");
        caller.learn(ok);
        return ok;
    }
    void hang_up() {
        caller.say("BYE");
        caller.expect(200, "BYE");
        CHECK(until([&] { return is_quiet(*this); }));
    }
    SkinnyPhone& phone;
    SipCaller caller{*this};
    std::uint32_t reference{};
};

/// A call of the phone, which the PBX answers with what a test says.
struct Calling : House {
    Calling() : phone(register_phone(1)) {
        pbx.script("INVITE", [](const SipText&) { return std::nullopt; });
        const auto opened = phone.count<sccp::OpenReceiveChannel>();
        phone.say(sccp::EnblocCall{"1009", 1});
        open_channel(phone, opened);
        REQUIRE(until([&] { return pbx.last("INVITE") != nullptr; }));
        invite = *pbx.last("INVITE");
        reference = gateway->calls().at(0).call.id;
    }
    void answer(int status, const std::string& body, const std::string& tag = "peer") {
        pbx.say(invite, {.status = status,
                         .to_tag = tag,
                         .headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(pbx.port()) + ">\r\n",
                         .body = body});
    }
    SkinnyPhone& phone;
    SipText invite;
    std::uint32_t reference{};
};

} // namespace tests
