// Which local address and port the stack binds. Sofia does not tell why a bind failed, so it is tried here first.
#include "sip/listen.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sip/networks.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

class Socket {
  public:
    Socket(int family, int type) : fd_(::socket(family, type | SOCK_CLOEXEC, 0)) {}
    ~Socket() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd() const { return fd_; }

  private:
    int fd_;
};

/// A socket address in the family of the IP address.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t size{};
    Endpoint() : size(sizeof storage) {}
    Endpoint(const IpAddress& address, std::uint16_t port) {
        const auto& bytes = address.bytes();
        if (address.is_v4()) {
            sockaddr_in v4{};
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            std::memcpy(&v4.sin_addr, bytes.data() + 12, 4);
            std::memcpy(&storage, &v4, size = sizeof v4);
        } else {
            sockaddr_in6 v6{};
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            std::memcpy(&v6.sin6_addr, bytes.data(), 16);
            std::memcpy(&storage, &v6, size = sizeof v6);
        }
    }
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
    std::uint16_t port() const {
        sockaddr_in6 v6; // the port is at the same place in both families
        std::memcpy(&v6, &storage, sizeof v6);
        return ntohs(v6.sin6_port);
    }
};

/// Connecting a UDP socket sends nothing and picks the source address.
std::optional<IpAddress> source_towards(const IpAddress& peer) {
    Endpoint remote(peer, 5060), local;
    const Socket socket(remote.family(), SOCK_DGRAM);
    if (::connect(socket.fd(), remote.get(), remote.size) != 0 ||
        ::getsockname(socket.fd(), local.get(), &local.size) != 0)
        return std::nullopt;
    return IpAddress::of(local.get());
}

/// Where nobody is known, the default route leads there. // RFC 5737
const IpAddress somewhere = IpAddress::parse("192.0.2.1").value();

/// A PBX or a DNS server that starts later than we do is no reason not to start: the phones are to be told.
IpAddress route_to_first_registrar(const Options& options, std::string& unknown_registrar) {
    if (options.registrars.empty())
        throw std::runtime_error("cannot listen on " + options.listen + ": no registrar is configured");
    const auto& host = options.registrars.front().host;
    const auto peers = resolve(host);
    for (const auto& peer : peers)
        if (const auto source = source_towards(peer))
            return *source;
    if (!peers.empty())
        throw std::runtime_error("cannot listen on " + options.listen + ": no route to the registrar " + host);
    unknown_registrar = host;
    if (const auto source = source_towards(somewhere))
        return *source;
    throw std::runtime_error("cannot listen on " + options.listen + ": the name of the registrar " + host +
                             " is not found, and there is no default route");
}

/// 0, or the errno of what failed. `port` 0 becomes the port that was taken.
int try_bind(const IpAddress& address, std::uint16_t& port) {
    Endpoint udp(address, port);
    const Socket datagram(udp.family(), SOCK_DGRAM);
    if (::bind(datagram.fd(), udp.get(), udp.size) != 0 || ::getsockname(datagram.fd(), udp.get(), &udp.size) != 0)
        return errno;
    port = udp.port();
    const Socket stream(udp.family(), SOCK_STREAM);
    const int on = 1;
    ::setsockopt(stream.fd(), SOL_SOCKET, SO_REUSEADDR, &on,
                 sizeof on); // connections of before in TIME_WAIT do no harm
    if (::bind(stream.fd(), udp.get(), udp.size) != 0 || ::listen(stream.fd(), 1) != 0)
        return errno;
    return 0;
}

} // namespace

std::string ListenAddress::text() const {
    return uri_host(host) + ":" + std::to_string(port);
}

ListenAddress listen_address(const Options& options) {
    const std::string& listen = options.listen;
    const auto colon = listen.rfind(':');
    const auto wanted = colon == listen.npos ? std::nullopt : number(std::string_view(listen).substr(colon + 1), 65535);
    if (!wanted)
        throw std::runtime_error("cannot listen on " + listen + ": not HOST:PORT");
    const std::string host = listen.substr(0, colon);
    const auto literal = IpAddress::parse(host);
    if (!literal && host != "auto")
        throw std::runtime_error("cannot listen on " + listen + ": not an IP address");
    const bool is_any = !literal || *literal == IpAddress() || *literal == IpAddress::parse("0.0.0.0");
    std::string unknown_registrar;
    const IpAddress address = is_any ? route_to_first_registrar(options, unknown_registrar) : *literal;

    int error = 0;
    for (int attempt = 0; attempt < 16; ++attempt) {
        auto port = static_cast<std::uint16_t>(*wanted);
        error = try_bind(address, port);
        if (error == 0)
            return {address.text(), port, std::move(unknown_registrar)};
        if (*wanted != 0)
            break;
    }
    throw std::runtime_error("cannot listen on " + uri_host(address.text()) + ":" + std::to_string(*wanted) + ": " +
                             std::strerror(error));
}

} // namespace sip
