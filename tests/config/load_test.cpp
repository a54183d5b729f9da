// From an INI file to settings: who inherits from whom, and every problem at its line.
#include "config/load.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

using namespace config;
using namespace std::chrono_literals;

namespace {

std::optional<std::string> no_variables(const std::string&) { return std::nullopt; }

Settings read(const std::string& text) {
    auto loaded = load_text(text, "x.ini", no_variables);
    REQUIRE_MESSAGE(loaded.has_value(), to_text(loaded.error().front()));
    return std::move(*loaded);
}

std::vector<std::string> problems_of(const std::string& text) {
    const auto loaded = load_text(text, "x.ini", no_variables);
    std::vector<std::string> lines;
    if (!loaded)
        for (const auto& problem : loaded.error())
            lines.push_back(to_text(problem));
    return lines;
}

using Lines = std::vector<std::string>;
const std::string pbx = "[sip]\nregistrar = 192.0.2.11\n"; // two lines

/// The only problem of a text that starts with `pbx`.
std::string problem_of(const std::string& text) {
    const auto found = problems_of(pbx + text);
    REQUIRE_MESSAGE(found.size() == 1, found.size());
    return found[0];
}

} // namespace

TEST_CASE("the example of the documents loads") {
    const auto settings = read(R"(
[sccp]
listen = 0.0.0.0:2000, [::]:2000     ; port 0 takes a free one and logs it
keepalive = 30
allow = 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 127.0.0.0/8, fc00::/7, ::1
servers = gw1, [2001:db8::2]:2001

[sip]
listen = 192.0.2.10:5062
registrar = 192.0.2.11:5060
domain = pbx.example.com
allow = registrars

[log]
level = info
format = json

[ring]
urn:alert:priority:high = urgent
info=internal = inside

[defaults]
codecs = pcma, pcmu, g722, g729
timezone = Europe/Berlin

[line 1001]
user = 1001
password = secret
display_name = Alice

[line 1110]

[device SEP001120AABBCC]
description = Reception
button.1 = line 1001
button.2 = line 1110 "Shared line"
button.5 = speeddial 1001 "Call Alice"
button.6 = blf 1002 "Bob"
button.7 = service http://192.0.2.20/menu.xml "Menu"
button.8 = feature dnd
)");
    CHECK(settings.sccp.listen == Lines{"0.0.0.0:2000", "[::]:2000"});
    CHECK(settings.sccp.allow.size() == 6);
    CHECK(settings.station.servers == std::vector<std::pair<std::string, std::uint16_t>>{{"gw1", 2000}, {"2001:db8::2", 2001}});
    CHECK(settings.sip.listen == "192.0.2.10:5062");
    CHECK(settings.sip.registrars == std::vector<sip::Target>{{"192.0.2.11", 5060, sip::Transport::udp}});
    CHECK(settings.log.format == gateway::LogOptions::Format::json);
    CHECK(settings.calls.ring ==
          std::vector<std::pair<std::string, std::string>>{{"urn:alert:priority:high", "urgent"}, {"info=internal", "inside"}});
    const auto& phone = *settings.devices.at("SEP001120AABBCC");
    CHECK(phone.timezone == "Europe/Berlin");
    CHECK(phone.description == "Reception");
    REQUIRE(phone.buttons.size() == 8);
    CHECK(phone.buttons[2].kind == mapping::Button::Kind::empty);
    CHECK(phone.buttons[4].target == "1001");
    CHECK(phone.buttons[4].label == "Call Alice");
    REQUIRE(phone.lines.size() == 2);
    CHECK(phone.lines[0].display_name == "Alice");
    CHECK(phone.lines[1].label == "Shared line");
}

