// Whether an answer of a name server can be given to Sofia's resolver.
#include "sip/dns_answer.hpp"

#include <array>
#include <cstddef>
#include <dlfcn.h>
#include <optional>
#include <sofia-resolv/sres.h>
#include <sofia-resolv/sres_async.h>
#include <stdexcept>
#include <sys/socket.h>

namespace sip {

namespace {

constexpr std::size_t longest_answer = 65'535, header_size = 12, start_of_authority = 6;

/// Reads on until it has seen the end or a name that leads nowhere.
class AnswerReader {
  public:
    explicit AnswerReader(std::span<const std::uint8_t> answer) : answer_(answer) {}

    bool is_good() {
        if (answer_.size() < header_size)
            return true;
        const std::size_t questions = number(4), records = number(6) + number(8) + number(10);
        at_ = header_size;
        for (std::size_t i = 0; i < questions && goes_on(); ++i) {
            skip_name();
            at_ += 4; // type, class
        }
        for (std::size_t i = 0; i < records && goes_on(); ++i)
            skip_record();
        return !is_endless_;
    }

  private:
    bool goes_on() const { return !is_endless_ && at_ < answer_.size(); }
    std::size_t number(std::size_t at) const {
        return at + 1 < answer_.size() ? answer_[at] * 256U + answer_[at + 1] : 0U;
    }

    /// To behind a name; each of its pointers leads further back than all before, so it has an end.
    void skip_name() {
        std::size_t at = at_, before = at_;
        std::optional<std::size_t> behind;
        while (at < answer_.size() && answer_[at] != 0) {
            if ((answer_[at] & 0xC0U) == 0) {
                at += answer_[at] + 1U;
                continue;
            }
            if (!behind)
                behind = at + 2;
            if (at + 1 >= answer_.size()) // half a pointer
                break;
            const std::size_t to = number(at) & 0x3FFFU;
            if (to >= before) {
                is_endless_ = true;
                return;
            }
            at = before = to;
        }
        at_ = behind.value_or(at + 1);
    }

    void skip_record() {
        skip_name();
        const std::size_t type = number(at_), data = at_ + 10, end = data + number(at_ + 8);
        if (data > answer_.size())
            return void(at_ = answer_.size());
        at_ = name_in(type, data);
        for (int names = type == start_of_authority ? 2 : 1; names > 0 && at_ < end && goes_on(); --names)
            skip_name();
        at_ = end;
    }

    /// Where the data of a record of this type has a name.
    std::size_t name_in(std::size_t type, std::size_t data) const {
        switch (type) {
        case 2: case 5: case 12: case start_of_authority: return data; // NS, CNAME, PTR
        case 15: return data + 2;                                      // MX
        case 33: return data + 6;                                      // SRV
        case 35: return behind_texts(data + 4, 3);                     // NAPTR: order, preference, then three texts
        default: return answer_.size();
        }
    }
    std::size_t behind_texts(std::size_t at, int count) const {
        for (; count > 0 && at < answer_.size(); --count)
            at += answer_[at] + 1U;
        return at;
    }

    std::span<const std::uint8_t> answer_;
    std::size_t at_{};
    bool is_endless_{};
};

using Receive = decltype(&sres_resolver_receive);

Receive of_sofia = nullptr;

/// The next answer on the socket; it stays there.
bool is_next_readable(int socket) {
    static std::array<std::uint8_t, longest_answer> answer;
    const auto size = recv(socket, answer.data(), answer.size(), MSG_PEEK | MSG_DONTWAIT);
    return size <= 0 || has_only_backward_names({answer.data(), static_cast<std::size_t>(size)});
}

} // namespace

bool has_only_backward_names(std::span<const std::uint8_t> answer) {
    return AnswerReader(answer).is_good();
}

void guard_name_answers() {
    static const auto original = reinterpret_cast<Receive>(dlsym(RTLD_NEXT, "sres_resolver_receive"));
    if (!original)
        throw std::runtime_error("the SIP stack does not say how it takes the answers of name servers");
    of_sofia = original;
}

} // namespace sip

extern "C" __attribute__((visibility("default"))) int sres_resolver_receive(sres_resolver_t* resolver, int socket) {
    if (!sip::of_sofia)
        return 0;
    if (sip::is_next_readable(socket))
        return sip::of_sofia(resolver, socket);
    recv(socket, nullptr, 0, MSG_DONTWAIT); // off the socket
    return 1;
}
