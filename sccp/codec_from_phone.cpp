// Decoder, encoder and printer of the messages in FromPhoneMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<FromPhone> decode_from_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<FromPhoneDirection>::decode(id, version, body);
}

void encode(const FromPhone& message, unsigned version, std::vector<std::uint8_t>& out) {
    Codec<FromPhoneDirection>::encode(message, version, out);
}

std::string print(const FromPhone& message, unsigned version) {
    return Codec<FromPhoneDirection>::print(message, version);
}

std::uint32_t id_of(const FromPhone& message) { return Codec<FromPhoneDirection>::id(message); }

std::string_view name_of(const FromPhone& message) { return Codec<FromPhoneDirection>::name(message); }

std::uint32_t call_reference_of(const FromPhone& message) { return Codec<FromPhoneDirection>::call_reference(message); }

} // namespace sccp
