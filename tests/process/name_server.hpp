// A name server that a test scripts (RFC 1035 section 4).
#pragma once

#include <chrono>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/scripted_peer.hpp"

namespace tests {

/// Every name is an alias of itself, without an end, unknown, its own SRV and NAPTR, or has one address, 127.0.0.1; or
/// nobody says anything; or what comes is no answer.
class NameServer {
  public:
    enum class Mood { silent, unknown_name, in_circles, without_end, services_in_circles, garbage, answers };
    explicit NameServer(Mood first) : mood(first) {}
    std::uint16_t port() const { return socket_.port(); }
    std::size_t asked() const { return asked_; }
    void poll() {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        char buffer[512];
        for (ssize_t length; (length = ::recvfrom(socket_.fd(), buffer, sizeof buffer, 0,
                                                  reinterpret_cast<sockaddr*>(&from), &size)) > 0;) {
            ++asked_;
            if (mood == Mood::silent) continue;
            const std::string question(buffer, static_cast<std::size_t>(length));
            under_way_.push_back({mood == Mood::garbage ? garbage(question) : answer_to(question), from, takes});
        }
        for (auto& one : std::exchange(under_way_, {})) {
            if (one.left.count() > 0) under_way_.push_back(std::move(one));
            else ::sendto(socket_.fd(), one.text.data(), one.text.size(), 0, reinterpret_cast<const sockaddr*>(&one.to), sizeof one.to);
        }
    }
    /// The test has turned its clocks.
    void let_pass(std::chrono::seconds time) {
        for (auto& one : under_way_) one.left -= time;
    }
    Mood mood;
    std::chrono::seconds takes{};         ///< until it answers

  private:
    struct UnderWay {
        std::string text;
        sockaddr_in to;
        std::chrono::seconds left;
    };
    /// The id that was asked with, so that it is read; then, in turn: no more, counts of what is not there, octets by
    /// chance, the question alone as an answer of thousands of records, a name that ends outside.
    std::string garbage(const std::string& question) {
        using namespace std::string_literals;
        const auto id = question.substr(0, 2);
        std::string noise(400, '\0');
        for (auto& octet : noise) octet = static_cast<char>(random_());
        switch (asked_ % 6) {
        case 0: return id;
        case 1: return id + std::string(10, '\xff');
        case 2: return id + "\x81\x80"s + noise;
        case 3: return id + "\x81\x80\x00\x01\xff\xff\xff\xff\xff\xff"s + question.substr(12);
        case 4: return id + "\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"s + question.substr(12) + "\x3f" + "abc";
        default: return noise;
        }
    }
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
        if (mood == Mood::services_in_circles) answer += services_of_itself(question[end + 1], answer);
        if (has_address) answer += "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x14\x00\x04\x7f\x00\x00\x01"s; // for 20 s
        return answer;
    }
    /// SRV: the name itself, with a port; NAPTR: look the same name up again (RFC 2915 section 2, no flag).
    static std::string services_of_itself(char type, std::string& answer) {
        using namespace std::string_literals;
        constexpr char srv = 33, naptr = 35;
        if (type != srv && type != naptr) return {};
        answer[7] = '\x01';
        const auto head = "\xc0\x0c\x00"s + type + "\x00\x01\x00\x00\x00\x14"s;
        return head + (type == srv ? "\x00\x08\x00\x01\x00\x01\x13\xc4\xc0\x0c"s : "\x00\x10\x00\x01\x00\x01\x00\x07SIP+D2U\x00\xc0\x0c"s);
    }
    ScriptedPeer socket_;
    std::size_t asked_{};
    std::vector<UnderWay> under_way_;
    std::minstd_rand random_{7};
};

} // namespace tests
