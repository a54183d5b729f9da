// Header text as PBXs write it.
#include "sip/headers.hpp"

#include <doctest/doctest.h>

using namespace sip;
using namespace std::chrono_literals;

TEST_CASE("a name-addr in each of its forms") {
    const auto alice = parse_name_addr(
        "\"Alice \\\"A\\\" <x>, Ltd\" <sip:1001@pbx.example.com:5070;transport=TCP;lr>;tag=as58f4;X=\"a;b\"");
    REQUIRE(alice);
    CHECK(alice->display == "Alice \"A\" <x>, Ltd");
    CHECK(alice->uri.user == "1001");
    CHECK(alice->uri.host == "pbx.example.com");
    CHECK(alice->uri.port == 5070);
    CHECK(*find(alice->uri.parameters, "transport") == "TCP");
    CHECK(find(alice->uri.parameters, "lr"));
    CHECK(alice->tag() == "as58f4");
    CHECK(*find(alice->parameters, "x") == "a;b");

    CHECK(parse_name_addr("Bob Smith <sip:bob@h>")->display == "Bob Smith");
    const auto bare = parse_name_addr("sip:carol@h;tag=9");
    CHECK(bare->uri.parameters.empty());
    CHECK(bare->tag() == "9");
    CHECK(parse_name_addr("<sip:h>")->uri.user.empty());
    CHECK(parse_name_addr("<sip:h>")->tag().empty());
}

TEST_CASE("what is no name-addr is refused") {
    for (const char* text : {"", "*", "\"Alice <sip:1001@h>", "\"Alice\"", "<sip:1001@h", "Alice", "<>", "<sip:>", "<sip:1001@>", "<:x@h>",
                             "<sip:1001@h\r\nX: y>", "<sip:1001@h:0>", "<sip:1001@h:65536>", "<sip:1001@[::1>", "<sip:1001@h h>",
                             "<sip:1001@h:5060x>", "<tel:>", "\"Alice\" sip:1001@h"})
        CHECK_MESSAGE(!parse_name_addr(text), text);
}

TEST_CASE("a display name is shown without control characters and broken UTF-8") {
    CHECK(clean_text("Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80") == "Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80");
    CHECK(clean_text(std::string("A\0B\x1B[31m\x7F\r\n", 10)) == "AB[31m");
    CHECK(clean_text("a\xC2\x85z") == "az");                                      // C1
    CHECK(clean_text("\xFF\xC0\xAF") == "???");                                   // overlong
    CHECK(clean_text("\xED\xA0\x80") == "???");                                   // surrogate
    CHECK(clean_text("\xF4\x90\x80\x80\xF5") == "?????");                         // above U+10FFFF
    CHECK(clean_text("\xE0\x80\xAFx\xC3") == "???x?");                            // cut at the end
    CHECK(parse_name_addr("\"A\xFF\x01\" <sip:1@h>")->display == "A?");
}

TEST_CASE("URIs are read and written") {
    for (const char* text : {"sip:1001@pbx.example.com", "sips:a.b+c@192.0.2.1:5061;transport=tcp;lr", "sip:[2001:db8::1]:5060",
                             "sip:%23123@h", "tel:+49-30-1234;phone-context=example.com", "urn:alert:source:internal",
                             "http://example.com/x?y=z", "sip:204@h?Subject=a%20b"}) {
        const auto uri = parse_uri(text);
        REQUIRE_MESSAGE(uri, text);
        if (std::string_view(text).find("Subject") == std::string_view::npos)
            CHECK(to_text(*uri) == text);
    }
    CHECK(parse_uri("SIP:%231%23@h")->user == "#1#");
    CHECK(parse_uri("sip:alice:secret@h")->user == "alice");
    CHECK(parse_uri("sip:[2001:db8::1]:5060")->host == "2001:db8::1");
    CHECK(parse_uri("sip:1@h?Subject=a%20b&X=")->headers == Parameters{{"subject", "a b"}, {"x", ""}});
    CHECK(parse_uri("tel:+49-30-1234")->user == "+49-30-1234");
    CHECK(parse_uri("mailto:a@b")->opaque == "a@b");
    for (const char* text : {"", "sip", ":x", "sip:", "1001", "sip:a b@h", "sip:a@h;x=\x01", "sip:%"})
        CHECK_MESSAGE(!parse_uri(text), text);
}

TEST_CASE("a URI that is written means what was read, whatever its parameters and headers hold") {
    for (const char* text : {"sip::password@h;cat>;a@b", "sip:;user@h;%41%40=%3B;x=\"a;b@c\"", "tel:1;a@b=%00", "sip:h;%3Bx=y?%26a=b%3D&=c",
                             "sip:h;a=b%3Fc", "sip:%3a@[::1];x\"y;z\""}) {
        const auto uri = parse_uri(text);
        REQUIRE_MESSAGE(uri, text);
        CHECK_MESSAGE(parse_uri(to_text(*uri)) == uri, text);
    }
    CHECK(to_text(*parse_uri("sip::password@h;a@b")) == "sip:h;a%40b"); // and not the user `h;a` at b
    CHECK(parse_uri("sip:h;%4CR")->parameters == Parameters{{"lr", ""}});
}

