// What is explored: options of the phone and the lines, and what phone and PBX do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mapping/options.hpp"
#include "tests/exploration/act.hpp"
#include "tests/exploration/sayings.hpp"

namespace tests {

/// What the user and the phone do; bits.
enum UserChapter : std::uint16_t {
    basics = 1,           ///< handset, digits, keys that the phone offers, usable answers about media
    bad_media = 2,        ///< refusals, answers for others and after the time
    dead_keys = 4,        ///< keys that the phone does not offer
    buttons = 8,          ///< fixed buttons and line keys instead of soft keys
    connection = 16,      ///< the connection is lost, and comes back
    transfers = 32,       ///< Trnsfer, DirTrfr, Select
    en_bloc = 64,
    statistics = 128,
    operation = 256,          ///< calls are ended by REST
    /// the operator resets the phone; it leaves and registers again, with the real device machine
    resets = 1024,
    speaker_key = 512,        ///< the phone's own, which tells OffHook and OnHook as the handset does
};

struct Setting {
    std::string_view name;
    std::size_t calls{1};                 ///< at once
    std::uint16_t phone{basics};
    std::uint16_t pbx{plain};
    std::uint16_t knocks{1};              ///< bits by KnockKind; 0: nobody calls
    std::size_t depth{6};                 ///< longest sequence of the default run
    void (*configure)(mapping::DeviceOptions&, mapping::CallOptions&){};
    std::string_view model{"7960"};
    unsigned protocol{11};
    std::uint32_t features{0x8560};
    const char* forward_no_answer{""};
    std::vector<Act> prelude{};           ///< what has happened before the exploration begins
};

/// Of the exhaustive exploration; together they take every row of the tables.
const std::vector<Setting>& settings();
/// Of random walks: everything at once, on phones of three kinds.
const std::vector<Setting>& wide_settings();

} // namespace tests
