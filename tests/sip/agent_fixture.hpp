// An Agent, the PBX that it talks to, and who listens to it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "sip/agent.hpp"
#include "tests/support/scripted_peer.hpp"

namespace tests {

inline constexpr const char* offer_sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
                                         "m=audio 20000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
inline constexpr const char* answer_sdp = "v=0\r\no=- 9 9 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
                                          "m=audio 30000 RTP/AVP 8\r\n";

/// Keeps all that an agent tells.
class Recorder final : public sip::EventSink {
  public:
    struct CallNote {
        sip::LineId line;
        sip::CallKey key;
        sip::CallEvent event;
    };
    struct LineNote {
        sip::LineId line;
        sip::LineEvent event;
    };
    struct TargetNote {
        std::size_t registrar;
        bool alive;
        int status;
    };
    struct TraceNote {
        sip::LineId line;
        sip::CallKey key;
        bool sent;
        std::string first_line, whole;
    };

    void on_call(sip::LineId line, sip::CallKey key, const sip::CallEvent& event) override {
        calls.push_back({line, key, event});
        if (on_call_hook)
            on_call_hook(key, event);
    }
    void on_line(sip::LineId line, const sip::LineEvent& event) override {
        lines.push_back({line, event});
        if (on_line_hook)
            on_line_hook(line, event);
    }
    bool is_ready(sip::LineId line) override { return ready && !away.contains(line); }
    bool on_text(sip::LineId, std::string_view text) override {
        texts.emplace_back(text);
        return shows_texts;
    }
    void on_target(std::size_t registrar, bool alive, int status) override {
        targets.push_back({registrar, alive, status});
    }
    void on_probe(std::size_t, int status) override { probes.push_back(status); }
    void on_trace(sip::LineId line, sip::CallKey key, bool sent, std::string_view first_line,
                  std::string_view whole) override {
        traces.push_back({line, key, sent, std::string(first_line), std::string(whole)});
    }
    void on_request(bool sent, std::string_view method, int status) override {
        requests.push_back((sent ? "> " : "< ") + std::string(method) + " " + std::to_string(status));
    }
    void on_noise(std::string_view address) override { noise.emplace_back(address); }
    void on_unreadable(sip::LineId line, sip::CallKey call, std::string_view address, std::string_view what) override {
        unreadable.push_back(std::to_string(line) + " " + std::to_string(call) + " " + std::string(address) + ": " + std::string(what));
    }
    void on_request_dropped(std::string_view address, std::string_view reason) override {
        dropped.push_back(std::string(address) + ": " + std::string(reason));
    }
    void on_registrations_wait(std::size_t more) override { delayed += more; }
    void on_warning(std::string_view what) override { warnings.emplace_back(what); }

    /// The last event of this kind, null: none.
    template <typename Event> const Event* call_event(sip::CallKey key = 0) const {
        for (auto note = calls.rbegin(); note != calls.rend(); ++note)
            if (const auto* const event = std::get_if<Event>(&note->event); event && (key == 0 || note->key == key))
                return event;
        return nullptr;
    }
    template <typename Event> std::size_t count() const {
        std::size_t n = 0;
        for (const auto& note : calls)
            n += std::holds_alternative<Event>(note.event) ? 1 : 0;
        return n;
    }
    template <typename Event> const Event* line_event() const {
        for (auto note = lines.rbegin(); note != lines.rend(); ++note)
            if (const auto* const event = std::get_if<Event>(&note->event))
                return event;
        return nullptr;
    }

    std::vector<CallNote> calls;
    std::vector<LineNote> lines;
    std::vector<TargetNote> targets;
    std::vector<TraceNote> traces;
    std::vector<std::string> texts, requests, dropped, unreadable, noise, warnings;
    std::function<void(sip::CallKey, const sip::CallEvent&)> on_call_hook;
    std::function<void(sip::LineId, const sip::LineEvent&)> on_line_hook;
    std::vector<int> probes; ///< what each probe got
    std::set<sip::LineId> away;
    std::size_t delayed{};   ///< REGISTERs that have waited for their turn
    bool ready{true}, shows_texts{};
};

/// One agent with line 1 (user 1001, Contact SEP001120AABBCC-1) at one registrar, the peer.
class AgentFixture {
  public:
    explicit AgentFixture(sip::Options changed = {}, int transport = SOCK_DGRAM) : peer("127.0.0.1", transport) {
        options = std::move(changed);
        options.listen = "127.0.0.1:0";
        options.user_agent = "sccp2sip/test";
        options.domain = "pbx.test";
        if (options.registrars.empty())
            options.registrars = {target()};
        if (options.probe == sip::Options{}.probe)
            options.probe = std::chrono::milliseconds(0);
        agent = std::make_unique<sip::Agent>(options, sink, [this] { return ++last_key; });
        agent_port = static_cast<std::uint16_t>(std::stoi(agent->address().substr(agent->address().rfind(':') + 1)));
        agent->add_line(1, account());
    }
    ~AgentFixture() {
        CHECK(sink.warnings.empty());
        agent.reset();
    }

    sip::Target target() const {
        return {"127.0.0.1", peer.port(), is_tcp() ? sip::Transport::tcp : sip::Transport::udp};
    }
    bool is_tcp() const {
        int type = 0;
        socklen_t size = sizeof type;
        ::getsockopt(peer.fd(), SOL_SOCKET, SO_TYPE, &type, &size);
        return type == SOCK_STREAM;
    }
    sip::Account account() const {
        sip::Account account;
        account.user = "1001";
        account.domain = "pbx.test";
        account.display_name = "Alice";
        account.auth_user = "1001";
        account.password = "secret";
        account.contact_user = "SEP001120AABBCC-1";
        account.user_agent = "sccp2sip/test (7960; SEP001120AABBCC)";
        account.targets = {target()};
        return account;
    }

