// Decoder, encoder and printer of the messages of list MediaMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<Media> decode_media(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<MediaMessages>::decode(id, version, body);
}

void encode(const Media& message, unsigned version, std::vector<std::uint8_t>& out) { Codec<MediaMessages>::encode(message, version, out); }

std::string print(const Media& message, unsigned version) { return Codec<MediaMessages>::print(message, version); }

std::uint32_t id_of(const Media& message) { return Codec<MediaMessages>::id_of(message); }

std::string_view name_of(const Media& message) { return Codec<MediaMessages>::name_of(message); }

} // namespace sccp
