// What may stand behind a `=`.
#include "config/values.hpp"

#include <doctest/doctest.h>

using namespace config;
using namespace std::chrono_literals;

namespace {

/// What is wrong; empty: nothing.
template <class T> std::string wrong(const Parsed<T>& parsed) { return parsed ? "" : parsed.error().what; }

} // namespace

TEST_CASE("durations") {
    CHECK(*parse_duration("30") == 30s);
    CHECK(*parse_duration("500ms") == 500ms);
    CHECK(*parse_duration("5m") == 5min);
    CHECK(*parse_duration("2h") == 2h);
    CHECK(*parse_duration("10 s") == 10s);
    CHECK(*parse_duration("0") == 0s);
    for (const char* text : {"", "s", "-1", "1.5s", "1d", "ms", "99999999999999999999", "10000001", "1s2"})
        CHECK_MESSAGE(!wrong(parse_duration(text)).empty(), text);
    CHECK(wrong(parse_duration("soon")) == "\"soon\" is not a duration like 500ms, 30s, 5m or 1h");
    for (const auto& [duration, text] : {std::pair(0ms, "0"), {500ms, "500ms"}, {90s, "90s"}, {300s, "5m"}, {7200s, "2h"}})
        CHECK(duration_text(duration) == text);
}

TEST_CASE("numbers, sizes, yes and no") {
    CHECK(*parse_number("37") == 37);
    CHECK(*parse_number("0x25") == 0x25);
    for (const char* text : {"", "0x", "-1", "+1", "1 ", "18446744073709551616", "one"})
        CHECK_MESSAGE(!wrong(parse_number(text)).empty(), text);
    CHECK(*parse_size("256k") == 262144);
    CHECK(*parse_size("1M") == 1048576);
    CHECK(*parse_size("77") == 77);
    CHECK(wrong(parse_size("1G")) == "\"1G\" is not a size like 65536, 256k or 1M");
    CHECK(*parse_yes_no("yes"));
    CHECK_FALSE(*parse_yes_no("no"));
    CHECK(wrong(parse_yes_no("true")) == "\"true\" is not yes or no");
}

TEST_CASE("lists have no empty items") {
    CHECK(*parse_list(" a ,b") == std::vector<std::string>{"a", "b"});
    CHECK(parse_list("")->empty());
    for (const char* text : {"a,,b", ",a", "a,"})
        CHECK_MESSAGE(wrong(parse_list(text)).starts_with("has an empty item"), text);
}

TEST_CASE("addresses to listen on") {
    CHECK(parse_listen("0.0.0.0:2000")->port == 2000);
    CHECK(parse_listen("[::]:0")->host == "::");
    CHECK(parse_listen("auto:5062")->host == "auto");
    CHECK(wrong(parse_listen("192.0.2.1")) == "\"192.0.2.1\" has no port");
    CHECK(wrong(parse_listen("[::1]")) == "\"[::1]\" has no port");
    CHECK(wrong(parse_listen("::1:2000")) == "\"::1:2000\": an IPv6 address stands in brackets, [2001:db8::1]:5060");
    CHECK(wrong(parse_listen("192.0.2.1:65536")) == "port of \"192.0.2.1:65536\" is not 0..65535");
    CHECK(wrong(parse_listen("127.0.0.1:5061;transport=tls")) == "not available in this version: TLS and SRTP come later");
    CHECK(wrong(parse_listen("127.0.0.1:5061;transport=tcp")) == "\"127.0.0.1:5061;transport=tcp\": nothing may follow the port");
    for (const char* text : {"", ":2000", "192.0.2.300:1", "[::1:2000", "[x]:1", "[]:1", "a b:1", "h:", "h:x", "[::1]2000"})
        CHECK_MESSAGE(!wrong(parse_listen(text)).empty(), text);
    for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "localhost", "0:0:0:0:0:0:0:1"})
        CHECK_MESSAGE(is_loopback(host), host);
    for (const char* host : {"0.0.0.0", "::", "192.0.2.1", "pbx", ""})
        CHECK_MESSAGE(!is_loopback(host), host);
}

TEST_CASE("registrars") {
    using sip::Target;
    using sip::Transport;
    CHECK(*parse_target("192.0.2.11") == Target{"192.0.2.11", 5060, Transport::udp});
    CHECK(*parse_target("pbx.example.com") == Target{"pbx.example.com", 0, Transport::udp});
    CHECK(*parse_target("pbx:5070;transport=tcp") == Target{"pbx", 5070, Transport::tcp});
    CHECK(*parse_target("[2001:db8::1];transport=udp") == Target{"2001:db8::1", 5060, Transport::udp});
    CHECK(wrong(parse_target("pbx;transport=tls")) == "not available in this version: TLS and SRTP come later");
    CHECK(wrong(parse_target("pbx;lr")) == "after the host only ;transport=udp or ;transport=tcp may stand, not \";lr\"");
    CHECK(wrong(parse_target("sip:pbx@x")) == "\"sip:pbx@x\": a host stands here, without sip:");
    CHECK(wrong(parse_target("")) == "\"\" is not a host name or address");
}

