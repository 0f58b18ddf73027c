// A backup proven by the program: from the plan to the certificate, and what comes of hosts that do otherwise. On both databases.
#include "server/modules/restore_tests/tests/proof_story.h"

namespace steward::restore_tests {

namespace {
class ScheduledProofs : public ProofStory {
protected:
    ScheduledProofs() {
        erp_item = item();
        erp_backup = backup(erp_item.item_id());
        hear();
    }
    // A plan whose first test runs, with one point.
    v1::ProofPlan begun() {
        runs(1h, "0a1b2c3d");
        auto made = plan(erp_backup.plan_id(), policy());
        house.pass(2min);
        EXPECT_EQ(tests("state:running").size(), 1u);
        return made;
    }
    v1::RestoreTest newest_over() {
        const auto over = tests("-is:open");
        EXPECT_FALSE(over.empty());
        return over.empty() ? v1::RestoreTest{} : test(over.front().test_id());
    }
    void expect_end(const std::string& state, const std::string& code) {
        const auto over = newest_over();
        EXPECT_EQ(over.state(), state) << over.state_text();
        EXPECT_EQ(over.reason_code(), code) << over.state_text();
        EXPECT_NE(get_item(erp_item.item_id()).proof_text(), "");
        EXPECT_EQ(get_item(erp_item.item_id()).proven_at_unix_ms(), 0);
    }

