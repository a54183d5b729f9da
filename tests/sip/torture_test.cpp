// The torture messages of RFC 4475 and RFC 5118, each sent to a running agent by its registrar (tests/sip/torture).
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/torture_messages.hpp"

using namespace tests;

namespace {

/// What becomes of a message: answered with this status, or one of these. call: told as a call, which the test then
/// refuses as busy.
constexpr int ignored = 0, call = 1;

struct Torture {
    const char* name;
    int outcome;
};

// clang-format off
constexpr Torture messages[] = {
    // RFC 4475 section 3.1.1: valid
    {"wsinv"     , 481    },
    {"intmeth"   , ignored},
    {"esc01"     , call   },
    {"escnull"   , 405    },
    {"esc02"     , 501    },
    {"lwsdisp"   , 200    },
    {"longreq"   , call   },
    {"dblreq"    , 405    },
    {"semiuri"   , 200    },
    {"transports", 200    },
    {"mpart01"   , 415    },
    {"unreason"  , ignored},
    {"noreason"  , ignored},
    // RFC 4475 section 3.1.2: invalid
    {"badinv01"  , ignored},
    {"clerr"     , 400    },
    {"ncl"       , 400    },
    {"scalar02"  , 400    },
    {"scalarlg"  , ignored},
    {"quotbal"   , 400    },
    {"ltgtruri"  , 400    },
    {"lwsruri"   , ignored},
    {"lwsstart"  , call   },
    {"trws"      , 200    },
    {"escruri"   , 400    },
    {"baddate"   , call   },
    {"regbadct"  , 400    },
    {"badaspec"  , 200    },
    {"baddn"     , 400    },
    {"badvers"   , ignored},
    {"mismatch01", 400    },
    {"mismatch02", 400    },
    {"bigcode"   , ignored},
    // RFC 4475 section 3.2: transactions
    {"badbranch" , 200    },
    // RFC 4475 section 3.3: application
    {"insuf"     , 400    },
    {"unkscm"    , 416    },
    {"novelsc"   , 416    },
    {"unksm2"    , 405    },
    {"bext01"    , 420    },
    {"invut"     , 415    },
    {"regaut01"  , 405    },
    {"multi01"   , 400    },
    {"mcl01"     , 400    },
    {"bcast"     , ignored},
    {"zeromf"    , 200    },
    {"cparam01"  , 405    },
    {"cparam02"  , 405    },
    {"regescrt"  , 405    },
    {"sdp01"     , call   },
    {"inv2543"   , call   },
    // RFC 5118 section 4
    {"ipv6-good"                    , 405    },
    {"ipv6-bad"                     , ignored},
    {"port-ambiguous"               , 405 },
    {"port-unambiguous"             , 405 },
    {"via-received-param-with-delim", 481 },
    {"via-received-param-no-delim"  , 200 },
    {"ipv6-in-sdp"                  , call},
    {"mult-ip-in-header"            , 481 },
    {"mult-ip-in-sdp"               , call},
    {"ipv4-mapped-ipv6"             , call},
    {"ipv6-bug-abnf-3-colons"       , 200 },
    {"ipv6-correct-abnf-2-colons"   , 200 },
};
// clang-format on

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
        const int status = is_call ? call : answer ? answer->status() : ignored;
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
        CHECK(std::ranges::any_of(messages, [&](const Torture& message) { return message.name == name; }));
    }
    CHECK(files == std::size(messages));
}

TEST_CASE("every torture message of RFC 4475 and RFC 5118 has its outcome, and the agent lives on") {
    for (const auto& [name, outcome] : messages) {
        const std::string shown = name;
        CAPTURE(shown);
        Tortured fixture;
        const std::string message = torture_message(name);
        const int became = fixture.outcome_of(message.starts_with("SIP/2.0") ? message : sent_from_here(message));
        CHECK(became == outcome);
        CHECK(fixture.answers_options());
        CHECK(fixture.until([&] { return fixture.agent->dialogs() == 0; }));
    }
}
