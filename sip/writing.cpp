// Header text that we add to messages, and the answers that are given at once.
#include "sip/writing.hpp"

#include <algorithm>

#include "sip/reading.hpp"

namespace sip {

namespace {

constexpr unsigned most_answers = 2; // the third challenge in a row is a refusal

} // namespace

void add_header(std::string& block, std::string_view name, std::string_view value) {
    if (value.empty())
        return;
    std::string clean(value);
    std::ranges::replace_if(
        clean, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    block.append(name).append(": ").append(clean).append("\r\n");
}

std::string to_block(const ExtraHeaders& extra) {
    std::string block;
    if (extra.retry_after)
        add_header(block, "Retry-After", std::to_string(*extra.retry_after));
    add_header(block, "Warning", extra.warning);
    add_header(block, "Contact", extra.contact);
    add_header(block, "Diversion", extra.diversion);
    add_header(block, "Reason", extra.reason);
    add_header(block, "X-RTP-Stat", extra.rtp_stat);
    add_header(block, "Accept", extra.accept);
    return block;
}

std::string to_block(const std::vector<HeaderLine>& lines) {
    std::string block;
    for (const auto& line : lines)
        add_header(block, line.name, line.value);
    return block;
}

void respond(const Core& core, const NuaEvent& event, int status, const std::string& block) {
    nua_respond(event.handle, status, standard_phrase(status), NUTAG_WITH_THIS(core.nua()),
                SIPTAG_HEADER_STR(or_null(block)), TAG_END());
    core.stack.kick();
}

std::string ChallengeCount::authorization(DigestClient& client, std::string_view method, std::string_view uri) {
    carried_ = client.authorization(method, uri);
    return to_block(carried_);
}

bool ChallengeCount::can_answer(const Core& core, DigestClient& client, const NuaEvent& event) {
    obstacle_.clear();
    const auto source = source_of_event(core);
    if (!source || !core.sources.is_registrar(*source)) {
        obstacle_ = "challenged by " + (source ? source->text() : std::string("nobody")) + ", which is no registrar";
        return false;
    }
    const bool proxy = event.status == 407;
    const auto challenges = read_challenges(event.sip, proxy);
    const auto outcome = client.learn(challenges, proxy, carried_);
    if (outcome == DigestClient::Outcome::not_answerable)
        obstacle_ = "its challenge is of no kind that is supported: " + DigestClient::wishes(challenges);
    const bool is_new = outcome == DigestClient::Outcome::answerable || outcome == DigestClient::Outcome::stale;
    if (answered_ >= most_answers && outcome == DigestClient::Outcome::stale)
        obstacle_ = "it calls each answer stale";
    return is_new && answered_++ < most_answers;
}

} // namespace sip
