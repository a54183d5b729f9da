// A SIP peer that says exactly what a test makes it say: raw text over UDP, or over one TCP connection.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

/// One message as text, with accessors that need no parser of the product.
struct SipText {
    std::string text;

    std::string first_line() const { return text.substr(0, text.find("\r\n")); }
    bool is_request() const { return !text.starts_with("SIP/2.0 "); }
    std::string method() const { return is_request() ? text.substr(0, text.find(' ')) : ""; }
    int status() const { return is_request() ? 0 : std::atoi(text.c_str() + 8); }
    /// Value of the first field with this name; empty: none.
    std::string header(std::string_view name) const {
        const auto all = headers(name);
        return all.empty() ? "" : all.front();
    }
    std::vector<std::string> headers(std::string_view name) const {
        std::vector<std::string> found;
        const auto end = text.find("\r\n\r\n");
        for (std::size_t at = text.find("\r\n"); at < end; at = text.find("\r\n", at + 2)) {
            const auto colon = text.find(':', at);
            if (colon >= end || colon == text.npos)
                break;
            const auto line_end = text.find("\r\n", at + 2);
            if (colon < line_end && text.compare(at + 2, colon - at - 2, name) == 0)
                found.push_back(text.substr(colon + 2, line_end - colon - 2));
        }
        return found;
    }
    std::string body() const {
        const auto end = text.find("\r\n\r\n");
        return end == text.npos ? "" : text.substr(end + 4);
    }
    /// `tag` of From or To.
    std::string tag(std::string_view name) const {
        const std::string value = header(name);
        const auto at = value.find(";tag=");
        return at == value.npos ? "" : value.substr(at + 5, value.find(';', at + 5) - at - 5);
    }
    unsigned cseq() const { return static_cast<unsigned>(std::strtoul(header("CSeq").c_str(), nullptr, 10)); }
    std::string cseq_method() const {
        const std::string value = header("CSeq");
        return value.substr(value.find(' ') + 1);
    }
    /// What stands between the angle brackets of a field, without parameters behind them.
    std::string uri_in(std::string_view name) const {
        const std::string value = header(name);
        const auto open = value.find('<');
        return open == value.npos ? value : value.substr(open + 1, value.find('>') - open - 1);
    }
};

/// What a response says beyond what it copies from its request.
struct Answer {
    int status{200};
    std::string phrase{"Said So"};
    std::string to_tag{"peer"};
    std::string headers{}; ///< whole lines with CRLF
    std::string body{};
    std::string type{"application/sdp"};
};

inline std::string with_body(std::string head, const std::string& type, const std::string& body) {
    if (!body.empty())
        head += "Content-Type: " + type + "\r\n";
    return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string response_to(const SipText& request, const Answer& answer) {
    std::string head = "SIP/2.0 " + std::to_string(answer.status) + " " + answer.phrase + "\r\n";
    for (const auto& via : request.headers("Via"))
        head += "Via: " + via + "\r\n";
    std::string to = request.header("To");
    if (request.tag("To").empty() && !answer.to_tag.empty() && answer.status > 100)
        to += ";tag=" + answer.to_tag;
    head += "From: " + request.header("From") + "\r\nTo: " + to + "\r\nCall-ID: " + request.header("Call-ID") +
            "\r\nCSeq: " + request.header("CSeq") + "\r\n" + answer.headers;
    return with_body(head, answer.type, answer.body);
}

/// A bound loopback socket that never blocks.
class ScriptedPeer {
  public:
    explicit ScriptedPeer(const char* host = "127.0.0.1", int type = SOCK_DGRAM) : host_(host) {
        fd_ = ::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        sockaddr_in address = make_address(host, 0);
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot bind a loopback port");
        if (type == SOCK_STREAM)
            ::listen(fd_, 4);
        socklen_t size = sizeof address;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        is_stream_ = type == SOCK_STREAM;
    }
    ~ScriptedPeer() {
        hang_up();
        ::close(fd_);
    }
    ScriptedPeer(const ScriptedPeer&) = delete;
    ScriptedPeer& operator=(const ScriptedPeer&) = delete;

    const std::string& host() const { return host_; }
    std::uint16_t port() const { return port_; }
    std::string address() const { return host_ + ":" + std::to_string(port_); }
    int fd() const { return connection_ >= 0 ? connection_ : fd_; }

    void send_to(const std::string& text, std::uint16_t port, const char* host = "127.0.0.1") {
        if (is_stream_) {
            if (::send(connection_, text.data(), text.size(), MSG_NOSIGNAL) < 0)
                throw std::runtime_error("the connection is gone");
            return;
        }
        const sockaddr_in address = make_address(host, port);
        ::sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    /// Takes what has arrived into `inbox`.
    void poll() {
        if (is_stream_)
            return poll_stream();
        char buffer[65536];
        for (ssize_t size; (size = ::recv(fd_, buffer, sizeof buffer, 0)) > 0;)
            inbox.push_back({std::string(buffer, static_cast<std::size_t>(size))});
    }
    void hang_up() {
        if (connection_ >= 0)
            ::close(std::exchange(connection_, -1));
    }
    std::deque<SipText> inbox;

  private:
    static sockaddr_in make_address(const char* host, std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        inet_pton(AF_INET, host, &address.sin_addr);
        return address;
    }
    void poll_stream() {
        if (connection_ < 0)
            connection_ = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        char buffer[65536];
        for (ssize_t size; connection_ >= 0 && (size = ::recv(connection_, buffer, sizeof buffer, 0)) > 0;)
            pending_.append(buffer, static_cast<std::size_t>(size));
        for (auto end = pending_.find("\r\n\r\n"); end != pending_.npos; end = pending_.find("\r\n\r\n")) {
            const SipText head{pending_.substr(0, end + 4)};
            const std::size_t size = end + 4 + std::strtoul(head.header("Content-Length").c_str(), nullptr, 10);
            if (pending_.size() < size)
                return;
            if (!head.text.starts_with("\r\n"))
                inbox.push_back({pending_.substr(0, size)});
            pending_.erase(0, size);
        }
    }

    std::string host_;
    int fd_{-1}, connection_{-1};
    std::uint16_t port_{};
    bool is_stream_{};
    std::string pending_;
};

} // namespace tests
