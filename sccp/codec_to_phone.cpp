// Decoder, encoder and printer of the messages in ToPhoneMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<ToPhone> decode_to_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<ToPhoneDirection>::decode(id, version, body);
}

void encode(const ToPhone& message, unsigned version, std::vector<std::uint8_t>& out) {
    Codec<ToPhoneDirection>::encode(message, version, out);
}

std::string print(const ToPhone& message, unsigned version) { return Codec<ToPhoneDirection>::print(message, version); }

std::uint32_t id_of(const ToPhone& message) { return Codec<ToPhoneDirection>::id(message); }

std::string_view name_of(const ToPhone& message) { return Codec<ToPhoneDirection>::name(message); }

std::uint32_t call_reference_of(const ToPhone& message) { return Codec<ToPhoneDirection>::call_reference(message); }

} // namespace sccp
