// Bad SIP input, cases 5 to 11 and 61 of the list (tests/sip/README.md): messages that a parser may stumble over, by
// datagram and by connection.
#include "tests/process/sip_stream.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

/// The line that starts with `what` becomes `by`.
std::string with_line(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != text.npos);
    return text.replace(at, text.find("\r\n", at) - at, by);
}

std::string with_more(std::string text, const std::string& lines) { return text.insert(text.find("Max-Forwards"), lines); }

std::string repeated(const std::string& line, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += line + std::to_string(i) + "\r\n";
    return all;
}

struct Row {
    std::string what, text;
    int outcome;
};

struct Listening : Called {
    std::string invite() {
        caller.start_call();
        return caller.request("INVITE", {}, Registrar::sdp);
    }
    void check(const std::vector<Row>& rows) {
        for (const auto& row : rows) {
            CAPTURE(row.what);
            CHECK(caller.outcome(row.text) == row.outcome);
            CHECK(answers_keep_alive(phone));
        }
        check_unharmed(*this, phone);
    }
};

} // namespace

// Broke others: CVE-2022-31001, CVE-2022-31002, CVE-2026-23457
TEST_CASE("case 5, case 6, case 7: URIs, request lines and lengths that cannot be") {
    Listening house;
    const auto length = [&](const std::string& value) { return with_line(house.invite(), "Content-Length:", "Content-Length: " + value); };
    const std::string own = "Content-Length: " + std::to_string(std::string(Registrar::sdp).size()) + "\r\n";
    house.check({
        {"Contact: %", with_line(house.invite(), "Contact:", "Contact: %"), 400},
        {"Contact with % for a host", with_line(house.invite(), "Contact:", "Contact: <sip:%@%>"), 400},
        {"Contact with an escape that ends too early", with_line(house.invite(), "Contact:", "Contact: <sip:a%2@127.0.0.1>"), 400},
        {"Request-URI of a %", with_line(house.invite(), "INVITE ", "INVITE sip:% SIP/2.0"), 400},
        {"Request-URI with blanks", with_line(house.invite(), "INVITE ", "INVITE sip:10 01@127.0.0.1 SIP/2.0"), 400},
        {"Request-URI of letters", with_line(house.invite(), "INVITE ", "INVITE ://// sip:x SIP/2.0"), 400},
        {"no Request-URI", with_line(house.invite(), "INVITE ", "INVITE SIP/2.0"), ignored},
        {"no blanks", with_line(house.invite(), "INVITE ", "INVITEsip:1001@127.0.0.1SIP/2.0"), ignored},
        {"a method only", with_line(house.invite(), "INVITE ", "INVITE"), ignored},
        {"a method of 60,000 letters", with_line(house.invite(), "INVITE ", std::string(60'000, 'M') + " sip:x SIP/2.0"), 400},
        {"Content-Length -1", length("-1"), 400},
        {"Content-Length beyond 32 bits", length("4294967328"), 400},
        {"Content-Length beyond the datagram", length("99999999"), 400},
        {"Content-Length one too many", length(std::to_string(std::string(Registrar::sdp).size() + 1)), 400},
        {"Content-Length that is none", length("x"), 400},
        {"two Content-Lengths that differ", with_more(house.invite(), "Content-Length: 1\r\n"), 400},
        {"Max-Forwards beyond 32 bits", with_line(house.invite(), "Max-Forwards:", "Max-Forwards: 4294967296"), 400},
        {"Max-Forwards that is none", with_line(house.invite(), "Max-Forwards:", "Max-Forwards: x"), 400},
        {"two Content-Lengths that agree", with_more(house.invite(), own), 400},
    });
}

TEST_CASE("case 8, case 10: much of everything, folded, short and oddly written, is read") {
    Listening house;
    auto odd = house.invite();
    for (const auto& [name, as] : {std::pair{"Via:", "vIa :"},
                                   {"From:", "FROM\t:"},
                                   {"To:", "tO:"},
                                   {"Call-ID:", "CALL-id:"},
                                   {"CSeq:", "cseq:"},
                                   {"Contact:", "cOnTaCt:"}})
        odd.replace(odd.find(std::string("\r\n") + name) + 2, std::string(name).size(), as);
    auto compact = house.invite();
    for (const auto& [name, as] : {std::pair{"Via:", "v:"},
                                   {"From:", "f:"},
                                   {"To:", "t:"},
                                   {"Call-ID:", "i:"},
                                   {"Contact:", "m:"},
                                   {"Content-Type:", "c:"},
                                   {"Content-Length:", "l:"}})
        compact.replace(compact.find(std::string("\r\n") + name) + 2, std::string(name).size(), as);
    house.check({
        {"a header of 50,000 octets", with_more(house.invite(), "X-Long: " + std::string(50'000, 'x') + "\r\n"), rings},
        {"200 headers", with_more(house.invite(), repeated("X-A: ", 200)), rings},
        {"5,000 headers", with_more(house.invite(), repeated("X-A: ", 5'000)), ignored},
        {"200 Via", with_line(house.invite(), "Max-Forwards:", repeated("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK", 200) + "Max-Forwards: 70"), rings},
        {"100 Record-Route", with_more(house.invite(), repeated("Record-Route: <sip:192.0.2.1;lr>;n=", 100)), rings},
        {"folded lines", with_line(house.invite(), "From:", "From: \"Bob\"\r\n\t<sip:1009@pbx.test>\r\n ;tag=caller"), rings},
        {"compact forms", compact, rings},
        {"odd case and blanks before the colon", odd, rings},
        {"a method in small letters is another method", with_line(with_line(house.invite(), "INVITE ", "invite sip:x@127.0.0.1 SIP/2.0"), "CSeq:", "CSeq: 1 invite"), 501},
    });
}

TEST_CASE("case 9: a caller's name with octets that are no text is shown without them") {
    Listening house;
    struct Name { std::string sent; const char* shown; };
    using namespace std::string_literals;
    const Name names[] = {
        {"Zo\xc3\xab", "Zo\xeb"},                   // the phone's font is ISO 8859-1
        {"a\x01\x02\x1b[2Jb", "a[2Jb"},
        {"c\xff\xfe"s + "d", "c??d"},               // no UTF-8
        {"e\xc0\xaf"s + "f", nullptr},              // overlong
        {"g\xc2\x80h", "gh"},                       // U+0080 starts a label on the phone
        {"i\x7fj", "ij"},
        {"k\r\n l", nullptr},
        {std::string(3'000, 'y'), nullptr},
        {"%s%n\\\"<x>", nullptr},
    };
    for (const auto& name_sent : names) {
        const auto& sent = name_sent.sent;
        const auto* shown = name_sent.shown;
        CAPTURE(sent);
        house.caller.start_call();
        house.phone.inbox.clear();
        CHECK(house.caller.outcome(with_line(house.caller.request("INVITE", {}, Registrar::sdp), "From:",
                                             "From: \"" + sent + "\" <sip:1009@pbx.test>;tag=caller")) == rings);
        const auto* info = house.phone.heard<sccp::CallInfo>();
        REQUIRE(info);
        const auto name = info->calling_party_name.str();
        CHECK(std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }));
        if (shown) CHECK(name == shown);
        else CHECK_FALSE(contains(name, "/"));      // what an overlong form would hide
        CHECK(info->calling_party.str() == "1009");
    }
    SUBCASE("a NUL inside a message") {
        house.caller.start_call();
        const int became = house.caller.outcome(with_line(house.caller.request("INVITE", {}, Registrar::sdp),
                                                          "From:", "From: \"a\0b\" <sip:1009@pbx.test>;tag=caller"s));
        CHECK((became == ignored || became == 400 || became == rings));
    }
    check_unharmed(house, house.phone);
}

// Broke others: CVE-2018-0051, CVE-2026-21905
TEST_CASE("case 11: messages by TCP in any cut, keep-alives, and connections that stop in the middle") {
    Listening house;
    SipStream stream(house);
    const auto is_answered = [&](const std::string& call_id) {
        return house.until([&] {
            const auto* const answer = stream.answer_to(call_id);
            return answer && answer->status() == 200;
        });
    };
    for (const char octet : stream.options("octets")) { // a segment each
        stream.say(std::string(1, octet));
        house.gateway->loop().poll();
    }
    CHECK(is_answered("octets"));
    stream.say(stream.options("first") + stream.options("second"));
    CHECK(is_answered("first"));
    CHECK(is_answered("second"));
    const auto third = stream.options("third");
    stream.say(stream.options("before") + third.substr(0, 100));
    CHECK(is_answered("before"));
    stream.say(third.substr(100));
    CHECK(is_answered("third"));
    stream.say("\r\n\r\n"); // RFC 5626 section 4.4.1: a ping
    house.settle();
    stream.say(stream.options("fourth"));
    CHECK(is_answered("fourth"));
    stream.say("\r\n\r\n" + stream.options("fifth")); // in one segment
    CHECK(is_answered("fifth"));
    stream.say("\r\n" + stream.options("sixth") + "\r\n\r\n\r\n" + stream.options("seventh"));
    CHECK(is_answered("sixth"));
    CHECK(is_answered("seventh"));
    stream.say(stream.options("eighth"));
    CHECK(is_answered("eighth"));
    house.caller.start_call();
    CHECK(house.caller.outcome("\r\n\r\n" + house.invite()) == rings); // a datagram, too

    SipStream silent(house), finished(house);
    silent.say(silent.options("silent").substr(0, 150));
    finished.say(finished.options("finished").substr(0, 150));
    finished.shut();
    house.settle();
    house.check_good(house.phone);
    CHECK(house.until([&] {
        finished.poll();
        return finished.is_over();
    }));
    house.turn(11s);
    CHECK(house.until([&] {
        silent.poll();
        return silent.is_over();
    }));
    check_unharmed(house, house.phone);
}

TEST_CASE("case 11: what is no SIP, and lengths that a stream cannot be cut by, concern that connection only") {
    Listening house;
    const auto with_length = [](const SipStream& stream, const std::string& length) {
        return with_line(stream.options("x"), "Content-Length:", "Content-Length: " + length);
    };
    const std::function<std::string(const SipStream&)> shapes[] = {
        [](const SipStream&) { return "GET / HTTP/1.1\r\nHost: x\r\n\r\n"; },
        [](const SipStream&) { return std::string(300'000, 'x'); },
        [](const SipStream&) { return std::string(100'000, '\0'); },
        // more than is read of one message
        [](const SipStream& s) { return with_more(s.options("x"), "X-Long: " + std::string(3'000'000, 'x') + "\r\n"); },
        [&](const SipStream& s) { return with_length(s, "-1"); },
        [&](const SipStream& s) { return with_length(s, "4294967328"); },
        [&](const SipStream& s) { return with_length(s, "99999999"); },
    };
    for (const auto& shape : shapes) {
        SipStream stream(house), other(house);
        stream.say(shape(stream));
        house.settle();
        CHECK(house.answers_keep_alive(house.phone));
        other.say(other.options("other"));
        CHECK(house.until([&] { return other.answer_to("other") != nullptr; }));
        house.turn(11s);
        stream.poll();
        CHECK(std::ranges::none_of(stream.inbox, [](const SipText& m) { return m.status() >= 100 && m.status() < 400; }));
        CHECK(house.answers_keep_alive(house.phone));
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 61: a TLS handshake on the SIP ports is not understood and does no harm") {
    // There is no TLS in this version: asking for it is an error of the configuration (config/load_test).
    Listening house;
    const std::string hello("\x16\x03\x01\x00\x30\x01\x00\x00\x2c\x03\x03"
                            "0123456789abcdefghijklmnopqrstuv"
                            "\x00\x00\x04\x13\x01\x00\xff\x01\x00",
                            52);
    SipStream stream(house);
    stream.say(hello);
    house.caller.send(hello);
    CHECK(house.answers_keep_alive(house.phone));
    house.turn(11s);
    stream.poll();
    CHECK(stream.pending().empty()); // no word of an answer
    CHECK(stream.inbox.empty());
    auto& skinny = house.connect();
    skinny.say(Bytes(hello.begin(), hello.end()));
    CHECK(house.until([&] { return skinny.is_over(); }));
    check_unharmed(house, house.phone);
}
