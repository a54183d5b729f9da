// The first line of a message that has blank lines before it.
#include "sip/first_line.hpp"

#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_mclass.h>
#include <string_view>

namespace sip {

namespace {

constexpr std::string_view blank = " \t\r\n";

/// `line` is Sofia's copy: what it has left out at the end is as long as the blanks at the start.
void mend(su_home_t* message, char* line, isize_t size) {
    if (blank.find(*line) == blank.npos)
        return;
    const auto* const unread = reinterpret_cast<const msg_t*>(message); // whose memory it is
    const std::string_view text(static_cast<const char*>(msg_buf_committed_data(unread)), msg_buf_committed(unread));
    const auto start = text.find_first_not_of(blank);
    if (start != text.npos && text.size() - start >= static_cast<std::size_t>(size))
        text.copy(line, static_cast<std::size_t>(size), start);
}

/// Sofia's class of a first line, with a parser that mends the line first.
template <msg_hclass_t* Original> msg_hclass_t* mending() {
    static const msg_hclass_s copy = [] {
        msg_hclass_s made = *Original;
        made.hc_parse = [](su_home_t* message, msg_header_t* header, char* line, isize_t size) -> issize_t {
            mend(message, line, size);
            return Original->hc_parse(message, header, line, size);
        };
        return made;
    }();
    return &copy;
}

} // namespace

void skip_blank_lines(msg_mclass_t& message_class) {
    message_class.mc_request->hr_class = mending<sip_request_class>();
    message_class.mc_status->hr_class = mending<sip_status_class>();
}

} // namespace sip