TEST_CASE("a line takes what it does not say from its name, from [defaults], from [sip]") {
    const auto settings = read("[sip]\nregistrar = pbx1, pbx2;transport=tcp\n[defaults]\ndtmf = info\nmax_calls = 3\nfirst_digit = 20\n"
                               "[line a]\n[line b]\nuser = 7\ndtmf = none\nregistrar = 192.0.2.9:5070\ndomain = d\nauth_user = 8\n"
                               "[device P]\nline = a\n[device Q]\nline = b\nfirst_digit = 9\n");
    const auto& a = settings.devices.at("P")->lines.at(0);
    CHECK(a.user == "a");
    CHECK(a.auth_user == "a");
    CHECK(a.label == "a");
    CHECK(a.domain == "pbx1");
    CHECK(a.registrars.size() == 2);
    CHECK(a.registrars[0].port == 0);
    CHECK(a.dtmf == mapping::DtmfMode::info);
    CHECK(a.max_calls == 3);
    const auto& b = settings.devices.at("Q")->lines.at(0);
    CHECK(b.user == "7");
    CHECK(b.auth_user == "8");
    CHECK(b.domain == "d");
    CHECK(b.dtmf == mapping::DtmfMode::none);
    CHECK(b.registrars == std::vector<sip::Target>{{"192.0.2.9", 5070, sip::Transport::udp}});
    CHECK(settings.devices.at("P")->first_digit == 20s);
    CHECK(settings.devices.at("Q")->first_digit == 9s);
    CHECK(settings.sip.domain == "pbx1");
}

TEST_CASE("a domain of [sip] holds for a line with its own registrar too; without one the line's registrar names it") {
    const std::string line = "[line a]\nregistrar = other\n[device P]\nline = a\n";
    CHECK(read(pbx + "domain = d\n" + line).devices.at("P")->lines.at(0).domain == "d");
    CHECK(read(pbx + line).devices.at("P")->lines.at(0).domain == "other");
}

TEST_CASE("a key of a line in a device holds for that device only") {
    const auto settings = read(pbx + "[line 1]\ncodecs = pcma\nlabel = One\n[device P]\nline = 1\ncodecs = g729\nlabel = Mine\n[device Q]\nline = 1\n");
    CHECK(settings.devices.at("P")->lines.at(0).codecs == Lines{"g729"});
    CHECK(settings.devices.at("P")->lines.at(0).label == "Mine");
    CHECK(settings.devices.at("P")->lines.at(0).name == "1");
    CHECK(settings.devices.at("Q")->lines.at(0).codecs == Lines{"pcma"});
}

TEST_CASE("settings of the station side are handed on") {
    const auto settings = read(pbx + "[sccp]\nkeepalive = 1m\nreconnect_grace = 5\nreject_when_pbx_down = yes\nserver_name = gw\noutput_queue = 1M\n");
    CHECK(settings.station.keepalive == 60s);
    CHECK(settings.station.reconnect_grace == 5s);
    CHECK(settings.station.reject_when_pbx_down);
    CHECK(settings.station.server_name == "gw");
    CHECK(settings.sccp.output_queue == 1048576);
}

TEST_CASE("all problems are reported, in the order of their lines") {
    CHECK(problems_of("[sccp]\nkeepalive = 2\nallow = 10.0.0.0/8, lan\n[spi]\n[sip]\nprobe = soon\n[line 1]\ncodec = pcma\n"
                      "[device SEP1]\nbutton.1 = line 2\nbutton.2 = feature dnb\n[http]\nlisten = 0.0.0.0:8080\n") ==
          Lines{
              "x.ini:2: [sccp] keepalive: 2 is out of range 5s..1h",
              "x.ini:3: [sccp] allow: \"lan\" is not an address or a network like 192.168.0.0/16",
              "x.ini:4: [spi]: unknown section; did you mean sip?",
              "x.ini:5: [sip] registrar: is required: the address of the PBX",
              "x.ini:6: [sip] probe: \"soon\" is not a duration like 500ms, 30s, 5m or 1h",
              "x.ini:8: [line 1] codec: unknown key; did you mean codecs?",
              "x.ini:10: [device SEP1] button.1: there is no [line 2]",
              "x.ini:11: [device SEP1] button.2: there is no feature dnb; did you mean dnd?",
              "x.ini:13: [http] listen: needs a token when others than this host can connect",
          });
}

TEST_CASE("each bad entry of a list is reported") {
    CHECK(problems_of("[sip]\nregistrar = 127.0.0.1:5060, 127.0.0.1:99999, foo bar, ;transport=udp\n") ==
          Lines{
              "x.ini:2: [sip] registrar: has an empty item; to continue a list, end the line with a comma and indent the next one",
              "x.ini:2: [sip] registrar: port of \"127.0.0.1:99999\" is not 0..65535",
              "x.ini:2: [sip] registrar: \"foo bar\" is not a host name or address",
          });
    CHECK(problems_of("[sip]\nregistrar = 127.0.0.1;transport=tls, foo:bar,;transport=udp\n") ==
          Lines{
              "x.ini:2: [sip] registrar: not available in this version: TLS and SRTP come later",
              "x.ini:2: [sip] registrar: port of \"foo:bar\" is not 0..65535",
              "x.ini:2: [sip] registrar: \"\" is not a host name or address",
          });
}

