// The ladder's lines.
#include "tests/phone/ladder.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace phone;

TEST_CASE("zeros and empty fields are left out of a printed message") {
    CHECK(without_zeros("OffHook{lineInstance=1 callReference=0}") == "OffHook{lineInstance=1}");
    CHECK(without_zeros("KeepAliveAck{}") == "KeepAliveAck");
    CHECK(without_zeros("CallInfo{name=\"a b\" other=\"\" x={y=0 z=1} list=[1 2]}") == "CallInfo{name=\"a b\" x={y=0 z=1} list=[1 2]}");
    CHECK(without_zeros("no braces") == "no braces");
}

TEST_CASE("a rung tells time, phone and direction") {
    CHECK(rung_text({std::chrono::microseconds(1204000), "A", Rung::Side::from_phone, "OffHook"}) == "    1.204 A --> OffHook");
    CHECK(rung_text({std::chrono::microseconds(0), "A", Rung::Side::note, std::string(500, 'x')}).size() == 180);
}

TEST_CASE("the ladder is bounded, shows its end, and prints as it grows") {
    Ladder ladder(3);
    std::ostringstream live;
    ladder.print_to(&live);
    for (const char* text : {"one", "two", "three", "four"})
        ladder.add("A", Rung::Side::to_phone, text);
    CHECK(ladder.rungs().size() == 3);
    CHECK(ladder.text(1).find("A <-- four\n") != std::string::npos);
    CHECK(ladder.text().find("one") == std::string::npos);
    CHECK(live.str().find("one") != std::string::npos);
}

TEST_CASE("a diagram has no characters that end its statements") {
    Ladder ladder;
    ladder.add("A", Rung::Side::from_phone, "Keypad{#; x}");
    ladder.add("A", Rung::Side::to_phone, "StopTone");
    ladder.add("A", Rung::Side::note, "dial");
    CHECK(ladder.mermaid() == "sequenceDiagram\n    A->>gateway: Keypad{., x}\n    gateway->>A: StopTone\n    Note over A: dial\n");
}
