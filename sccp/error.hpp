// Why a message could not be read: which message, which field, how many octets there were.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sccp {

struct DecodeError {
    enum class Reason : std::uint8_t {
        missing,     ///< the body ends before or inside the field
        too_many,    ///< a count above the capacity of its array or above what the body holds
    };

    std::uint32_t id{};
    std::string_view message;   ///< name of the message
    std::string field;          ///< dotted path, as in the protocol tables
    Reason reason{Reason::missing};
    std::size_t offset{};       ///< of the field in the body
    std::size_t have{};         ///< octets of the body
    std::uint32_t count{};      ///< the count that was too high

    /// `CapabilitiesRes: count 40 in capCount is too high (body of 24 octets)`
    std::string print() const;
};

} // namespace sccp
