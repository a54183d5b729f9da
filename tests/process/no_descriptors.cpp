// No descriptor is left.
#include "tests/process/no_descriptors.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<bool> are_gone{};

template <class... Arguments> int made(long call, Arguments... arguments) {
    if (!are_gone) return static_cast<int>(::syscall(call, arguments...));
    errno = EMFILE;
    return -1;
}

} // namespace

extern "C" int accept(int listener, sockaddr* peer, socklen_t* size) { return made(SYS_accept4, listener, peer, size, 0); }
extern "C" int accept4(int listener, sockaddr* peer, socklen_t* size, int flags) { return made(SYS_accept4, listener, peer, size, flags); }
extern "C" int dup(int old) noexcept { return made(SYS_dup, old); }
extern "C" int socket(int domain, int type, int protocol) noexcept { return made(SYS_socket, domain, type, protocol); }

namespace tests {

NoDescriptors::NoDescriptors() { are_gone = true; }
NoDescriptors::~NoDescriptors() { are_gone = false; }

} // namespace tests
