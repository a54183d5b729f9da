// Every message of the catalogue behind one interface, so that tests run over all of them without knowing their types.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/documenter.hpp"
#include "tests/sccp/leaves.hpp"

namespace samples {

enum class Direction { from_phone, to_phone, media };

/// How a message is filled: every field different, arrays with `items` items, choices as `codec` decides.
struct Filling {
    unsigned version{};
    sccp::MediaPayloadType codec{sccp::MediaPayloadType::g711_ulaw64k};
    std::size_t items{2};
};

struct Sample {
    Direction direction{};
    std::uint32_t id{};
    std::string_view name;
    std::vector<std::uint8_t> (*encoded)(const Filling&);   ///< the whole message
    std::string (*printed)(const Filling&);
    std::vector<Leaf> (*leaves)(const Filling&);
    sccp::Documenter (*document)(unsigned version);
};

/// In the order of the lists; NotifyDtmfTone and SendDtmfTone are in two of them.
std::span<const Sample> all();

/// What was decoded, in the terms of any direction.
struct Decoded {
    std::string printed;
    std::string_view name;
    std::vector<std::uint8_t> encoded_again;
    std::vector<Leaf> leaves;
};
boost::system::result<Decoded, sccp::DecodeError> decode(Direction direction, std::uint32_t id, unsigned version,
                                                         std::span<const std::uint8_t> body);

} // namespace samples
