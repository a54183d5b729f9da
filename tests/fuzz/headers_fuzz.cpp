// Header text and digest challenges: anything may come in, and nothing that goes out holds a line break.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "sip/digest.hpp"
#include "sip/headers.hpp"

namespace {

void must_be_one_line(std::string_view text) {
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos)
        std::abort();
}

void addresses(std::string_view text) {
    if (const auto uri = sip::parse_uri(text)) {
        must_be_one_line(sip::to_text(*uri));
        must_be_one_line(sip::number_of(*uri));
        if (sip::parse_uri(sip::to_text(*uri)) != uri) // what is written means what was read
            std::abort();
    }
    if (const auto address = sip::parse_name_addr(text)) {
        must_be_one_line(address->display);
        must_be_one_line(sip::to_text(address->uri));
        static_cast<void>(sip::is_anonymous(*address));
    }
    must_be_one_line(sip::clean_text(text));
    must_be_one_line(sip::escape_user(text));
    if (sip::unescape(sip::escape_user(text)) != text || sip::unescape(sip::escape_header(text)) != text)
        std::abort();
    if (const auto refer_to = sip::parse_refer_to(text))
        must_be_one_line(sip::to_text(*refer_to));
}

void lists(const std::vector<std::string>& values) {
    for (const auto& diversion : sip::parse_diversion(values))
        must_be_one_line(sip::number_of(diversion.who.uri));
    const auto history = sip::parse_history_info(values);
    for (std::size_t i = 0; i < history.size(); ++i)
        static_cast<void>(sip::redirect_cause(history, i));
    for (const auto& reason : sip::parse_reason(values))
        must_be_one_line(reason.text);
    sip::Headers headers;
    headers.alert_info = headers.call_info = values;
    static_cast<void>(sip::auto_answer_wanted(headers));
}

void digest(const std::vector<std::string>& values) {
    // What a registrar says itself, in a nonce for instance, comes back to it.
    const auto names_it = [](const std::string& value) { return value.find("secret") != value.npos; };
    const bool is_known = std::any_of(values.begin(), values.end(), names_it);
    sip::DigestClient client({"user", "secret"}, [] { return std::string("cnonce"); });
    client.learn(values, false, {});
    client.learn_next_nonce(values.front());
    for (const auto& line : client.authorization("REGISTER", "sip:pbx")) {
        must_be_one_line(line.value);
        if (names_it(line.value) && !is_known)
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto half = text.find('\n');
    const std::vector<std::string> values{text.substr(0, half), half == text.npos ? "" : text.substr(half + 1)};
    addresses(text);
    lists(values);
    digest(values);
    static_cast<void>(sip::parse_privacy(text));
    static_cast<void>(sip::parse_replaces(text));
    static_cast<void>(sip::parse_seconds(text));
    static_cast<void>(sip::parse_message_summary(text));
    static_cast<void>(sip::parse_sipfrag(text));
    return 0;
}
