// Cutting a TCP stream into messages: the header of twelve octets, its version word, the bounds of its length word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sccp {

inline constexpr std::size_t header_octets = 12;
inline constexpr std::uint32_t min_length = 4;          ///< the length word counts the id and the body
inline constexpr std::uint32_t max_length = 4096;       ///< the longest message of the tables is 2,452 octets
inline constexpr std::size_t max_message = max_length + 8;

/// One message as it lies in the buffer: valid until the buffer changes.
struct Frame {
    std::uint32_t version{};
    std::uint32_t id{};
    std::span<const std::uint8_t> bytes;   ///< the whole message

    std::span<const std::uint8_t> body() const { return bytes.subspan(header_octets); }
};

enum class CutOutcome : std::uint8_t {
    need_more,           ///< the rest of the message is not here yet
    whole_frame,
    impossible_length,   ///< there is no resynchronisation: close the connection
};

struct Cut {
    CutOutcome outcome{CutOutcome::need_more};
    Frame frame;
    std::uint32_t length{};   ///< the length word, once its four octets are there
};

/// The message at the start of `octets`. Copies nothing.
Cut cut_frame(std::span<const std::uint8_t> octets);

/// The layout of a station's message: the version its header names, or else the one agreed at registration.
unsigned effective_version(unsigned session, std::uint32_t header);

/// The version word to send with a message in a session of this version.
std::uint32_t header_version(std::uint32_t id, unsigned version);

/// Fills in the twelve octets in front of a body. `message` is the whole message.
void write_header(std::uint32_t id, unsigned version, std::span<std::uint8_t> message);

} // namespace sccp
