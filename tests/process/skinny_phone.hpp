// The bare TCP side of a phone: what it sends, well-formed or not, and what it was sent. It obeys nothing by itself.
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <deque>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace tests {

using Bytes = std::vector<std::uint8_t>;

inline Bytes raw_frame(std::uint32_t id, const Bytes& body = {}) {
    Bytes bytes(12);
    bytes.insert(bytes.end(), body.begin(), body.end());
    sccp::write_header(id, 0, bytes);
    return bytes;
}

inline Bytes frame_of(const sccp::FromPhone& message, unsigned version = 0) {
    Bytes bytes;
    sccp::encode(message, version, bytes);
    return bytes;
}

/// An address of either family, for the calls that take one.
struct SocketAddress {
    SocketAddress(const std::string& host, std::uint16_t port) {
        if (host.find(':') != host.npos) {
            auto& made = reinterpret_cast<sockaddr_in6&>(storage);
            made.sin6_family = AF_INET6;
            made.sin6_port = htons(port);
            ::inet_pton(AF_INET6, host.c_str(), &made.sin6_addr);
            size = sizeof made;
        } else {
            auto& made = reinterpret_cast<sockaddr_in&>(storage);
            made.sin_family = AF_INET;
            made.sin_port = htons(port);
            ::inet_pton(AF_INET, host.c_str(), &made.sin_addr);
            size = sizeof made;
        }
    }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    sockaddr_storage storage{};
    socklen_t size{};
};

/// One connection that never blocks. `from`: any address of 127.0.0.0/8 is a host of its own.
class SkinnyPhone {
  public:
    SkinnyPhone(std::uint16_t port, const std::string& from = "127.0.0.1", int receive_buffer = 0, const std::string& to = "127.0.0.1") {
        const SocketAddress own(from, 0), server(to, port);
        fd_ = ::socket(server.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd_ < 0) throw std::runtime_error("no socket");
        if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (::bind(fd_, own.get(), own.size) != 0 || ::connect(fd_, server.get(), server.size) != 0) {
            ::close(std::exchange(fd_, -1));
            throw std::runtime_error("cannot connect from " + from);
        }
    }
    ~SkinnyPhone() { close(); }
    SkinnyPhone(SkinnyPhone&& other) noexcept { *this = std::move(other); }
    SkinnyPhone& operator=(SkinnyPhone&& other) noexcept {
        std::swap(fd_, other.fd_);
        std::swap(pending_, other.pending_);
        std::swap(inbox, other.inbox);
        std::swap(version_, other.version_);
        std::swap(is_over_, other.is_over_);
        return *this;
    }

    void say(const sccp::FromPhone& message) { say(frame_of(message, version_)); }
    /// How many octets the socket took.
    std::size_t say(const Bytes& bytes) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }
    /// Takes what has arrived into `inbox`.
    void poll() {
        std::uint8_t buffer[16384];
        while (fd_ >= 0 && !is_over_) {
            const auto size = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
            if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (size <= 0) is_over_ = true;
            else pending_.insert(pending_.end(), buffer, buffer + size);
        }
        cut();
    }
    /// The gateway has closed its side.
    bool is_over() const { return is_over_; }
    void shut() { ::shutdown(fd_, SHUT_WR); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    /// RST instead of FIN.
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }

    template <class M> const M* heard() const {
        for (auto message = inbox.rbegin(); message != inbox.rend(); ++message)
            if (const auto* found = std::get_if<M>(&*message)) return found;
        return nullptr;
    }
    template <class M> std::size_t count() const {
        return static_cast<std::size_t>(
            std::count_if(inbox.begin(), inbox.end(), [](const auto& m) { return std::holds_alternative<M>(m); }));
    }
    std::deque<sccp::ToPhone> inbox;

  private:
    void cut() {
        for (auto one = sccp::cut_frame(pending_); one.outcome == sccp::CutOutcome::whole_frame; one = sccp::cut_frame(pending_)) {
            const auto version = sccp::effective_version(version_, one.frame.version);
            if (auto message = sccp::decode_to_phone(one.frame.id, version, one.frame.body())) {
                if (const auto* ack = std::get_if<sccp::RegisterAck>(&*message)) version_ = ack->max_protocol_ver;
                inbox.push_back(std::move(*message));
            }
            pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(one.frame.bytes.size()));
        }
    }

    int fd_{-1};
    Bytes pending_;
    unsigned version_{};
    bool is_over_{};
};

} // namespace tests
