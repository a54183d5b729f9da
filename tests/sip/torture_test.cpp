// The torture messages of RFC 4475 and RFC 5118, each sent to a running agent by its registrar (tests/sip/torture).
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/torture_messages.hpp"

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
    const SipText* final_answer() const {
        const auto found = std::ranges::find_if(peer.inbox, [](const SipText& m) { return m.status() >= 200; });
        return found == peer.inbox.end() ? nullptr : &*found;
    }
    /// What becomes of it, as in the table.
    int outcome_of(const std::string& wire) {
        peer.send_to(wire, agent_port);
        if (!until([&] { return final_answer() || !sink.calls.empty() || is_quiet(); }))
            return -1;
        const bool is_call = sink.count<sip::Invited>() == 1;
        if (is_call) {
            agent->reject(last_key, {.status = 486});
            if (!until([&] { return final_answer(); }) || final_answer()->status() != 486)
                return -1;
            agent->forget(last_key);
        }
        const auto* const answer = final_answer();
        const int status = is_call ? torture_call : answer ? answer->status() : torture_ignored;
        if (answer)
            acknowledge(*answer);
        return status;
    }
    /// A few turns after which an answer would have come.
    bool is_quiet() { return ++turns_ > 30; }
    /// So that a refused INVITE does not keep its transaction; for anything else it is one more stray message.
    void acknowledge(const SipText& answer) {
        std::string ack = "ACK sip:x@" + agent->address() + " SIP/2.0\r\n";
        for (const char* const name : {"Via", "From", "To", "Call-ID"})
            ack += std::string(name) + ": " + answer.header(name) + "\r\n";
        peer.send_to(ack + "CSeq: " + std::to_string(answer.cseq()) + " ACK\r\nContent-Length: 0\r\n\r\n", agent_port);
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
        CHECK(fixture.answers_options());
        CHECK(fixture.until([&] { return fixture.agent->dialogs() == 0; }));
    };
    for (const auto& [name, outcome, as_written] : torture_outcomes) {
        const auto message = torture_message(name);
        if (as_written != 0)
            check(name, message, as_written);
        check(name, as_written != 0 ? with_true_length(message) : message, outcome);
    }
}
