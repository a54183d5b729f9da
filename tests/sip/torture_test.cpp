// The torture messages of RFC 4475 and RFC 5118, each sent to a running agent by its registrar (tests/sip/torture).
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/torture_messages.hpp"
#include "tests/support/sip_client.hpp"

using namespace tests;

namespace {

/// An agent with a line for everybody who is asked for.
struct Tortured : AgentFixture {
    Tortured() {
        sip::LineId line = 10;
        for (const char* const user :
             {"user", "vivekg", "sips:user@example.com", "user;par=u@example.net", "kumiko", "t.watson", "remote-target",
              "UserB", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"}) {
            auto known = account();
            known.user = user;
            known.contact_user = "SEP001120DDEE" + std::to_string(++line) + "-1";
            agent->add_line(line, known);
        }
    }
    /// What becomes of it, as in the table. `send` sends to the agent, `inbox` takes what has come and shows it.
    int outcome_of(const std::string& wire, const std::function<void(const std::string&)>& send,
                   const std::function<std::deque<SipText>&()>& inbox) {
        const auto final_answer = [&](int status = 0) {
            const auto& all = inbox();
            const auto found = std::ranges::find_if(
                all, [&](const SipText& m) { return m.status() >= 200 && (status == 0 || m.status() == status); });
            return found == all.end() ? nullptr : &*found;
        };
        send(wire);
        if (!until([&] { return final_answer() || !sink.calls.empty() || is_quiet(); }))
            return -1;
        const bool is_call = sink.count<sip::Invited>() == 1;
        if (is_call) {
            agent->reject(last_key, {.status = 486});
            if (!until([&] { return final_answer(486) != nullptr; }))
                return -1;
            agent->forget(last_key);
        }
        const auto* const answer = final_answer(is_call ? 486 : 0);
        const int status = is_call ? torture_call : answer ? answer->status() : torture_ignored;
        if (answer)
            send(acknowledgement(*answer));
        return status;
    }
    int outcome_of(const std::string& wire) {
        return outcome_of(wire, [&](const std::string& text) { peer.send_to(text, agent_port); }, [&]() -> auto& { return peer.inbox; });
    }
    int outcome_by_stream(const std::string& wire) {
        SipClient stream(agent_port);
        return outcome_of(wire, [&](const std::string& text) { stream.say(text); },
                          [&]() -> auto& {
                              stream.poll();
                              return stream.inbox;
                          });
    }
    bool has_told() const { return !sink.noise.empty() || !sink.unreadable.empty(); }
    /// A few turns after which an answer would have come.
    bool is_quiet() { return ++turns_ > 30; }
    /// So that a refused INVITE does not keep its transaction; for anything else it is one more stray message.
    std::string acknowledgement(const SipText& answer) const {
        std::string ack = "ACK sip:x@" + agent->address() + " SIP/2.0\r\n";
        for (const char* const name : {"Via", "From", "To", "Call-ID"})
            ack += std::string(name) + ": " + answer.header(name) + "\r\n";
        return ack + "CSeq: " + std::to_string(answer.cseq()) + " ACK\r\nContent-Length: 0\r\n\r\n";
    }
    bool answers_options() {
        PeerDialog alive(*this, "alive" + std::to_string(turns_) + "@peer");
        alive.send("OPTIONS");
        return until([&] {
            return std::ranges::any_of(peer.inbox, [&](const SipText& m) {
                return m.header("Call-ID") == alive.call_id() && m.status() == 200;
            });
        });
    }

  private:
    int turns_{};
};

} // namespace

TEST_CASE("every torture message in the folder has its row") {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(TEST_SOURCE_DIR "/tests/sip/torture")) {
        if (entry.path().extension() != ".sip")
            continue;
        ++files;
        const std::string name = entry.path().stem().string();
        CAPTURE(name);
        CHECK(std::ranges::any_of(torture_outcomes, [&](const TortureOutcome& message) { return message.name == name; }));
    }
    CHECK(files == std::size(torture_outcomes));
}

TEST_CASE("case 1, case 2, case 3, case 4: every torture message of RFC 4475 and RFC 5118 has its outcome, and the agent lives on") {
    const auto check = [](const std::string& name, const std::string& message, int outcome) {
        CAPTURE(name);
        Tortured fixture;
        CHECK(fixture.outcome_of(message.starts_with("SIP/2.0") ? message : sent_from_here(message)) == outcome);
        CHECK(fixture.has_told() == (outcome == torture_ignored)); // what is not answered leaves a trace
        CHECK(fixture.answers_options());
        CHECK(fixture.until([&] { return fixture.agent->dialogs() == 0; }));
    };
    for (const auto& row : torture_outcomes) {
        const auto message = torture_message(row.name);
        if (row.as_written != 0)
            check(row.name, message, row.as_written);
        check(row.name, row.as_written != 0 ? with_true_length(message) : message, row.outcome);
    }
}

TEST_CASE("case 1, case 2, case 3, case 4: by TCP every torture message has the outcome that it has by UDP, but where a stream is cut otherwise") {
    const auto check = [](const TortureOutcome& row, const std::string& message, int outcome) {
        const std::string name = row.name;
        CAPTURE(name);
        Tortured fixture;
        CHECK(fixture.outcome_by_stream(message.starts_with("SIP/2.0") ? message : sent_from_here(message, "TCP")) == outcome);
        CHECK(fixture.answers_options());
        CHECK(fixture.until([&] { return fixture.agent->dialogs() == 0; }));
    };
    for (const auto& row : torture_outcomes) {
        const auto message = torture_message(row.name);
        check(row, row.as_written != 0 ? with_true_length(message) : message, row.outcome_by(true));
    }
}
