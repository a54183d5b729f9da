// The messages of the catalogue, filled, described and read back.
#include "tests/sccp/samples.hpp"

#include "tests/sccp/filler.hpp"

namespace samples {

namespace {

template <class M>
M filled(const Filling& filling) {
    M message;
    Filler filler(filling.version, filling.codec, filling.items);
    M::layout(message, filler);
    return message;
}

template <class M>
std::vector<Leaf> leaves_of(const M& message, unsigned version) {
    Leaves leaves(version);
    if constexpr (requires { M::header; }) M::layout(message, leaves);
    return leaves.list();
}

template <class Way, class M>
std::vector<std::uint8_t> encoded(const Filling& filling) {
    std::vector<std::uint8_t> out;
    sccp::encode(sccp::Message<Way>(filled<M>(filling)), filling.version, out);
    return out;
}

template <class Way, class M>
std::string printed(const Filling& filling) {
    return sccp::print(sccp::Message<Way>(filled<M>(filling)), filling.version);
}

template <class M>
std::vector<Leaf> filled_leaves(const Filling& filling) {
    return leaves_of(filled<M>(filling), filling.version);
}

template <class Way, class... M>
void add(sccp::Messages<M...>, Direction direction, std::vector<Sample>& out) {
    (out.push_back({direction, M::header.id, M::header.name, encoded<Way, M>, printed<Way, M>, filled_leaves<M>, sccp::document<M>}), ...);
}

std::vector<Sample> make_all() {
    std::vector<Sample> out;
    add<sccp::FromPhoneDirection>(sccp::FromPhoneMessages{}, Direction::from_phone, out);
    add<sccp::ToPhoneDirection>(sccp::ToPhoneMessages{}, Direction::to_phone, out);
    add<sccp::MediaDirection>(sccp::MediaMessages{}, Direction::media, out);
    return out;
}

template <class Way>
boost::system::result<Decoded, sccp::DecodeError> describe(const sccp::Result<sccp::Message<Way>>& message, unsigned version) {
    if (!message) return message.error();
    Decoded decoded{sccp::print(*message, version), sccp::name_of(*message), {}, {}};
    sccp::encode(*message, version, decoded.encoded_again);
    decoded.leaves = std::visit([version](const auto& m) { return leaves_of(m, version); }, *message);
    return decoded;
}

} // namespace

std::span<const Sample> all() {
    static const std::vector<Sample> samples = make_all();
    return samples;
}

boost::system::result<Decoded, sccp::DecodeError> decode(Direction direction, std::uint32_t id, unsigned version,
                                                         std::span<const std::uint8_t> body) {
    switch (direction) {
    case Direction::from_phone: return describe(sccp::decode_from_phone(id, version, body), version);
    case Direction::to_phone: return describe(sccp::decode_to_phone(id, version, body), version);
    case Direction::media: break;
    }
    return describe(sccp::decode_media(id, version, body), version);
}

} // namespace samples
