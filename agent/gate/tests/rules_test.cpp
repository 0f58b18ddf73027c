// What holds for a class of jobs: of roster and machine the stricter counts.
#include "agent/gate/rules.h"

#include <gtest/gtest.h>

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

TEST(GateRules, a_job_waits_a_day_or_as_long_as_the_machine_lets_it_and_never_longer_than_a_month) {
    LocalLimits limits;
    EXPECT_EQ(most_window(JobClass::Script, limits), 24h);
    limits.most_window_s = {{JobClass::Script, 3600}};
    EXPECT_EQ(most_window(JobClass::Script, limits), 1h);
    EXPECT_EQ(most_window(JobClass::Reboot, limits), 24h) << "of another class";
    limits.most_window_s = {{JobClass::Script, 24 * 3600 * 30}};
    EXPECT_EQ(most_window(JobClass::Script, limits), longest_window);
    for (const uint64_t seconds : {uint64_t{24 * 3600 * 30 + 1}, UINT64_MAX}) {
        limits.most_window_s = {{JobClass::Script, seconds}};
        EXPECT_EQ(most_window(JobClass::Script, limits), longest_window) << seconds;
    }
}

TEST(GateRules, a_heartbeat_is_as_fresh_as_roster_and_machine_want_it) {
    RosterRules rules;
    LocalLimits limits;
    for (const auto soon : {JobClass::Script, JobClass::Account}) EXPECT_EQ(most_age(soon, rules, limits), 24h);
    EXPECT_EQ(most_age(JobClass::Reboot, rules, limits), 24h * 7);
    rules.fresh.most_age = {{JobClass::Patch, 1h}, {JobClass::Reboot, 48h}};
    EXPECT_EQ(most_age(JobClass::Reboot, rules, limits), 48h) << "as the roster says";
    EXPECT_EQ(most_age(JobClass::Service, rules, limits), 24h * 7) << "which says nothing of this class";
    limits.most_roster_age_s = {{JobClass::Reboot, 3600}};
    EXPECT_EQ(most_age(JobClass::Reboot, rules, limits), 1h) << "the machine wants more";
    limits.most_roster_age_s = {{JobClass::Reboot, UINT64_MAX}};
    EXPECT_EQ(most_age(JobClass::Reboot, rules, limits), 48h) << "or less, which gives nothing";
}

TEST(GateRules, as_many_persons_sign_as_the_stricter_of_both_wants) {
    RosterRules rules;
    rules.class_rules = {{.job_class = JobClass::Reboot, .few_holders = 2, .few = 10, .many_holders = 3, .many = 400}};
    LocalLimits limits;
    EXPECT_EQ(rule_of(JobClass::Reboot, rules, limits), rules.class_rules.front());
    limits.signatures = {{JobClass::Reboot, 4}};
    limits.few = 5;
    limits.many = 300;
    EXPECT_EQ(rule_of(JobClass::Reboot, rules, limits),
              (ClassRule{.job_class = JobClass::Reboot, .few_holders = 4, .few = 5, .many_holders = 4, .many = 300}));
    limits.signatures = {{JobClass::Reboot, 1}};
    limits.few = limits.many = 100'000;
    EXPECT_EQ(rule_of(JobClass::Reboot, rules, limits), rules.class_rules.front()) << "a machine lets nobody off";
    rules.class_rules.front().many = 100'000;
    EXPECT_EQ(rule_of(JobClass::Reboot, rules, limits).many, most_devices) << "nor does the roster";
}

TEST(GateRules, no_browser_signs_a_job_and_nothing_is_surer_than_a_security_key) {
    LocalLimits limits;
    EXPECT_EQ(least_assurance(JobClass::Script, limits), Assurance::Software);
    for (const auto& [wanted, gets] : {std::pair{1U, Assurance::Software}, {3U, Assurance::Hardware}, {9U, Assurance::Hardware}}) {
        limits.least_assurance = {{JobClass::Script, wanted}};
        EXPECT_EQ(least_assurance(JobClass::Script, limits), gets) << wanted;
    }
}

TEST(GateRules, runs_a_day_are_bounded_where_the_machine_bounds_them) {
    LocalLimits limits;
    EXPECT_EQ(runs_a_day(JobClass::Script, limits), std::nullopt);
    limits.runs_a_day = {{JobClass::Script, 0}};
    EXPECT_EQ(runs_a_day(JobClass::Script, limits), 0U) << "none at all is a bound";
    EXPECT_EQ(runs_a_day(JobClass::Reboot, limits), std::nullopt);
}

}  // namespace steward::gate
