// Entries on a tape.
#include "gateway/tape.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/gateway/trace_samples.hpp"

using namespace gateway;
using namespace samples;

namespace {

void put(Tape& tape, const TraceEntry& entry, std::uint64_t order = 0) {
    tape.push(entry, entry.bytes, order);
}

std::vector<std::string> texts(const Tape& tape) {
    std::vector<std::string> out;
    tape.each([&out](const TraceEntry&, std::string_view bytes) { out.emplace_back(bytes); });
    return out;
}

} // namespace

TEST_CASE("a tape gives back what was put on it, in its order") {
    Tape tape;
    std::vector<TraceEntry> in{sccp_entry(0x0006, "OffHook", true, 17, 1), state_entry(18, "call OffHook", 2),
                               sip_entry(19, true, "BYE sip:x SIP/2.0", {}, 3), state_entry(0, "", 4)};
    in[2].repeats = 5;
    for (const auto& entry : in)
        put(tape, entry);
    std::vector<TraceEntry> out;
    tape.each([&out](TraceEntry entry, std::string_view bytes) {
        entry.bytes = bytes;
        out.push_back(std::move(entry));
    });
    CHECK((out == in));
    CHECK(tape.size() == 4);
}

TEST_CASE("the first entries of a tape go, whatever their size") {
    Tape tape;
    for (unsigned i = 0; i < 2000; ++i) {
        put(tape, state_entry(1, std::to_string(i) + std::string(i * 37 % 500, 'x')), i);
        if (i < 20)
            continue;
        CHECK(tape.first_order() == i - 20);
        tape.pop();
    }
    REQUIRE(tape.size() == 20);
    CHECK(texts(tape).front().starts_with("1980"));
    CHECK(texts(tape).back().starts_with("1999"));
    while (!tape.empty())
        tape.pop();
    CHECK(tape.octets() == 0);
    put(tape, state_entry(1, "again"));
    CHECK(texts(tape) == std::vector<std::string>{"again"});
}

TEST_CASE("an entry is taken out of the end of a tape, wherever it stands") {
    const auto any = [](const TraceEntry&, std::string_view) { return true; };
    for (const char wanted : std::string("abcde")) {
        Tape tape;
        put(tape, state_entry(1, "gone"));
        for (const char c : std::string("abcde"))
            put(tape, state_entry(1, std::string(static_cast<std::size_t>(c - 'a') + 1, c)));
        tape.pop();
        const auto is_wanted = [wanted](const TraceEntry&, std::string_view bytes) { return bytes.front() == wanted; };
        CHECK(tape.take_back(9, is_wanted, any) == 0U);
        CHECK_FALSE(tape.take_back(9, is_wanted, any));
        CHECK(tape.size() == 4);
        put(tape, state_entry(1, "f"));
        std::string firsts;
        for (const auto& text : texts(tape))
            firsts += text.front();
        std::string left = "abcdef";
        left.erase(left.find(wanted), 1);
        CHECK(firsts == left);
        const auto is_last = [](const TraceEntry&, std::string_view bytes) { return bytes == "f"; };
        CHECK(tape.take_back(1, is_last, any) == 0U);
    }
}

TEST_CASE("nothing is taken out from behind what may not be passed") {
    Tape tape;
    for (const auto* text : {"a", "b", "c"})
        put(tape, state_entry(1, text));
    const auto is_a = [](const TraceEntry&, std::string_view bytes) { return bytes == "a"; };
    const auto not_b = [](const TraceEntry&, std::string_view bytes) { return bytes != "b"; };
    CHECK_FALSE(tape.take_back(9, is_a, not_b));
    CHECK_FALSE(tape.take_back(2, is_a, [](const TraceEntry&, std::string_view) { return true; }));
    CHECK(tape.size() == 3);
}