TEST_CASE("what may be a password is not repeated") {
    const std::string hidden = "cannot be used, and is not shown, for it may hold a password; it takes: ";
    const std::string registrars = "list of host, host:port, with ;transport=udp or ;transport=tcp";
    CHECK(problems_of("[sip]\nregistrar = 1001:topsecret@127.0.0.1:5060\n") == Lines{"x.ini:2: [sip] registrar: " + hidden + registrars});
    CHECK(problems_of("[sip]\nregistrar = 1001:top, secret@pbx, x y\n") == Lines{"x.ini:2: [sip] registrar: " + hidden + registrars});
    CHECK(problem_of("[line 1]\n[device P]\nline = 1\nallow = a:b@c\n") == "x.ini:6: [device P] allow: " + hidden + "list of networks");
    CHECK(problem_of("[line 1]\n[device P]\nline = 1:secret@pbx\n") == "x.ini:5: [device P] line: " + hidden + "the name of a [line]");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.1 = line 1\nbutton.2 = blf 1:secret@pbx x\n") == "x.ini:6: [device P] button.2: " + hidden + "a button");
    CHECK(problem_of("[ring]\nx = a:b@c\n") == "x.ini:4: [ring] x: " + hidden + "inside or outside or feature or urgent or silent");
}

TEST_CASE("what nobody can have meant is refused in words") {
    CHECK(problem_of("include = x\n") == "x.ini:3: [sip] include: stands before the first section, or nowhere");
    CHECK(problem_of("[line 1]\nconference_room = 8{m}\n") == "x.ini:4: [line 1] conference_room: in \"8{m}\" only {n} and {r8} are replaced");
    CHECK(problem_of("[line 1]\nregistrar = pbx.test:0\n") == "x.ini:4: [line 1] registrar: port of \"pbx.test:0\" is not 1..65535");
}

TEST_CASE("the nearest section and the nearest word are offered") {
    CHECK(problem_of("[SIP]\n") == "x.ini:3: [SIP]: unknown section; did you mean sip?");
    CHECK(problem_of("[Line 1]\n") == "x.ini:3: [Line 1]: unknown section; did you mean line?");
    CHECK(problem_of("[log]\nlevel = infos\n") == "x.ini:4: [log] level: \"infos\" is none of trace, debug, info, warning, error, off; did you mean info?");
    CHECK(problem_of("[log]\nformat = JSON\n") == "x.ini:4: [log] format: \"JSON\" is none of text, json; did you mean json?");
    CHECK(problem_of("[line 1]\ndnd_sync = locl\n") == "x.ini:4: [line 1] dnd_sync: \"locl\" is not local; did you mean local?");
    CHECK(problems_of(pbx + "allow = registrar\n") ==
          Lines{"x.ini:3: [sip] allow: \"registrar\" is not an address or a network like 192.168.0.0/16; did you mean registrars?"});
    CHECK(problems_of(pbx + "allow = lan\n") == Lines{"x.ini:3: [sip] allow: \"lan\" is not an address or a network like 192.168.0.0/16"});
}

TEST_CASE("codecs by the names that PBXs give them lead to ours") {
    CHECK(problem_of("[line 1]\ncodecs = ulaw\n") == "x.ini:4: [line 1] codecs: there is no codec ulaw; did you mean pcmu?");
    CHECK(problem_of("[line 1]\ncodecs = alaw\n") == "x.ini:4: [line 1] codecs: there is no codec alaw; did you mean pcma?");
}

TEST_CASE("a registrar is required") {
    CHECK(problems_of("[sccp]\n") == Lines{"x.ini: [sip] registrar: is required: the address of the PBX"});
    CHECK(problems_of("[sip]\nregistrar =\n") == Lines{"x.ini:1: [sip] registrar: is required: the address of the PBX"});
    CHECK(problems_of("[sip]\nregistrar = a b\n") == Lines{"x.ini:2: [sip] registrar: \"a b\" is not a host name or address"});
}

