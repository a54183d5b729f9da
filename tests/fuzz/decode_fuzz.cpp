// Bodies of all messages in both directions and all versions: what is decoded prints, is encoded, and is then decoded to the same.
//
// Input: octet 0 version, octet 1 direction, octets 2 and 3 id, then the body.
#include <cstdlib>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace {

using sccp::Result;

template <class Any>
using Decode = Result<Any> (*)(std::uint32_t, unsigned, std::span<const std::uint8_t>);

template <class Any>
void check(Decode<Any> decode, std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    const auto first = decode(id, version, body);
    if (!first) {
        const auto& error = first.error();
        if (error.id != id || error.message != sccp::message_name(id) || error.field.empty() || error.have != body.size() || error.offset > body.size())
            std::abort();
        return;
    }
    if (sccp::id_of(*first) != id) std::abort();
    const auto printed = sccp::print(*first, version);
    std::vector<std::uint8_t> octets, again;
    sccp::encode(*first, version, octets);
    if (octets.size() % 4 != 0 || octets.size() > sccp::max_message + 4) std::abort();
    const auto second = decode(id, version, std::span(octets).subspan(sccp::header_octets));
    if (!second) std::abort();
    sccp::encode(*second, version, again);
    if (octets != again) std::abort();
    if (printed.find('\n') != printed.npos) std::abort();   // a log line stays one line
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4 || size > sccp::max_length) return 0;
    const unsigned version = data[0] % 23U;
    const std::uint32_t id = data[2] | std::uint32_t{data[3]} << 8;
    const std::span body(data + 4, size - 4);
    switch (data[1] % 3) {
    case 0: check<sccp::FromPhone>(sccp::decode_from_phone, id, version, body); break;
    case 1: check<sccp::ToPhone>(sccp::decode_to_phone, id, version, body); break;
    default: check<sccp::Media>(sccp::decode_media, id, version, body); break;
    }
    return 0;
}