    /// Steps everything until it is true; the deadline only ends a test that fails.
    bool until(const std::function<bool()>& is_true, std::chrono::milliseconds patience = std::chrono::seconds(4)) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        for (;;) {
            agent->step();
            peer.poll();
            for (auto* const other : others)
                other->poll();
            if (is_true())
                return true;
            if (std::chrono::steady_clock::now() > deadline) {
                std::string wire = "so far on the wire:";
                for (const auto& trace : sink.traces)
                    wire += (trace.sent ? "\n  > " : "\n  < ") + trace.first_line;
                MESSAGE(wire);
                return false;
            }
            wait();
        }
    }
    template <typename Event> const Event* until_call(sip::CallKey key = 0) {
        until([&] { return sink.call_event<Event>(key) != nullptr; });
        return sink.call_event<Event>(key);
    }
    template <typename Event> const Event* until_line() {
        until([&] { return sink.line_event<Event>() != nullptr; });
        return sink.line_event<Event>();
    }
    /// Takes the next request with this method, or the next response to it, out of the peer's inbox.
    SipText expect_request(const std::string& method, ScriptedPeer* at = nullptr) {
        return expect(at, [&](const SipText& message) { return message.method() == method; });
    }
    SipText expect_response(int status, ScriptedPeer* at = nullptr) {
        return expect(at, [&](const SipText& message) { return message.status() == status; });
    }
    SipText expect(ScriptedPeer* at, const std::function<bool(const SipText&)>& is_it) {
        auto& inbox = (at ? at : &peer)->inbox;
        auto found = inbox.end();
        REQUIRE(until([&] { return (found = std::find_if(inbox.begin(), inbox.end(), is_it)) != inbox.end(); }));
        const SipText message = *found;
        inbox.erase(found);
        return message;
    }
    bool has(const std::string& method) {
        return std::any_of(peer.inbox.begin(), peer.inbox.end(),
                           [&](const SipText& m) { return m.method() == method; });
    }
    /// A few turns in which something that must not happen could happen.
    void settle() {
        for (int turn = 0; turn < 20; ++turn) {
            agent->step();
            peer.poll();
            wait();
        }
    }
    void answer(const SipText& request, const Answer& answer) {
        peer.send_to(response_to(request, answer), agent_port);
    }

    ScriptedPeer peer;
    std::vector<ScriptedPeer*> others;
    Recorder sink;
    sip::Options options;
    sip::CallKey last_key{1000};
    std::unique_ptr<sip::Agent> agent;
    std::uint16_t agent_port{};

  private:
    void wait() {
        pollfd fds[2] = {{agent->event_descriptor(), POLLIN, 0}, {peer.fd(), POLLIN, 0}};
        ::poll(fds, 2, 1); // a timer of the stack may be due
    }
};

/// A dialog seen from the peer's side.
class PeerDialog {
  public:
    /// The peer calls, or somebody else.
    PeerDialog(AgentFixture& fixture, std::string call_id, std::string user = "SEP001120AABBCC-1",
               ScriptedPeer* who = nullptr)
        : fixture_(fixture), who_(who ? *who : fixture.peer), call_id_(std::move(call_id)),
          target_("sip:" + user + (user.empty() ? "" : "@") + fixture.agent->address()) {}
    /// The peer was called and has answered with `tag`.
    PeerDialog(AgentFixture& fixture, const SipText& invite, std::string tag = "peer")
        : fixture_(fixture), who_(fixture.peer), call_id_(invite.header("Call-ID")), own_tag_(std::move(tag)),
          their_tag_(invite.tag("From")), target_(invite.uri_in("Contact")), cseq_(100) {}

    std::string request(const std::string& method, const std::string& headers = {}, const std::string& body = {},
                        const std::string& type = "application/sdp") {
        if (method != "ACK" && method != "CANCEL")
            branch_ = "z9hG4bK" + call_id_.substr(0, call_id_.find('@')) + std::to_string(++cseq_);
        const auto& peer = who_;
        std::string head = method + " " + target_ + " SIP/2.0\r\nVia: SIP/2.0/" + (fixture_.is_tcp() ? "TCP" : "UDP") +
                           " " + peer.address() + ";branch=" + (method == "ACK" ? branch_ + "ack" : branch_) +
                           "\r\nMax-Forwards: 70\r\nFrom: \"Bob\" <sip:1002@pbx.test>;tag=" + own_tag_ +
                           "\r\nTo: <sip:1001@pbx.test>" +
                           (their_tag_.empty() || method == "CANCEL" ? "" : ";tag=" + their_tag_) +
                           "\r\nCall-ID: " + call_id_ + "\r\nCSeq: " + std::to_string(cseq_) + " " + method +
                           "\r\nContact: <sip:1002@" + peer.address() + ">\r\n" + headers;
        return with_body(std::move(head), type, body);
    }
    void send(const std::string& method, const std::string& headers = {}, const std::string& body = {},
              const std::string& type = "application/sdp") {
        who_.send_to(request(method, headers, body, type), fixture_.agent_port);
    }
    /// Of the agent, from a response or request of it.
    void learn(const SipText& message) {
        their_tag_ = message.is_request() ? message.tag("From") : message.tag("To");
        if (const auto target = message.uri_in("Contact"); !target.empty())
            target_ = target;
    }
    const std::string& call_id() const { return call_id_; }
    const std::string& own_tag() const { return own_tag_; }
    const std::string& their_tag() const { return their_tag_; }

  private:
    AgentFixture& fixture_;
    ScriptedPeer& who_;
    std::string call_id_, own_tag_{"peertag"}, their_tag_, target_, branch_;
    unsigned cseq_{};
};

} // namespace tests