TEST_CASE("an entry whose variable is missing is one problem, and not an empty value as well") {
    CHECK(problems_of("[sip]\nregistrar = ${PBX}\n[log]\nlevel = ${L\n") ==
          Lines{"x.ini:2: [sip] registrar: environment variable PBX is not set", "x.ini:4: [log] level: ${ without a name and }"});
}

TEST_CASE("a domain is a host name or an address") {
    CHECK(problem_of("domain = my pbx\n") == "x.ini:3: [sip] domain: \"my pbx\" is not a host name or address");
    CHECK(problem_of("[line 1]\ndomain = sip:pbx.example.com\n") ==
          "x.ini:4: [line 1] domain: \"sip:pbx.example.com\": a host stands here, without sip:");
    CHECK(read(pbx + "domain = pbx.example.com:5070\n[line 1]\ndomain = [2001:db8::1]\n[line 2]\ndomain = 2001:db8::1\n[device P]\nline = 1\n")
              .devices.at("P")->lines.at(0).domain == "[2001:db8::1]");
}

TEST_CASE("a registrar is no URI") {
    CHECK(problems_of("[sip]\nregistrar = sip:192.0.2.11, sips:pbx.example.com\n") ==
          Lines{"x.ini:2: [sip] registrar: \"sip:192.0.2.11\": a host stands here, without sip:",
                "x.ini:2: [sip] registrar: not available in this version: TLS and SRTP come later"});
}

TEST_CASE("HTTP beyond loopback needs a token") {
    CHECK(problem_of("[http]\nlisten = [::]:8080\n") == "x.ini:4: [http] listen: needs a token when others than this host can connect");
    CHECK(read(pbx + "[http]\nlisten = 0.0.0.0:8080\ntoken = t\n").http.token == "t");
    CHECK(read(pbx + "[http]\nlisten = 127.0.0.2:0\n").http.listen == "127.0.0.2:0");
    CHECK(read(pbx + "[http]\nlisten =\n").http.listen.empty());
}

TEST_CASE("sections, keys and buttons are given once") {
    CHECK(problem_of("[line 1]\nuser = a\n[line 1]\n") == "x.ini:5: [line 1]: section was given before at x.ini:3");
    CHECK(problems_of(pbx + "[line 1]\n[device P]\nline = 1\n[line 1]\nusr = a\n[device P]\nbutton.1 = lamp\nnat = ?\n").size() == 5); // of the second ones, too
    CHECK(problem_of("[line 1]\nuser = a\nuser = b\n") == "x.ini:5: [line 1] user: was given before at x.ini:4");
    CHECK(problem_of("[line 1]\n[line 2]\n[device P]\nbutton.1 = line 1\nbutton.01 = line 2\n") ==
          "x.ini:7: [device P] button.01: is the same button as button.1");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.1 = line 1\nbutton.1 = empty\n") ==
          "x.ini:6: [device P] button.1: was given before at x.ini:5");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.1 = line 1\nbutton.2 = line 1\n") ==
          "x.ini:6: [device P] button.2: line 1 is on button.1 already");
    CHECK(problem_of("[line 1]\n[device P]\nline = 1\nbutton.2 = empty\n") == "x.ini:6: [device P] button.2: a phone has either line or buttons");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.2 = line 1\nline = 1\n") == "x.ini:6: [device P] line: a phone has either line or buttons");
    CHECK(problems_of(pbx + "[line 1]\n[device P]\nline = 1\nbutton.2 = feature blah\n").size() == 2);
    CHECK(problem_of("[ring]\na = inside\na = outside\n") == "x.ini:5: [ring] a: was given before at x.ini:4");
}

TEST_CASE("names of sections are checked") {
    CHECK(problem_of("[line]\n") == "x.ini:3: [line]: needs a name: [line NAME]");
    CHECK(problem_of("[http x]\n") == "x.ini:3: [http x]: takes no name");
    CHECK(problem_of("[line a b]\n") == "x.ini:3: [line a b]: the name of a line holds no blanks or quotes");
    CHECK(problem_of("[device SEP:1]\n") ==
          "x.ini:3: [device SEP:1]: the name of a device is 1 to 15 letters, digits, _ or -, as SEP001120AABBCC");
    CHECK(problem_of("[device SEP0011223344556]\n").find("1 to 15") != std::string::npos);
}