TEST_CASE("an incomplete escape at the end does no harm") {
    CHECK(unescape("%") == "%");
    CHECK(unescape("a%4") == "a%4");
    CHECK(unescape("%41%4g%zz%42") == "A%4g%zzB");
    CHECK(parse_uri("sip:%@h")->user == "%");
}

TEST_CASE("a dialled number becomes the user part of a URI") {
    CHECK(escape_user("*21#0301234") == "*21%230301234");
    CHECK(escape_user("+4930") == "+4930");
    CHECK(escape_user("a b;c@d\"<\r\n\xC3\xA9") == "a%20b%3Bc%40d%22%3C%0D%0A%C3%A9");
    CHECK(unescape(escape_user("a%b;c@d")) == "a%b;c@d");
}

TEST_CASE("the number that a display shows") {
    CHECK(number_of(*parse_uri("sip:+4930;phone-context=x@h")) == "+4930");
    CHECK(number_of(*parse_uri("tel:+49-(30)-12.34;ext=1")) == "+49301234");
    CHECK(number_of(*parse_uri("sip:a-b%00c@h")) == "a-bc");
    CHECK(number_of(*parse_uri("sip:h")).empty());
}

TEST_CASE("name-addr are written so that they are read back") {
    NameAddr address{"A \"B\" \\", *parse_uri("sip:1001@h"), {{"tag", "x"}, {"reason", "a b"}, {"lr", ""}}};
    CHECK(to_text(address) == "\"A \\\"B\\\" \\\\\" <sip:1001@h>;tag=x;reason=\"a b\";lr");
    CHECK(parse_name_addr(to_text(address)) == address);
    CHECK(to_text(*parse_name_addr("<sip:h>")) == "<sip:h>");
}

TEST_CASE("anonymous callers are known") {
    CHECK(is_anonymous(*parse_name_addr("\"Anonymous\" <sip:anonymous@anonymous.invalid>")));
    CHECK(is_anonymous(*parse_name_addr("<sip:Anonymous@pbx>")));
    CHECK(is_anonymous(*parse_name_addr("<sip:x@ANONYMOUS.invalid>")));
    CHECK_FALSE(is_anonymous(*parse_name_addr("<sip:1001@pbx>")));
}

TEST_CASE("lists are split outside quotes and brackets") {
    CHECK(split_list(" a , \"b,\\\",c\" ,, <d,e> ,") == std::vector<std::string>{"a", "\"b,\\\",c\"", "<d,e>"});
    CHECK(split_list("").empty());
    CHECK(split_list("\"open, ended").size() == 1);
}

TEST_CASE("Diversion: the first is the last who redirected") {
    const auto list = parse_diversion(
        {"\"Bob\" <sip:1002@pbx>;reason=No-Answer;privacy=off;counter=1, <sip:1003@pbx>;reason=\"user-busy\";privacy=full",
         "rubbish", "<tel:+4930>"});
    REQUIRE(list.size() == 3);
    CHECK(list[0].who.display == "Bob");
    CHECK(list[0].reason == "no-answer");
    CHECK_FALSE(list[0].is_private);
    CHECK(list[1].reason == "user-busy");
    CHECK(list[1].is_private);
    CHECK(number_of(list[2].who.uri) == "+4930");
    CHECK(list[2].reason.empty());
}

TEST_CASE("History-Info, joined and repeated, comes in the order of its index") {
    const auto list = parse_history_info(
        {"<sip:1003@pbx;cause=408>;index=1.1.1;rc=1.1, <sip:1001@pbx?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22&Privacy=history>;index=1",
         "\"Bob\" <sip:1002@pbx?Reason=Q.850%3Bcause%3D17&Reason=SIP%3Bcause%3D486>;index=1.1;mp=1", "<sip:1004@pbx>;index=1.10",
         "<sip:1005@pbx>;index=1.2;np=1"});
    REQUIRE(list.size() == 5);
    CHECK(list[0].index == "1");
    CHECK(list[0].target.uri.user == "1001");
    CHECK(list[0].cause == 302);
    CHECK(list[0].reason_protocol == "SIP");
    CHECK(list[0].is_private);
    CHECK(list[0].target.uri.headers.empty());
    CHECK(list[1].index == "1.1");
    CHECK(list[1].mp == "1");
    CHECK(list[1].target.display == "Bob");
    CHECK(list[2].rc == "1.1");
    CHECK(list[2].target_cause == 408);
    CHECK_FALSE(list[2].cause);
    CHECK(list[3].np == "1");
    CHECK(list[4].index == "1.10");
}

