// What becomes of a policy between the people who signed it and its machines: its files are here, or it is not taken; and a machine that
// refuses it is named beside it and stands in the log. On both databases.
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
constexpr std::string_view clearing = "find /tmp -mtime +7 -delete\n";
constexpr uint64_t not_allowed = 20 * 256 + 1, too_old = 16 * 256 + 2, not_listed = 14 * 256 + 2;

class PolicyAnswers : public JobStory {
protected:
    Result<std::string> publish_script(std::vector<Bytes> beside) {
        return publish_policy(
            trust::Trigger::Manual,
            [](trust::Policy& policy) {
                const trust::ScriptTemplates templates{
                    {{.name = "Clear temporary files", .interpreter = "/bin/sh", .body = trust::sha256(as_bytes(clearing))}}};
                policy.job_class = trust::JobClass::Script;
                policy.allowed = {trust::write_message(templates)};
            },
            std::move(beside));
    }
    trust::ShortId work_of(const std::string& id) { return PolicyId::parse(id)->raw().bytes; }
    int64_t kept_files() {
        int64_t number = 0;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from jobs_files"));
            number = row->integer(0);
            return {};
        }));
        return number;
    }
};
STEWARD_ON_EVERY_DATABASE(PolicyAnswers);

TEST_P(PolicyAnswers, a_policy_whose_script_is_not_here_is_not_taken_and_who_brings_it_hears_what_to_do) {
    const auto became = publish_script({});
    EXPECT_EQ(code_of(became), "jobs.no_material");
    EXPECT_THAT(words_of(became),
                HasSubstr("The script of “Clear temporary files” (SHA-256 " + to_hex(trust::sha256(as_bytes(clearing))).substr(0, 16)));
    EXPECT_EQ(stand_in().sent.size(), 0u);
    v1::CreateScriptRequest request;
    request.set_name("Clear temporary files");
    request.set_interpreter("/bin/sh");
    request.set_text(std::string(clearing));
    house.must<v1::Script>(erik, "CreateScript", request);
    EXPECT_TRUE(publish_script({})) << "the library has the same text now";
    EXPECT_EQ(stand_in().sent.size(), 1u);
}

TEST_P(PolicyAnswers, a_policy_may_bring_its_script_and_nothing_besides) {
    const Bytes text(clearing.begin(), clearing.end()), other = {'r', 'm'};
    EXPECT_EQ(code_of(publish_script({other})), "jobs.no_material");
    EXPECT_EQ(kept_files(), 0);
    ASSERT_TRUE(publish_script({other, text}));
    EXPECT_EQ(kept_files(), 1) << "what it does not name is not kept";
    ASSERT_EQ(stand_in().sent.size(), 1u);
    ASSERT_EQ(stand_in().sent[0].files.size(), 1u);
    EXPECT_EQ(stand_in().desk().material(stand_in().sent[0].files[0]).value(), text);
}

TEST_P(PolicyAnswers, a_machine_that_waited_for_a_text_gets_the_policy_when_somebody_writes_it) {
    const auto id = publish_script({Bytes(clearing.begin(), clearing.end())});
    ASSERT_TRUE(id);
    // As a server before this rule left it: the policy is here, its text is not.
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from jobs_files"));
        return {};
    }));
    cannot_take(files, policy_frame, "The server does not have a file that the job needs.");
    const auto waiting = shown_policy(*id);
    EXPECT_EQ(waiting.state(), "waiting");
    ASSERT_EQ(waiting.without_size(), 1);
    EXPECT_EQ(waiting.without(0).device_name(), "files-1");
    EXPECT_EQ(waiting.without(0).state(), "waiting");
    EXPECT_THAT(waiting.without(0).words(), HasSubstr("The server does not have a file"));
    script();  // another text
    EXPECT_EQ(stand_in().sent.size(), 1u);
    v1::CreateScriptRequest request;
    request.set_name("Clear");
    request.set_interpreter("/bin/sh");
    request.set_text(std::string(clearing));
    house.must<v1::Script>(erik, "CreateScript", request);
    EXPECT_EQ(stand_in().sent.size(), 2u);
    takes(files, policy_frame);
    EXPECT_EQ(shown_policy(*id).state(), "in_force");
    EXPECT_EQ(shown_policy(*id).without_size(), 0);
}

TEST_P(PolicyAnswers, a_machine_that_refuses_a_policy_is_named_beside_it_and_in_the_log_once) {
    const auto id = publish_policy(trust::Trigger::Manual);
    ASSERT_TRUE(id);
    EXPECT_EQ(shown_policy(*id).state(), "waiting");
    EXPECT_THAT(shown_policy(*id).without(0).words(), HasSubstr("brought when the machine is connected"));
    refuses(files, policy_frame, work_of(*id), not_allowed);
    const auto refused = shown_policy(*id);
    EXPECT_EQ(refused.state(), "refused");
    EXPECT_EQ(refused.held_on(), 0);
    EXPECT_EQ(refused.refused_on(), 1);
    ASSERT_EQ(refused.without_size(), 1);
    EXPECT_EQ(refused.without(0).state(), "refused");
    EXPECT_THAT(refused.without(0).words(), HasSubstr("limits do not allow this kind of work"));
    EXPECT_NE(refused.without(0).answered_at_unix_ms(), 0);
    EXPECT_EQ(newest_entry("jobs.refused"),
              "outcome: refused\ntitle: Restart nginx\ndevice_id: " + files.text() + "\nreason: " + refusal_words(not_allowed) + "\n");
    EXPECT_TRUE(was_told("policy", *id));
    // It is asked again when it comes back, since its administrator may have changed its limits: the same answer is no news.
    stand_in().desk().gate_ready(stand_in().gate(files));
    ASSERT_EQ(stand_in().sent.size(), 2u);
    refuses(files, policy_frame, work_of(*id), not_allowed);
    EXPECT_EQ(entries("action = 'jobs.refused'"), 1);
    refuses(files, policy_frame, work_of(*id), 20 * 256 + 4);
    EXPECT_EQ(entries("action = 'jobs.refused'"), 2) << "another reason is";
    takes(files, policy_frame);
    EXPECT_EQ(shown_policy(*id).state(), "in_force");
    refuses(files, policy_frame, work_of(*id), not_allowed);
    EXPECT_EQ(shown_policy(*id).state(), "in_force") << "an answer that was on its way before";
}