    backups::v1::BackupItem erp_item;
    backups::v1::BackupPlan erp_backup;
};
STEWARD_ON_EVERY_DATABASE(ScheduledProofs);

TEST_P(ScheduledProofs, end_in_a_certificate_that_somebody_else_signed) {
    const auto made = begun();
    EXPECT_EQ(made.every_s(), 7 * 86400);
    EXPECT_EQ(get_plan(made.proof_plan_id()).policy_item_name(), "Files of the office");
    const auto order = ordered();
    EXPECT_EQ(order.values[0], "1");
    EXPECT_EQ(order.values[1], "0a1b2c3d");
    ASSERT_EQ(order.files.size(), 1u);
    EXPECT_EQ(to_hex(order.files[0]), order.values[3]) << "the witness goes with it, found by its digest";
    const auto witness = jobs::stand_in().desk().material(order.files[0]);
    ASSERT_TRUE(witness && *witness);
    EXPECT_EQ(as_text(**witness), "what the source of 0a1b2c3d looked like");
    ends_well(order);
    const auto passed = newest_over();
    EXPECT_EQ(passed.state(), "passed") << passed.state_text();
    EXPECT_EQ(passed.carried_out_by(), "Steward");
    EXPECT_NE(passed.how_chosen(), "hand");
    EXPECT_EQ(passed.achieved_rto_s(), 120);
    EXPECT_EQ(passed.checks_size(), 1);
    EXPECT_EQ(passed.checks(0).objects(), 12);
    ASSERT_EQ(passed.not_covered_size(), 1);
    EXPECT_EQ(passed.engine(), "restic");
    EXPECT_TRUE(passed.wiped());
    EXPECT_EQ(passed.restored_files(), 12);
    EXPECT_THAT(integrity(), ElementsAre("restored_ok"));
    EXPECT_THAT(get_item(erp_item.item_id()).proof_text(), HasSubstr("nobody has signed"));
    v1::GetRestoreCertificateRequest ask;
    ask.set_test_id(passed.test_id());
    EXPECT_EQ(house.call<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask).error().code, "restore_tests.not_signed");
    const auto by_sara = try_sign(sara, passed.test_id());
    ASSERT_TRUE(by_sara) << by_sara.error().message;
    EXPECT_EQ(by_sara->signed_by(), "Sara");
    EXPECT_EQ(try_sign(erik, passed.test_id()).error().code, "restore_tests.signed_already");
    EXPECT_GT(get_item(erp_item.item_id()).proven_at_unix_ms(), 0);
    EXPECT_THAT(get_item(erp_item.item_id()).proof_text(), HasSubstr("Restored and checked"));
    const auto certificate = house.must<v1::RestoreCertificate>(erik, "GetRestoreCertificate", ask);
    EXPECT_THAT(certificate.html(), HasSubstr("It could be restored."));
    EXPECT_THAT(certificate.html(), HasSubstr(passed.seed()));
    const auto figures = house.must<backups::v1::BackupFigures>(erik, "GetBackupFigures", backups::v1::GetBackupFiguresRequest{});
    ASSERT_EQ(figures.clients_size(), 1);
    EXPECT_EQ(figures.clients(0).proven(), 1);
    EXPECT_EQ(figures.clients(0).to_prove(), 1);
    EXPECT_THAT(findings(), IsEmpty());
    EXPECT_TRUE(std::ranges::any_of(house.updates, [](const auto& update) { return update.topic == "restore_test"; }));
}

TEST_P(ScheduledProofs, come_again_every_week_and_take_the_newest_at_most_twice_in_a_row) {
    runs(25h, "snap0000");
    runs(1h, "snap0001");
    (void)plan(erp_backup.plan_id(), policy());
    std::vector<bool> was_newest;
    int newest = 1;
    for (int week = 0; week < 6; ++week) {
        until_ordered(static_cast<size_t>(week) + 1);
        const auto order = ordered();
        was_newest.push_back(order.values[1] == "snap000" + std::to_string(newest));
        ends_well(order);
        EXPECT_EQ(newest_over().state(), "passed") << newest_over().state_text();
        nights(6);
        runs(1h, "snap000" + std::to_string(++newest));
    }
    for (size_t i = 2; i < was_newest.size(); ++i) EXPECT_FALSE(was_newest[i] && was_newest[i - 1] && was_newest[i - 2]) << i;
}

TEST_P(ScheduledProofs, wait_and_say_for_what) {
    const auto made = plan(erp_backup.plan_id(), policy());
    house.pass(2min);
    EXPECT_THAT(get_plan(made.proof_plan_id()).waits_for(), HasSubstr("No run of this backup has told yet"));
    EXPECT_THAT(tests("state:planned").at(0).waits_for(), HasSubstr("No run of this backup"));
    runs(1h, "0a1b2c3d", "erp", false);
    house.pass(2min);
    EXPECT_EQ(orders(), 0u) << "a point without a witness has nothing to be compared with";
    runs(30min, "1a1b2c3d");
    house.pass(2min);
    EXPECT_EQ(orders(), 1u);
    EXPECT_EQ(get_plan(made.proof_plan_id()).waits_for(), "");
    // One at a time on a restore host.
    const auto other_item = item("Files", "C2");
    const auto other_backup = backup(other_item.item_id(), "files");
    runs(20min, "2a1b2c3d", "files");
    const auto other = plan(other_backup.plan_id(), policy());
    house.pass(2min);
    EXPECT_EQ(get_plan(other.proof_plan_id()).waits_for(), "Another test runs on restore-1.");
    ends_well(ordered());
    EXPECT_EQ(orders(), 2u);
}

TEST_P(ScheduledProofs, that_failed_are_a_finding_a_ticket_and_a_mail_in_the_same_moment) {
    decider("Dora");
    decider("Carla", "CAP");
    (void)begun();
    const auto order = ordered();
    auto told = record(order);
    told.checks[0] = {
        .name = "files.same", .expected = "as at the source", .found = "2 others", .objects = 12, .verdict = trust::CheckVerdict::Failed};
    const Instant before = house.clock.now();
    ends(order, trust::record_line(told), trust::Outcome::Failed);
    expect_end("failed", "restore.check_failed");
    const auto found = finding();
    EXPECT_EQ(found.kind(), "failed");
    EXPECT_EQ(found.state(), "open");
    EXPECT_EQ(found.severity(), "critical");
    EXPECT_LE(found.first_seen_unix_ms(), (before + 1h).unix_ms);
    EXPECT_THAT(found.title(), HasSubstr("Restore test of ERP database failed on "));
    EXPECT_THAT(found.consequence(), HasSubstr("Today we could not bring ERP database back"));
    EXPECT_EQ(found.options_size(), 3);
    const auto work = ticket(found.ticket_id());
    EXPECT_EQ(work.priority(), "P2");
    EXPECT_EQ(work.kind(), "incident");
    EXPECT_EQ(work.device_name(), "erp-1");
    ASSERT_EQ(mails().size(), 1u) << "the decision-maker, not who approves";
    EXPECT_EQ(mails()[0].to(), "Dora@harbour.example");
    EXPECT_THAT(mails()[0].text(), HasSubstr("Today we could not bring ERP database back."));
    EXPECT_THAT(mails()[0].text(), HasSubstr("A: repair and a new test within 7 days"));
    ASSERT_EQ(found.told_size(), 1);
    EXPECT_THAT(integrity(), ElementsAre("corrupt"));
    const auto facts_said = house.facts<facts::v1::RestoreTestFailed>();
    ASSERT_EQ(facts_said.size(), 1u);
    EXPECT_EQ(facts_said[0].result(), "failed");
    EXPECT_EQ(facts_said[0].priority(), "P2");
    // Tested again within seven days, and not on the point that is known to be bad.
    const auto next = tests("is:open");
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].why(), "again");
    EXPECT_LE(next[0].due_at_unix_ms() - newest_over().ended_at_unix_ms(), (7 * 24h) / 1ms);
}

