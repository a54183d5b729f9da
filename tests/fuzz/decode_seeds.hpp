// Inputs of decode_fuzz that together reach every decoder in each of its layouts: every message, filled, as each
// version sends it.
#pragma once

#include <vector>

#include "tests/fuzz/decode_input.hpp"
#include "tests/sccp/samples.hpp"

namespace decode_input {

inline std::vector<std::uint8_t> seed(const samples::Sample& sample, unsigned version) {
    const auto message = sample.encoded({.version = version});
    return make(version, static_cast<unsigned>(sample.direction), sample.id, std::span(message).subspan(sccp::header_octets));
}

/// The first version that writes a message in a way, for each of its ways.
inline std::vector<std::vector<std::uint8_t>> seeds() {
    std::vector<std::vector<std::uint8_t>> all;
    for (const auto& sample : samples::all()) {
        std::size_t octets_before = 0;
        for (unsigned version = 0; version < versions; ++version) {
            auto one = seed(sample, version);
            const bool is_another_layout = version == 0 || one.size() != octets_before;
            octets_before = one.size();
            if (is_another_layout) all.push_back(std::move(one));
        }
    }
    return all;
}

} // namespace decode_input
