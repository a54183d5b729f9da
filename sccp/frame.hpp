// Cutting a TCP stream into messages: the header of twelve octets, its version word, the bounds of its length word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sccp {

inline constexpr std::size_t header_octets = 12;
inline constexpr std::uint32_t min_length = 4;          ///< the length word counts the id and the body
inline constexpr std::uint32_t max_length = 4096;
inline constexpr std::size_t max_message = max_length + 8;

/// One message as it lies in the buffer: valid until the buffer changes.
struct Frame {
    std::uint32_t version{};
    std::uint32_t id{};
    std::span<const std::uint8_t> body;
    std::size_t octets{};   ///< of the whole message
};

enum class FrameState : std::uint8_t {
    incomplete,   ///< wait for more
    complete,
    impossible,   ///< the length word is out of bounds: there is no resynchronisation, close
};

struct FrameResult {
    FrameState state{};
    Frame frame;
    std::uint32_t length{};   ///< the length word once four octets are there
};

/// The message at the start of `octets`.
FrameResult next_frame(std::span<const std::uint8_t> octets);

/// Octets of a connection that are not yet a whole message. Holds at most one message.
class FrameSplitter {
  public:
    /// Hands each whole message to `take(const Frame&)`. False when a length is impossible; nothing is taken from then on.
    template <class Take>
    bool feed(std::span<const std::uint8_t> octets, Take take) {
        while (!octets.empty() && !broken_) {
            if (partial_.empty()) {
                const FrameResult result = next_frame(octets);
                if (result.state == FrameState::complete) {
                    octets = octets.subspan(result.frame.octets);
                    take(result.frame);
                    continue;
                }
                broken_ = result.state == FrameState::impossible;
            }
            if (broken_) break;
            octets = complete_partial(octets);
            const FrameResult result = next_frame(partial_);
            broken_ = result.state == FrameState::impossible;
            if (result.state != FrameState::complete) continue;
            take(result.frame);
            partial_.clear();
        }
        return !broken_;
    }

    /// Octets that wait for the rest of their message.
    std::size_t waiting() const { return partial_.size(); }

  private:
    /// Adds what the partial message lacks, no more; returns what is left.
    std::span<const std::uint8_t> complete_partial(std::span<const std::uint8_t> octets);

    std::vector<std::uint8_t> partial_;
    bool broken_{};
};

/// The layout of a station's message: the version of its header if that names one, else the one agreed at registration.
unsigned effective_version(unsigned session, std::uint32_t header);

/// The version word to send with a message in a session of this version.
std::uint32_t header_version(std::uint32_t id, unsigned version);

/// Fills in the twelve octets in front of a body. `message` is the whole message.
void write_header(std::uint32_t id, unsigned version, std::span<std::uint8_t> message);

} // namespace sccp
