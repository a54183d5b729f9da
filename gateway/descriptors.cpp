// How many descriptors the process may have, and who gets how many of them.
#include "gateway/descriptors.hpp"

#include <algorithm>
#include <limits>
#include <sys/resource.h>

#include "gateway/http_server.hpp"

namespace gateway {

namespace {
// Listeners, loops, log, state file with its journals, questions to name servers, and what is accepted before it is
// counted.
constexpr std::size_t own = 64;

rlimit limits() {
    rlimit both{};
    ::getrlimit(RLIMIT_NOFILE, &both);
    return both;
}
} // namespace

void raise_descriptor_limit() {
    auto both = limits();
    both.rlim_cur = both.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &both);   // where it is forbidden the old one stays, and is what counts
}

std::size_t descriptor_limit() { return limits().rlim_cur; }

DescriptorShares share_descriptors(std::size_t limit, unsigned wanted_by_sip, std::size_t registrars) {
    const auto taken = own + HttpLimits{}.connections + registrars;
    const auto rest = std::min<std::size_t>(limit > taken ? limit - taken : 0, std::numeric_limits<int>::max());
    const auto sip = std::clamp<std::size_t>(rest / 4, 1, wanted_by_sip);
    return {static_cast<unsigned>(std::max<std::size_t>(rest - std::min(rest, sip), 1)), static_cast<unsigned>(sip)};
}

} // namespace gateway
