// What RFC 3261 lets a message hold, and what must be read to be refused, that the stack's parser does not read.
#include "sip/parser_gaps.hpp"

#include <algorithm>
#include <cstring>
#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/su_alloc.h>
#include <string>
#include <string_view>

#include "sip/taken_place.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

constexpr std::string_view blank = " \t\r\n";
constexpr std::string_view no_host = "unreadable.invalid"; ///< RFC 2606: nobody's

/// What the stack has not read yet, without the blanks before it. `home` is the memory of its message.
std::string_view unread(su_home_t* home) {
    const auto* const message = reinterpret_cast<const msg_t*>(home);
    const std::string_view text(static_cast<const char*>(msg_buf_committed_data(message)), msg_buf_committed(message));
    return text.substr(std::min(text.find_first_not_of(blank), text.size()));
}

/// `line` is Sofia's copy: what it has left out at the end is as long as the blanks at the start.
void mend(su_home_t* home, char* line, isize_t size) {
    if (blank.find(*line) == blank.npos)
        return;
    const auto text = unread(home);
    if (text.size() >= static_cast<std::size_t>(size))
        text.copy(line, static_cast<std::size_t>(size));
}

/// The line with another URI, in the memory of the message; null: it is no request of SIP.
char* without_uri(su_home_t* home) {
    const auto text = unread(home);
    const auto line = trimmed(text.substr(0, text.find_first_of("\r\n")));
    const auto method = line.substr(0, line.find(' ')), version = line.substr(line.rfind(' ') + 1);
    if (method.empty() || method.size() + version.size() + 2 > line.size() || !same_word(version, "SIP/2.0"))
        return nullptr;
    return su_strdup(home, (std::string(method) + " sip:" + std::string(no_host) + " SIP/2.0").c_str());
}

issize_t read_request_line(su_home_t* home, msg_header_t* header, char* line, isize_t size) {
    mend(home, line, size);
    const issize_t result = sip_request_class->hc_parse(home, header, line, size);
    char* const other = result < 0 ? without_uri(home) : nullptr;
    return other ? sip_request_class->hc_parse(home, header, other,
                                               static_cast<isize_t>(std::char_traits<char>::length(other)))
                 : result;
}

issize_t read_status_line(su_home_t* home, msg_header_t* header, char* line, isize_t size) {
    mend(home, line, size);
    return sip_status_class->hc_parse(home, header, line, size);
}

/// Sofia's class of a first line, with a parser of ours.
msg_hclass_s with_parser(const msg_hclass_t& original, decltype(msg_hclass_s::hc_parse) parser) {
    msg_hclass_s made = original;
    made.hc_parse = parser;
    return made;
}

/// As sip_method_d() does for what it knows no constant of.
sip_method_t take_token(char*& text, const char** name) {
    char* end = text;
    while (is_token_character(*end))
        ++end;
    if (end == text || (*end != '\0' && blank.find(*end) == blank.npos))
        return sip_method_invalid;
    char* rest = end;
    while (*rest != '\0' && blank.find(*rest) != blank.npos)
        ++rest;
    if (name) {
        *end = '\0';
        *name = text;
    }
    text = rest;
    return sip_method_unknown;
}

} // namespace

void read_all_first_lines(msg_mclass_t& message_class) {
    static const auto request = with_parser(*sip_request_class, read_request_line),
                      status = with_parser(*sip_status_class, read_status_line);
    message_class.mc_request->hr_class = &request;
    message_class.mc_status->hr_class = &status;
}

bool mask_quoted_nuls(const msg_t& message) {
    auto* const octets = static_cast<char*>(msg_buf_committed_data(&message));
    const std::string_view text(octets, msg_buf_committed(&message));
    if (std::memchr(octets, '\0', text.size()) == nullptr)
        return true;
    const bool is_begun = *msg_chain_head(&message) != nullptr;
    const auto start = is_begun ? 0 : std::min(text.find_first_not_of("\r\n"), text.size());
    if (is_begun && (text.starts_with("\r\n") || text.starts_with('\n')))
        return true; // the body follows
    const auto end = std::min({text.find("\n\r\n", start), text.find("\n\n", start), text.size()});
    bool all_quoted = true;
    for (auto at = text.find('\0', start); at < end; at = text.find('\0', at + 1)) {
        const bool is_quoted = at > start && text[at - 1] == '\\';
        all_quoted = all_quoted && is_quoted;
        if (is_quoted)
            octets[at] = '0';
    }
    return all_quoted;
}

bool lacks_uri(const sip_t& sip) {
    return sip.sip_request && sip.sip_request->rq_url->url_host && no_host == sip.sip_request->rq_url->url_host;
}

} // namespace sip

/// A method is a token (RFC 3261 section 25.1); Sofia knows fewer characters, and takes what has others for no SIP.
extern "C" __attribute__((visibility("default"))) sip_method_t sip_method_d(char** text, const char** name) {
    static const auto original = sip::of_stack<decltype(&sip_method_d)>("sip_method_d");
    const auto method = original(text, name);
    return method == sip_method_invalid ? sip::take_token(*text, name) : method;
}