TEST_P(ScheduledProofs, are_answered_by_a_later_proof_alone_never_by_a_green_night_or_a_word) {
    const auto made = begun();
    auto told = record(ordered());
    told.checks[0].verdict = trust::CheckVerdict::Failed;
    ends(ordered(), trust::record_line(told), trust::Outcome::Failed);
    const auto move = [&](const std::string& to) {
        v1::MoveProofFindingRequest request;
        request.set_finding_id(finding().finding_id());
        request.set_to(to);
        request.set_reason("We mended it.");
        return house.call<v1::ProofFinding>(erik, "MoveProofFinding", request);
    };
    EXPECT_EQ(move("closed").error().code, "restore_tests.needs_proof");
    EXPECT_EQ(move("verified").error().code, "restore_tests.needs_proof");
    EXPECT_EQ(move("resolved").error().code, "restore_tests.no_such_move");
    ASSERT_TRUE(move("confirmed"));
    ASSERT_TRUE(move("in_remediation"));
    nights(1);
    runs(1h, "1a1b2c3d");  // a green night
    house.pass(2min);
    ASSERT_TRUE(move("resolved")) << "claimed";
    EXPECT_EQ(finding().state(), "resolved");
    v1::StartRestoreTestRequest start;
    start.set_proof_plan_id(made.proof_plan_id());
    const auto started = house.must<v1::RestoreTest>(erik, "StartRestoreTest", start);
    EXPECT_EQ(started.state(), "running");
    EXPECT_EQ(started.carried_out_by(), "Erik");
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "StartRestoreTest", start).error().code, "restore_tests.runs");
    ends_well(ordered());
    EXPECT_EQ(finding().state(), "verified");
    EXPECT_EQ(try_sign(erik, started.test_id()).error().code, "restore_tests.own_test") << "who carried it out does not sign";
    ASSERT_TRUE(try_sign(sara, started.test_id()));
    EXPECT_EQ(finding().state(), "closed");
    EXPECT_EQ(finding().verified_by_test_id(), started.test_id());
    EXPECT_THAT(integrity(), ElementsAre("corrupt", "restored_ok"));
    // The same again within 90 days is the same finding.
    nights(6);
    runs(1h, "3a1b2c3d");
    until_ordered(orders() + 1);
    told = record(ordered());
    told.checks[0].verdict = trust::CheckVerdict::Failed;
    ends(ordered(), trust::record_line(told), trust::Outcome::Failed);
    EXPECT_EQ(finding().state(), "open");
    EXPECT_EQ(finding().recurrence(), 1);
}

