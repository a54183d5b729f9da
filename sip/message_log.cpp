// The transport shows its messages by tport_log_msg(), as text line by line; a function of this program stands in its
// place (as for sres_resolver_receive() in dns_answer.cpp) and takes them whole. What is no message it does not show:
// tport_deliver() sees that.
#include "sip/message_log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/tport.h>
#include <span>
#include <utility>

#include "sip/networks.hpp"
#include "sip/parser_gaps.hpp"
#include "sip/taken_place.hpp"
#include "sip/text.hpp"

extern "C" su_log_t tport_log[];

namespace sip {

namespace {

constexpr std::size_t longest_message = std::size_t{128} * 1024;
constexpr std::size_t usual_message = 1024;

MessageLog* current = nullptr;

/// Overwrites what follows `key` up to one of `end` in each place where it occurs.
void mask(std::string& line, std::string_view key, std::string_view end) {
    for (auto at = line.find(key.back()); at != line.npos; at = line.find(key.back(), at + 1)) {
        const std::size_t value = at + 1;
        if (value < key.size() || !same_word(std::string_view(line).substr(value - key.size(), key.size()), key))
            continue;
        line.replace(value, std::min(line.find_first_of(end, value), line.size()) - value, "***");
    }
}

bool is_authorization(std::string_view line) {
    const char first = line.empty() ? '\0' : lower(line.front());
    if (first == 'a')
        return same_word(line.substr(0, 14), "Authorization:");
    return first == 'p' && same_word(line.substr(0, 20), "Proxy-Authorization:");
}

bool is_key(std::string_view line) {
    return line.starts_with("a=crypto:");
}

void mask_secrets(std::string& line) {
    if (is_authorization(line))
        mask(line, "response=", ",;"); // RFC 7616: what a dictionary can be tried on
    else if (is_key(line))
        mask(line, "inline:", "| ;"); // RFC 4568: the key itself
}

/// Calls `take` with each line.
template <class Take> void each_line(std::string_view text, Take take) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        take(line);
    }
}

std::string masked(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_line(text, [&out](std::string_view part) {
        if (is_authorization(part) || is_key(part)) {
            std::string line(part);
            mask_secrets(line);
            out.append(line).push_back('\n');
        } else {
            out.append(part).push_back('\n');
        }
    });
    return out;
}

bool has_secrets(std::string_view text) {
    bool found = false;
    each_line(text, [&found](std::string_view line) {
        const char first = line.empty() ? '\0' : lower(line.front());
        found = found || ((first == 'a' || first == 'p') && (is_authorization(line) || is_key(line)));
    });
    return found;
}

/// However its lines end. In place: all messages come through here.
void use_line_feeds(std::string& text) {
    std::size_t to = std::min(text.find('\r'), text.size());
    for (std::size_t from = to; from < text.size();) {
        from += std::string_view(text).substr(from, 2) == "\r\n" ? 2 : 1;
        text[to++] = '\n';
        const std::size_t end = std::min(text.find('\r', from), text.size());
        std::memmove(text.data() + to, text.data() + from, end - from);
        to += end - from;
        from = end;
    }
    text.resize(to);
    if (!text.empty() && text.back() != '\n')
        text.push_back('\n');
}

/// What of a message cannot be used; empty: nothing. Among what the stack could not use stands also, as it is, a header
/// that may come once only and has come again.
std::string bad_part(const sip_t& sip) {
    std::string names;
    for (const auto* error = sip.sip_error; error; error = error->er_next)
        if (error->er_common->h_class == sip_error_class && error->er_name)
            names += (names.empty() ? "" : ", ") + std::string(error->er_name);
    if (!names.empty())
        return names + " cannot be read";
    return sip_sanity_check(&sip) < 0 ? "a header field is missing" : "";
}

/// Header fields in which an error makes the stack refuse a request: what it has for a user agent (nta.c).
constexpr auto fields_that_matter = static_cast<unsigned>(
    ~(sip_mask_response | sip_mask_proxy | sip_mask_registrar | sip_mask_pref | sip_mask_privacy));

/// Why a request is dropped by the stack without an answer; empty: it is not. One that cannot be read gets 400, unless
/// nobody can be answered, or it is an ACK. A Via that leads nowhere is gone by now (disarm.hpp).
std::string lost_part(const msg_t& message, const sip_t& sip) {
    const bool is_ack = sip.sip_request->rq_method == sip_method_ack;
    if (is_ack && lacks_uri(sip))
        return "the Request-URI cannot be read";
    if (is_ack && (msg_extract_errors(&message) & fields_that_matter) == 0 && sip_sanity_check(&sip) >= 0)
        return {};
    if (!is_ack && sip.sip_via)
        return {};
    return sip.sip_error || sip.sip_via ? bad_part(sip) : "no Via to answer by";
}

