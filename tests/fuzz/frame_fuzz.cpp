// A TCP stream in pieces: whatever the cut, the same messages come out, none is longer than allowed, all of them decode
// or tell why not.
#include <cstdlib>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace {

struct Reading {
    std::vector<std::vector<std::uint8_t>> messages;
    bool is_broken{};
};

/// As a connection reads: what is not a whole message waits for more.
Reading read(std::span<const std::uint8_t> stream, std::size_t piece) {
    Reading reading;
    std::vector<std::uint8_t> pending;
    while (!stream.empty() && !reading.is_broken) {
        const auto now = stream.first(std::min(piece, stream.size()));
        stream = stream.subspan(now.size());
        pending.insert(pending.end(), now.begin(), now.end());
        std::size_t used = 0;
        while (true) {
            const auto cut = sccp::cut_frame(std::span(pending).subspan(used));
            reading.is_broken = cut.outcome == sccp::CutOutcome::impossible_length;
            if (cut.outcome != sccp::CutOutcome::whole_frame) break;
            reading.messages.emplace_back(cut.frame.bytes.begin(), cut.frame.bytes.end());
            used += cut.frame.bytes.size();
        }
        pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(used));
        if (!reading.is_broken && pending.size() >= sccp::max_message) std::abort();
    }
    return reading;
}

void decode(const std::vector<std::uint8_t>& message) {
    const auto cut = sccp::cut_frame(message);
    if (cut.outcome != sccp::CutOutcome::whole_frame || cut.frame.bytes.size() != message.size()) std::abort();
    const auto decoded = sccp::decode_from_phone(cut.frame.id, sccp::effective_version(11, cut.frame.version), cut.frame.body());
    if (!decoded && decoded.error().print().empty()) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::span stream(data + 1, size - 1);
    const Reading whole = read(stream, stream.size() + 1), pieces = read(stream, data[0] % 31U + 1);
    if (whole.messages != pieces.messages || whole.is_broken != pieces.is_broken) std::abort();
    for (const auto& message : whole.messages) decode(message);
    return 0;
}
