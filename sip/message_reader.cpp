// What is done with each message as soon as its header has been read, before the stack acts on it.
#include "sip/message_reader.hpp"

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip_parser.h>
#include <utility>

#include "sip/disarm.hpp"
#include "sip/early_answers.hpp"
#include "sip/parser_gaps.hpp"

namespace sip {

namespace {

MessageReader* current = nullptr;

} // namespace

MessageReader::Scope::Scope(MessageReader& reader) : previous_(std::exchange(current, &reader)) {}
MessageReader::Scope::~Scope() {
    current = previous_;
}

void MessageReader::install(msg_mclass_t& message_class) {
    message_class.mc_extract_body = &MessageReader::read_body;
}

issize_t MessageReader::read_body(msg_t* message, msg_pub_t* sip, char* text, isize_t size, int is_end) {
    auto* const whole = reinterpret_cast<sip_t*>(sip);
    const bool was_read = (whole->sip_flags & MSG_FLG_BODY) != 0; // a body may come in pieces
    const issize_t result = sip_extract_body(message, whole, text, size, is_end);
    try {
        if (current && !was_read && (whole->sip_flags & MSG_FLG_BODY) != 0)
            current->read(*message, *whole);
    } catch (...) { // out of memory: the message is read as it is
    }
    return result;
}

void MessageReader::read(msg_t& message, sip_t& sip) {
    disarm(message, sip);
    if (sip.sip_status)
        witness_(message, sip);
    if (lacks_uri(sip))
        sip.sip_flags |= MSG_FLG_ERROR; // nta refuses it then: 400
    const auto source = IpAddress::of(&msg_addr(&message)->su_sa);
    const auto verdict = sip.sip_request && source ? gate_(sip, *source) : Verdict::take;
    // The stack takes a request without our tag for one of RFC 2543, and an empty tag for any; this one nobody has.
    if (verdict == Verdict::take_as_unknown)
        msg_header_replace_param(msg_home(&message), sip.sip_to->a_common, "tag=unknown");
    if (verdict == Verdict::take || verdict == Verdict::take_as_unknown) {
        forks_.sort(sip, Forks::Clock::now());
        return EarlyAnswers::keep_from_stack(sip);
    }
    // Without its first line it is neither request nor response, and Sofia drops it; behind an error it reads a
    // connection no further.
    sip_header_remove(&message, &sip, reinterpret_cast<sip_header_t*>(sip.sip_request));
    if (verdict == Verdict::hang_up)
        sip.sip_flags |= MSG_FLG_ERROR;
}

} // namespace sip
