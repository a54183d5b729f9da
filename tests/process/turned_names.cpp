// The name service of this program: what Sofia's resolver reads, and what the C library's says.
#include "tests/process/turned_names.hpp"

#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <netdb.h>

namespace {

std::string instead_of_resolv_conf; // empty: the machine's own

template <class Function> Function* next(const char* name) { return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name)); }

} // namespace

extern "C" FILE* fopen(const char* path, const char* mode) {
    static auto* const real = next<FILE*(const char*, const char*)>("fopen");
    const bool is_turned = !instead_of_resolv_conf.empty() && std::strcmp(path, "/etc/resolv.conf") == 0;
    return real(is_turned ? instead_of_resolv_conf.c_str() : path, mode);
}

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    static auto* const real = next<int(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
    in_addr literal{};
    const bool is_name = node && ::inet_pton(AF_INET, node, &literal) != 1;
    return is_name && !instead_of_resolv_conf.empty() ? EAI_NONAME : real(node, service, hints, found);
}

namespace tests {

NamesAt::NamesAt(std::uint16_t port) {
    char folder[] = "/tmp/sccp2sip-names-XXXXXX";
    if (::mkdtemp(folder) != nullptr) folder_ = folder;
    instead_of_resolv_conf = folder_ + "/resolv.conf";
    std::ofstream(instead_of_resolv_conf) << "nameserver 127.0.0.1\nport " << port << "\n";
}

NamesAt::~NamesAt() {
    instead_of_resolv_conf.clear();
    std::filesystem::remove_all(folder_);
}

} // namespace tests
