// Drafts: machines by a filter, scripts that nobody else has read, and a draft on its way between two persons who sign.
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
class Drafts : public JobStory {
protected:
    v1::CreateJobRequest by_filter(const std::string& filter) {
        auto request = wish({});
        request.set_device_filter(filter);
        return request;
    }
    v1::CreateJobRequest by_script(const v1::Script& script, const std::vector<DeviceId>& devices) {
        auto request = wish(devices);
        request.mutable_action()->Clear();
        request.mutable_action()->set_script_id(script.script_id());
        return request;
    }
    v1::PostJobSignatureRequest signature(const std::string& id, const Bytes& frame) {
        v1::PostJobSignatureRequest request;
        request.set_job_id(id);
        request.set_frame(std::string(as_text(frame)));
        return request;
    }
    // What the signer of one person adds to what the others have signed: the same payload, one more signature (signer/draft.h).
    Bytes beside(const Bytes& frame, const std::string& name) {
        const trust::Frame before = trust::framed(frame);
        const Bytes own = stand_in().office.sign(before.type, Bytes(before.payload.begin(), before.payload.end()), {name});
        const trust::Frame added = trust::framed(own);
        std::vector<trust::Signature> all(before.signed_by().begin(), before.signed_by().end());
        all.push_back(added.signatures[0]);
        return trust::write_frame(before.type, before.payload, all);
    }
};
STEWARD_ON_EVERY_DATABASE(Drafts);

TEST_P(Drafts, take_what_a_filter_finds_now_as_a_list_of_their_own_clients_machines) {
    machine("web-1");
    machine("web-2");
    const ClientId lake = house.client("Lakeside");
    const DeviceId foreign = house.device(lake, "web-9");
    stand_in().add_gate(foreign, lake);
    const auto job = house.must<v1::Job>(erik, "CreateJob", by_filter("name:web-*"));
    EXPECT_EQ(job.devices(), 2);
    EXPECT_THAT(job.lines(0).text(), HasSubstr("name:web-*"));
    machine("web-3");  // came later: it is in no draft
    EXPECT_EQ(targets(job.job_id()).total(), 2);
    v1::PreviewJobRequest ask;
    ask.set_client_id(harbour.text());
    *ask.mutable_action() = by_filter("").action();
    ask.set_device_filter("name:web-*");
    const auto preview = house.must<v1::JobPreview>(erik, "PreviewJob", ask);
    EXPECT_EQ(preview.reached(), 3);
    EXPECT_EQ(preview.devices(0).name(), "web-1");
}

TEST_P(Drafts, say_what_is_wrong_with_a_filter) {
    const auto words = [&](const v1::CreateJobRequest& request) { return words_of(house.call<v1::Job>(erik, "CreateJob", request)); };
    EXPECT_THAT(words(by_filter("name:nothing-is-called-so")), HasSubstr("request.invalid"));
    EXPECT_THAT(words(by_filter("  ")), HasSubstr("request.invalid"));
    EXPECT_THAT(words(by_filter("colour:red")), HasSubstr("filter.unknown_key"));
    auto both = by_filter("name:files-1");
    both.add_device_ids(files.text());
    EXPECT_THAT(words(both), HasSubstr("request.invalid"));
    for (int i = 0; i < 501; ++i) house.device(harbour, "crowd-" + std::to_string(i));
    EXPECT_THAT(words(by_filter("name:crowd-*")), HasSubstr("request.invalid"));
}

TEST_P(Drafts, run_what_nobody_else_has_read_on_one_machine_at_a_time) {
    const DeviceId other = machine("files-2");
    const auto made = script();
    EXPECT_EQ(house.must<v1::Job>(erik, "CreateJob", by_script(made, {files})).devices(), 1);
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", by_script(made, {files, other}))), "jobs.script_not_reviewed");
    v1::ReviewScriptRequest review;
    review.set_script_id(made.script_id());
    review.set_digest(made.digest());
    EXPECT_EQ(code_of(house.call<v1::Script>(erik, "ReviewScript", review)), "jobs.own_script");
    house.must<v1::Script>(sara, "ReviewScript", review);
    EXPECT_EQ(house.must<v1::Job>(erik, "CreateJob", by_script(made, {files, other})).devices(), 2);
    EXPECT_TRUE(was_told("script", made.script_id()));
    // A new version is one that nobody else has read.
    v1::UpdateScriptRequest change;
    change.set_script_id(made.script_id());
    change.set_text("true\n");
    house.must<v1::Script>(erik, "UpdateScript", change);
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", by_script(made, {files, other}))), "jobs.script_not_reviewed");
}

