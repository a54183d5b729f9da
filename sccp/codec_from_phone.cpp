// Decoder, encoder and printer of the messages of list FromPhoneMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<FromPhone> decode_from_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<FromPhoneMessages>::decode(id, version, body);
}

void encode(const FromPhone& message, unsigned version, std::vector<std::uint8_t>& out) { Codec<FromPhoneMessages>::encode(message, version, out); }

std::string print(const FromPhone& message, unsigned version) { return Codec<FromPhoneMessages>::print(message, version); }

std::uint32_t id_of(const FromPhone& message) { return Codec<FromPhoneMessages>::id_of(message); }

std::string_view name_of(const FromPhone& message) { return Codec<FromPhoneMessages>::name_of(message); }

std::uint32_t call_reference_of(const FromPhone& message) { return Codec<FromPhoneMessages>::call_reference_of(message); }

} // namespace sccp
