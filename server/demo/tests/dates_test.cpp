// The demonstration is allowed everything that it does, on whatever day somebody adds it. Only its last days are played: what hangs
// on the calendar is a week, a month, a year that begins or ends.
#include <gtest/gtest.h>
#include <sodium.h>

#include "server/demo/play.h"

namespace steward::demo {

namespace {
using namespace std::chrono_literals;

constexpr Duration last_days = 24h * 36;  // the one major incident is 34 days old

class DemonstrationOf : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override { ASSERT_GE(sodium_init(), 0); }

    Result<Played> played_until(Instant until, std::string& refusals) {
        const Instant since = until - last_days;
        SeededRng rng(12);
        const Cast cast = imagine(since, rng, {AccountId::make(since, rng), "Ada"});
        access::Sealing sealing(Bytes(access::Sealing::key_size, 7), rng_);
        STEWARD_TRY(const auto stage, Stage::open({std::move(sealing), "Harbour Services", since}, since));
        STEWARD_CHECK(stage->start());
        stage->stop();
        STEWARD_CHECK(seat(stage->database(), cast, since));
        STEWARD_CHECK(stage->start());
        auto told = play(*stage, cast, until, [&](const std::string& line) {
            if (line.starts_with("refused")) refusals += line + "\n";
        });
        stage->stop();
        return told;
    }

    SystemRng rng_;
};

TEST_P(DemonstrationOf, is_allowed_all_that_it_does) {
    std::string refusals;
    const auto told = played_until(parse_rfc3339(GetParam()).value(), refusals);
    ASSERT_TRUE(told) << told.error().message << " " << told.error().cause;
    EXPECT_EQ(told->refused, 0) << refusals;
    EXPECT_GT(told->tickets, 10);
}

INSTANTIATE_TEST_SUITE_P(Days, DemonstrationOf,
                         testing::Values("2026-11-30T16:00:00Z",    // a Monday, the last day of a month: where it was refused
                                         "2026-11-29T11:00:00Z",    // a Sunday
                                         "2026-12-01T08:40:00Z",    // the first day of a month, in the morning
                                         "2026-12-31T23:30:00Z",    // the last evening of a year, the next one an hour further east
                                         "2028-02-29T12:00:00Z"));  // a day that most years have not
}  // namespace

}  // namespace steward::demo
