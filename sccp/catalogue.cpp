// Names of messages by id, whatever the direction.
#include "sccp/catalogue.hpp"

#include "sccp/codec.hpp"

namespace sccp {

static_assert(FromPhoneMessages::count == 62 && ToPhoneMessages::count == 89 && MediaMessages::count == 26,
              "175 ids, two of them in both directions");

bool is_from_phone(std::uint32_t id) { return !Codec<FromPhoneMessages>::name_of_id(id).empty(); }

std::string_view message_name(std::uint32_t id) {
    for (const auto name : {Codec<FromPhoneMessages>::name_of_id(id), Codec<ToPhoneMessages>::name_of_id(id), Codec<MediaMessages>::name_of_id(id)})
        if (!name.empty()) return name;
    return {};
}

} // namespace sccp
