// Names of messages by id, whatever the direction.
#include "sccp/catalogue.hpp"

#include <algorithm>

namespace sccp {

namespace {

static_assert(FromPhoneMessages::count == 62 && ToPhoneMessages::count == 89 && MediaMessages::count == 26,
              "175 ids, two of them in both directions");

template <class... M>
std::string_view name_in(Messages<M...>, std::uint32_t id) {
    static constexpr Header headers[] = {M::header...};   // in the order of ids (codec.hpp)
    const auto found = std::lower_bound(std::begin(headers), std::end(headers), id,
                                        [](const Header& header, std::uint32_t wanted) { return header.id < wanted; });
    return found != std::end(headers) && found->id == id ? found->name : std::string_view{};
}

} // namespace

bool is_from_phone(std::uint32_t id) { return !name_in(FromPhoneMessages{}, id).empty(); }

std::string_view message_name(std::uint32_t id) {
    if (const auto name = name_in(ToPhoneMessages{}, id); !name.empty()) return name;
    if (const auto name = name_in(FromPhoneMessages{}, id); !name.empty()) return name;
    return name_in(MediaMessages{}, id);
}

} // namespace sccp
