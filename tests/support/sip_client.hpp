// A TCP connection to a SIP port on loopback: octets out, messages back.
#pragma once

#include <cerrno>
#include <deque>
#include <string>

#include <netinet/tcp.h>

#include "tests/support/scripted_peer.hpp"

namespace tests {

class SipClient {
  public:
    explicit SipClient(std::uint16_t port, const std::string& from = "127.0.0.1") : port_(port) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // each write is a segment
        sockaddr_in own = address_of(from, 0), server = address_of("127.0.0.1", port_);
        socklen_t size = sizeof own;
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&own), size) != 0 ||
            ::connect(fd_, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0 ||
            ::getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size) != 0) {
            ::close(std::exchange(fd_, -1));
            throw std::runtime_error("cannot connect to the SIP port from " + from);
        }
        address_ = from + ":" + std::to_string(ntohs(own.sin_port));
    }
    ~SipClient() {
        if (fd_ >= 0) ::close(fd_);
    }
    SipClient(const SipClient&) = delete;
    SipClient& operator=(const SipClient&) = delete;

    void say(const std::string& text) { ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT); }
    void shut() { ::shutdown(fd_, SHUT_WR); }
    /// Takes what has arrived.
    void poll() {
        char buffer[65536];
        while (!is_over_) {
            const auto size = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
            if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (size <= 0) is_over_ = true;
            else pending_.append(buffer, static_cast<std::size_t>(size));
        }
        for (; pending_.starts_with("\r\n"); ++pongs) pending_.erase(0, 2); // RFC 5626 section 4.4.1
        for (auto end = pending_.find("\r\n\r\n"); pending_.starts_with("SIP/2.0") && end != pending_.npos;
             end = pending_.find("\r\n\r\n")) {
            const SipText head{pending_.substr(0, end + 4)};
            const auto size = end + 4 + std::strtoul(head.header("Content-Length").c_str(), nullptr, 10);
            if (pending_.size() < size) return;
            inbox.push_back({pending_.substr(0, size)});
            pending_.erase(0, size);
        }
    }
    /// The next final answer to that question.
    const SipText* answer_to(const std::string& call_id) {
        poll();
        for (const auto& message : inbox)
            if (message.status() >= 200 && message.header("Call-ID") == call_id) return &message;
        return nullptr;
    }
    std::string options(const std::string& call_id) const {
        return "OPTIONS sip:127.0.0.1:" + std::to_string(port_) + " SIP/2.0\r\nVia: SIP/2.0/TCP " + address_ + ";branch=z9hG4bK" + call_id +
               "\r\nMax-Forwards: 70\r\nFrom: <sip:1009@pbx.test>;tag=t\r\nTo: <sip:pbx.test>\r\nCall-ID: " + call_id +
               "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    }
    const std::string& address() const { return address_; }
    /// What is no whole message.
    const std::string& pending() const { return pending_; }
    bool is_over() const { return is_over_; }
    std::deque<SipText> inbox;
    unsigned pongs{};

  private:
    static sockaddr_in address_of(const std::string& host, std::uint16_t port) {
        sockaddr_in made{};
        made.sin_family = AF_INET;
        made.sin_port = htons(port);
        ::inet_pton(AF_INET, host.c_str(), &made.sin_addr);
        return made;
    }
    int fd_{-1};
    std::uint16_t port_;
    std::string address_, pending_;
    bool is_over_{};
};

} // namespace tests
