// Chance that nobody can guess.
#include "sip/random.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <unistd.h>

#include "sip/digest_hash.hpp"

namespace sip {

// Not std::random_device: it asks the processor for each number, which takes a microsecond, and when it is made, what
// the processor can do, which on a virtual machine takes several.
std::string random_token(std::size_t octets) {
    std::array<unsigned char, 128> chance{};
    const auto size = std::min(octets, chance.size());
    if (::getentropy(chance.data(), size) != 0)
        throw std::system_error(errno, std::generic_category(), "getentropy");
    return hex(chance.data(), size);
}

} // namespace sip
