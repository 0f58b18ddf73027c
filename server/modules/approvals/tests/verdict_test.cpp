#include <gtest/gtest.h>

#include "server/modules/approvals/verdict.h"

namespace steward::approvals {
namespace {

std::string_view of(std::string_view rule, std::vector<std::string> states) { return verdict(rule, states); }

TEST(ApprovalVerdict, of_any_is_yes_with_the_first_yes_and_no_when_nobody_is_left) {
    EXPECT_EQ(of("any", {"pending", "pending"}), "pending");
    EXPECT_EQ(of("any", {"rejected", "pending"}), "pending");
    EXPECT_EQ(of("any", {"rejected", "approved"}), "approved");
    EXPECT_EQ(of("any", {"rejected", "rejected"}), "rejected");
}

TEST(ApprovalVerdict, of_all_is_no_with_the_first_no_and_yes_with_the_last_yes) {
    EXPECT_EQ(of("all", {"approved", "pending"}), "pending");
    EXPECT_EQ(of("all", {"pending", "rejected"}), "rejected");
    EXPECT_EQ(of("all", {"approved", "approved"}), "approved");
}

TEST(WhoMayApprove, is_an_approver_or_the_decision_maker_of_the_client) {
    EXPECT_EQ(refusal_of_client({.roles = {"CAP"}}, "access", false), "");
    EXPECT_EQ(refusal_of_client({.roles = {"CDM"}}, "purchase", true), "");
    EXPECT_NE(refusal_of_client({.roles = {"CUS", "CHR"}}, "access", false), "");
    EXPECT_NE(refusal_of_client({.roles = {"CAP"}}, "change", true), "") << "a change with a cost is the decision-maker's";
    EXPECT_EQ(refusal_of_client({.roles = {"CAP"}}, "change", false), "");
    EXPECT_EQ(refusal_of_client({.roles = {"CDM"}}, "change", true), "");
}

TEST(WhoMayApprove, is_never_whoever_asked) {
    EXPECT_NE(refusal_of_client({.roles = {"CAP", "CDM"}, .is_requester = true}, "access", false), "");
    EXPECT_NE(refusal_of_staff({.is_asker = true}), "");
    EXPECT_NE(refusal_of_staff({.is_active = false}), "");
    EXPECT_EQ(refusal_of_staff({}), "");
}

TEST(ApprovalReminders, come_a_day_before_it_is_due_then_and_three_days_later) {
    using std::chrono::days;
    const Instant due = Instant::from_unix_ms(1'800'000'000'000);
    EXPECT_EQ(next_reminder(due, due - days(7)), due - days(1));
    EXPECT_EQ(next_reminder(due, due - days(1)), due);
    EXPECT_EQ(next_reminder(due, due), due + days(3));
    EXPECT_EQ(next_reminder(due, due + days(3)), std::nullopt);
    EXPECT_EQ(next_reminder(Instant{}, due), std::nullopt);
}

}  // namespace
}  // namespace steward::approvals
