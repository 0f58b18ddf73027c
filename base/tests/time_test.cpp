#include <gtest/gtest.h>

#include "base/time.h"

namespace steward {
namespace {

TEST(Rfc3339, writes_milliseconds_in_utc) {
    EXPECT_EQ(to_rfc3339(Instant{0}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Instant{1'764'000'000'123}), "2025-11-24T16:00:00.123Z");
    EXPECT_EQ(to_rfc3339(Instant{-1}), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, reads_what_it_writes) {
    for (const int64_t at : {int64_t{0}, int64_t{1'764'000'000'123}, int64_t{951'782'400'000}, int64_t{-86'400'001}}) {
        EXPECT_EQ(parse_rfc3339(to_rfc3339(Instant{at})).value().unix_ms, at);
    }
}

TEST(Rfc3339, understands_offsets_and_fractions) {
    EXPECT_EQ(parse_rfc3339("2026-03-29T03:00:00+02:00").value(), parse_rfc3339("2026-03-29T01:00:00Z").value());
    EXPECT_EQ(parse_rfc3339("2026-11-24T15:10:00.123456789Z").value().unix_ms % 1000, 123);
}

TEST(Rfc3339, refuses_what_is_not_a_time) {
    for (const auto* wrong : {"", "2026", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T15:10:00",
                              "2026-11-24T15:10:00.Z", "2026-11-24T15:10:00Zz", "2026-11-24T15:10:00+2:00", "2026-11-24T15:10:00+"}) {
        EXPECT_EQ(parse_rfc3339(wrong).error().code, "time.invalid") << wrong;
    }
}

TEST(ManualClock, moves_only_when_told) {
    ManualClock clock(Instant{1000});
    clock.advance(std::chrono::minutes(5));
    EXPECT_EQ(clock.now().unix_ms, 301'000);
    clock.set_wall(Instant{1000});
    EXPECT_EQ(clock.monotonic().count(), 300'000) << "a jump of the wall clock is not time passing";
}

}  // namespace
}  // namespace steward
