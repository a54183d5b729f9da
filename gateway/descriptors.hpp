// How many descriptors the process may have, and who gets how many of them.
#pragma once

#include <cstddef>

namespace gateway {

/// The soft limit becomes the hard one: it is low for the sake of programs that use select(), and this one does not.
void raise_descriptor_limit();
/// The soft limit (RLIMIT_NOFILE).
std::size_t descriptor_limit();

/// TCP connections that others may open, so that no accept() ever fails for want of a descriptor.
struct DescriptorShares {
    unsigned phones{}, sip{};
};
/// SIP gets what it wants but a quarter at most, phones the rest; what the process needs for itself and for HTTP is
/// left out.
DescriptorShares share_descriptors(std::size_t limit, unsigned wanted_by_sip, std::size_t registrars);

} // namespace gateway
