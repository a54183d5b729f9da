// The heap: what a busy time has left behind goes back to the system.
#pragma once

#include <cstddef>

namespace gateway {

/// To be called every few seconds. `may_pause`: nobody calls, and the last time was half a minute ago. `kept`: octets
/// that could not be given back the last time, for the next.
void give_back_memory(std::size_t& kept, bool may_pause);

} // namespace gateway