TEST_CASE("keys in the wrong place are sent to the right one") {
    CHECK(problem_of("[sccp]\nregistrar = x\n") == "x.ini:4: [sccp] registrar: unknown key here; it belongs into [line NAME]");
    CHECK(problem_of("[line 1]\ntimezone = x\n") == "x.ini:4: [line 1] timezone: unknown key here; it belongs into [device NAME]");
    CHECK(problem_of("[defaults]\nuser = x\n") == "x.ini:4: [defaults] user: unknown key here; it belongs into [line NAME]");
    CHECK(problem_of("[line 1]\n[device P]\nline = 1\nuser = x\n") == "x.ini:6: [device P] user: belongs into [line NAME]");
    CHECK(problem_of("[sccp]\ninclude = x\n") == "x.ini:4: [sccp] include: stands before the first section, or nowhere");
}

TEST_CASE("what comes later is said to come later") {
    const std::string tls = "not available in this version: TLS and SRTP come later";
    CHECK(problem_of("[sccp]\ntls_listen = 0.0.0.0:2443\n") == "x.ini:4: [sccp] tls_listen: " + tls);
    CHECK(problem_of("[line 1]\nsrtp = required\n") == "x.ini:4: [line 1] srtp: " + tls);
    CHECK(problem_of("[line 1]\nencryption = yes\n") == "x.ini:4: [line 1] encryption: " + tls);
    CHECK(problem_of("[line 1]\n[device P]\nline = 1\nmedia_encryption = sdes\n") == "x.ini:6: [device P] media_encryption: " + tls);
    CHECK(problem_of("[sccp]\nlisten = 127.0.0.1:2443;tls\n") == "x.ini:4: [sccp] listen: " + tls);
    CHECK(problem_of("[line 1]\nregistrar = pbx;tls\n") == "x.ini:4: [line 1] registrar: " + tls);
    CHECK(problem_of("[line 1]\nregistrar = pbx;transport=TLS\n") == "x.ini:4: [line 1] registrar: " + tls);
    CHECK(problem_of("[line 1]\nregistrar = SIPS:pbx\n") == "x.ini:4: [line 1] registrar: " + tls);
    CHECK(problem_of("[defaults]\nsrtp = off\n") == "x.ini:4: [defaults] srtp: " + tls);
    CHECK(problems_of(pbx + "tls = yes\n") == Lines{"x.ini:3: [sip] tls: " + tls});
    CHECK(problem_of("[line 1]\nregistrar = pbx;transport=tls\n") == "x.ini:4: [line 1] registrar: " + tls);
    CHECK(problems_of(pbx + "listen = 127.0.0.1:5061;transport=tls\n") == Lines{"x.ini:3: [sip] listen: " + tls});
    CHECK(problem_of("[line 1]\nblf = presence\n") == "x.ini:4: [line 1] blf: not available in this version");
    CHECK(problem_of("[line 1]\n[device P]\nline = 1\npark_code = 700\n") == "x.ini:6: [device P] park_code: not available in this version");
    CHECK(problem_of("[sccp]\nunknown = guest\n") == "x.ini:4: [sccp] unknown: \"guest\" is not available in this version, only reject");
    CHECK(problem_of("[line 1]\nforward_mode = proxy\n") == "x.ini:4: [line 1] forward_mode: \"proxy\" is not available in this version, only 302");
    CHECK(problem_of("[line 1]\ndnd_sync = all\n") == "x.ini:4: [line 1] dnd_sync: \"all\" is not local");
}

