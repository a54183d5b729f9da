// What a phone says it can code and decode.
#include "mapping/capabilities.hpp"

#include <algorithm>

#include "mapping/codecs.hpp"

namespace mapping {

namespace {

template <class List> bool take(const List& said, std::vector<Capability>& capabilities) {
    std::vector<Capability> found;
    for (const auto& one : said) {
        const auto payload = one.payload_capability;
        const bool is_known =
            std::any_of(found.begin(), found.end(), [&](const Capability& other) { return other.payload == payload; });
        if (payload == sccp::MediaPayloadType::none || payload == sccp::MediaPayloadType::no_audio || is_known)
            continue;
        found.push_back({payload, one.max_frames_per_packet});
    }
    if (!found.empty()) capabilities = std::move(found);
    return true;
}

} // namespace

bool take_capabilities(const sccp::FromPhone& message, std::vector<Capability>& capabilities) {
    if (const auto* first = std::get_if<sccp::CapabilitiesRes>(&message)) return take(first->caps, capabilities);
    if (const auto* second = std::get_if<sccp::UpdateCapabilities>(&message))
        return take(second->audiocaps, capabilities);
    if (const auto* third = std::get_if<sccp::CapabilitiesV2Res>(&message)) return take(third->audiocaps, capabilities);
    if (const auto* fourth = std::get_if<sccp::CapabilitiesV3Res>(&message))
        return take(fourth->audiocaps, capabilities);
    return false;
}

std::vector<std::string> capability_names(const std::vector<Capability>& capabilities) {
    std::vector<std::string> names;
    for (const auto& capability : capabilities) {
        const auto ours = codec_name(capability.payload);
        names.push_back(ours.empty() ? sccp::to_string(capability.payload) : std::string{ours});
    }
    return names;
}

} // namespace mapping
