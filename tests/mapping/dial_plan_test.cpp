// When a number is complete, and what is sent for it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/dial_plan.hpp"

using namespace mapping;
using Verdict = DialPlan::Verdict;
using Step = NumberEntry::Step;

namespace {

DialPlan plan_of(const std::vector<std::string>& patterns) {
    auto plan = DialPlan::parse(patterns);
    REQUIRE_MESSAGE(plan.has_value(), (plan.has_error() ? plan.error() : std::string{}));
    return *plan;
}

/// The step that the last digit gives.
Step dial(NumberEntry& entry, std::string_view digits) {
    Step step = Step::ignored;
    for (const char digit : digits) step = entry.push(digit);
    return step;
}

NumberEntry entry_with(std::vector<std::string> plan, DialPlanMiss miss = DialPlanMiss::send, bool hash_dials = true) {
    DeviceOptions device;
    device.dialplan = std::move(plan);
    device.dialplan_miss = miss;
    device.hash_dials = hash_dials;
    return NumberEntry(device, LineOptions{}, 32);
}

} // namespace

TEST_CASE("a dial plan judges each number as dead, partial, exact or open") {
    struct Row { std::vector<std::string> plan; const char* dialled; Verdict verdict; };
    // clang-format off
    const Row rows[] = {
        {{},                      "",        Verdict::open},
        {{},                      "42",      Verdict::open},
        {{"911"},                 "",        Verdict::partial},
        {{"911"},                 "91",      Verdict::partial},
        {{"911"},                 "911",     Verdict::exact},
        {{"911"},                 "912",     Verdict::dead},
        {{"911"},                 "9112",    Verdict::dead},
        {{"_XXX"},                "20",      Verdict::partial},
        {{"_XXX"},                "204",     Verdict::exact},
        {{"_ZXX"},                "004",     Verdict::dead},
        {{"_NXX"},                "104",     Verdict::dead},
        {{"_NXX"},                "204",     Verdict::exact},
        {{"_nxz"},                "203",     Verdict::exact},
        {{"_[1-46*]X"},           "40",      Verdict::exact},
        {{"_[1-46*]X"},           "*0",      Verdict::exact},
        {{"_[1-46*]X"},           "50",      Verdict::dead},
        {{"_0."},                 "0",       Verdict::partial},
        {{"_0."},                 "01",      Verdict::open},
        {{"_0."},                 "0123",    Verdict::open},
        {{"_0!"},                 "0",       Verdict::open},
        {{"_0!"},                 "01",      Verdict::open},
        {{"_2XX", "_2XXX"},       "204",     Verdict::open},      // matches and can grow
        {{"_2XX", "_2XXX"},       "2045",    Verdict::exact},
        {{"911", "_9."},          "911",     Verdict::open},
        {{"911", "_XXX"},         "911",     Verdict::exact},
        {{"*8"},                  "*8",      Verdict::exact},
        {{"_+X."},                "+4",      Verdict::partial},
        {{"_+X."},                "+49",     Verdict::open},
        {{"_9|XXXXXXX>00"},       "95551234", Verdict::exact},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.dialled);
        CHECK(plan_of(row.plan).verdict(row.dialled) == row.verdict);
    }
}

TEST_CASE("the pattern that matches says what is sent") {
    struct Row { std::vector<std::string> plan; const char* dialled; const char* sent; };
    const Row rows[] = {
        {{}, "204", "204"},
        {{"_9|XXXXXXX>00"}, "95551234", "005551234"},
        {{"_0|."}, "0123", "123"},
        {{"_XXX>7"}, "204", "7204"},
        {{"110>+49110"}, "110", "+49110110"},
        {{"110|>9110"}, "110", "9110"},
        {{"_2XX", "_2|XX"}, "204", "204"},          // the first wins
        {{"_2XX"}, "555", "555"},                   // a miss goes as it is
    };
    for (const auto& row : rows) {
        CAPTURE(row.dialled);
        CHECK(plan_of(row.plan).to_send(row.dialled) == row.sent);
    }
}

TEST_CASE("a broken pattern is refused with its name") {
    for (const auto* text : {"", "_", "12a", "_X[", "_X[]", "_[4-1]", "_[a]", "_X.X", "_X!.", "_X.|", "_1|2|3", "_X>0y", "12.", ">5"}) {
        CAPTURE(text);
        const auto plan = DialPlan::parse({"_XXX", text});
        REQUIRE(plan.has_error());
        CHECK(plan.error().find("pattern " + std::string(text) + ":") == 0);
    }
}

