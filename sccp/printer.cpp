// Text forms that need no message: quoted strings, hexadecimal, decode errors.
#include "sccp/printer.hpp"

#include "sccp/error.hpp"

namespace sccp {

namespace {
constexpr std::string_view digits = "0123456789abcdef";
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (octet >= 0x20 && octet < 0x7F) {
            out += c;
        } else {
            out += "\\x";
            out += digits[octet >> 4];
            out += digits[octet & 15];
        }
    }
    out += '"';
}

void append_hex(std::string& out, std::span<const std::uint8_t> octets) {
    for (const auto octet : octets) {
        out += digits[octet >> 4];
        out += digits[octet & 15];
    }
}

void append_hex(std::string& out, std::uint32_t number) {
    out += "0x";
    for (int shift = number > 0xFFFF ? 28 : 12; shift >= 0; shift -= 4) out += digits[number >> shift & 15];
}

std::string DecodeError::print() const {
    std::string out(message);
    if (reason == Reason::missing) {
        out += ": no " + field;
    } else {
        out += ": count " + std::to_string(count) + " too high in " + field;
    }
    return out + " at " + std::to_string(offset) + " (body of " + std::to_string(have) + " octets)";
}

} // namespace sccp
