// The PBX of these tests: a scripted peer that registers everybody, says yes to what ends something, and lets the test
// answer calls.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/scripted_peer.hpp"

namespace tests {

class Registrar {
  public:
    static constexpr const char* sdp =
        "v=0\r\no=- 9 9 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8\r\n";

    /// Answers what has arrived; the rest stays in `requests` and `responses`.
    void poll(std::uint16_t gateway) {
        gateway_ = gateway;
        peer_.poll();
        for (; !peer_.inbox.empty(); peer_.inbox.pop_front())
            if (!bad_line || !bad_line->loses()) take(peer_.inbox.front());
        if (bad_line)
            for (const auto& text : bad_line->due()) peer_.send_to(text, gateway_);
    }
    void say(const SipText& request, const Answer& answer) { send(response_to(request, answer)); }
    void send(const std::string& text) { bad_line ? bad_line->take(text) : peer_.send_to(text, gateway_); }

    std::size_t count(const std::string& method, const std::string& part = {}) const {
        return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), [&](const SipText& one) {
            return one.method() == method && one.text.find(part) != std::string::npos;
        }));
    }
    const SipText* last(const std::string& method) const {
        const auto found = std::find_if(requests.rbegin(), requests.rend(), [&](const SipText& one) { return one.method() == method; });
        return found == requests.rend() ? nullptr : &*found;
    }
    const SipText* response(int status) const {
        const auto found = std::find_if(responses.rbegin(), responses.rend(), [&](const SipText& one) { return one.status() == status; });
        return found == responses.rend() ? nullptr : &*found;
    }
    /// An INVITE of a caller to the Contact of a line.
    void invite(const std::string& contact_user, const std::string& call_id, ScriptedPeer* from = nullptr) {
        auto& caller = from ? *from : peer_;
        const auto target = "sip:" + contact_user + "@127.0.0.1:" + std::to_string(gateway_);
        caller.send_to(
            with_body(
                "INVITE " + target + " SIP/2.0\r\nVia: SIP/2.0/UDP " + caller.address() + ";branch=z9hG4bK" + call_id +
                    "\r\nMax-Forwards: 70\r\nFrom: <sip:1009@pbx.test>;tag=caller\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: " +
                    call_id + "\r\nCSeq: 1 INVITE\r\nContact: <sip:1009@" + caller.address() + ">\r\n",
                "application/sdp", sdp),
            gateway_);
    }

    std::uint16_t port() const { return peer_.port(); }
    std::vector<SipText> requests, responses;
    bool is_silent{};
    /// Says something else to a request than it would by itself; true: that was all.
    std::function<bool(const SipText&)> instead;
    /// The same for one method: what is answered, maybe nothing.
    void script(const std::string& method, std::function<std::optional<Answer>(const SipText&)> answer_to) {
        instead = [this, method, answer_to = std::move(answer_to)](const SipText& request) {
            if (request.method() != method) return false;
            if (const auto answer = answer_to(request)) say(request, *answer);
            return true;
        };
    }

    /// Between PBX and gateway: of what passes a quarter is lost, some comes twice, most in another order. Always the
    /// same.
    class BadLine {
      public:
        bool loses() { return percent() < 25; }
        void take(const std::string& text) {
            if (loses()) return;
            for (int copies = percent() < 10 ? 2 : 1; copies > 0; --copies) under_way_.emplace_back(turn_ + random_() % 6, text);
        }
        std::vector<std::string> due() {
            ++turn_;
            std::vector<std::string> now;
            for (auto& [at, text] : std::exchange(under_way_, {})) {
                if (at > turn_) under_way_.emplace_back(at, std::move(text));
                else now.push_back(std::move(text));
            }
            return now;
        }

      private:
        unsigned percent() { return static_cast<unsigned>(random_() % 100); }
        std::minstd_rand random_{3};
        std::vector<std::pair<std::uint_fast64_t, std::string>> under_way_;
        std::uint_fast64_t turn_{};
    };
    std::unique_ptr<BadLine> bad_line;

  private:
    void take(const SipText& message) {
        if (!message.is_request()) return responses.push_back(message);
        requests.push_back(message);
        if (!is_silent && !(instead && instead(message))) answer_by_itself(message);
    }
    void answer_by_itself(const SipText& request) {
        const auto method = request.method();
        if (method == "REGISTER") {
            Answer welcome;
            if (request.header("Expires") != "0" && request.text.find("expires=0") == std::string::npos)
                welcome.headers = "Contact: " + request.header("Contact") + ";expires=300\r\n";
            return say(request, welcome);
        }
        if (method == "SUBSCRIBE") return say(request, {.status = 489});
        if (method == "OPTIONS" || method == "BYE" || method == "CANCEL") return say(request, {});
        if (method == "INVITE") return say(request, {.status = 180});
    }

    ScriptedPeer peer_;
    std::uint16_t gateway_{};
};

} // namespace tests
