// Reads the torture messages: text with line feeds, and the notations of RFC 4475 section 2.
#pragma once

#include <cctype>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace tests {

/// What becomes of a message: a status, no answer, or a call that rings.
inline constexpr int torture_ignored = 0, torture_call = 1;
inline constexpr int torture_alike = -1; ///< the same by TCP

struct TortureOutcome {
    const char* name;
    int outcome;
    int as_written{}; ///< with its own Content-Length, where that counts wrong; 0: it is right
    int by_stream{torture_alike};

    int outcome_by(bool stream) const { return stream && by_stream != torture_alike ? by_stream : outcome; }
};

// clang-format off
inline constexpr TortureOutcome torture_outcomes[] = {
    // RFC 4475 section 3.1.1: valid
    {"wsinv"     , 481            },
    {"intmeth"   , 501            },
    {"esc01"     , torture_call   },
    {"escnull"   , 405            },
    {"esc02"     , 501            },
    {"lwsdisp"   , 200            },
    {"longreq"   , torture_call   },
    {"dblreq"    , 405            },
    {"semiuri"   , 200            },
    {"transports", 200            },
    {"mpart01"   , 415            },
    {"unreason"  , torture_ignored},
    {"noreason"  , torture_ignored},
    // RFC 4475 section 3.1.2: invalid
    {"badinv01"  , torture_ignored},
    {"clerr"     , 400            , 0, torture_ignored},
    {"ncl"       , 400            },
    {"scalar02"  , 400            },
    {"scalarlg"  , torture_ignored},
    {"quotbal"   , 400            },
    {"ltgtruri"  , 400            },
    {"lwsruri"   , 400            },
    {"lwsstart"  , torture_call   },
    {"trws"      , 200            },
    {"escruri"   , 400            },
    {"baddate"   , torture_call   },
    {"regbadct"  , 400            },
    {"badaspec"  , 200            },
    {"baddn"     , 400            },
    {"badvers"   , torture_ignored, 0, 505},
    {"mismatch01", 400            },
    {"mismatch02", 400            },
    {"bigcode"   , torture_ignored},
    // RFC 4475 section 3.2: transactions
    {"badbranch" , 200            },
    // RFC 4475 section 3.3: application
    {"insuf"     , 400            },
    {"unkscm"    , 416            },
    {"novelsc"   , 416            },
    {"unksm2"    , 405            },
    {"bext01"    , 420            },
    {"invut"     , 415            },
    {"regaut01"  , 405            },
    {"multi01"   , 400            },
    {"mcl01"     , 400            },
    {"bcast"     , torture_ignored},
    {"zeromf"    , 200            },
    {"cparam01"  , 405            },
    {"cparam02"  , 405            },
    {"regescrt"  , 405            },
    {"sdp01"     , torture_call   },
    {"inv2543"   , torture_call   , 0, 400},
    // RFC 5118 section 4
    {"ipv6-good"                    , 405            },
    {"ipv6-bad"                     , 400},
    {"port-ambiguous"               , 405            },
    {"port-unambiguous"             , 405            },
    {"via-received-param-with-delim", 481            },
    {"via-received-param-no-delim"  , 200            },
    {"ipv6-in-sdp"                  , torture_call   , 400},
    {"mult-ip-in-header"            , 481            },
    {"mult-ip-in-sdp"               , torture_call   , torture_call},
    {"ipv4-mapped-ipv6"             , torture_call   , torture_call},
    {"ipv6-bug-abnf-3-colons"       , 200            },
    {"ipv6-correct-abnf-2-colons"   , 200            },
};
// clang-format on

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

/// With the Content-Length that counts what follows.
inline std::string with_true_length(std::string message) {
    constexpr const char* name = "\r\nContent-Length: ";
    const auto at = message.find(name) + std::strlen(name), end = message.find("\r\n", at);
    return message.replace(at, end - at, std::to_string(message.size() - message.find("\r\n\r\n") - 4));
}

/// The first Via of a request names the transport that is really used, and asks for the answer to the port it came from
/// (RFC 3581): the hosts of the messages do not exist.
inline std::string sent_from_here(std::string request, const std::string& transport = "UDP") {
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
    for (const char* const named : {"/UDP", "/TCP", "/TLS"})
        if (const auto at = request.find(named, value); at < end)
            request.replace(at, 4, "/" + transport);
    return request;
}

} // namespace tests
