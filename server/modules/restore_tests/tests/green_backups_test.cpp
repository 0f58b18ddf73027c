// Scenario S06 of domain/scenarios.md, lines 1 and 2 and both "must not": backups green for sixty nights, and the restore fails. By hand,
// as an application-level test is today. On both databases.
#include "server/modules/restore_tests/tests/proof_story.h"

namespace steward::restore_tests {

namespace {
class GreenBackups : public ProofStory {
protected:
    v1::ClientRecoverability recoverability() {
        const auto all = house.must<v1::Recoverability>(erik, "GetRecoverability", v1::GetRecoverabilityRequest{});
        EXPECT_EQ(all.clients_size(), 1);
        return all.clients_size() == 1 ? all.clients(0) : v1::ClientRecoverability{};
    }
    backups::v1::ClientBackupFigures figures(const std::string& month = "") {
        backups::v1::GetBackupFiguresRequest request;
        request.set_month(month);
        const auto all = house.must<backups::v1::BackupFigures>(erik, "GetBackupFigures", request);
        EXPECT_EQ(all.clients_size(), 1);
        return all.clients_size() == 1 ? all.clients(0) : backups::v1::ClientBackupFigures{};
    }
    int64_t green_runs(const std::string& plan_id) {
        backups::v1::ListBackupRunsRequest request;
        request.set_filter("state:success plan_id:" + plan_id);
        return house.must<backups::v1::ListBackupRunsResponse>(erik, "ListBackupRuns", request).total();
    }
};
STEWARD_ON_EVERY_DATABASE(GreenBackups);

TEST_P(GreenBackups, for_sixty_nights_and_the_restore_fails) {
    decider("Dora");
    // Four C1 items, each with a valid proof.
    std::vector<std::string> items, plans;
    for (const char* name : {"ERP database", "Files", "Mail", "Directory"}) {
        items.push_back(item(name).item_id());
        plans.push_back(backup(items.back(), "plan" + std::to_string(plans.size()), "daily 22:00").plan_id());
        const auto passed = recorded(by_hand(plans.back(), "passed"));
        EXPECT_EQ(passed.state(), "passed") << passed.state_text();
        EXPECT_EQ(try_sign(erik, passed.test_id()).error().code, "restore_tests.own_test") << "the operator does not sign";
        ASSERT_TRUE(try_sign(sara, passed.test_id()));
    }
    EXPECT_EQ(recoverability().c1(), 4);
    EXPECT_EQ(recoverability().c1_proven(), 4);
    // Sixty of sixty nightly runs end well.
    house.pass(Instant{(house.clock.now().unix_ms / 86'400'000 + 1) * 86'400'000} - house.clock.now(), 24h);
    for (int night = 0; night < 60; ++night) {
        hear();
        house.pass(23h, 23h);
        runs(1h, "erp" + std::to_string(10000 + night), "plan0");
        house.pass(1h, 1h);
    }
    EXPECT_EQ(green_runs(plans[0]), 60);
    // The test restores a thirty days old point; the newest order in it is of long before.
    house.pass(10h + 42min, 10h + 42min);
    auto told = by_hand(plans[0], "failed");
    told.set_point("erp10030");
    const auto points_from = house.clock.now() - 24h * 31;
    told.set_same_fault_since_unix_ms(points_from.unix_ms);
    told.set_content_at_unix_ms((house.clock.now() - 24h * 80).unix_ms);
    const Instant recorded_at = house.clock.now();
    const auto failed = recorded(told);
    // 1: failed, the finding by the hour, points with the same fault corrupt, a ticket P2.
    EXPECT_EQ(failed.state(), "failed");
    const auto found = finding();
    EXPECT_THAT(found.title(), HasSubstr("Restore test of ERP database failed on"));
    EXPECT_THAT(found.title(), HasSubstr("The newest order is of 2026-08-30"));
    EXPECT_LE(found.first_seen_unix_ms(), (recorded_at + 1h).unix_ms);
    EXPECT_THAT(found.consequence(), HasSubstr("60 of 60 expected runs of the last 60 days ended well"));
    EXPECT_EQ(ticket(found.ticket_id()).priority(), "P2");
    const auto bad = integrity();
    EXPECT_EQ(std::ranges::count(bad, "corrupt"), 31) << "the one that was tested, and all of the same fault";
    EXPECT_EQ(std::ranges::count(bad, "unverified"), 29);
    ASSERT_EQ(mails().size(), 1u);
    // 2: the backup's own figure stays, recoverability falls; side by side.
    EXPECT_EQ(green_runs(plans[0]), 60);
    EXPECT_EQ(recoverability().c1_proven(), 3);
    EXPECT_EQ(figures().proven(), 3);
    EXPECT_EQ(figures().to_prove(), 4);
    for (const auto& one : recoverability().items())
        EXPECT_EQ(one.proven(), one.item_name() != "ERP database") << one.item_name() << ": " << one.why();
    // Must not: a green night closes nothing.
    house.pass(16h, 4h);
    hear();
    runs(1h, "erp20000", "plan0");
    house.pass(24h, 6h);
    EXPECT_EQ(finding().state(), "open");
    EXPECT_EQ(recoverability().c1_proven(), 3);
    // Must not: let the operator sign.
    EXPECT_EQ(try_sign(erik, failed.test_id()).error().code, "restore_tests.own_test");
    ASSERT_TRUE(try_sign(sara, failed.test_id()));
    EXPECT_EQ(finding().state(), "open") << "to sign a failure closes nothing either";
    // 5, as far as it is built: a later test passes, somebody else signs, and it counts again.
    auto again = by_hand(plans[0], "passed");
    EXPECT_EQ(house.call<v1::RestoreTest>(theo, "RecordRestoreTest", by_hand(plans[0], "passed", 1))->state(), "passed");
    EXPECT_EQ(finding().state(), "open") << "a lesser test answers nothing";
    const auto passed = recorded(again);
    EXPECT_EQ(finding().state(), "verified");
    ASSERT_TRUE(try_sign(sara, passed.test_id()));
    EXPECT_EQ(finding().state(), "closed");
    EXPECT_EQ(recoverability().c1_proven(), 4);
}

TEST_P(GreenBackups, by_hand_are_refused_where_they_claim_more_than_they_say) {
    const auto plan_id = backup(item().item_id()).plan_id();
    const auto code = [&](const v1::RecordRestoreTestRequest& request) {
        const auto done = house.call<v1::RestoreTest>(erik, "RecordRestoreTest", request);
        return done ? std::string("it worked") : done.error().code;
    };
    auto wrong = by_hand(plan_id, "passed");
    wrong.clear_checks();
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "passed", 6);
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "perhaps");
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "passed");
    wrong.set_started_at_unix_ms(0);
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "passed");
    wrong.set_ended_at_unix_ms((house.clock.now() + 1h).unix_ms);
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "passed");
    wrong.set_usable_at_unix_ms(wrong.started_at_unix_ms() - 1);
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "passed");
    wrong.set_content_at_unix_ms(wrong.started_at_unix_ms() + 1);
    EXPECT_EQ(code(wrong), "request.invalid");
    wrong = by_hand(plan_id, "failed");
    wrong.set_reason("no");
    EXPECT_EQ(code(wrong), "request.invalid");
    auto late = by_hand(plan_id, "passed");
    late.set_started_at_unix_ms((house.clock.now() - 10h).unix_ms);
    late.set_content_at_unix_ms((house.clock.now() - 12h).unix_ms);
    EXPECT_EQ(recorded(late).state(), "passed_late") << "counted from the times, whatever is claimed";
    EXPECT_EQ(recorded(by_hand(plan_id, "inconclusive")).state(), "inconclusive");
}
}  // namespace

}  // namespace steward::restore_tests