TEST_CASE("why a call went on is said by the entry itself or by the one behind it") {
    const auto by_reason = parse_history_info({"<sip:1@h?Reason=SIP%3Bcause%3D486>;index=1,<sip:2@h>;index=1.1"});
    CHECK(redirect_cause(by_reason, 0) == 486);
    CHECK_FALSE(redirect_cause(by_reason, 1));
    const auto by_target = parse_history_info({"<sip:1@h>;index=1,<sip:2@h;cause=302>;index=1.1"});
    CHECK(redirect_cause(by_target, 0) == 302);
    const auto late = parse_history_info({"<sip:1@h>;index=1,<sip:2@h?Reason=SIP%3Bcause%3D408>;index=1.1"});
    CHECK(redirect_cause(late, 0) == 408);
    CHECK_FALSE(redirect_cause(late, 7));
}

TEST_CASE("Reason is read and written") {
    const auto list =
        parse_reason({"SIP ;cause=200 ;text=\"Call completed, elsewhere\", Q.850;cause=16;text=\"x\x01y\"",
                      "Q.850;cause=99999", ";cause=1"});
    REQUIRE(list.size() == 3);
    CHECK(list[0] == Reason{"SIP", 200, "Call completed, elsewhere"});
    CHECK(list[1] == Reason{"Q.850", 16, "xy"});
    CHECK(list[2] == Reason{"Q.850", std::nullopt, ""});
    CHECK(to_text(list[0]) == "SIP;cause=200;text=\"Call completed, elsewhere\"");
    CHECK(to_text(Reason{"Q.850", 41, ""}) == "Q.850;cause=41");
}

TEST_CASE("Alert-Info in the forms that PBXs write") {
    const auto list = parse_info({"<http://127.0.0.1/ring>;info=alert-autoanswer;delay=0", "Bellcore-dr1", "info=internal",
                                  "<urn:alert:source:external>", "http://h/x;info=a, ;info=b"});
    REQUIRE(list.size() == 6);
    CHECK(list[0].uri == "http://127.0.0.1/ring");
    CHECK(*find(list[0].parameters, "info") == "alert-autoanswer");
    CHECK(list[1].text == "Bellcore-dr1");
    CHECK(list[1].uri.empty());
    CHECK(*find(list[2].parameters, "info") == "internal");
    CHECK(list[3].uri == "urn:alert:source:external");
    CHECK(list[4].uri == "http://h/x");
    CHECK(*find(list[5].parameters, "info") == "b");
}

TEST_CASE("automatic answer is asked for in many ways") {
    CHECK(answer_after({"<sip:pbx>;answer-after=0"}) == 0s);
    CHECK(answer_after({"<sip:a>;purpose=icon", "<sip:b>;Answer-After=5"}) == 5s);
    CHECK_FALSE(answer_after({"<sip:b>;answer-after=soon"}));
    CHECK_FALSE(answer_after({"<sip:b>;answer-after=-1"}));

    const auto wanted = [](auto&& change) {
        Headers headers;
        change(headers);
        return auto_answer_wanted(headers);
    };
    CHECK(wanted([](Headers& h) { h.call_info = {"<sip:pbx>;answer-after=2"}; }) == 2s);
    CHECK(wanted([](Headers& h) { h.alert_info = {"<http://x>;info=alert-autoanswer;delay=3"}; }) == 3s);
    CHECK(wanted([](Headers& h) { h.alert_info = {"Bellcore-dr1", "Auto Answer"}; }) == 0s);
    CHECK(wanted([](Headers& h) { h.alert_info = {"Ring-Answer"}; }) == 0s);
    CHECK(wanted([](Headers& h) { h.alert_info = {"intercom=true"}; }) == 0s);
    CHECK(wanted([](Headers& h) { h.answer_mode = "Auto;require"; }) == 0s);
    CHECK(wanted([](Headers& h) { h.priv_answer_mode = "auto"; }) == 0s);
    CHECK(wanted([](Headers& h) { h.p_auto_answer = "normal"; }) == 0s);
    CHECK_FALSE(wanted([](Headers& h) { h.answer_mode = "Manual"; }));
    CHECK_FALSE(wanted([](Headers& h) { h.alert_info = {"<http://x>;info=internal"}; }));
    CHECK_FALSE(wanted([](Headers&) {}));
}

