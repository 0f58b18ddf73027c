// What an enrolment line may be and when it still lets a machine in.
#include <gtest/gtest.h>

#include "server/modules/directory/enrolment.h"

namespace steward::directory {
namespace {

constexpr Instant noon{1'790'000'000'000};

EnrolmentRow line_with(int64_t uses_left, Instant expires_at, Instant revoked_at = {}) {
    EnrolmentRow row;
    row.uses_left = uses_left;
    row.expires_at = expires_at;
    row.revoked_at = revoked_at;
    return row;
}

std::string verdict(const EnrolmentRow& row) {
    const auto status = line_is_open(row, noon);
    return status ? "open" : status.error().code;
}

TEST(EnrolmentTermsOf, a_new_line_are_one_machine_and_a_day_unless_said_otherwise) {
    const auto terms = enrolment_terms(0, 0, noon);
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->uses, 1);
    EXPECT_EQ(terms->expires_at, noon + std::chrono::hours(24));
}

TEST(EnrolmentTermsOf, a_line_end_at_500_machines_and_30_days) {
    EXPECT_TRUE(enrolment_terms(500, 30 * 24, noon));
    EXPECT_FALSE(enrolment_terms(501, 24, noon));
    EXPECT_FALSE(enrolment_terms(1, 30 * 24 + 1, noon));
    EXPECT_FALSE(enrolment_terms(-1, -1, noon));
    EXPECT_EQ(enrolment_terms(-1, -1, noon).error().fields.size(), 2u);
}

TEST(EnrolmentLine, is_open_until_its_last_millisecond) {
    EXPECT_EQ(verdict(line_with(1, noon + Duration{1})), "open");
    EXPECT_EQ(verdict(line_with(1, noon)), "link.token_expired");
}

TEST(EnrolmentLine, says_precisely_why_it_is_shut) {
    const Instant later = noon + std::chrono::hours(1);
    EXPECT_EQ(verdict(line_with(0, later)), "link.token_used");
    EXPECT_EQ(verdict(line_with(5, later, noon)), "link.token_unknown");
    EXPECT_EQ(verdict(line_with(0, noon)), "link.token_expired");
}

TEST(Machine, is_the_same_device_only_within_its_client) {
    SeededRng rng(1);
    const auto here = ClientId::make(noon, rng), there = ClientId::make(noon, rng);
    DeviceRow mine, theirs;
    mine.card.client = here;
    theirs.card.client = there;
    const auto match = match_machine({theirs, mine}, here);
    ASSERT_TRUE(match.same_device);
    EXPECT_EQ(match.same_device->card.client, here);
    ASSERT_EQ(match.elsewhere.size(), 1u);
    EXPECT_EQ(match.elsewhere[0].card.client, there);
    EXPECT_FALSE(match_machine({theirs}, here).same_device);
}

}  // namespace
}  // namespace steward::directory
