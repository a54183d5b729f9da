// What the operator asks of calls (interfaces.md, HTTP).
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("the operator hangs up a call in any state, once") {
    Scenario s;
    LegId call{};
    SUBCASE("talking") {
        call = s.talks();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("BYE").leg == call);
    }
    SUBCASE("held") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("BYE").leg == call);
    }
    SUBCASE("ringing out") {
        call = s.rings_out();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("CANCEL").leg == call);
    }
    SUBCASE("ringing") {
        call = s.is_called();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("reject").status == 486);
    }
    SUBCASE("REFER is outstanding") {
        call = s.talks();
        s.line().voicemail_number = "*97";
        s.phone.presses(SoftKey::divert, call);
        CHECK(s.calls().hang_up(call));
    }
    CHECK_FALSE(s.calls().hang_up(call));
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.calls().hang_up(4711));
    s.check_no_leak();
}