/// `GET / HTTP/1.1` reads like a request; the stack answers SIP of another version, and nothing else.
bool is_of_others(const sip_t& sip) {
    return sip.sip_request &&
           !same_word(std::string_view(text_or_empty(sip.sip_request->rq_version)).substr(0, 4), "SIP/");
}

/// The octets of a message, up to the first that no text has.
std::string octets_of(msg_t& message) {
    std::array<msg_iovec_t, 256> pieces;
    const auto count =
        std::min(static_cast<std::size_t>(msg_iovec(&message, pieces.data(), pieces.size())), pieces.size());
    std::string text;
    text.reserve(usual_message);
    for (const auto& piece : std::span(pieces).first(count))
        text.append(static_cast<const char*>(piece.mv_base),
                    std::min(static_cast<std::size_t>(piece.mv_len), longest_message - text.size()));
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
}

/// `tport_close(0x55d0c0ffee): tcp/192.0.2.1:5060/sip`
void tell_connection(std::string_view line, std::string_view start, std::string_view middle,
                     const MessageLog::OnConnection& tell) {
    const auto end = line.starts_with(start) ? line.find(middle) : line.npos;
    if (end == line.npos)
        return;
    std::uintptr_t id = 0;
    if (std::from_chars(line.data() + start.size(), line.data() + end, id, 16).ec == std::errc())
        tell(id, line.substr(end + middle.size()));
}

/// A request with an error that nta answers.
bool gets_refused(const msg_t& message) {
    const auto* const sip = sip_object(&message);
    return sip && sip->sip_request && sip->sip_via && sip->sip_request->rq_method != sip_method_ack;
}

} // namespace

WireMessage read_wire_message(bool sent, const sip_t& sip) {
    WireMessage message{.sent = sent};
    const bool is_request = sip.sip_request != nullptr;
    if (is_request)
        message.method = text_or_empty(sip.sip_request->rq_method_name);
    else if (sip.sip_cseq)
        message.method = text_or_empty(sip.sip_cseq->cs_method_name);
    if (sip.sip_status)
        message.status = sip.sip_status->st_status;
    if (sip.sip_call_id)
        message.call_id = text_or_empty(sip.sip_call_id->i_id);
    // Who sends a request, or gets its response, stands in From.
    if (const auto* const local = sent == is_request ? sip.sip_from : sip.sip_to)
        message.local_tag = text_or_empty(local->a_tag);
    if (sip.sip_via)
        message.branch = text_or_empty(sip.sip_via->v_branch);
    return message;
}

std::string shown_text(std::string octets) {
    use_line_feeds(octets);
    return has_secrets(octets) ? masked(octets) : std::move(octets);
}

MessageLog::MessageLog(OnMessage on_message, OnConnection on_accepted, OnConnection on_closed, OnSpoiled on_spoiled)
    : on_message_(std::move(on_message)), on_accepted_(std::move(on_accepted)), on_closed_(std::move(on_closed)),
      on_spoiled_(std::move(on_spoiled)) {
    install();
}

MessageLog::Scope::Scope(MessageLog& log) : previous_(std::exchange(current, &log)) {}
MessageLog::Scope::~Scope() {
    current = previous_;
}

void MessageLog::install() {
    su_log_redirect(nullptr, &MessageLog::write, nullptr);
    su_log_set_level(nullptr, 0);
    // Level 5 of the transport tells when a connection closes; its messages are shown whatever the level.
    su_log_redirect(tport_log, &MessageLog::write, nullptr);
    su_log_set_level(tport_log, 5);
}

void MessageLog::write(void*, const char* format, std::va_list arguments) {
    if (!current)
        return;
    try {
        char piece[2560];
        const int length = std::vsnprintf(piece, sizeof piece, format, arguments);
        if (length > 0)
            current->take({piece, std::min(static_cast<std::size_t>(length), sizeof piece - 1)});
    } catch (...) { // out of memory: the line is not read
    }
}

void MessageLog::take(std::string_view piece) {
    for (auto end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
        line_.append(piece.substr(0, end));
        tell_connection(line_, "tport_accept(0x", "): new connection from ", on_accepted_);
        tell_connection(line_, "tport_close(0x", "): ", on_closed_);
        line_.clear();
        piece.remove_prefix(end + 1);
    }
    if (line_.size() < longest_message)
        line_.append(piece);
}

