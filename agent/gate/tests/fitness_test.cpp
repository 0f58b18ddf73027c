// Whose voice counts for a job, and whose consent: by role, class and client of the key.
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

namespace {
struct FitnessStory : PolicyStory {
    Job job;

    FitnessStory() {
        job = {.authority = office.authority,
               .id = {42},
               .job_class = JobClass::Reboot,
               .action = {write_message(KeyIdBody{})},
               .target = {.client = client, .devices = {machine.device}},
               .not_before = now - 1h,
               .not_after = now + 1h,
               .roster_head = office.authority,
               .holder = "alice",
               .ticket = "HARB-7",
               .reason = "the kernel was patched"};
    }
    // A key of these classes alone joins the roster.
    void joins(const std::string& name, uint8_t roles, std::vector<JobClass> classes, ClientSet clients = {.all = true, .list = {}}) {
        KeyRecord record = office.add(name, name, roles, std::move(clients));
        record.classes.bits = 0;
        for (const JobClass one : classes) record.classes.bits |= 1U << static_cast<unsigned>(one);
        ASSERT_EQ(roster->take(framed(office.add_key(*roster, record, {"alice", "bob"})), now), Taken::Accepted);
    }
    std::expected<Accepted, Refusal> judged(const std::vector<std::string>& names) const {
        return judge(office.sign(MessageType::Job, write_message(job), names), situation());
    }
    std::string decided(const std::vector<std::string>& names) const {
        const auto one = judged(names);
        return one ? "runs" : in_numbers(one.error());
    }
};
}  // namespace

TEST_F(FitnessStory, a_key_signs_jobs_of_its_classes) {
    joins("carol", everyday, {JobClass::Reboot});
    EXPECT_EQ(decided({"carol"}), "runs");
    job.job_class = JobClass::Script;
    EXPECT_EQ(decided({"carol"}), "12.2");
    EXPECT_EQ(decided({"alice"}), "runs");
}

TEST_F(FitnessStory, a_client_consents_to_what_is_done_at_its_own_machines_and_of_classes_that_it_was_given) {
    limits.needs_consent = limits.allowed;
    joins("erin", of_client, {JobClass::Reboot}, {.all = false, .list = {other_client}});
    joins("fred", of_client, {JobClass::Reboot}, {.all = false, .list = {client}});
    EXPECT_EQ(decided({"alice", "erin"}), "20.4") << "of another client";
    EXPECT_EQ(decided({"alice", "bob"}), "20.4") << "no client's";
    EXPECT_EQ(decided({"alice", "fred"}), "runs");
    job.job_class = JobClass::Script;
    EXPECT_EQ(decided({"alice", "fred"}), "20.4") << "of another class";
    EXPECT_EQ(decided({"alice", "dora"}), "runs");
}

TEST_F(FitnessStory, nobody_at_the_machine_is_asked_where_its_limits_ask_nobody) {
    job.job_class = JobClass::Interactive;
    EXPECT_EQ(decided({"alice"}), "runs");
    limits.interactive_asks_locally = true;
    EXPECT_EQ(decided({"alice"}), "20.5");
    job.job_class = JobClass::Reboot;
    EXPECT_EQ(decided({"alice"}), "runs") << "of work that nobody sees nobody is asked";
}

TEST_F(FitnessStory, without_a_voice_nobody_has_the_role) {
    const Wanted wanted{.role = Role::Job, .job_class = JobClass::Script, .client = client};
    EXPECT_EQ(fault_of_fitness(wanted, {}, limits), (Refusal{12, static_cast<uint8_t>(Unfit::Role)}));
    EXPECT_EQ(fault_of_fitness(wanted, {&office.record("alice")}, limits), std::nullopt);
}

TEST_F(FitnessStory, a_refusal_is_one_number_in_the_result) {
    limits.allowed = {};
    const auto refused = judged({"alice"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason(), 20U * 256 + 1);
    EXPECT_EQ((Refusal{22, 255}).reason(), 22U * 256 + 255);
}

}  // namespace steward::gate