TEST_CASE("a broken pattern does not spoil the others") {
    auto entry = entry_with({"_[", "_2XX"});
    CHECK(dial(entry, "204") == Step::complete);
    auto open = entry_with({"_["}, DialPlanMiss::reject);
    CHECK(dial(open, "5") == Step::collect);
}

TEST_CASE("a complete number is sent at once, others wait") {
    auto entry = entry_with({"_2XX", "_0."});
    CHECK(dial(entry, "20") == Step::collect);
    CHECK(entry.push('4') == Step::complete);
    CHECK(entry.dialled() == "204");
    CHECK(entry.to_send() == "204");

    auto outside = entry_with({"_2XX", "_0."});
    CHECK(dial(outside, "0123") == Step::collect);
    CHECK(outside.accepts());
}

TEST_CASE("a number that matches nothing is collected or refused as configured") {
    auto lenient = entry_with({"_2XX"});
    CHECK(dial(lenient, "5") == Step::collect);
    CHECK(dial(lenient, "55") == Step::collect);
    CHECK(lenient.accepts());

    auto strict = entry_with({"_2XX"}, DialPlanMiss::reject);
    CHECK(strict.push('2') == Step::collect);
    CHECK_FALSE(strict.accepts());                  // the timer would find it incomplete
    CHECK(strict.push('#') == Step::dead);
    auto other = entry_with({"_2XX"}, DialPlanMiss::reject);
    CHECK(other.push('5') == Step::dead);
}

TEST_CASE("# closes a number, unless it belongs to one") {
    auto plain = entry_with({});
    CHECK(dial(plain, "204") == Step::collect);
    CHECK(plain.push('#') == Step::complete);
    CHECK(plain.dialled() == "204");

    auto first = entry_with({});
    CHECK(dial(first, "#31") == Step::collect);
    CHECK(first.dialled() == "#31");

    auto code = entry_with({"_*21*XXX#"});
    CHECK(dial(code, "*21*204") == Step::collect);
    CHECK(code.push('#') == Step::complete);
    CHECK(code.dialled() == "*21*204#");

    auto dead_code = entry_with({"_*21*XXX#"});
    CHECK(dial(dead_code, "55#") == Step::complete);   // that pattern cannot match any more
    CHECK(dead_code.dialled() == "55");

    auto off = entry_with({}, DialPlanMiss::send, false);
    CHECK(dial(off, "204#") == Step::collect);
    CHECK(off.dialled() == "204#");
}

TEST_CASE("digits can be taken back") {
    auto entry = entry_with({});
    dial(entry, "20");
    CHECK(entry.pop());
    CHECK(entry.dialled() == "2");
    CHECK(entry.pop());
    CHECK_FALSE(entry.pop());
    CHECK(entry.empty());
    CHECK_FALSE(entry.accepts());
}

TEST_CASE("a number has a greatest length and an alphabet") {
    DeviceOptions device;
    NumberEntry entry(device, LineOptions{}, longest_number(17));
    CHECK(dial(entry, std::string(24, '1')) == Step::collect);
    CHECK(entry.push('1') == Step::full);
    CHECK(entry.dialled().size() == 24);
    CHECK(longest_number(18) == 32);
    for (const char c : std::string("0123456789*#+ABCD")) CHECK(can_be_dialled(c));
    for (const char c : std::string("E a;@\x01")) CHECK_FALSE(can_be_dialled(c));
    CHECK(entry.push('x') == Step::ignored);
}

TEST_CASE("an en-bloc number follows what was dialled") {
    auto entry = entry_with({"_9|XXX"});
    entry.push('9');
    entry.append("204");
    CHECK(entry.dialled() == "9204");
    CHECK(entry.to_send() == "204");
}

TEST_CASE("secondary dial tone comes behind exactly one of its prefixes") {
    DeviceOptions device;
    LineOptions line;
    line.secondary_dialtone = {"0", "99"};
    NumberEntry entry(device, line, 32);
    CHECK_FALSE(entry.wants_secondary_tone());
    entry.push('0');
    CHECK(entry.wants_secondary_tone());
    entry.push('1');
    CHECK_FALSE(entry.wants_secondary_tone());
    NumberEntry other(device, line, 32);
    dial(other, "99");
    CHECK(other.wants_secondary_tone());
}

TEST_CASE("key pad buttons are digits") {
    using B = sccp::KeyPadButton;
    CHECK(digit_of(B::zero) == '0');
    CHECK(digit_of(B::nine) == '9');
    CHECK(digit_of(B::a) == 'A');
    CHECK(digit_of(B::star) == '*');
    CHECK(digit_of(B::pound) == '#');
    CHECK(digit_of(B::plus) == '+');
    CHECK(digit_of(static_cast<B>(17)) == '\0');
}
