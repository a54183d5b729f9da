// Names of messages by id, whatever the direction.
#include "sccp/catalogue.hpp"

#include <algorithm>

namespace sccp {

namespace {

static_assert(FromPhoneMessages::count == 62 && ToPhoneMessages::count == 89 && MediaMessages::count == 26,
              "175 ids, two of them in both directions");

template <class... M>
std::string_view name_in(Messages<M...>, std::uint32_t id) {
    static constexpr Header headers[] = {M::header...};
    const auto found = std::find_if(std::begin(headers), std::end(headers), [id](const Header& header) { return header.id == id; });
    return found != std::end(headers) ? found->name : std::string_view{};
}

} // namespace

bool is_from_phone(std::uint32_t id) { return !name_in(FromPhoneMessages{}, id).empty(); }

std::string_view message_name(std::uint32_t id) {
    for (const auto name : {name_in(FromPhoneMessages{}, id), name_in(ToPhoneMessages{}, id), name_in(MediaMessages{}, id)})
        if (!name.empty()) return name;
    return {};
}

} // namespace sccp
