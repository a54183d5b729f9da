// Who gets how many descriptors.
#include <doctest/doctest.h>
#include <initializer_list>
#include <sys/resource.h>

#include "gateway/descriptors.hpp"

using namespace gateway;

TEST_CASE("what the process needs for itself is left out, SIP gets what it wants or a quarter, phones the rest") {
    const auto usual = share_descriptors(65'536, 1024, 2);
    CHECK(usual.sip == 1024);
    CHECK(usual.phones == 65'536 - 1024 - 2 - 128);
    const auto few = share_descriptors(1024, 1024, 2);
    CHECK(few.sip == (1024 - 130) / 4);
    CHECK(few.phones + few.sip == 1024 - 130);
}

TEST_CASE("a limit that is none, and one that is too low for anybody, leave a number that can be used") {
    const auto unlimited = share_descriptors(static_cast<std::size_t>(RLIM_INFINITY), 1024, 1);
    CHECK(unlimited.sip == 1024);
    CHECK(unlimited.phones > 1'000'000);
    for (const std::size_t limit : {0U, 3U, 64U, 129U, 131U}) {
        CAPTURE(limit);
        const auto none = share_descriptors(limit, 1024, 1);
        CHECK(none.sip == 1);
        CHECK(none.phones >= 1);
    }
}

TEST_CASE("the soft limit of open files is raised to the hard one") {
    rlimit old{};
    getrlimit(RLIMIT_NOFILE, &old);
    rlimit low = old;
    low.rlim_cur = old.rlim_max / 2;
    REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);
    CHECK(descriptor_limit() == low.rlim_cur);
    raise_descriptor_limit();
    CHECK(descriptor_limit() == old.rlim_max);
    setrlimit(RLIMIT_NOFILE, &old);
}