TEST_P(Drafts, say_which_machines_refuse_by_their_own_limits_and_what_the_others_want) {
    const DeviceId closed = machine("closed-1"), busy = machine("busy-1"), older = machine("older-1");
    stand_in().gate(closed).limits = trust::LocalLimits{};  // its administrator took everything back
    stand_in().gate(busy).limits = trust::LocalLimits{.allowed = {~uint32_t{0}}, .needs_consent = {~uint32_t{0}}};
    stand_in().gate(busy).limits->curfew = trust::Curfew{.zone = "UTC", .start_minute = 22 * 60, .length_minutes = 480};
    v1::PreviewJobRequest ask;
    ask.set_client_id(harbour.text());
    *ask.mutable_action() = wish({}).action();
    for (const DeviceId& device : {closed, busy, older}) ask.add_device_ids(device.text());
    const auto preview = house.must<v1::JobPreview>(erik, "PreviewJob", ask);
    EXPECT_EQ(preview.reached(), 2);
    for (const auto& device : preview.devices())
        EXPECT_EQ(device.obstacle(), device.name() == "closed-1" ? "Its own limits do not allow work of the kind service." : "")
            << device.name();
    EXPECT_THAT(
        preview.warnings(),
        testing::IsSupersetOf({"By their own limits, or they refuse it: the client has to sign it too (busy-1).",
                               "By their own limits, or they refuse it: nothing begins for 480 minutes from 22:00 (UTC) (busy-1)."}));
    EXPECT_EQ(draft({closed, busy, older}).devices(), 2);
    // A window that is longer than what the machine takes.
    auto longer = wish({busy});
    longer.set_not_after_unix_ms((house.clock.now() + 48h).unix_ms);
    const auto refused = house.call<v1::Job>(erik, "CreateJob", longer);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("a window has at most 24 hours"));
}

TEST_P(Drafts, of_who_is_alone_say_that_nobody_else_could_read_the_script) {
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update access_accounts set status = 'disabled' where id <> $1", erik.account));
        return {};
    }));
    const DeviceId other = machine("files-2");
    const auto made = script();
    v1::ReviewScriptRequest review;
    review.set_script_id(made.script_id());
    review.set_digest(made.digest());
    EXPECT_THAT(house.must<v1::Script>(erik, "ReviewScript", review).reviewer(), HasSubstr("alone"));
    v1::PreviewJobRequest ask;
    ask.set_client_id(harbour.text());
    ask.mutable_action()->set_script_id(made.script_id());
    ask.add_device_ids(files.text());
    ask.add_device_ids(other.text());
    const auto preview = house.must<v1::JobPreview>(erik, "PreviewJob", ask);
    const auto warnings = preview.warnings();
    EXPECT_TRUE(std::ranges::any_of(warnings, [](const auto& one) { return one.find("nobody else here could") != std::string::npos; }));
    EXPECT_EQ(house.must<v1::Job>(erik, "CreateJob", by_script(made, {files, other})).devices(), 2);
}