TEST_CASE("Privacy") {
    CHECK(parse_privacy("id").hides_identity());
    CHECK(parse_privacy("USER;critical") == Privacy{false, true, false, false, true, false});
    CHECK_FALSE(parse_privacy("none").hides_identity());
    CHECK_FALSE(parse_privacy("session; critical").hides_identity());
    CHECK_FALSE(parse_privacy("").hides_identity());
    CHECK(parse_privacy("header, id") == Privacy{true, false, true, false, false, false});
}

TEST_CASE("Replaces is read") {
    const auto replaces = parse_replaces("425928@phone.example.com;to-tag=7743;from-tag=6472;early-only");
    CHECK(replaces == Replaces{"425928@phone.example.com", "7743", "6472", true});
    CHECK(to_text(*replaces) == "425928@phone.example.com;to-tag=7743;from-tag=6472;early-only");
    for (const char* text : {"", "id", "id;to-tag=1", ";to-tag=1;from-tag=2", "id;from-tag=2;to-tag="})
        CHECK_MESSAGE(!parse_replaces(text), text);
}

TEST_CASE("Refer-To with Replaces is escaped and read back") {
    const ReferTo refer_to{*parse_uri("sip:204@pbx"), Replaces{"a%b@h;x", "t=1", "f&2", false}};
    const auto text = to_text(refer_to);
    CHECK(text == "<sip:204@pbx?Replaces=a%25b%40h%3Bx%3Bto-tag%3Dt%3D1%3Bfrom-tag%3Df%262>");

    const auto plain = parse_refer_to("<sip:204@pbx?Replaces=12adf2f34456gs5%3Bto-tag%3D12345%3Bfrom-tag%3D54321&Require=replaces>");
    REQUIRE(plain);
    CHECK(plain->uri.user == "204");
    CHECK(plain->replaces == Replaces{"12adf2f34456gs5", "12345", "54321", false});
    CHECK(plain->uri.headers == Parameters{{"require", "replaces"}});
    CHECK(parse_refer_to(to_text(*plain))->replaces == plain->replaces);
    CHECK_FALSE(parse_refer_to("sip:205@pbx")->replaces);
    CHECK_FALSE(parse_refer_to("<sip:204@pbx?Replaces=broken>"));
    CHECK_FALSE(parse_refer_to("204"));
    CHECK_FALSE(parse_refer_to("<sip:204@pbx;method=BYE>"));
    CHECK(parse_refer_to("<sip:204@pbx;method=INVITE>"));
}

TEST_CASE("seconds, with what may follow them") {
    CHECK(parse_seconds("120 (I'm in a meeting);duration=3600") == 120);
    CHECK(parse_seconds(" 18000;duration=3600") == 18000);
    CHECK(parse_seconds("4294967296") == 4294967295U);
    CHECK(parse_seconds("99999999999999999999") == 4294967295U);
    CHECK_FALSE(parse_seconds("soon"));
    CHECK_FALSE(parse_seconds("-1"));
    CHECK_FALSE(parse_seconds(""));
}

TEST_CASE("message-summary bodies") {
    auto summary = parse_message_summary("Messages-Waiting: yes\r\nMessage-Account: sip:*97@pbx\r\nVoice-Message: 2/8 (0/2)\r\n");
    REQUIRE(summary);
    CHECK(summary->waiting);
    CHECK(summary->new_messages == 2);
    CHECK(summary->old_messages == 8);
    summary = parse_message_summary("voice-message: 1/0\nMESSAGES-WAITING : Yes");
    REQUIRE(summary);
    CHECK(summary->new_messages == 1);
    CHECK_FALSE(parse_message_summary("Messages-Waiting: no")->waiting);
    CHECK(parse_message_summary("Messages-Waiting: yes\r\nVoice-Message: 4294967296/x")->new_messages == 4294967295U);
    CHECK_FALSE(parse_message_summary("Messages-Waiting: perhaps"));
    CHECK_FALSE(parse_message_summary("Voice-Message: 1/0"));
    CHECK_FALSE(parse_message_summary("\xFF\r\n\r\n:::"));
}

TEST_CASE("sipfrag bodies") {
    CHECK(parse_sipfrag("SIP/2.0 200 OK\r\n") == 200);
    CHECK(parse_sipfrag("SIP/2.0 100") == 100);
    CHECK(parse_sipfrag("SIP/2.0 503\r\nX: y") == 503);
    for (const char* text : {"", "SIP/2.0", "SIP/2.0 99 X", "SIP/2.0 700 X", "HTTP/1.1 200 OK", "SIP/2.0 abc", "INVITE sip:x SIP/2.0"})
        CHECK_MESSAGE(!parse_sipfrag(text), text);
}

TEST_CASE("targets are written as they are configured") {
    CHECK(to_text(Target{"pbx.example.com", 0, Transport::udp}) == "pbx.example.com");
    CHECK(to_text(Target{"2001:db8::1", 5070, Transport::tcp}) == "[2001:db8::1]:5070;transport=tcp");
}
