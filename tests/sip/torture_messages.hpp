// Reads the torture messages: text with line feeds, and the notations of RFC 4475 section 2.
#pragma once

#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace tests {

/// Replaces each `<name ...>inside</name>` by what `make` makes of its attributes and its inside.
template <typename Make> std::string expanded(std::string text, const std::string& name, Make make) {
    const std::string close = "</" + name + ">";
    for (auto open = text.find("<" + name); open != text.npos; open = text.find("<" + name, open)) {
        const auto inside = text.find('>', open) + 1, end = text.find(close, inside);
        if (end == text.npos)
            throw std::runtime_error("<" + name + "> is not closed");
        const std::string made = make(text.substr(open + name.size() + 1, inside - open - name.size() - 2),
                                      text.substr(inside, end - inside));
        text.replace(open, end + close.size() - open, made);
        open += made.size();
    }
    return text;
}

inline std::string without_line_feeds(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != '\n')
            out += c;
    return out;
}

/// As it goes over the wire.
inline std::string torture_message(const std::string& name) {
    std::ifstream file(TEST_SOURCE_DIR "/tests/sip/torture/" + name + ".sip", std::ios::binary);
    if (!file)
        throw std::runtime_error("no torture message " + name);
    std::stringstream content;
    content << file.rdbuf();
    std::string text = expanded(content.str(), "allOneLine", [](const std::string&, const std::string& inside) {
        return without_line_feeds(inside);
    });
    text = expanded(text, "repeat", [](const std::string& attributes, const std::string& inside) {
        std::string out;
        for (int n = std::stoi(attributes.substr(attributes.find('=') + 1)); n > 0; --n)
            out += inside;
        return out;
    });
    std::string wire;
    for (const char c : text)
        wire += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return expanded(wire, "hex", [](const std::string&, const std::string& inside) {
        std::string out, digits;
        for (const char c : inside)
            if (std::isxdigit(static_cast<unsigned char>(c)) && (digits += c).size() == 2)
                out += static_cast<char>(std::stoi(std::exchange(digits, {}), nullptr, 16));
        return out;
    });
}

/// The first Via of a request names the transport that is really used, and asks for the answer to the port it came from
/// (RFC 3581): the hosts of the messages do not exist.
inline std::string sent_from_here(std::string request) {
    std::size_t line = 0, value = 0;
    while ((line = request.find("\r\n", line)) != request.npos) {
        line += 2;
        const auto colon = request.find(':', line);
        std::string name = request.substr(line, request.find_first_of(" :", line) - line);
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (name == "via" || name == "v") {
            value = colon + 1;
            break;
        }
    }
    if (value == 0)
        return request;
    std::size_t end = value;
    do
        end = request.find_first_of(",\r", end + 1);
    while (request[end] == '\r' && (request[end + 2] == ' ' || request[end + 2] == '\t')); // folded
    if (request.substr(value, end - value).find("rport") == std::string::npos)
        request.insert(end, ";rport");
    for (const char* const other : {"/TCP ", "/TLS "})
        if (const auto at = request.find(other, value); at < end)
            request.replace(at, 5, "/UDP ");
    return request;
}

} // namespace tests
