// A bad network between an agent and another SIP side: loses, doubles and reorders datagrams, always in the same way.
#pragma once

#include <random>

#include "tests/sip/agent_fixture.hpp"
#include "tests/support/sofia_clock.hpp"

namespace tests {

/// Stands where the registrar of `near` is; what it lets through comes to `far_port` from its own second socket.
/// Addresses in request lines and Contacts are changed on the way, so that requests inside dialogs pass here too.
class LossyRelay {
  public:
    LossyRelay(AgentFixture& near, std::string far_address, unsigned seed)
        : near_(near), far_address_(std::move(far_address)),
          far_port_(static_cast<std::uint16_t>(std::stoi(far_address_.substr(far_address_.rfind(':') + 1)))),
          random_(seed) {}

    static constexpr std::chrono::milliseconds turn{50}; ///< of the stacks' clock
    /// Takes what has come and hands on what is due.
    void run_turn() {
        near_.peer.poll();
        far_side_.poll();
        for (; !near_.peer.inbox.empty(); near_.peer.inbox.pop_front())
            take(to_far(near_.peer.inbox.front().text), true);
        for (; !far_side_.inbox.empty(); far_side_.inbox.pop_front())
            take(to_near(far_side_.inbox.front().text), false);
        ++now_;
        for (auto& datagram : std::exchange(under_way_, {})) {
            if (datagram.due > now_)
                under_way_.push_back(std::move(datagram));
            else if (datagram.goes_far)
                far_side_.send_to(datagram.text, far_port_);
            else
                near_.peer.send_to(datagram.text, near_.agent_port);
        }
    }
    std::string address() const { return near_.peer.address(); }
    std::uint16_t far_side_port() const { return far_side_.port(); }
    int lost{}, passed{};

  private:
    struct Datagram {
        std::string text;
        bool goes_far;
        int due;
    };
    unsigned percent() { return static_cast<unsigned>(random_() % 100); }
    void take(std::string text, bool goes_far) {
        constexpr unsigned lost_of_100 = 25, doubled_of_100 = 8;
        constexpr int longest_delay = 6;
        if (percent() < lost_of_100) {
            ++lost;
            return;
        }
        ++passed;
        const int copies = percent() < doubled_of_100 ? 2 : 1;
        for (int copy = 0; copy < copies; ++copy)
            under_way_.push_back({text, goes_far, now_ + static_cast<int>(random_() % longest_delay)});
    }
    std::string to_far(std::string text) const {
        text = with_line(std::move(text), 0, address(), far_address_);
        return with_line(text, text.find("\r\nContact:"), near_.agent->address(), far_side_.address());
    }
    std::string to_near(std::string text) const {
        text = with_line(std::move(text), 0, far_side_.address(), near_.agent->address());
        return with_line(text, text.find("\r\nContact:"), far_address_, address());
    }
    /// In the line that starts there only.
    static std::string with_line(std::string text, std::size_t line, const std::string& from, const std::string& to) {
        if (line == text.npos)
            return text;
        const auto end = text.find("\r\n", line + 2), at = text.find(from, line);
        if (at < end)
            text.replace(at, from.size(), to);
        return text;
    }

    AgentFixture& near_;
    std::string far_address_;
    std::uint16_t far_port_;
    std::minstd_rand random_;
    ScriptedPeer far_side_;
    std::vector<Datagram> under_way_;
    int now_{};
};

} // namespace tests
