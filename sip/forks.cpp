// The ways by which one INVITE reaches us: forks to several of our lines, and merged requests.
#include "sip/forks.hpp"

#include <algorithm>

#include "sip/text.hpp"

namespace sip {

namespace {

constexpr std::size_t most_ways = 64; ///< of one Call-ID: a stranger may repeat it as often as he likes

bool is_readable(const sip_t& sip) {
    return sip.sip_call_id && sip.sip_call_id->i_id && sip.sip_from && sip.sip_to && sip.sip_via && sip.sip_cseq &&
           (sip.sip_request || sip.sip_status);
}

/// What names a server transaction (RFC 3261 section 17.2.3; without the magic cookie also the Request-URI).
std::string branch_of(const sip_t& sip) {
    const auto* const via = sip.sip_via;
    const std::string branch = text_or_empty(via->v_branch);
    const bool is_unique = same_word(std::string_view(branch).substr(0, 7), "z9hG4bK");
    return branch + " " + text_or_empty(via->v_host) + " " + text_or_empty(via->v_port) +
           (is_unique ? "" : " " + url_text(sip.sip_request->rq_url));
}

} // namespace

void Forks::sort(sip_t& sip, Clock::time_point now) {
    if (!is_readable(sip))
        return;
    const bool starts_call = sip.sip_request && sip.sip_request->rq_method == sip_method_invite && !sip.sip_to->a_tag;
    const Way* way = way_of(sip);
    if (!way && starts_call)
        way = start(sip, now);
    constexpr std::uint32_t golden_ratio = 0x9E3779B9; // spreads small numbers
    auto& hash = sip.sip_call_id->i_hash;
    hash = static_cast<std::uint32_t>(msg_hash_string(sip.sip_call_id->i_id)) + (way ? way->number * golden_ratio : 0);
    if (hash == 0)
        hash = 1; // nta reads 0 as "to be computed"
}

const Forks::Way* Forks::way_of(const sip_t& sip) const {
    const auto found = by_call_id_.find(sip.sip_call_id->i_id);
    if (found == by_call_id_.end())
        return nullptr;
    const std::string local_tag = text_or_empty(sip.sip_request ? sip.sip_to->a_tag : sip.sip_from->a_tag);
    for (const auto& way : found->second)
        if (!local_tag.empty() && way->local_tag == local_tag)
            return way.get();
    if (!sip.sip_request)
        return nullptr;
    const std::string branch = branch_of(sip);
    for (const auto& way : found->second)
        if (way->branch == branch)
            return way.get();
    return nullptr;
}

const Forks::Way* Forks::start(const sip_t& invite, Clock::time_point now) {
    forget_old(now);
    auto& ways = by_call_id_[invite.sip_call_id->i_id];
    if (ways.size() >= most_ways)
        return nullptr;
    auto way = std::make_shared<Way>();
    way->branch = branch_of(invite);
    way->request_uri = url_text(invite.sip_request->rq_url);
    way->from_tag = text_or_empty(invite.sip_from->a_tag);
    way->cseq = invite.sip_cseq->cs_seq;
    while (std::ranges::any_of(ways, [&](const auto& other) { return other->number == way->number; }))
        ++way->number;
    leaving_.push_back({invite.sip_call_id->i_id, way, now + lifetime_});
    ways.push_back(way);
    return way.get();
}

bool Forks::is_merged(const sip_t& invite) const {
    const auto found = is_readable(invite) ? by_call_id_.find(invite.sip_call_id->i_id) : by_call_id_.end();
    if (found == by_call_id_.end())
        return false;
    const std::string branch = branch_of(invite), uri = url_text(invite.sip_request->rq_url);
    const std::string from_tag = text_or_empty(invite.sip_from->a_tag);
    for (const auto& way : found->second) {
        if (way->branch == branch)
            return false; // what came later is merged with this one
        if (way->cseq == invite.sip_cseq->cs_seq && way->from_tag == from_tag && way->request_uri == uri)
            return true;
    }
    return false;
}

std::shared_ptr<void> Forks::hold(const sip_t& invite, const std::string& local_tag) {
    const auto found = is_readable(invite) ? by_call_id_.find(invite.sip_call_id->i_id) : by_call_id_.end();
    if (found == by_call_id_.end())
        return nullptr;
    const std::string branch = branch_of(invite);
    const auto way = std::ranges::find_if(found->second, [&](const auto& one) { return one->branch == branch; });
    if (way == found->second.end())
        return nullptr;
    (*way)->local_tag = local_tag;
    (*way)->is_held = true;
    return {way->get(), [way = *way, lifetime = lifetime_](void*) {
                way->is_held = false;
                way->until = Clock::now() + lifetime;
            }};
}

/// Each way waits once in the queue; one whose call still lives goes to its end.
void Forks::forget_old(Clock::time_point now) {
    for (auto left = leaving_.size(); left > 0 && leaving_.front().at <= now; --left) {
        Leaving oldest = std::move(leaving_.front());
        leaving_.pop_front();
        if (oldest.way->is_held || oldest.way->until > now) {
            oldest.at = now + lifetime_;
            leaving_.push_back(std::move(oldest));
        } else {
            forget(oldest);
        }
    }
}

void Forks::forget(const Leaving& gone) {
    const auto found = by_call_id_.find(gone.call_id);
    std::erase(found->second, gone.way);
    if (found->second.empty())
        by_call_id_.erase(found);
}

} // namespace sip
