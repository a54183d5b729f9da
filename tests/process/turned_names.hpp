// The name service of this program, asked at a scripted server on loopback instead of the machine's.
#pragma once

#include <cstdint>
#include <string>

namespace tests {

/// While it lives, /etc/resolv.conf names 127.0.0.1 at that port, and the C library's own resolver knows no name.
class NamesAt {
  public:
    explicit NamesAt(std::uint16_t port);
    ~NamesAt();
    NamesAt(const NamesAt&) = delete;
    NamesAt& operator=(const NamesAt&) = delete;

  private:
    std::string folder_;
};

} // namespace tests