void MessageLog::take(bool sent, msg_t& message) {
    const auto* const sip = sip_object(&message);
    if (!sip || (!sent && std::exchange(is_skipped_, false)))
        return;
    if (!sent && is_of_others(*sip))
        return take_noise(message);
    auto told = read_wire_message(sent, *sip);
    if (!sent) {
        const auto [dropped, why] = std::exchange(dropped_, {});
        told.unreadable = dropped == &message ? std::string(why)
                          : sip->sip_request  ? lost_part(message, *sip)
                                              : bad_part(*sip);
        if (const auto source = IpAddress::of(&msg_addr(&message)->su_sa))
            told.source = source->text();
    }
    told.text = shown_text(octets_of(message));
    on_message_(std::move(told));
}

void MessageLog::take_noise(msg_t& message, std::string_view why) {
    WireMessage told{.unreadable = std::string(why), .is_noise = true};
    if (const auto source = IpAddress::of(&msg_addr(&message)->su_sa))
        told.source = source->text();
    on_message_(std::move(told));
}

void MessageLog::note_delivery(msg_t& message) noexcept {
    // Of a keep-alive nothing is left: blank lines before a message are skipped.
    const bool is_noise = msg_has_error(&message) != 0 && !*msg_chain_head(&message) && msg_buf_committed(&message) > 0;
    try {
        if (current && std::exchange(current->refused_, nullptr) != &message && is_noise)
            current->take_noise(message);
    } catch (...) { // out of memory: it is not told
    }
}

void MessageLog::note_refused(msg_t& message, std::string_view why) noexcept {
    try {
        if (!current)
            return;
        current->refused_ = &message;
        current->take_noise(message, why);
    } catch (...) { // out of memory: it is not told
    }
}

void MessageLog::note_spoiled(const tport_t* transport, bool is_answered) noexcept {
    try {
        if (current)
            current->on_spoiled_(reinterpret_cast<std::uintptr_t>(transport), is_answered);
    } catch (...) { // out of memory: it is closed when it has been idle
    }
}

void MessageLog::note_foreign(msg_t& message) noexcept {
    constexpr std::size_t keep_alive = 4; // zero octets
    try {
        if (current && msg_buf_committed(&message) > keep_alive)
            current->take_noise(message);
    } catch (...) { // out of memory: it is not told
    }
}

void MessageLog::show(bool sent, msg_t& message) noexcept {
    try {
        if (current)
            current->take(sent, message);
    } catch (...) { // out of memory: the message is not shown
    }
}

} // namespace sip

/// Of tport_internal.h, which is not installed. What has no first line that could be read is shown by no log of the
/// stack, and dropped.
extern "C" __attribute__((visibility("default"))) void tport_deliver(tport_t* transport, msg_t* message, msg_t* next,
                                                                     void* compressor, su_time_t now) {
    using Deliver = void (*)(tport_t*, msg_t*, msg_t*, void*, su_time_t);
    static const auto original = sip::of_stack<Deliver>("tport_deliver");
    sip::MessageLog::note_delivery(*message);
    // Before: should the transport close meanwhile, its log tells that, and it is forgotten.
    if (tport_is_stream(transport) != 0 && msg_get_flags(message, MSG_FLG_ERROR | MSG_FLG_TOOLARGE) != 0)
        sip::MessageLog::note_spoiled(transport, sip::gets_refused(*message));
    original(transport, message, next, compressor, now);
}

/// `what`: `recv`, `send`, or `sent` from a thread.
extern "C" __attribute__((visibility("default"))) void tport_log_msg(tport_t*, msg_t* message, const char* what,
                                                                     const char*, su_time_t) {
    sip::MessageLog::show(*what == 's', *message);
}

namespace {

int drop_foreign(msg_t** message) {
    sip::MessageLog::note_foreign(**message);
    msg_destroy(std::exchange(*message, nullptr));
    errno = EBADMSG; // as the transport has it for what it cannot use
    return -1;
}

} // namespace

/// A datagram that begins with 0 or 1 (STUN). The transport's own answers each, whoever is its source, with twice its
/// octets.
extern "C" __attribute__((visibility("default"))) int tport_recv_stun_dgram(const tport_t*, msg_t** message,
                                                                            su_sockaddr_t*, socklen_t) {
    return drop_foreign(message);
}

/// One that begins with an octet above 0xF7 (SigComp).
extern "C" __attribute__((visibility("default"))) int tport_recv_comp_dgram(const tport_t*, void*, msg_t** message,
                                                                            su_sockaddr_t*, socklen_t) {
    return drop_foreign(message);
}
