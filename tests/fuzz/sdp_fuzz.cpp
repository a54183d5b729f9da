// Session descriptions: what is read can be written, and is then read as the same.
#include <cstdint>
#include <cstdlib>

#include "sip/sdp.hpp"

namespace {

/// What to_text writes of a media: the rest need not survive.
sip::Media written(sip::Media media) {
    if (media.port == 0)
        return sip::refused(media);
    media.formats.clear();
    return media;
}

void check(std::string_view text) {
    const auto first = sip::parse(text);
    if (!first) {
        if (first.error().what.empty())
            std::abort();
        return;
    }
    const auto out = sip::to_text(*first);
    const auto second = sip::parse(out);
    if (!second) { // only because ours is longer: each format gets an rtpmap
        if (out.size() <= sip::max_sdp_size)
            std::abort();
        return;
    }
    if (second->media.size() != first->media.size() || second->version != first->version)
        std::abort();
    for (std::size_t i = 0; i < first->media.size(); ++i) {
        const auto a = written(first->media[i]), b = written(second->media[i]);
        if (a.type != b.type || a.port != b.port || a.proto != b.proto || (a.port != 0 && a.connection != b.connection))
            std::abort();
        if (a.audio != b.audio && !first->media[i].formats.empty()) // without a format, one is invented
            std::abort();
        if (a.port != 0 && (a.direction != b.direction || a.ptime != b.ptime || a.rtcp_port != b.rtcp_port))
            std::abort();
        if (a.connection)
            static_cast<void>(sip::kind_of(*a.connection));
        static_cast<void>(sip::is_hold(a));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(text);
    const auto line = text.find('\n');
    if (line == text.npos)
        return 0;
    if (const auto body = sip::sdp_in_body(text.substr(0, line), text.substr(line + 1)))
        check(*body);
    static_cast<void>(sip::fmtp_parameter(text.substr(0, line), "annexb"));
    return 0;
}
