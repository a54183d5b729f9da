// The target of a request line taken apart.
#include "gateway/url.hpp"

#include <algorithm>
#include <utility>

namespace gateway {

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// RFC 3986 section 2.1.
std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const int high = digit(text[i + 1]);
        const int low = digit(text[i + 2]);
        if (high < 0 || low < 0 || high + low == 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::pair<std::string_view, std::string_view> split(std::string_view text, char separator) {
    const auto at = std::min(text.find(separator), text.size());
    return {text.substr(0, at), text.substr(std::min(at + 1, text.size()))};
}

} // namespace

std::optional<Target> parse_target(std::string_view target) {
    if (target.empty() || target.front() != '/')
        return std::nullopt;
    auto [path, query] = split(target.substr(0, target.find('#')), '?');
    Target out;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        auto segment = decoded(path.substr(0, end), false);
        if (!segment)
            return std::nullopt;
        out.path.push_back(std::move(*segment));
        path.remove_prefix(end);
    }
    while (!query.empty()) {
        const auto [pair, rest] = split(query, '&');
        const auto [key, value] = split(pair, '=');
        const auto name = decoded(key, true);
        const auto content = decoded(value, true);
        if (!name || !content)
            return std::nullopt;
        out.query[*name] = *content;
        query = rest;
    }
    return out;
}

} // namespace gateway
