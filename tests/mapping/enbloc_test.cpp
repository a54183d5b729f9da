// Numbers that a phone sends whole, as its directories and its list of missed calls hold them: what of them reaches the
// PBX (security.md 1.5).
#include "tests/support/scenario.hpp"

using namespace tests;

TEST_CASE("a number of a directory is dialled without what stands between its digits, the name of a user as it is") {
    struct Row { const char *written, *dialled; };
    const Row rows[] = {
        {"1009", "1009"},        {"*97#", "*97#"},           {"+49 (30) 123-45.6", "+4930123456"}, {"030/1234", "0301234"},
        {"AB12", "AB12"},        {"alice", "alice"},         {"john.doe-2_x", "john.doe-2_x"},     {" 12 ", "12"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.written);
        Scenario s;
        s.calls();
        s.phone.dials_en_bloc(row.written);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited(row.dialled));
    }
}

TEST_CASE("what is no number and no name of a user is refused: nothing of it reaches a URI, and nobody else is called") {
    bool is_lifted = false;
    SUBCASE("on hook") {}
    SUBCASE("at dial tone") { is_lifted = true; }
    for (const char* const written : {"1009@evil.test",
                                      "1009;phone-context=x",
                                      "'; DROP",
                                      "1009'",
                                      "1/2;3",
                                      "sip:1@host",
                                      "a b",
                                      "a/b",
                                      "50%",
                                      "1\r\n2",
                                      "1\x01",
                                      "\xC3\xA9",
                                      "?x=y",
                                      "a&b",
                                      "$1",
                                      "~root",
                                      "!9",
                                      "a,b",
                                      "<1>",
                                      " ",
                                      "-",
                                      "()"}) {
        CAPTURE(written);
        Scenario s;
        s.calls();
        if (is_lifted) s.phone.lifts_handset();
        s.phone.dials_en_bloc(written);
        CHECK(s.phone.beeped(DeviceTone::beep_bonk));
        CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 0);
        CHECK(s.pbx.count("INVITE") == 0);
    }
}
