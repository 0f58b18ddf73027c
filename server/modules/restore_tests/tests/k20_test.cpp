// K20 (domain/kpis.md).
#include "server/modules/restore_tests/k20.h"

#include <gmock/gmock.h>

namespace steward::restore_tests {

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;
constexpr Duration one_day = 24h;
constexpr Instant now{1'795'000'000'000};

TestFace test(const std::string& state, int days_ago, bool is_signed = true, int level = 1) {
    return {.state = state,
            .level = level,
            .ended_at = now - days_ago * one_day,
            .is_signed = is_signed,
            .plan_altered_at = now - 900 * one_day};
}
ProvenItem item(std::vector<TestFace> tests, const std::string& criticality = "C1") {
    return {.criticality = criticality, .rpo = one_day, .rto = 8h, .tests = std::move(tests)};
}
bool is_proven(const ProvenItem& one) { return standing_of(one, now).is_proven; }

TEST(K20, counts_what_was_restored_and_signed_within_its_interval) {
    EXPECT_TRUE(is_proven(item({test("passed", 91)})));
    EXPECT_FALSE(is_proven(item({test("passed", 92)})));
    EXPECT_TRUE(is_proven(item({test("passed", 183)}, "C2")));
    EXPECT_FALSE(is_proven(item({test("passed", 184)}, "C2")));
    const auto standing = standing_of(item({test("passed", 10)}), now);
    EXPECT_EQ(standing.proven_at, now - 10 * one_day);
    EXPECT_EQ(standing.valid_until, now + 82 * one_day);
    EXPECT_EQ(standing.test, 0);
    EXPECT_THAT(standing_of(item({test("passed", 92)}), now).why, HasSubstr("counts no more"));
}

TEST(K20, counts_nothing_that_was_never_restored_or_that_nobody_signed) {
    EXPECT_THAT(standing_of(item({}), now).why, HasSubstr("Never restored"));
    EXPECT_EQ(standing_of(item({}), now).test, -1);
    EXPECT_THAT(standing_of(item({test("passed", 1, false)}), now).why, HasSubstr("nobody has signed"));
    EXPECT_TRUE(is_proven(item({test("passed", 1, false), test("passed", 8)}))) << "the newer takes nothing from the older";
    EXPECT_THAT(standing_of(item({test("passed", 1, false), test("passed", 2, false)}), now).why, HasSubstr("2026-11-17"));
}

TEST(K20, falls_with_a_later_failure_whether_signed_or_not) {
    EXPECT_FALSE(is_proven(item({test("failed", 1, false), test("passed", 8)})));
    EXPECT_THAT(standing_of(item({test("failed", 1, false), test("passed", 8)}), now).why, HasSubstr("failed"));
    EXPECT_FALSE(is_proven(item({test("passed_late", 1), test("passed", 8)}))) << "late is no proof";
    EXPECT_THAT(standing_of(item({test("passed_late", 1)}), now).why, HasSubstr("not within what was agreed"));
    EXPECT_TRUE(is_proven(item({test("passed", 1), test("failed", 8)})));
    EXPECT_FALSE(is_proven(item({test("passed", 1, false), test("failed", 8), test("passed", 20)}))) << "the answer is not signed";
}

TEST(K20, does_not_let_a_lesser_test_answer_a_failure) {
    EXPECT_FALSE(is_proven(item({test("passed", 1, true, 1), test("failed", 8, true, 4)})));
    EXPECT_TRUE(is_proven(item({test("passed", 1, true, 4), test("failed", 8, true, 1)})));
    EXPECT_TRUE(is_proven(item({test("passed", 1, true, 1), test("passed", 3, true, 4), test("failed", 8, true, 4)})));
    EXPECT_FALSE(is_proven(item({test("failed", 1, true, 1), test("failed", 8, true, 4)})));
}

TEST(K20, is_not_touched_by_what_came_to_nothing) {
    EXPECT_TRUE(is_proven(item({test("inconclusive", 1, false), test("passed", 8)})));
    EXPECT_THAT(standing_of(item({test("inconclusive", 1, false)}), now).why, HasSubstr("No test came to a result"));
}

TEST(K20, counts_thirty_days_more_after_the_plan_was_changed) {
    auto changed = test("passed", 40);
    changed.plan_altered_at = now - 29 * one_day;
    EXPECT_TRUE(is_proven(item({changed})));
    changed.plan_altered_at = now - 30 * one_day;
    EXPECT_FALSE(is_proven(item({changed})));
    changed.plan_altered_at = now - 41 * one_day;
    EXPECT_TRUE(is_proven(item({changed}))) << "the proof is of after it";
}

TEST(K20, cannot_prove_what_nobody_agreed) {
    auto one = item({test("passed", 1)});
    one.rto = {};
    EXPECT_THAT(standing_of(one, now).why, HasSubstr("not agreed"));
    one.rto = 8h;
    one.rpo = {};
    EXPECT_FALSE(is_proven(one));
}

// The example of domain/kpis.md: C1 3 of 4, C2 5 of 6 is 8 of 10.
TEST(K20, published_vector) {
    std::vector<ProvenItem> items;
    for (int i = 0; i < 4; ++i) items.push_back(item({test(i == 0 ? "failed" : "passed", 5)}, "C1"));
    for (int i = 0; i < 6; ++i) items.push_back(item({test("passed", i == 0 ? 200 : 100)}, "C2"));
    EXPECT_EQ(std::ranges::count_if(items, is_proven), 8);
    EXPECT_TRUE(is_counted("C1") && is_counted("C2"));
    EXPECT_FALSE(is_counted("C3"));
}
}  // namespace

}  // namespace steward::restore_tests