TEST_P(PolicyAnswers, a_policy_that_some_machines_hold_and_others_refuse_says_so) {
    const DeviceId other = machine("backup-1");
    const auto id = publish_policy(trust::Trigger::Manual, [&](trust::Policy& policy) {
        policy.target.devices = {stand_in().gate(files).gate, stand_in().gate(other).gate};
    });
    ASSERT_TRUE(id);
    takes(files, policy_frame);
    EXPECT_EQ(shown_policy(*id).state(), "in_force");
    refuses(other, policy_frame, work_of(*id), not_allowed);
    const auto shown = shown_policy(*id);
    EXPECT_EQ(shown.state(), "partly");
    EXPECT_EQ(shown.held_on(), 1);
    ASSERT_EQ(shown.without_size(), 1);
    EXPECT_EQ(shown.without(0).device_name(), "backup-1");
}

TEST_P(PolicyAnswers, a_refusal_that_the_machine_did_not_sign_or_that_passes_by_itself_is_shown_and_not_logged) {
    const auto id = publish_policy(trust::Trigger::Manual);
    ASSERT_TRUE(id);
    refuses(files, policy_frame, work_of(*id), not_allowed, false);
    EXPECT_EQ(shown_policy(*id).state(), "refused");
    EXPECT_THAT(shown_policy(*id).without(0).words(), HasSubstr("The machine did not sign this answer."));
    refuses(files, policy_frame, trust::ShortId{1}, not_allowed);  // signed, but of other work
    EXPECT_THAT(shown_policy(*id).without(0).words(), HasSubstr("The machine did not sign this answer."));
    refuses(files, policy_frame, work_of(*id), too_old);
    EXPECT_EQ(shown_policy(*id).state(), "waiting");
    EXPECT_THAT(shown_policy(*id).without(0).words(), HasSubstr("It waits: The newest heartbeat is too old."));
    EXPECT_EQ(entries("action = 'jobs.refused'"), 0);
    refuses(files, policy_frame, work_of(*id), not_allowed);
    EXPECT_EQ(entries("action = 'jobs.refused'"), 1);
}

TEST_P(PolicyAnswers, a_machine_without_the_tags_of_a_policy_is_none_that_refuses_it) {
    const auto id = publish_policy(trust::Trigger::Manual, [](trust::Policy& policy) {
        policy.target.devices.clear();
        policy.target.tags = {"server"};
    });
    ASSERT_TRUE(id);
    machine("backup-1");
    EXPECT_EQ(shown_policy(*id).silent(), 2) << "nobody said yet whether it is for them";
    refuses(files, policy_frame, work_of(*id), not_listed);
    EXPECT_EQ(shown_policy(*id).refused_on(), 0);
    EXPECT_EQ(shown_policy(*id).reached(), 0);
    EXPECT_EQ(shown_policy(*id).others(), 1);
    EXPECT_EQ(shown_policy(*id).silent(), 1);
    EXPECT_EQ(shown_policy(*id).without_size(), 0);
    EXPECT_EQ(entries("action = 'jobs.refused'"), 0);
    refuses(files, policy_frame, work_of(*id), not_allowed);
    EXPECT_EQ(shown_policy(*id).refused_on(), 1);
    EXPECT_EQ(shown_policy(*id).reached(), 1);
}

TEST_P(PolicyAnswers, a_run_that_a_machine_refuses_keeps_its_signed_answer_and_stands_in_the_log) {
    const std::string id = policy(trust::Trigger::Manual);
    v1::RunPolicyItemRequest run;
    run.set_policy_id(id);
    run.set_device_id(files.text());
    const auto refuse = [&](bool is_signed) {
        const auto begun = house.must<v1::PolicyRun>(erik, "RunPolicyItem", run);
        const auto frame = stand_in().sent.back().frame;
        refuses(files, frame, RunId::parse(begun.run_id())->raw().bytes, 20 * 256 + 16, is_signed);
        house.pass(1min, 1min);
        return runs(id).runs(0);
    };
    const auto unsigned_one = refuse(false);
    EXPECT_EQ(unsigned_one.state(), "refused");
    EXPECT_THAT(unsigned_one.words(), HasSubstr("The machine did not sign this answer."));
    EXPECT_EQ(entries("action = 'jobs.refused'"), 0);
    const auto signed_one = refuse(true);
    EXPECT_EQ(signed_one.state(), "refused");
    EXPECT_EQ(signed_one.words(), "Refused: " + refusal_words(20 * 256 + 16));
    EXPECT_EQ(entries("action = 'jobs.refused'"), 1);
    EXPECT_THAT(newest_entry("jobs.refused"), HasSubstr("title: Restart nginx\n"));
    EXPECT_EQ(shown_policy(id).failures(), 2);
}

}  // namespace
}  // namespace steward::jobs
