// Decoder, encoder and printer of the messages of list ToPhoneMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<ToPhone> decode_to_phone(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<ToPhoneMessages>::decode(id, version, body);
}

void encode(const ToPhone& message, unsigned version, std::vector<std::uint8_t>& out) { Codec<ToPhoneMessages>::encode(message, version, out); }

std::string print(const ToPhone& message, unsigned version) { return Codec<ToPhoneMessages>::print(message, version); }

std::uint32_t id_of(const ToPhone& message) { return Codec<ToPhoneMessages>::id_of(message); }

std::string_view name_of(const ToPhone& message) { return Codec<ToPhoneMessages>::name_of(message); }

std::uint32_t call_reference_of(const ToPhone& message) { return Codec<ToPhoneMessages>::call_reference_of(message); }

} // namespace sccp