TEST_CASE("values out of range name the range") {
    CHECK(problem_of("[line 1]\ndtmf_pt = 95\n") == "x.ini:4: [line 1] dtmf_pt: 95 is out of range 96..127");
    CHECK(problem_of("[line 1]\nsession_expires = 60\n") == "x.ini:4: [line 1] session_expires: 60 is out of range 0 or 90s..24h");
    CHECK(problem_of("[sip]\n").find("section was given before") != std::string::npos);
    CHECK(problem_of("[sccp]\nkeepalive = 5500ms\n") == "x.ini:4: [sccp] keepalive: 5500ms is not a whole number of seconds");
    CHECK(problem_of("[sccp]\noutput_queue = 1k\n") == "x.ini:4: [sccp] output_queue: 1024 is out of range 16k..64M");
    CHECK(problem_of("[line 1]\nptime = 25\n") == "x.ini:4: [line 1] ptime: \"25\" is none of 10, 20, 30, 40, 60");
    CHECK(problem_of("[line 1]\ncodecs = pcma, g279\n") == "x.ini:4: [line 1] codecs: there is no codec g279; did you mean g729?");
    CHECK(problem_of("[line 1]\ncodecs =\n") == "x.ini:4: [line 1] codecs: is empty");
    CHECK(problem_of("[line 1]\nuser =\n") == "x.ini:4: [line 1] user: is empty");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.1 = line 1 \"Shared\n") == "x.ini:5: [device P] button.1: the label has no closing quote");
    CHECK(problem_of("[line 1]\nhotline = 0x1\n") == "x.ini:4: [line 1] hotline: \"0x1\" cannot be dialled: only 0-9 * # + A-D");
    CHECK(problem_of("[line 1]\nconference_range = 9-1\n") == "x.ini:4: [line 1] conference_range: \"9-1\" is not a range like 0-99");
    CHECK(problem_of("[ring]\nx = insid\n") == "x.ini:4: [ring] x: \"insid\" is none of inside, outside, feature, urgent, silent; did you mean inside?");
    CHECK(problem_of("[calls]\nvq_uri = quality\n") == "x.ini:4: [calls] vq_uri: \"quality\" does not start with sip:");
}

TEST_CASE("what a phone would be told only in part is refused") {
    const auto n = [](std::size_t octets, char c = '1') { return std::string(octets, c); };
    CHECK(problem_of("[line 1]\nvoicemail_number = " + n(25) + "\n") == "x.ini:4: [line 1] voicemail_number: a phone takes a number of at most 24 octets, not 25");
    CHECK(problem_of("[defaults]\nfirmware = " + n(17) + "\n") == "x.ini:4: [defaults] firmware: a phone takes the name of a load of at most 16 octets, not 17");
    CHECK(problem_of("[sccp]\nservers = gw1, " + n(48, 'x') + "\n") == "x.ini:4: [sccp] servers: a phone takes the name of a server of at most 47 octets, not 48");
    CHECK(problem_of("[sccp]\nservers = a, b, c, d, e, f\n") == "x.ini:4: [sccp] servers: a phone takes 5 servers, not 6");
    CHECK(problem_of("[line 1]\n[device P]\nbutton.1 = line 1\nbutton.2 = service http://" + n(300) + "\n") ==
          "x.ini:6: [device P] button.2: a phone takes a URL of at most 255 octets, not 307");
    const auto settings = read(pbx + "[sccp]\nservers = " + n(47, 'x') + ", b, c, d, e:2001\n[line 1]\nvoicemail_number = " + n(24) + "\nhotline = " + n(40) +
                               "\n[device P]\nline = 1\nfirmware = " + n(16) + "\ndescription = " + n(200) + '\n');
    CHECK(settings.station.servers.size() == 5);
    CHECK(settings.devices.at("P")->lines.at(0).hotline.size() == 40);   // dialled by us
    CHECK(settings.devices.at("P")->description.size() == 200);          // may be cut
}

TEST_CASE("values of a device are checked") {
    const auto of_device = [](const std::string& line) { return problem_of("[line 1]\n[device P]\nline = 1\n" + line + "\n").substr(20); };
    CHECK(of_device("timezone = Europe/Berln").starts_with("timezone: there is no time zone Europe/Berln"));
    CHECK(of_device("timezone = ../../etc/passwd") == "timezone: there is no time zone ../../etc/passwd");
    CHECK(of_device("date_format = D/M-Y").starts_with("date_format: \"D/M-Y\" is not like D/M/Y"));
    CHECK(of_device("date_format = D/D/Y").starts_with("date_format:"));
    CHECK(of_device("nat = maybe") == "nat: \"maybe\" is not auto, no or an address");
    CHECK(of_device("codepage = latin1").starts_with("codepage: \"latin1\" is none of UTF-8, ISO8859-1"));
    CHECK(of_device("mac = 00:11") == "mac: \"00:11\" is not a MAC address");
    CHECK(of_device("dialplan = 1XX") == "dialplan: pattern \"1XX\": not digits; a pattern starts with _");
    CHECK(of_device("dialplan = 110, _[4-1]") == "dialplan: pattern \"_[4-1]\": a range runs from the lower to the higher digit");
    CHECK(of_device("button.97 = empty") == "button.97: button.N counts from 1 to 96");
    CHECK(of_device("button.x = empty") == "button.x: button.N counts from 1 to 96");
    CHECK(of_device("stop_tx_closes_rx = maybe") == "stop_tx_closes_rx: \"maybe\" is none of auto, yes, no");
}

