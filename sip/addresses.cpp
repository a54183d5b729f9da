// URIs and name-addr (RFC 3261 sections 19.1 and 20.10, RFC 3966).
#include <array>

#include "sip/headers.hpp"
#include "sip/text.hpp"

namespace sip {
namespace {

/// Nothing that could end a header line or a URI early.
bool is_printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; });
}

bool is_made_of(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_alphanumeric(c) || extra.find(c) != extra.npos; });
}

Parameters unescaped(Parameters parameters) {
    for (auto& [name, value] : parameters) {
        name = lower(unescape(name));
        value = unescape(value);
    }
    return parameters;
}

Parameters parse_uri_headers(std::string_view text) {
    Parameters headers;
    for (auto item = next_word(text, "&"); !item.empty(); item = next_word(text, "&")) {
        const auto equals = item.find('=');
        headers.emplace_back(lower(unescape(item.substr(0, equals))),
                             equals == item.npos ? "" : unescape(item.substr(equals + 1)));
    }
    return headers;
}

/// `host`, `host:port`, `[v6]:port`
bool take_host(Uri& uri, std::string_view text) {
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos || !is_made_of(text.substr(1, end - 1), ":."))
            return false;
        uri.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const auto colon = text.find(':');
        uri.host = text.substr(0, colon);
        if (!is_made_of(uri.host, ".-_"))
            return false;
        port = colon == text.npos ? std::string_view{} : text.substr(colon);
    }
    if (uri.host.empty() || port.empty())
        return !uri.host.empty();
    const auto value = port[0] == ':' ? number(port.substr(1), 65535) : std::nullopt;
    uri.port = static_cast<std::uint16_t>(value.value_or(0));
    return uri.port != 0;
}

bool take_sip(Uri& uri, std::string_view rest) {
    if (const auto at = rest.find('@'); at != rest.npos) {
        const auto user = rest.substr(0, at);
        uri.user = unescape(user.substr(0, user.find(':'))); // a password is never used (RFC 3261 section 19.1.1)
        rest.remove_prefix(at + 1);
    }
    if (const auto question = rest.find('?'); question != rest.npos) {
        uri.headers = parse_uri_headers(rest.substr(question + 1));
        rest = rest.substr(0, question);
    }
    const auto semicolon = rest.find(';');
    if (semicolon != rest.npos)
        uri.parameters = unescaped(parse_parameters(rest.substr(semicolon)));
    return take_host(uri, rest.substr(0, semicolon));
}

std::string host_text(const Uri& uri) {
    auto text = uri.host.find(':') == std::string::npos ? uri.host : '[' + uri.host + ']';
    return uri.port == 0 ? text : text + ':' + std::to_string(uri.port);
}

/// Cuts a display name off `text`, which then starts at `<`; false: quotes do not match.
bool take_display(std::string_view& text, std::string& display) {
    if (!text.starts_with('"')) {
        const auto bracket = text.find('<');
        display = clean_text(trimmed(text.substr(0, bracket)));
        text.remove_prefix(bracket);
        return true;
    }
    std::string raw;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        raw += text[i];
    }
    if (i >= text.size())
        return false;
    display = clean_text(raw);
    text = trimmed(text.substr(i + 1));
    return text.starts_with('<');
}

} // namespace

std::optional<Uri> parse_uri(std::string_view text) {
    text = trimmed(text);
    const auto colon = text.find(':');
    if (colon == 0 || colon == text.npos || !is_printable(text) || !is_made_of(text.substr(0, colon), "+-."))
        return std::nullopt;
    Uri uri;
    uri.scheme = lower(text.substr(0, colon));
    const auto rest = text.substr(colon + 1);
    if (uri.scheme == "sip" || uri.scheme == "sips") {
        if (!take_sip(uri, rest))
            return std::nullopt;
    } else if (uri.scheme == "tel") {
        const auto semicolon = rest.find(';');
        uri.user = unescape(rest.substr(0, semicolon));
        if (semicolon != rest.npos)
            uri.parameters = unescaped(parse_parameters(rest.substr(semicolon)));
        if (uri.user.empty())
            return std::nullopt;
    } else {
        uri.opaque = rest;
    }
    return uri;
}

std::string to_text(const Uri& uri) {
    std::string out = uri.scheme + ':';
    if (!uri.opaque.empty())
        return out + uri.opaque;
    if (!uri.user.empty())
        out += escape_user(uri.user);
    if (uri.scheme != "tel")
        out += (uri.user.empty() ? "" : "@") + host_text(uri);
    for (const auto& [name, value] : uri.parameters)
        out += ';' + escape_header(name) + (value.empty() ? "" : '=' + escape_header(value));
    char separator = '?';
    for (const auto& [name, value] : uri.headers) {
        out += separator + escape_header(name) + '=' + escape_header(value);
        separator = '&';
    }
    return out;
}

std::string number_of(const Uri& uri) {
    auto number = clean_text(std::string_view(uri.user).substr(0, uri.user.find(';')));
    if (uri.scheme == "tel") // RFC 3966 section 5.1.1
        std::erase_if(number, [](char c) { return std::string_view("-.()").find(c) != std::string_view::npos; });
    return number;
}

std::string NameAddr::tag() const {
    const auto* value = find(parameters, "tag");
    return value ? *value : "";
}

std::optional<NameAddr> parse_name_addr(std::string_view text) {
    text = trimmed(text);
    NameAddr address;
    std::string_view uri, parameters;
    if (text.starts_with('"') || text.find('<') != text.npos) {
        if (!take_display(text, address.display))
            return std::nullopt;
        const auto end = text.find('>');
        if (end == text.npos)
            return std::nullopt;
        uri = text.substr(1, end - 1);
        parameters = text.substr(end + 1);
    } else { // without brackets, parameters are the header's (RFC 3261 section 20)
        const auto semicolon = text.find(';');
        uri = text.substr(0, semicolon);
        parameters = semicolon == text.npos ? std::string_view{} : text.substr(semicolon);
    }
    auto parsed = parse_uri(uri);
    if (!parsed)
        return std::nullopt;
    address.uri = std::move(*parsed);
    address.parameters = parse_parameters(parameters);
    return address;
}

std::string to_text(const NameAddr& address) {
    std::string out = address.display.empty() ? "" : quoted(address.display) + ' ';
    out += '<' + to_text(address.uri) + '>';
    for (const auto& [name, value] : address.parameters) {
        const bool is_token = std::all_of(value.begin(), value.end(), is_token_character);
        out += ';' + name + (value.empty() ? "" : '=' + (is_token ? value : quoted(value)));
    }
    return out;
}

bool is_anonymous(const NameAddr& address) {
    return lower(address.uri.host) == "anonymous.invalid" || lower(address.uri.user) == "anonymous";
}

} // namespace sip
