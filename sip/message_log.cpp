// Reads the log of Sofia's transport: a stamp line, a ruler, the message indented by three blanks, a ruler.
#include "sip/message_log.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <vector>

#include "sip/sofia.hpp"
#include "sip/text.hpp"

extern "C" su_log_t tport_log[];

namespace sip {

namespace {

constexpr std::string_view indent = "   ";
constexpr std::size_t longest_message = std::size_t{128} * 1024;
constexpr std::size_t usual_message = 1024;

MessageLog* current = nullptr;

bool is_ruler(std::string_view line) {
    return line.size() == indent.size() + 72 && line.starts_with(indent) &&
           line.find_first_not_of('-', indent.size()) == line.npos;
}

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

/// A parameter of one From, To or Via; what stands between brackets belongs to a URI.
std::string_view parameter(std::string_view value, std::string_view name) {
    const auto bracket = value.rfind('>');
    value.remove_prefix(bracket == value.npos ? 0 : bracket + 1);
    for (auto semicolon = value.find(';'); semicolon != value.npos; semicolon = value.find(';')) {
        value.remove_prefix(semicolon + 1);
        const auto item = trimmed(value.substr(0, value.find(';')));
        const auto equals = item.find('=');
        if (equals != item.npos && same_word(trimmed(item.substr(0, equals)), name))
            return trimmed(item.substr(equals + 1));
    }
    return {};
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

bool is_named(std::string_view name, std::string_view full, std::string_view compact) {
    return same_word(name, full) || same_word(name, compact);
}

/// Header fields that tell whose the message is.
void read_header(WireMessage& message, std::string_view line) {
    if (std::string_view("cCiIfFtTvV").find(line.front()) == std::string_view::npos)
        return;
    const auto colon = line.find(':');
    if (colon == line.npos)
        return;
    const bool is_request = message.status == 0;
    const bool is_local_from = message.sent == is_request; // who sends a request, or gets its response, stands in From
    const auto name = trimmed(line.substr(0, colon));
    const auto value = [&] { return trimmed(line.substr(colon + 1)); };
    if (is_named(name, "Call-ID", "i")) {
        message.call_id = value();
    } else if (same_word(name, "CSeq") && !is_request) {
        auto sequence = value();
        next_word(sequence);
        message.method = next_word(sequence);
    } else if (is_local_from ? is_named(name, "From", "f") : is_named(name, "To", "t")) {
        message.local_tag = parameter(value(), "tag");
    } else if (message.branch.empty() && is_named(name, "Via", "v")) {
        message.branch = parameter(value().substr(0, value().find(',')), "branch");
    }
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

} // namespace

WireMessage read_wire_message(bool sent, std::string text) {
    WireMessage message{.sent = sent};
    bool is_first = true, in_header = true, has_secrets = false;
    each_line(text, [&](std::string_view line) {
        if (is_first) {
            const auto word = next_word(line);
            if (word.starts_with("SIP/2.0"))
                message.status = static_cast<int>(number(next_word(line), 999).value_or(0));
            else
                message.method = word;
        } else if (line.empty()) {
            in_header = false;
        } else if (in_header) {
            read_header(message, line);
        }
        is_first = false;
        has_secrets = has_secrets || is_authorization(line) || is_key(line);
    });
    if (has_secrets)
        text = masked(text);
    else if (!text.empty() && text.back() != '\n')
        text.push_back('\n');
    message.text = std::move(text);
    return message;
}

MessageLog::MessageLog(OnMessage on_message, OnConnection on_accepted, OnConnection on_closed)
    : on_message_(std::move(on_message)), on_accepted_(std::move(on_accepted)), on_closed_(std::move(on_closed)) {
    install();
}

MessageLog::Scope::Scope(MessageLog& log) : previous_(std::exchange(current, &log)) {}
MessageLog::Scope::~Scope() {
    current = previous_;
}

void MessageLog::install() {
    su_log_redirect(nullptr, &MessageLog::write, nullptr);
    su_log_set_level(nullptr, 0);
    // Level 5 of the transport tells when a connection closes; its messages are written whatever the level.
    su_log_redirect(tport_log, &MessageLog::write, nullptr);
    su_log_set_level(tport_log, 5);
}

void MessageLog::write(void*, const char* format, std::va_list arguments) {
    if (!current)
        return;
    try {
        // How the transport writes the lines of a message; vsnprintf for each of them would be a quarter of all that a
        // call costs.
        const std::string_view shape = format;
        if (shape == "\n")
            return current->take(shape);
        if (shape == "%s%.*s" || shape == "%.*s") {
            if (shape.size() > 4)
                current->begin_line(va_arg(arguments, const char*));
            const int size = va_arg(arguments, int);
            return current->take({va_arg(arguments, const char*), static_cast<std::size_t>(std::max(size, 0))});
        }
        char piece[2560]; // a line of a message is at most 2047 octets
        const int length = std::vsnprintf(piece, sizeof piece, format, arguments);
        if (length > 0)
            current->take({piece, std::min(static_cast<std::size_t>(length), sizeof piece - 1)});
    } catch (...) { // out of memory: the message is not shown
    }
}

/// A line of a message goes where it belongs at once.
void MessageLog::begin_line(std::string_view before) {
    if (at_ == At::inside && line_.empty() && before == indent)
        is_direct_ = true;
    else
        take(before);
}

void MessageLog::take(std::string_view piece) {
    if (is_direct_) {
        const auto end = piece.find('\n');
        if (message_.size() < longest_message)
            message_.append(piece.substr(0, end));
        if (end == piece.npos)
            return;
        message_.push_back('\n');
        piece.remove_prefix(end + 1);
        is_direct_ = false;
    }
    for (auto end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
        line_.append(piece.substr(0, end));
        take_line(line_);
        line_.clear();
        piece.remove_prefix(end + 1);
    }
    if (line_.size() < longest_message)
        line_.append(piece);
}

void MessageLog::take_line(std::string_view line) {
    if (at_ == At::inside && is_ruler(line))
        return finish_message();
    if (at_ == At::inside) {
        if (message_.size() < longest_message)
            message_.append(line.substr(std::min(indent.size(), line.size()))).push_back('\n');
        return;
    }
    if (at_ == At::first_ruler) {
        at_ = is_ruler(line) ? At::inside : At::outside;
        return;
    }
    const bool is_stamp = line.find(" bytes ") != line.npos;
    if (is_stamp && (line.starts_with("recv ") || line.starts_with("send ") || line.starts_with("sent "))) {
        sent_ = line.front() == 's';
        message_.clear();
        message_.reserve(usual_message);
        at_ = At::first_ruler;
    } else {
        tell_connection(line, "tport_accept(0x", "): new connection from ", on_accepted_);
        tell_connection(line, "tport_close(0x", "): ", on_closed_);
    }
}

void MessageLog::finish_message() {
    at_ = At::outside;
    if (!sent_ && std::exchange(is_skipped_, false))
        return;
    on_message_(read_wire_message(sent_, std::exchange(message_, {})));
}

} // namespace sip
