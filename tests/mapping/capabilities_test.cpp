// Codec lists of phones: all messages that carry one, what is kept and what is left out.
#include <doctest/doctest.h>

#include "mapping/capabilities.hpp"

using Payload = sccp::MediaPayloadType;

namespace {

sccp::AudioCapability codec(Payload payload, std::uint32_t frames = 40) {
    sccp::AudioCapability one;
    one.payload_capability = payload;
    one.max_frames_per_packet = frames;
    return one;
}

template <class Message, class List> Message with(List Message::*list, std::initializer_list<sccp::AudioCapability> codecs) {
    Message message;
    for (const auto& one : codecs) (message.*list).push_back(one);
    return message;
}

} // namespace

TEST_CASE("each of the four messages gives the codecs in the phone's order") {
    const auto list = {codec(Payload::g722_64k), codec(Payload::g711_ulaw64k, 20), codec(Payload::g729)};
    const sccp::FromPhone messages[] = {
        with(&sccp::CapabilitiesRes::caps, list),
        with(&sccp::UpdateCapabilities::audiocaps, list),
        with(&sccp::CapabilitiesV2Res::audiocaps, list),
        with(&sccp::CapabilitiesV3Res::audiocaps, list),
    };
    for (const auto& message : messages) {
        std::vector<mapping::Capability> known;
        CHECK(mapping::take_capabilities(message, known));
        REQUIRE(known.size() == 3);
        CHECK(known[0].payload == Payload::g722_64k);
        CHECK(known[1].payload == Payload::g711_ulaw64k);
        CHECK(known[1].max_frames == 20);
        CHECK(known[2].payload == Payload::g729);
        CHECK(mapping::capability_names(known) == std::vector<std::string>{"g722", "pcmu", "g729"});
    }
}

TEST_CASE("a later list replaces the earlier one, an empty one does not") {
    std::vector<mapping::Capability> known;
    mapping::take_capabilities(with(&sccp::CapabilitiesRes::caps, {codec(Payload::g711_ulaw64k)}), known);
    mapping::take_capabilities(with(&sccp::UpdateCapabilities::audiocaps, {codec(Payload::g729), codec(Payload::g711_alaw64k)}), known);
    CHECK(known.size() == 2);
    CHECK(mapping::take_capabilities(sccp::CapabilitiesRes{}, known));
    CHECK(known.size() == 2);
    mapping::take_capabilities(with(&sccp::CapabilitiesRes::caps, {codec(Payload::no_audio), codec(Payload::none)}), known);
    CHECK(known.size() == 2);
}

TEST_CASE("a codec named twice counts once, one that we do not know keeps its name of the wire") {
    std::vector<mapping::Capability> known;
    mapping::take_capabilities(
        with(&sccp::CapabilitiesRes::caps, {codec(Payload::g729, 60), codec(Payload::g729, 20),
                                            codec(Payload::clear_chan), codec(static_cast<Payload>(4711))}),
        known);
    REQUIRE(known.size() == 3);
    CHECK(known[0].max_frames == 60);
    const auto names = mapping::capability_names(known);
    CHECK(names[1] == sccp::to_string(Payload::clear_chan));
    CHECK(names[2] == "unknown(4711)");
}

TEST_CASE("other messages are no codec list") {
    std::vector<mapping::Capability> known;
    CHECK_FALSE(mapping::take_capabilities(sccp::OffHook{}, known));
    CHECK_FALSE(mapping::take_capabilities(sccp::Unknown{}, known));
}