TEST_P(ScheduledProofs, of_a_host_that_dies_half_way_come_to_nothing_after_their_window) {
    (void)begun();
    takes(ordered());
    house.pass(2h, 10min);
    EXPECT_EQ(tests("state:running").size(), 1u) << "it may still be at it";
    house.pass(2h, 10min);
    expect_end("inconclusive", "restore_tests.host_silent");
    EXPECT_THAT(findings(), IsEmpty());
    const auto next = tests("is:open");
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].why(), "again");
    EXPECT_LE(next[0].due_at_unix_ms() - newest_over().ended_at_unix_ms(), (7 * 24h) / 1ms);
    ends_well(ordered());  // its late word changes nothing
    expect_end("inconclusive", "restore_tests.host_silent");
}

TEST_P(ScheduledProofs, that_were_never_begun_refused_or_have_no_record_come_to_nothing) {
    (void)begun();
    house.pass(90min, 10min);  // the ticket lived an hour
    expect_end("inconclusive", "restore_tests.not_begun");
    nights(1);
    ASSERT_EQ(orders(), 2u);
    ends(ordered(), "Segmentation fault\n", trust::Outcome::Failed);
    expect_end("inconclusive", "restore_tests.no_record");
    nights(1);
    ASSERT_EQ(orders(), 3u);
    ends(ordered(), "", trust::Outcome::Refused);
    expect_end("inconclusive", "restore_tests.refused");
}

TEST_P(ScheduledProofs, are_not_believed_when_the_output_is_another_than_the_host_signed_or_of_another_test) {
    (void)begun();
    ends(ordered(), trust::record_line(record(ordered())), trust::Outcome::Done, true);
    expect_end("inconclusive", "restore_tests.not_genuine");
    nights(1);
    auto told = record(ordered());
    told.seed[0] ^= 1;  // an old record, played again
    ends(ordered(), trust::record_line(told));
    expect_end("failed", "restore_tests.other_than_asked");
    EXPECT_THAT(integrity(), ElementsAre("unverified"));
}

TEST_P(ScheduledProofs, that_compared_nothing_failed) {
    (void)begun();
    auto told = record(ordered());
    told.checks[0].objects = 0;
    ends(ordered(), trust::record_line(told));
    expect_end("failed", "restore.nothing_compared");
}

TEST_P(ScheduledProofs, that_took_too_long_are_no_proof_and_a_finding_without_a_mail_to_the_client) {
    decider("Dora");
    (void)begun();
    auto told = record(ordered());
    told.started = told.data_there - 9h;
    ends(ordered(), trust::record_line(told));
    expect_end("passed_late", "restore_tests.too_slow");
    EXPECT_EQ(finding().kind(), "late");
    EXPECT_EQ(finding().title(), "ERP database takes 9 h to restore, agreed 8 h");
    EXPECT_EQ(ticket(finding().ticket_id()).priority(), "P3");
    EXPECT_THAT(mails(), IsEmpty());
}

TEST_P(ScheduledProofs, whose_point_is_gone_draw_another) {
    runs(49h, "gone0001");
    runs(25h, "gone0002");
    runs(1h, "kept0003");
    (void)plan(erp_backup.plan_id(), policy());
    for (size_t i = 0; i < 20 && tests("state:inconclusive").empty(); ++i) {
        until_ordered(i + 1);
        const auto order = ordered();
        auto told = record(order);
        if (!order.values[1].starts_with("gone")) {
            ends_well(order);
            nights(6);
            continue;
        }
        told.problem = {"restore.point_missing", "The repository has no such point."};
        told.checks.clear();
        told.chosen.reset();
        ends(order, trust::record_line(told), trust::Outcome::Failed);
    }
    ASSERT_EQ(tests("state:inconclusive").size(), 1u);
    EXPECT_EQ(tests("state:inconclusive")[0].reason_code(), "restore.point_missing");
    EXPECT_EQ(std::ranges::count(integrity(), "expired"), 1);
    EXPECT_THAT(findings("kind:failed"), IsEmpty());
}

