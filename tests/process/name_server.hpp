// A name server that a test scripts (RFC 1035 section 4).
#pragma once

#include <string>

#include "tests/support/scripted_peer.hpp"

namespace tests {

/// Every name is an alias of itself, without an end, unknown, or has one address, 127.0.0.1; or nobody says anything.
class NameServer {
  public:
    enum class Mood { silent, unknown_name, in_circles, without_end, answers };
    explicit NameServer(Mood first) : mood(first) {}
    std::uint16_t port() const { return socket_.port(); }
    std::size_t asked() const { return asked_; }
    void poll() {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        char buffer[512];
        for (ssize_t length; (length = ::recvfrom(socket_.fd(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size)) > 0;) {
            ++asked_;
            if (mood == Mood::silent) continue;
            const auto answer = answer_to({buffer, static_cast<std::size_t>(length)});
            ::sendto(socket_.fd(), answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
        }
    }
    Mood mood;

  private:
    std::string answer_to(const std::string& question) const {
        using namespace std::string_literals;
        constexpr char no_such_name = 3, a_record = 1;
        const auto end = question.find('\0', 12) + 1;               // of the name; its type and class follow
        const bool has_address = mood == Mood::answers && question[end + 1] == a_record;
        auto answer = question.substr(0, end + 4);                  // header and question, nothing behind
        answer[2] = '\x81';
        answer[3] = static_cast<char>('\x80' | (mood == Mood::unknown_name ? no_such_name : 0));
        answer[7] = mood == Mood::in_circles || mood == Mood::without_end || has_address ? '\x01' : '\0';
        answer[9] = answer[11] = '\0';
        if (mood == Mood::in_circles) answer += "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x01\x00\x02\xc0\x0c"s;
        if (mood == Mood::without_end) {
            const auto here = answer.size(); // the name is where it is
            answer += {static_cast<char>(0xC0 | (here >> 8U)), static_cast<char>(here)};
            answer += "\x00\x01\x00\x01\x00\x00\x00\x14\x00\x04\x7f\x00\x00\x01"s;
        }
        if (has_address) answer += "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x14\x00\x04\x7f\x00\x00\x01"s; // for 20 s
        return answer;
    }
    ScriptedPeer socket_;
    std::size_t asked_{};
};

} // namespace tests
