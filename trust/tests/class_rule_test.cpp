#include "trust/class_rule.h"

#include <gtest/gtest.h>

#include "trust/class_name.h"
#include "trust/tests/office.h"

namespace steward::trust {
namespace {

TEST(ClassRules, what_the_roster_does_not_name_has_its_usual_number_of_persons) {
    RosterRules rules;
    for (uint8_t number = 1; number <= last_job_class; ++number) {
        const auto job_class = static_cast<JobClass>(number);
        const ClassRule rule = class_rule(job_class, rules);
        const bool for_two = job_class == JobClass::Account || job_class == JobClass::AgentConfig || job_class == JobClass::Uninstall ||
                             job_class == JobClass::SensitiveCollection || job_class == JobClass::VaultUse;
        EXPECT_EQ(rule.few_holders, for_two ? 2U : 1U) << static_cast<int>(number);
        EXPECT_EQ(rule.few, 25U);
        EXPECT_EQ(rule.many_holders, 2U);
        EXPECT_EQ(rule.many, 500U);
    }
    rules.class_rules = {{.job_class = JobClass::Account, .few_holders = 1, .few = 5, .many_holders = 3, .many = 50}};
    EXPECT_EQ(class_rule(JobClass::Account, rules), rules.class_rules.front());
}

TEST(ClassNames, each_class_has_one_of_its_own) {
    for (uint8_t number = 1; number <= last_job_class; ++number) {
        const auto job_class = static_cast<JobClass>(number);
        EXPECT_EQ(class_named(class_name(job_class)), job_class);
    }
    EXPECT_EQ(class_name(JobClass::RestoreTest), "restore-test");
    EXPECT_EQ(class_name(static_cast<JobClass>(0)), "");
    EXPECT_EQ(class_name(static_cast<JobClass>(last_job_class + 1)), "");
    EXPECT_FALSE(class_named(""));
    EXPECT_FALSE(class_named("everything"));
}

TEST(ClassRules, a_key_is_fit_by_role_class_client_and_kind) {
    Office office;
    const ShortId ours{1}, others{2};
    const KeyRecord key = office.add("alice", "alice", everyday, {.all = false, .list = {ours}});
    EXPECT_TRUE(is_fit(key, Role::Job, JobClass::Script, ours));
    EXPECT_FALSE(is_fit(key, Role::Fresh, JobClass::Script, ours));
    EXPECT_FALSE(is_fit(key, Role::Job, JobClass::Script, others));
    KeyRecord narrow = key;
    narrow.classes.bits = 1U << static_cast<unsigned>(JobClass::Reboot);
    EXPECT_FALSE(is_fit(narrow, Role::Job, JobClass::Script, ours));
    KeyRecord of_browser = key;
    of_browser.assurance = Assurance::Browser;
    EXPECT_FALSE(is_fit(of_browser, Role::Job, JobClass::Script, ours));
}

}  // namespace
}  // namespace steward::trust