TEST_CASE("values of a device arrive") {
    const auto settings = read(pbx + "[line 1]\n[device P]\nline = 1\nmac = 00:11:20:aa:bb:cc\ndate_format = M.D.YA\nnat = 192.0.2.1\ntone_unobtainable = 0x26\n"
                                     "stop_tx_closes_rx = no\nmedia_family = 46\nmessage = display\ndialplan = 110, _0|X.\nhold_revert = 0\n");
    const auto& phone = *settings.devices.at("P");
    CHECK(phone.mac == "001120AABBCC");
    CHECK(phone.date_format == "M.D.YA");
    CHECK(phone.nat == "192.0.2.1");
    CHECK(phone.tone_unobtainable == 0x26);
    CHECK(phone.stop_tx_closes_rx == false);
    CHECK(phone.media_family == mapping::MediaFamily::both);
    CHECK(phone.message_display);
    CHECK(phone.dialplan == Lines{"110", "_0|X."});
    CHECK(phone.hold_revert == 0s);
}

TEST_CASE("a phone needs a line") {
    CHECK(problem_of("[device P]\nbutton.1 = feature dnd\n") == "x.ini:3: [device P]: has no line: give line = NAME or button.1 = line NAME");
    CHECK(problem_of("[line 1001]\n[device P]\nline = 1010\n") == "x.ini:5: [device P] line: there is no [line 1010]; did you mean 1001?");
    CHECK(problem_of("[device P]\nbutton.1 = lin 1\n").starts_with("x.ini:4: [device P] button.1: \"lin\" is none of"));
}

TEST_CASE("a model that does not exist is refused where somebody knows the models") {
    const Knowledge knowledge{[](std::string_view name) { return name == "7960" || name == "Cisco 7960"; }, {"7960", "7940"}, {}};
    const auto found = [&](const std::string& text) {
        const auto loaded = load_text(pbx + text, "x.ini", no_variables, knowledge);
        return loaded ? Lines{} : Lines{to_text(loaded.error().front())};
    };
    CHECK(found("[line 1]\n[device P]\nline = 1\nmodel = 7690\n") == Lines{"x.ini:6: [device P] model: there is no model 7690; did you mean 7960?"});
    CHECK(found("[defaults]\nmodel = phone\n") == Lines{"x.ini:4: [defaults] model: there is no model phone"});
    CHECK(found("[line 1]\n[device P]\nline = 1\nmodel = Cisco 7960\n[device Q]\nline = 1\nmodel =\n").empty());
    CHECK(read(pbx + "[line 1]\n[device P]\nline = 1\nmodel = 7690\n").devices.at("P")->model == "7690");
}

TEST_CASE("a state file that cannot be used is a problem among the others, where somebody knows it") {
    const Knowledge knowledge{{}, {}, [](const std::string& file) { return std::string(file.starts_with("/nope") || file.starts_with("/var") ? "there is no folder" : ""); }};
    const auto found = [&](const std::string& text) {
        const auto loaded = load_text(pbx + text, "x.ini", no_variables, knowledge);
        Lines lines;
        if (!loaded)
            for (const auto& problem : loaded.error())
                lines.push_back(to_text(problem));
        return lines;
    };
    CHECK(found("[state]\nfile = /nope/x.db\n") == Lines{"x.ini:4: [state] file: /nope/x.db: there is no folder"});
    CHECK(found("[sccp]\nkeepalive = x\n[state]\nfile = /nope/x.db\n[line 1]\nusr = 1\n").size() == 3);
    CHECK(found("[state]\nfile = /tmp/x.db\n").empty());
    CHECK(found("[state]\nfile =\n").empty());
    CHECK(found("") == Lines{"x.ini: [state] file: /var/lib/sccp2sip/state.db: there is no folder"});
    CHECK(found("[state]\n") == Lines{"x.ini:3: [state] file: /var/lib/sccp2sip/state.db: there is no folder"});
    CHECK(found("[state]\nfile = ${NONE}\n") == Lines{"x.ini:4: [state] file: environment variable NONE is not set"});
    CHECK(read(pbx + "[state]\nfile = /nope/x.db\n").state.file == "/nope/x.db");
}