TEST_P(Drafts, that_one_has_signed_wait_with_that_signature_for_the_next) {
    std::vector<DeviceId> devices;
    for (int i = 0; i < 26; ++i) devices.push_back(machine("many-" + std::to_string(i)));
    const auto job = draft(devices);
    EXPECT_EQ(job.persons_needed(), 2);
    const auto early = house.call<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), Bytes{1}));
    EXPECT_EQ(code_of(early), "jobs.not_approved");
    v1::ApproveJobRequest approve;
    approve.set_job_id(job.job_id());
    house.must<v1::Job>(sara, "ApproveJob", approve);
    EXPECT_TRUE(paper(job.job_id()).frame().empty());
    const Bytes first = signed_frame(filled(job.job_id()));
    const auto kept = house.must<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), first));
    EXPECT_EQ(kept.state(), "approved");
    EXPECT_EQ(kept.signed_by(0), "alice");
    EXPECT_THAT(kept.words(), HasSubstr("signed by alice and waits for one person more"));
    EXPECT_TRUE(stand_in().sent.empty());
    house.must<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), first));  // once more: nothing new
    EXPECT_EQ(get(job.job_id()).etag(), kept.etag());
    // The second person's signer gets the frame, and adds to it.
    const std::string carried = paper(job.job_id()).frame();
    EXPECT_EQ(carried, as_text(first));
    const Bytes both = beside(Bytes(carried.begin(), carried.end()), "bruno");
    const auto became = stand_in().publish(house.database, both, {"alice", "bruno"});
    ASSERT_TRUE(became) << became.error().code;
    EXPECT_EQ(get(job.job_id()).signed_by_size(), 2);
    EXPECT_EQ(stand_in().sent.size(), 3u);  // the first batch
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), both))), "jobs.not_a_draft");
}

TEST_P(Drafts, keep_the_clients_consent_and_count_it_for_none_of_those_who_sign) {
    const auto job = draft({files});
    const Bytes consent = stand_in().office.sign(trust::MessageType::Job, trust::write_message(filled(job.job_id())), {"greta"});
    const auto kept = house.must<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), consent));
    EXPECT_EQ(kept.signed_by_size(), 0);
    EXPECT_THAT(kept.words(), HasSubstr("waits for the signature of one person"));
    const std::string carried = paper(job.job_id()).frame();
    EXPECT_EQ(carried, as_text(consent));
    const auto both =
        house.must<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), beside(Bytes(carried.begin(), carried.end()), "alice")));
    ASSERT_EQ(both.signed_by_size(), 1);
    EXPECT_EQ(both.signed_by(0), "alice");
    EXPECT_TRUE(stand_in().sent.empty()) << "complete is what the signer calls so";
}

TEST_P(Drafts, keep_no_signature_that_could_not_count) {
    const auto job = draft({files});
    const trust::Job good = filled(job.job_id());
    const auto code = [&](const Bytes& frame) {
        return code_of(house.call<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), frame)));
    };
    EXPECT_EQ(code({}), "jobs.bad_signature");
    EXPECT_EQ(code(Bytes(300, 7)), "jobs.bad_signature");
    Bytes bent = signed_frame(good);
    bent.back() ^= 1;
    EXPECT_EQ(code(bent), "jobs.bad_signature");
    EXPECT_EQ(code(stand_in().office.sign(trust::MessageType::Job, trust::write_message(good), {"safe"})), "jobs.bad_signature");
    trust::Job other = good;
    other.id = trust::ShortId{3};
    EXPECT_EQ(code(signed_frame(other)), "jobs.bad_signature");
    other = good;
    other.limits.timeout_s += 1;
    EXPECT_EQ(code(signed_frame(other)), "jobs.differs");
    stand_in().suspend("alice");
    EXPECT_THAT(words_of(house.call<v1::Job>(erik, "PostJobSignature", signature(job.job_id(), signed_frame(good)))),
                HasSubstr("jobs.bad_signature: The key of alice is suspended"));
    EXPECT_TRUE(paper(job.job_id()).frame().empty());
    stand_in().suspended.clear();
    EXPECT_EQ(code(signed_frame(good)), "it worked");
    other = good;
    other.holder = "bruno";
    EXPECT_EQ(code(stand_in().office.sign(trust::MessageType::Job, trust::write_message(other), {"bruno"})), "jobs.signed_otherwise");
    // Signed at the same time, by two who have the same words: both count.
    EXPECT_EQ(code(stand_in().office.sign(trust::MessageType::Job, trust::write_message(good), {"bruno"})), "it worked");
    EXPECT_EQ(get(job.job_id()).signed_by_size(), 2);
    EXPECT_EQ(code_of(house.call<v1::Job>(house.client_person(harbour), "PostJobSignature", signature(job.job_id(), bent))),
              "access.forbidden");
}

}  // namespace
}  // namespace steward::jobs