TEST_P(ScheduledProofs, are_overdue_after_their_day_and_a_finding_a_week_later) {
    (void)plan(erp_backup.plan_id(), policy());  // no run tells of its source
    nights(8);
    ASSERT_EQ(tests("state:overdue").size(), 1u);
    EXPECT_THAT(findings(), IsEmpty());
    nights(7);
    EXPECT_EQ(finding().kind(), "overdue");
    EXPECT_EQ(finding().severity(), "high");
    EXPECT_THAT(finding().technical_text(), HasSubstr("No run of this backup has told"));
    nights(2);
    EXPECT_EQ(findings().size(), 1u) << "once";
    runs(1h, "0a1b2c3d");
    house.pass(2min);
    ends_well(ordered());
    EXPECT_EQ(finding().state(), "closed") << "the test that was due came to a result";
}

TEST_P(ScheduledProofs, are_cancelled_only_before_they_begin_and_put_nothing_off) {
    const auto made = plan(erp_backup.plan_id(), policy());
    const auto planned = tests("is:open").at(0);
    v1::CancelRestoreTestRequest cancel;
    cancel.set_test_id(planned.test_id());
    cancel.set_reason("no");
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "CancelRestoreTest", cancel).error().kind, ErrorKind::Invalid);
    cancel.set_reason("The restore host is being moved.");
    EXPECT_EQ(house.must<v1::RestoreTest>(erik, "CancelRestoreTest", cancel).state(), "cancelled");
    const auto next = tests("is:open").at(0);
    EXPECT_EQ(next.due_at_unix_ms(), planned.due_at_unix_ms());
    runs(1h, "0a1b2c3d");
    nights(2);
    const auto running = tests("state:running");
    ASSERT_EQ(orders() > 0, true);
    if (running.empty()) return;
    cancel.set_test_id(running[0].test_id());
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "CancelRestoreTest", cancel).error().code, "restore_tests.begun");
    (void)made;
}

TEST_P(ScheduledProofs, are_ended_by_a_person_who_says_why) {
    (void)begun();
    v1::EndRestoreTestRequest end;
    end.set_test_id(tests("state:running").at(0).test_id());
    end.set_reason("The host was switched off.");
    EXPECT_EQ(house.must<v1::RestoreTest>(erik, "EndRestoreTest", end).state(), "inconclusive");
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "EndRestoreTest", end).error().code, "restore_tests.not_running");
    EXPECT_EQ(try_sign(sara, end.test_id()).error().code, "restore_tests.no_result");
}

