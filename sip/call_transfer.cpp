// REFER both ways and the NOTIFY requests of a dialog (callflows 5.1, 5.14).
#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "sip/call.hpp"
#include "sip/reading.hpp"
#include "sip/saved_request.hpp"

namespace sip {

namespace {

constexpr int no_result = 480; // a subscription that ended without saying what came of it

constexpr unsigned long longest_expiry_s = 3600;

/// `Subscription-State: active;expires=60` (RFC 6665 section 4.1.3)
std::chrono::seconds expiry_of(const sip_subscription_state_t* state) {
    const auto told = state && state->ss_expires ? std::strtoul(state->ss_expires, nullptr, 10) : 0;
    return std::chrono::seconds{std::min(told, longest_expiry_s)};
}

} // namespace

// ---- we are the transferor

void Call::refer(const std::string& refer_to) {
    if (!is_established() || refer_to.empty())
        return tell_later(ReferFailed{481});
    last_refer_cseq_ = refer_cseq_;
    refer_to_ = refer_to;
    is_refer_open_ = true;
    is_refer_told_ = false;
    send_refer();
}

void Call::send_refer() {
    auto* const line = core_.lines.find(line_);
    const std::string referred_by = line ? "<" + line->address_of_record() + ">" : "", headers = credentials("REFER");
    nua_refer(handle_.get(), SIPTAG_REFER_TO_STR(refer_to_.c_str()), SIPTAG_REFERRED_BY_STR(or_null(referred_by)),
              SIPTAG_HEADER_STR(or_null(headers)), TAG_END());
    kick();
}

void Call::on_refer_answer(const NuaEvent& event) {
    if (event.sip && event.sip->sip_cseq)
        refer_cseq_ = event.sip->sip_cseq->cs_seq;
    if (event.status < 200 || !is_refer_open_ || answer_in_dialog(event))
        return;
    if (event.status < 300)
        return tell(ReferAccepted{});
    is_refer_open_ = false;
    if (!std::exchange(is_refer_told_, true))
        tell(ReferFailed{status_of(event)});
}

/// RFC 3515 section 2.4.6: the id is the CSeq of the REFER; without one it is the only REFER. One may come before the
/// answer to its REFER.
bool Call::is_of_earlier_refer(const sip_t& notify) const {
    const auto id = notify.sip_event && notify.sip_event->o_id ? std::strtoul(notify.sip_event->o_id, nullptr, 10) : 0;
    return id != 0 && id <= last_refer_cseq_;
}

/// Keys of the phone: they open its microphone, which who is no registrar of the line may not ask for by an INVITE
/// either (callflows 3.5).
bool Call::may_press_keys() const {
    const auto source = source_of_event(core_);
    const auto* const line = core_.lines.find(line_);
    return source && line && core_.sources.is_target(line->account().targets, *source);
}

void Call::on_notify(const NuaEvent& event) {
    const std::string package = event_package(event.sip);
    const bool is_of_refer = package == "refer" && is_refer_open_ && !is_of_earlier_refer(*event.sip);
    const bool is_key = package == "talk" || package == "hold";
    if (is_key && !may_press_keys())
        return event.status < 200 ? respond(core_, event, 403) : void();
    const bool is_ours = is_of_refer || is_key;
    if (event.status < 200)
        respond(core_, event, is_ours ? 200 : package == "refer" ? 481 : 489);
    if (package == "talk")
        return tell(TalkWanted{});
    if (package == "hold")
        return tell(HoldWanted{});
    if (!is_of_refer)
        return;
    const int status = parse_sipfrag(read_message(event).body).value_or(0);
    const auto* const state = event.sip->sip_subscription_state;
    const bool is_last = state && su_casematch(state->ss_substate, "terminated");
    is_refer_open_ = !is_last;
    if (status < 200 && !is_last) {
        if (!is_refer_told_)
            tell(ReferProgress{expiry_of(state)});
        return;
    }
    if (std::exchange(is_refer_told_, true))
        return;
    if (status >= 200 && status < 300)
        tell(ReferSucceeded{});
    else
        tell(ReferFailed{status >= 300 ? status : no_result});
}

// ---- we are the transferee

void Call::on_refer(const NuaEvent& event) {
    const auto target = parse_refer_to(header_text(event.sip->sip_refer_to));
    if (!target)
        return respond(core_, event, 400);
    const sip_event_t* subscription = nullptr;
    tl_gets(event.tags, NUTAG_REFER_EVENT_REF(subscription), TAG_END());
    asked_refer_event_ = subscription ? header_text(subscription) : "refer";
    ReferWanted wanted{to_text(target->uri), header_text(event.sip->sip_referred_by),
                       target->replaces ? to_text(*target->replaces) : ""};
    saved_refer_ = std::make_unique<SavedRequest>(core_.nua());
    tell(wanted);
}

void Call::answer_refer(int status) {
    if (status < 300) // else the result of one before is still to be told
        refer_event_ = asked_refer_event_;
    respond_to_saved(std::move(saved_refer_), status, {}, {});
}

void Call::notify_refer(int status) {
    if (!handle_ || refer_event_.empty())
        return;
    const bool is_last = status >= 200;
    const std::string fragment = "SIP/2.0 " + std::to_string(status) + " " + standard_phrase(status) + "\r\n";
    nua_notify(handle_.get(), SIPTAG_EVENT_STR(refer_event_.c_str()),
               SIPTAG_SUBSCRIPTION_STATE_STR(is_last ? "terminated;reason=noresource" : "active;expires=60"),
               SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"), SIPTAG_PAYLOAD_STR(fragment.c_str()), TAG_END());
    if (is_last)
        refer_event_.clear();
    kick();
}

} // namespace sip
