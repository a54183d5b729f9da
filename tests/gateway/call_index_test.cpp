// Calls found by their number.
#include "gateway/call_index.hpp"

#include <doctest/doctest.h>

using namespace gateway;
using std::chrono::seconds;

namespace {

/// The index only compares and hands back what it was given.
PhoneAgent* phone(std::uintptr_t number) { return reinterpret_cast<PhoneAgent*>(number * 64); }

const CallIndex::Time start{};

} // namespace

TEST_CASE("a call leads to its phone until its memory is over") {
    CallIndex index;
    index.began(7, *phone(1));
    index.began(8, *phone(1));
    index.began(9, *phone(2));
    CHECK(index.phone_of(8) == phone(1));
    CHECK(index.phone_of(10) == nullptr);
    CHECK(index.phones() == std::vector<PhoneAgent*>{phone(1), phone(2)});
    CHECK(index.is_live(9));

    index.ended(9, start);
    CHECK_FALSE(index.is_live(9));
    CHECK(index.phone_of(9) == phone(2));
    index.sweep(start + seconds{10});
    CHECK(index.phone_of(9) == phone(2));
    index.sweep(start + seconds{11});
    CHECK(index.phone_of(9) == nullptr);
    CHECK(index.phones() == std::vector<PhoneAgent*>{phone(1)});
    CHECK(index.size() == 2);
}

TEST_CASE("a phone that goes takes its calls along") {
    CallIndex index;
    index.began(7, *phone(1));
    index.began(9, *phone(2));
    index.ended(7, start);
    index.forget(*phone(1));
    CHECK(index.phone_of(7) == nullptr);
    CHECK(index.phone_of(9) == phone(2));
}
