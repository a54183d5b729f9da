// How much of what arrives the stack reads: lines of a header, octets of a connection.
#include "sip/read_limits.hpp"

#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/su.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>

#include "sip/message_log.hpp"
#include "sip/parser_gaps.hpp"
#include "sip/sofia.hpp"
#include "sip/taken_place.hpp"

namespace sip {

namespace {

auto read_of_sofia() {
    static const auto original = of_stack<decltype(&msg_extract)>("msg_extract");
    return original;
}

auto size_of_sofia() {
    static const auto original = of_stack<decltype(&su_getmsgsize)>("su_getmsgsize");
    return original;
}

bool is_stream(su_socket_t socket) {
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

/// Those that have been read; a TCP segment may bring the rest.
unsigned fields_of(const msg_t& message) {
    unsigned count = 0;
    for (const auto* field = *msg_chain_head(&message); field && count <= most_header_lines; field = field->sh_succ)
        ++count;
    return count;
}

bool has_too_many_lines(const msg_t& message) {
    std::string_view unread(static_cast<const char*>(msg_buf_committed_data(&message)), msg_buf_committed(&message));
    unsigned lines = fields_of(message);
    while (lines <= most_header_lines) {
        const auto end = unread.find('\n');
        if (end == unread.npos || (lines > 0 && unread.substr(0, end + 1).find_first_not_of("\r\n") == unread.npos))
            return false; // the rest is body
        ++lines;
        unread.remove_prefix(end + 1);
    }
    return true;
}

bool is_in_header(const msg_t& message) {
    return msg_buf_committed(&message) != 0 && (msg_object(&message)->msg_flags & MSG_FLG_BODY) == 0;
}

/// Why it is read no further; empty: it is.
std::string_view why_refused(msg_t& message) {
    if (msg_buf_committed(&message) > most_header_octets)
        return "a header without end";
    if (has_too_many_lines(message))
        return "more header lines than anything that telephones sends";
    return !mask_quoted_nuls(message) && is_by_tcp(message) ? "a NUL in its header" : "";
}

} // namespace

void limit_reading() {
    if (!read_of_sofia() || !size_of_sofia())
        throw std::runtime_error("the SIP stack does not say when it reads a message");
}

} // namespace sip

extern "C" {

__attribute__((visibility("default"))) int msg_extract(msg_t* message) {
    const auto why = message && sip::is_in_header(*message) ? sip::why_refused(*message) : "";
    if (!why.empty()) {
        sip::MessageLog::note_refused(*message, why);
        msg_mark_as_complete(message, MSG_FLG_ERROR);
        return -1;
    }
    return sip::read_of_sofia()(message);
}

/// How much waits in a socket. A datagram is read whole, or its end is lost.
__attribute__((visibility("default"))) issize_t su_getmsgsize(su_socket_t socket) {
    const issize_t waits = sip::size_of_sofia()(socket);
    return waits > sip::most_octets_at_once && sip::is_stream(socket) ? sip::most_octets_at_once : waits;
}

} // extern "C"
