// Why a call failed: tone, call state and prompt.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/causes.hpp"

using namespace mapping;
using State = sccp::DCallState;

namespace {

sip::Message response(int status, std::vector<std::string> reason = {}) {
    sip::Message message;
    message.status = status;
    message.headers.reason = std::move(reason);
    return message;
}

struct Row {
    std::vector<int> numbers;
    unsigned tone;
    State state;
    Text prompt;
};

void check(const Failure& failure, const Row& row) {
    CHECK(static_cast<unsigned>(failure.tone) == row.tone);
    CHECK(failure.call_state == row.state);
    CHECK(failure.prompt == row.prompt);
}

} // namespace

TEST_CASE("a final response becomes tone, call state and prompt") {
    const Row rows[] = {
        {{486, 600}, 0x23, State::busy, Label::busy},
        {{603, 607, 608}, 0x23, State::busy, "Declined"},
        {{404, 410, 604, 485, 416}, 0x25, State::invalid_number, Label::unknown_number},
        {{484}, 0x25, State::invalid_number, Label::number_not_configured},
        {{403, 433}, 0x25, State::congestion, "Forbidden"},
        {{401, 407}, 0x25, State::congestion, Label::device_not_authorized},
        {{480, 302, 305}, 0x25, State::congestion, "Not available"},
        {{408}, 0x25, State::congestion, "No answer"},
        {{415, 420, 488, 606}, 0x25, State::congestion, Label::incompatible_device_type},
        {{482, 483}, 0x25, State::congestion, "Loop"},
        {{503}, 0x25, State::congestion, Label::high_traffic},
        {{500, 501, 502, 504, 505, 513, 580, 487, 491, 499, 699}, 0x25, State::congestion, Label::temp_fail},
    };
    for (const auto& row : rows)
        for (const int status : row.numbers) {
            CAPTURE(status);
            check(failure_of(response(status), {}, {}), row);
            check(failure_of(status, {}), row);
        }
}

TEST_CASE("a Q.850 cause wins over the status") {
    const Row rows[] = {
        {{17}, 0x23, State::busy, Label::busy},
        {{21}, 0x23, State::busy, "Declined"},
        {{1, 22, 28}, 0x25, State::invalid_number, Label::unknown_number},
        {{55, 57}, 0x25, State::congestion, "Forbidden"},
        {{18, 19}, 0x25, State::congestion, "No answer"},
        {{20}, 0x25, State::congestion, "Not available"},
        {{65, 79, 88}, 0x25, State::congestion, Label::incompatible_device_type},
        {{34, 42, 44}, 0x25, State::congestion, Label::high_traffic},
    };
    for (const auto& row : rows)
        for (const int cause : row.numbers) {
            CAPTURE(cause);
            check(failure_of(response(500, {"Q.850;cause=" + std::to_string(cause)}), {}, {}), row);
        }
}

TEST_CASE("Reason headers are weighed: Q.850, then SIP, then the status") {
    const auto prompt = [](int status, std::vector<std::string> reason) {
        return failure_of(response(status, std::move(reason)), {}, {}).prompt;
    };
    CHECK(prompt(503, {"SIP;cause=486;text=\"Busy Here\""}) == Text(Label::busy));
    CHECK(prompt(503, {"SIP;cause=486", "Q.850;cause=1"}) == Text(Label::unknown_number));
    CHECK(prompt(486, {"Q.850;cause=127"}) == Text(Label::busy));               // not listed
    CHECK(prompt(486, {"q.850;cause=17 , SIP;cause=404"}) == Text(Label::busy));
    CHECK(prompt(486, {"SIP;cause=200"}) == Text(Label::busy));
    CHECK(prompt(486, {"nonsense"}) == Text(Label::busy));
}

TEST_CASE("what our own stack made up is a temporary failure") {
    auto message = response(408);
    message.internal = true;
    CHECK(failure_of(message, {}, {}).prompt == Text(Label::temp_fail));
    message.status = 503;
    CHECK(failure_of(message, {}, {}).prompt == Text(Label::temp_fail));
}

TEST_CASE("options change the tone of an unknown number and show the phrase") {
    DeviceOptions device;
    device.tone_unobtainable = 0x2b;
    CHECK(static_cast<unsigned>(failure_of(response(404), {}, device).tone) == 0x2b);
    CHECK(static_cast<unsigned>(failure_of(404, device).tone) == 0x2b);
    CHECK(static_cast<unsigned>(failure_of(response(484), {}, device).tone) == 0x25);

    LineOptions line;
    auto message = response(404);
    message.phrase = "No such extension in this house at all";
    CHECK(failure_of(message, line, {}).prompt == Text(Label::unknown_number));
    line.show_reason_phrase = true;
    CHECK(failure_of(message, line, {}).prompt == Text("No such extension in this house"));
    message.phrase.clear();
    CHECK(failure_of(message, line, {}).prompt == Text(Label::unknown_number));
}

TEST_CASE("call-back is for busy and unanswered calls") {
    CHECK(failure_of(486, {}).may_call_back);
    CHECK(failure_of(408, {}).may_call_back);
    CHECK(no_answer().may_call_back);
    CHECK_FALSE(failure_of(404, {}).may_call_back);
    CHECK_FALSE(failure_of(603, {}).may_call_back);
}

TEST_CASE("a phone that opens no media is told why") {
    using M = sccp::MediaStatus;
    for (const M status : {M::ok, M::not_enough_channels, M::out_of_sockets})
        CHECK(media_failure(status).prompt == Text(Label::no_resources));
    for (const M status : {M::unknown, M::invalid_codec, M::encoder_or_decoder_failed, M::invalid_party_id})
        CHECK(media_failure(status).prompt == Text(Label::setup_failed));
    CHECK(no_media_ack().prompt == Text(Label::temp_fail));
    CHECK(no_answer().prompt == Text("No answer"));
    CHECK(dial_time_out().prompt.empty());
    CHECK(dial_time_out().tone == sccp::DeviceTone::reorder_tone);
    CHECK(dial_time_out().call_state == State::off_hook);
}

TEST_CASE("our BYE says why") {
    CHECK(reason_of(EndCause::normal) == "Q.850;cause=16");
    CHECK(reason_of(EndCause::endpoint_restarted) == "Q.850;cause=41;text=\"Endpoint restarted\"");
    CHECK(reason_of(EndCause::media_unusable) == "SIP;cause=488");
}

TEST_CASE("a CANCEL tells whether somebody else answered") {
    CHECK(is_answered_elsewhere({"SIP;cause=200;text=\"Call completed elsewhere\""}));
    CHECK(is_answered_elsewhere({"Q.850;cause=26"}));
    CHECK(is_answered_elsewhere({"Q.850;cause=16", "SIP;cause=200"}));
    CHECK_FALSE(is_answered_elsewhere({}));
    CHECK_FALSE(is_answered_elsewhere({"Q.850;cause=16"}));
    CHECK_FALSE(is_answered_elsewhere({"SIP;cause=26", "Q.850;cause=200"}));
}