TEST_P(ScheduledProofs, end_with_the_backup_that_they_were_to_prove) {
    const auto made = plan(erp_backup.plan_id(), policy());
    backups::v1::EndBackupPlanRequest end;
    end.set_plan_id(erp_backup.plan_id());
    end.set_reason("It moved to their own cloud.");
    (void)house.must<backups::v1::BackupPlan>(erik, "EndBackupPlan", end);
    house.pass(2min);
    EXPECT_TRUE(get_plan(made.proof_plan_id()).ended());
    EXPECT_THAT(tests("is:open"), IsEmpty());
    EXPECT_EQ(try_plan(erp_backup.plan_id(), policy(), host).error().code, "backups.plan_over");
    EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(ScheduledProofs, of_a_level_are_planned_by_a_policy_that_allows_it_and_says_what_to_expect) {
    const std::string both = policy();
    const auto refused = try_plan(erp_backup.plan_id(), both, host, 2, 0);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("allows no test of this level"));
    EXPECT_EQ(try_plan(erp_backup.plan_id(), both, host, 3, 1).error().kind, ErrorKind::Invalid) << "no machine is started yet";
    const auto made = try_plan(erp_backup.plan_id(), both, host, 2, 1);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->level(), 2);
    EXPECT_EQ(made->policy_item_name(), "The shop");
    v1::UpdateProofPlanRequest update;
    update.set_proof_plan_id(made->proof_plan_id());
    update.set_policy_item(0);
    EXPECT_EQ(house.call<v1::ProofPlan>(erik, "UpdateProofPlan", update).error().kind, ErrorKind::Invalid) << "nor afterwards";
    jobs::v1::ListPoliciesRequest list;
    const auto shown = house.must<jobs::v1::ListPoliciesResponse>(erik, "ListPolicies", list).policies(0);
    ASSERT_EQ(shown.items_size(), 2);
    EXPECT_THAT(shown.items(0).levels(), testing::ElementsAre(1));
    EXPECT_THAT(shown.items(1).levels(), testing::ElementsAre(1, 2));
}

TEST_P(ScheduledProofs, are_planned_on_another_machine_by_a_policy_of_that_class) {
    const std::string good = policy(), other_class = policy(trust::JobClass::Service);
    EXPECT_EQ(try_plan(erp_backup.plan_id(), good, erp).error().kind, ErrorKind::Invalid) << "never on the machine that it is of";
    EXPECT_EQ(try_plan(erp_backup.plan_id(), other_class, host).error().kind, ErrorKind::Invalid);
    EXPECT_EQ(try_plan(erp_backup.plan_id(), "nothing", host).error().kind, ErrorKind::Invalid);
    const auto made = plan(erp_backup.plan_id(), good);
    EXPECT_EQ(try_plan(erp_backup.plan_id(), good, host).error().code, "restore_tests.plan_there");
    v1::UpdateProofPlanRequest update;
    update.set_proof_plan_id(made.proof_plan_id());
    update.set_interval_s(60);
    EXPECT_EQ(house.call<v1::ProofPlan>(erik, "UpdateProofPlan", update).error().kind, ErrorKind::Invalid);
    update.set_interval_s(30 * 86400);
    update.set_repository("other.repository");
    auto changed = house.must<v1::ProofPlan>(erik, "UpdateProofPlan", update);
    EXPECT_EQ(changed.every_s(), 30 * 86400);
    EXPECT_EQ(changed.repository(), "other.repository");
    EXPECT_EQ(house.call<v1::ProofPlan>(erik, "UpdateProofPlan", update, "1").error().code, "restore_tests.changed_meanwhile");
    update.set_repository("../passwd");
    EXPECT_EQ(house.call<v1::ProofPlan>(erik, "UpdateProofPlan", update).error().kind, ErrorKind::Invalid);
    v1::EndProofPlanRequest end;
    end.set_proof_plan_id(made.proof_plan_id());
    end.set_reason("It is proven elsewhere now.");
    EXPECT_TRUE(house.must<v1::ProofPlan>(erik, "EndProofPlan", end).ended());
    EXPECT_EQ(tests("state:cancelled").size(), 1u);
    EXPECT_THAT(tests("is:open"), IsEmpty());
    v1::StartRestoreTestRequest start;
    start.set_proof_plan_id(made.proof_plan_id());
    EXPECT_EQ(house.call<v1::RestoreTest>(erik, "StartRestoreTest", start).error().code, "restore_tests.plan_over");
    v1::ListProofPlansRequest list;
    list.set_filter("is:ended host:restore-1");
    EXPECT_EQ(house.must<v1::ListProofPlansResponse>(erik, "ListProofPlans", list).total(), 1);
}
}  // namespace

}  // namespace steward::restore_tests