TEST_CASE("two listeners cannot have one address") {
    CHECK(problem_of("[sccp]\nlisten = 127.0.0.1:2000, 127.0.0.1:2000\n") == "x.ini:4: [sccp] listen: 127.0.0.1:2000 stands in this list too");
    CHECK(problem_of("[sccp]\nlisten = [::1]:2000, [0:0::1]:2000\n") == "x.ini:4: [sccp] listen: [0:0::1]:2000 is taken by [::1]:2000 of this list");
    CHECK(problem_of("[http]\ntoken = t\nlisten = 192.0.2.1:2000\n") == "x.ini:5: [http] listen: 192.0.2.1:2000 is taken by 0.0.0.0:2000 of [sccp] listen");
    CHECK(problem_of("[sccp]\nlisten = 0.0.0.0:8080\n") == "x.ini:4: [sccp] listen: 0.0.0.0:8080 is taken by 127.0.0.1:8080 of [http] listen");
    CHECK(problems_of(pbx + "listen = pbx:8080\n[http]\ntoken = t\nlisten = PBX:8080\n") ==
          Lines{"x.ini:6: [http] listen: PBX:8080 is taken by pbx:8080 of [sip] listen"});
    CHECK(problem_of("[sccp]\n[sccp]\nlisten = auto:5062\n") == "x.ini:4: [sccp]: section was given before at x.ini:3");
    read(pbx + "listen = 127.0.0.1:0\n[sccp]\nlisten = 127.0.0.1:0, 127.0.0.1:0, 192.0.2.1:2000, [::]:2000\n[http]\nlisten = 127.0.0.1:2000\n");
}

TEST_CASE("devices whose names differ only in case") {
    CHECK(problem_of("[line 1]\n[device SEP001120AABBCC]\nline = 1\n[device sep001120aabbcc]\nline = 1\n") ==
          "x.ini:6: [device sep001120aabbcc]: differs only in case from [device SEP001120AABBCC] at x.ini:4");
}

TEST_CASE("a file without a secret in its first line is told") {
    const auto file = std::filesystem::temp_directory_path() / ("load_test.empty." + std::to_string(::getpid()));
    for (const char* content : {"", "\n", "\r\nsecret\n", "\xEF\xBB\xBF\n"}) {
        std::ofstream(file) << content;
        const auto what = problem_of("[line 1]\npassword_file = " + file.string() + "\n");
        CHECK_MESSAGE(what.starts_with("x.ini:4: [line 1] password_file: "), what);
        CHECK_MESSAGE(what.find(file.string()) != what.npos, what);
    }
    std::filesystem::remove(file);
}

TEST_CASE("a secret is in a file: a pipe or a device would be read for ever") {
    CHECK(problem_of("[line 1]\npassword_file = /dev/zero\n") == "x.ini:4: [line 1] password_file: /dev/zero is no file, but a folder, a pipe or a device");
}

TEST_CASE("a secret may come from a file, and is never repeated in a problem") {
    const auto folder = std::filesystem::temp_directory_path() / ("load_test." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "secret") << "\xEF\xBB\xBF" "a:b ; c\r\nsecond line\n";   // as some editors write it
    std::ofstream(folder / "x.ini") << pbx << "[line 1]\npassword_file = secret\n[line 2]\npassword_file = none\n[line 3]\npassword = hush\npassword_file = secret\n";
    const auto path = (folder / "x.ini").string();
    const auto problems = check(path, no_variables);
    REQUIRE(problems.size() == 2);
    CHECK(to_text(problems[0]) == path + ":6: [line 2] password_file: no secret can be read from " + (folder / "none").string());
    CHECK(to_text(problems[1]) == path + ":9: [line 3] password_file: stands beside password; only one of them can be");
    std::ofstream(folder / "x.ini") << pbx << "[line 1]\npassword_file = secret\n[device P]\nline = 1\n";
    const auto loaded = load(path, no_variables);
    REQUIRE(loaded.has_value());
    CHECK(loaded->devices.at("P")->lines.at(0).password == "a:b ; c");
    std::filesystem::remove_all(folder);
}

TEST_CASE("a file that is not there is one problem, not many") {
    const auto problems = check("/nonexistent/sccp2sip.ini", no_variables);
    REQUIRE(problems.size() == 1);
    CHECK(to_text(problems[0]) == "/nonexistent/sccp2sip.ini: cannot be read: No such file or directory");
}
