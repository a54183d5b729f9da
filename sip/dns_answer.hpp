// Whether an answer of a name server can be given to Sofia's resolver.
#pragma once

#include <cstdint>
#include <span>

namespace sip {

/// False: a compressed name in it points at itself or ahead, alone or with others (RFC 1035 section 4.1.4 knows only
/// prior ones). Sofia follows pointers for ever. An answer that ends too early is readable as far as it goes: Sofia
/// sees that itself.
bool has_only_backward_names(std::span<const std::uint8_t> answer);

/// From now on Sofia's resolver gets only such answers; others are as if they had not come. Its function that takes an
/// answer off the socket is exported, and a program's own definition takes the place of a shared library's (as in
/// dialog_end.hpp).
void guard_name_answers();

} // namespace sip
