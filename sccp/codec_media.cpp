// Decoder, encoder and printer of the messages in MediaMessages.
#include "sccp/codec.hpp"

namespace sccp {

Result<Media> decode_media(std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    return Codec<MediaDirection>::decode(id, version, body);
}

void encode(const Media& message, unsigned version, std::vector<std::uint8_t>& out) {
    Codec<MediaDirection>::encode(message, version, out);
}

std::string print(const Media& message, unsigned version) { return Codec<MediaDirection>::print(message, version); }

std::uint32_t id_of(const Media& message) { return Codec<MediaDirection>::id(message); }

std::string_view name_of(const Media& message) { return Codec<MediaDirection>::name(message); }

} // namespace sccp