TEST_CASE("networks") {
    for (const char* text : {"10.0.0.0/8", "192.0.2.7", "fc00::/7", "::1", "0.0.0.0/0", "192.0.2.7/32"})
        CHECK_MESSAGE(wrong(parse_network(text)).empty(), text);
    CHECK(wrong(parse_network("10.1.2.3/8")) == "\"10.1.2.3/8\" has bits behind its prefix; the network is 10.0.0.0/8");
    CHECK(wrong(parse_network("2001:db8::1/64")) == "\"2001:db8::1/64\" has bits behind its prefix; the network is 2001:db8::/64");
    CHECK(wrong(parse_network("10.0.0.0/33")) == "prefix of \"10.0.0.0/33\" is not 0..32");
    CHECK(wrong(parse_network("lan")) == "\"lan\" is not an address or a network like 192.168.0.0/16");
    for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0/8", "::/129"})
        CHECK_MESSAGE(!wrong(parse_network(text)).empty(), text);
}

TEST_CASE("MAC addresses are brought to one form") {
    for (const char* text : {"001120aabbcc", "00:11:20:AA:bb:CC", "00-11-20-aa-bb-cc", "0011.20aa.bbcc"})
        CHECK(*parse_mac(text) == "001120AABBCC");
    for (const char* text : {"", "00:11:20:AA:BB", "00:11:20:AA:BB:CC:DD", "00:11:20:AA:BB:CG"})
        CHECK_MESSAGE(!wrong(parse_mac(text)).empty(), text);
}

TEST_CASE("patterns of a dial plan") {
    for (const char* text : {"110", "*21#", "_1XXX", "_NXXX.", "_[1-4]X!", "_9|XXXXXXX>00", "_+49Z.", "_.", "_x[*#]",
                             "_[1-46*]X", "_[A-D]"})
        CHECK_MESSAGE(wrong(parse_dial_pattern(text)).empty(), text);
    CHECK(wrong(parse_dial_pattern("1XX")) == "pattern \"1XX\": not digits; a pattern starts with _");
    CHECK(wrong(parse_dial_pattern("_1.2")) == "pattern \"_1.2\": nothing may follow . and !");
    CHECK(wrong(parse_dial_pattern("_[12")) == "pattern \"_[12\": [ and ] do not match");
    CHECK(wrong(parse_dial_pattern("_1[]X")) == "pattern \"_1[]X\": [] holds no digit");
    CHECK(wrong(parse_dial_pattern("_[4-1]")) == "pattern \"_[4-1]\": a range runs from the lower to the higher digit");
    for (const char* text : {"", "_", "_1]", "_[-]", "_[1-]", "_[-4]", "_[1-4", "_[X]", "_|", "_[[1]]", "_a", "_1|2|3",
                             "_1>x", "_1>", "_>1", "_1 2"})
        CHECK_MESSAGE(!wrong(parse_dial_pattern(text)).empty(), text);
}

TEST_CASE("buttons in each of their forms") {
    using Kind = mapping::Button::Kind;
    const auto check = [](const char* text, Kind kind, const char* target, const char* label) {
        const auto button = parse_button(text);
        REQUIRE_MESSAGE(wrong(button).empty(), wrong(button));
        CHECK(button->kind == kind);
        CHECK(button->target == target);
        CHECK(button->label == label);
    };
    check("line 1001", Kind::line, "1001", "");
    check("line  1110   \"Shared line\"", Kind::line, "1110", "Shared line");
    check("speeddial *21#0301 \"Call; Alice\"", Kind::speed_dial, "*21#0301", "Call; Alice");
    check("blf 1002 \"Bob\"", Kind::blf, "1002", "Bob");
    check("service http://192.0.2.20/menu.xml?a=b \"Menu\"", Kind::service, "http://192.0.2.20/menu.xml?a=b", "Menu");
    check("feature dnd", Kind::feature, "dnd", "");
    check("empty", Kind::empty, "", "");
    for (const auto& name : feature_names())
        CHECK(parse_button("feature " + name).has_value());
}

TEST_CASE("buttons that make no sense say why") {
    const auto what = [](const char* text) { return wrong(parse_button(text)); };
    CHECK(what("lines 1001") == "\"lines\" is none of line, speeddial, blf, service, feature, empty; did you mean line?");
    CHECK(what("line") == "line needs the name of a [line]");
    CHECK(what("empty 1") == "empty stands alone");
    CHECK(what("line 1001 Shared") == "after \"1001\" only a label in quotes may stand");
    CHECK(what("line 1001 \"Shared") == "the label has no closing quote");
    CHECK(what("line 1001 \"Shared\" x") == "something stands behind the label");
    CHECK(what("feature dnb") == "there is no feature dnb; did you mean dnd?");
    CHECK(what("service ftp://x") == "the URL of a service starts with http://");
    CHECK(parse_button("service http://" + std::string(248, 'x')).has_value());
    CHECK(wrong(parse_button("service http://" + std::string(249, 'x'))) == "a phone takes a URL of at most 255 octets, not 256");
    CHECK(wrong(parse_button("service http://" + std::string(124, 'x') + "\u00e4" + std::string(123, 'x'))) ==
          "a phone takes a URL of at most 255 octets, not 256");
    for (const std::string kind : {"speeddial ", "blf "}) {
        CHECK(parse_button(kind + std::string(24, '1')).has_value());
        CHECK(wrong(parse_button(kind + std::string(25, '1'))) == "a phone takes a number of at most 24 octets, not 25");
    }
    // a name of ours; a label may be cut
    CHECK(parse_button("line " + std::string(300, '1') + " \"" + std::string(300, 'x') + '"').has_value());
    CHECK(what("") == "\"\" is none of line, speeddial, blf, service, feature, empty");
}
