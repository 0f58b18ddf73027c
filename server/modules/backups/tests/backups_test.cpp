// A backup from the decision to protect something to what the checks say of it, on both databases.
#include "server/modules/backups/tests/backups_story.h"

namespace steward::backups {
namespace {
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

class Backups : public BackupsStory {};
STEWARD_ON_EVERY_DATABASE(Backups);

TEST_P(Backups, are_asked_for_where_nobody_decided) {
    auto gaps = house.must<v1::ListBackupGapsResponse>(house.owner(), "ListBackupGaps", v1::ListBackupGapsRequest{});
    ASSERT_EQ(gaps.devices_size(), 1);
    EXPECT_EQ(gaps.devices(0).device_name(), "erp-1");
    v1::CreateBackupItemRequest request;
    request.set_client_id(harbour.text());
    request.set_name("erp-1");
    request.set_device_id(erp.text());
    request.set_decision("not_needed");
    request.set_reason("no");
    EXPECT_EQ(house.call<v1::BackupItem>(house.owner(), "CreateBackupItem", request).error().kind, ErrorKind::Invalid)
        << "a reason has ten characters";
    request.set_reason("It is made anew from the image every night.");
    const auto decided = house.must<v1::BackupItem>(house.owner(), "CreateBackupItem", request);
    EXPECT_EQ(decided.state(), "not_needed");
    gaps = house.must<v1::ListBackupGapsResponse>(house.owner(), "ListBackupGaps", v1::ListBackupGapsRequest{});
    EXPECT_EQ(gaps.devices_size(), 0);
    house.reconcile();
    EXPECT_THAT(raised(), IsEmpty());
    EXPECT_EQ(try_plan(decided.item_id(), "erp", "daily 02:00").error().code, "backups.not_protected");
}

TEST_P(Backups, are_told_to_screens_when_a_run_or_a_decision_changes_them) {
    const auto hears = [&](const std::string& of) {
        return std::any_of(house.updates.begin(), house.updates.end(), [&](const live::Update& update) {
            return update.topic == "backup" && update.client == harbour && update.id == of;
        });
    };
    const auto made = item();
    house.reconcile();
    EXPECT_TRUE(hears(made.item_id())) << "the decision";
    plan(made.item_id());
    house.reconcile();
    house.updates.clear();
    tell(1h);
    EXPECT_TRUE(hears(made.item_id())) << "a run of its plan";
    house.updates.clear();
    tell(1h, agent::v1::SUCCEEDED, "nobody-planned-it");
    EXPECT_TRUE(hears("")) << "a run that belongs to no item is a gap of the client";
}

TEST_P(Backups, are_unknown_until_a_point_was_seen_and_ok_while_it_is_young) {
    const auto made = item();
    EXPECT_EQ(made.rto_s(), 8 * 3600) << "what the playbook says of C1";
    EXPECT_EQ(made.state(), "unknown");
    plan(made.item_id());
    tell(30min);
    const auto now = get(made.item_id());
    EXPECT_EQ(now.state(), "ok") << now.state_text();
    EXPECT_TRUE(now.fresh());
    EXPECT_EQ(now.proven_at_unix_ms(), 0);
    EXPECT_THAT(now.proof_text(), HasSubstr("proves nothing"));
    ASSERT_EQ(now.plans_size(), 1);
    EXPECT_EQ(now.plans(0).last_state(), "success");
    EXPECT_EQ(now.plans(0).newest_content_at_unix_ms(), now.content_at_unix_ms());
    EXPECT_EQ(now.plans(0).schedule_text(), "every day at 02:00");
}

TEST_P(Backups, that_fail_are_conditions_and_louder_the_third_time) {
    const auto made = item("ERP database", 90 * 86400);
    plan(made.item_id(), "daily 10:40");  // half an hour before every step of this story
    tell(30min);
    for (int night = 0; night < 3; ++night) {
        house.pass(24h, 24h);
        hear();
        tell(30min, agent::v1::FAILED);
    }
    EXPECT_THAT(raised(), ElementsAre("B01 P3", "B01 P2"));
    EXPECT_EQ(get(made.item_id()).state(), "critical");
    EXPECT_THAT(get(made.item_id()).state_text(), HasSubstr("failed 3 times in a row"));
    tell(1min);
    EXPECT_THAT(cleared(), ElementsAre("B01 recovered"));
    EXPECT_EQ(get(made.item_id()).state(), "ok");
}

// The clock of stories begins at 2026-11-18 11:06:40 UTC.
TEST_P(Backups, that_do_not_run_are_missed_two_hours_after_their_time) {
    const auto made = item("ERP database", 90 * 86400);
    plan(made.item_id());
    tell(30min);
    house.pass(16h, 30min);  // 03:06
    hear();
    house.pass(50min, 10min);
    EXPECT_THAT(raised(), IsEmpty());
    hear();
    house.pass(20min, 5min);
    hear();
    house.pass(5min, 1min);
    EXPECT_THAT(raised(), ElementsAre("B02 P3"));
    EXPECT_THAT(runs("state:missed"), ElementsAre("missed"));
    tell(20min);
    EXPECT_THAT(cleared(), ElementsAre("B02 recovered"));
    EXPECT_THAT(runs("state:missed"), ElementsAre("missed")) << "that it came later does not undo it";
    EXPECT_EQ(figures().scheduled(), 1);
    EXPECT_EQ(figures().success(), 0);
}

TEST_P(Backups, of_a_silent_machine_are_missed_only_after_a_day_and_not_if_they_ran) {
    const auto made = item("ERP database", 90 * 86400);
    plan(made.item_id());
    hear();
    house.pass(24h, 1h);
    EXPECT_THAT(runs(), IsEmpty()) << "it may have run, and the machine could not say so";
    house.pass(20h, 1h);
    EXPECT_THAT(runs(), ElementsAre("missed"));
    hear();
    tell(29h);  // of 02:06 that night, told when the network came back
    EXPECT_THAT(runs(), ElementsAre("missed", "success")) << "that night was not missed after all; the one after it was";
}

TEST_P(Backups, are_counted_once_for_each_time_they_were_expected) {
    const auto made = item("ERP database", 26 * 3600);
    plan(made.item_id());
    house.pass(15h, 1h);  // 02:06
    hear();
    for (int night = 0; night < 10; ++night) {
        if (night != 4) tell(5min, night == 7 ? agent::v1::SUCCEEDED_IN_PART : agent::v1::SUCCEEDED);
        if (night == 2) tell(1min);  // once more in the same night: fresher, and no second success
        house.pass(24h, 1h);
        hear();
    }
    house.reconcile();
    const auto counted = figures();
    EXPECT_EQ(counted.scheduled(), 10);
    EXPECT_EQ(counted.success(), 8);
    EXPECT_EQ(counted.warning(), 1);
    EXPECT_EQ(counted.missed(), 1);
    EXPECT_EQ(counted.failed(), 0);
    EXPECT_EQ(counted.items(), 1);
    EXPECT_EQ(counted.fresh_now(), 1);
    EXPECT_EQ(counted.fresh_worst(), 0) << "the night without a run made it older than agreed";
    EXPECT_EQ(counted.proven(), 0);
    EXPECT_EQ(counted.to_prove(), 1) << "nothing was restored: beside 80 % stands 0 of 1";
    EXPECT_EQ(static_cast<int>(runs(counted.runs_filter()).size()), counted.scheduled()) << "the number opens its records";
}

TEST_P(Backups, whose_content_grows_old_are_conditions) {
    const auto made = item("ERP database", 86400);
    plan(made.item_id(), "sun 02:00");
    tell(30min);
    hear();
    house.pass(23h, 1h);
    EXPECT_THAT(raised(), IsEmpty());
    house.pass(2h, 10min);
    EXPECT_THAT(raised(), ElementsAre("B03 P3"));
    house.pass(12h, 10min);
    EXPECT_THAT(raised(), ElementsAre("B03 P3", "B03 P2"));
    EXPECT_FALSE(get(made.item_id()).fresh());
    tell(20min);
    EXPECT_THAT(cleared(), ElementsAre("B03 recovered"));
}

TEST_P(Backups, told_twice_are_one_run) {
    const auto made = item();
    plan(made.item_id());
    agent::v1::BackupRun run;
    run.set_run_id(std::string(16, 'k'));
    run.set_label("erp");
    run.set_outcome(agent::v1::SUCCEEDED);
    run.set_point("one");
    run.set_started_at_ms(static_cast<uint64_t>((house.clock.now() - 1h).unix_ms));
    run.set_ended_at_ms(static_cast<uint64_t>(house.clock.now().unix_ms));
    tell_raw(run.SerializeAsString(), erp);
    tell_raw(run.SerializeAsString(), erp);
    EXPECT_THAT(runs(), ElementsAre("success"));
}

TEST_P(Backups, told_in_a_way_that_cannot_be_read_are_kept_and_hold_up_nothing) {
    const auto made = item();
    plan(made.item_id());
    tell_raw("\xff\xff nothing", erp);
    tell_raw(agent::v1::BackupRun{}.SerializeAsString(), erp);
    tell(30min);
    EXPECT_THAT(runs(), ElementsAre("success"));
    int kept = 0;
    ASSERT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from backups_refused"));
        kept = static_cast<int>(row->integer(0));
        return {};
    }));
    EXPECT_EQ(kept, 2) << "with the reason of each";
}

TEST_P(Backups, that_nobody_planned_are_shown_and_become_a_plans_own) {
    for (int night = 5; night > 0; --night) tell(24h * night - 9h);
    auto gaps = house.must<v1::ListBackupGapsResponse>(house.owner(), "ListBackupGaps", v1::ListBackupGapsRequest{});
    ASSERT_EQ(gaps.unplanned_size(), 1);
    EXPECT_EQ(gaps.unplanned(0).label(), "erp");
    EXPECT_EQ(gaps.unplanned(0).runs(), 5);
    EXPECT_EQ(gaps.unplanned(0).schedule().substr(0, 5), "daily");
    EXPECT_EQ(runs("is:unplanned").size(), 5u);
    const auto made = item();
    gaps = house.must<v1::ListBackupGapsResponse>(house.owner(), "ListBackupGaps", v1::ListBackupGapsRequest{});
    ASSERT_EQ(gaps.items_size(), 1) << "to be protected, and nothing is expected";
    EXPECT_EQ(gaps.items(0).item_id(), made.item_id());
    plan(made.item_id());
    gaps = house.must<v1::ListBackupGapsResponse>(house.owner(), "ListBackupGaps", v1::ListBackupGapsRequest{});
    EXPECT_EQ(gaps.unplanned_size(), 0);
    EXPECT_EQ(runs("plan_id:" + get(made.item_id()).plans(0).plan_id()).size(), 5u);
    EXPECT_EQ(figures().scheduled(), 0) << "what ran before the plan was not expected";
    EXPECT_GT(get(made.item_id()).content_at_unix_ms(), 0);
    EXPECT_EQ(try_plan(made.item_id(), "erp", "daily 03:00").error().code, "backups.label_taken");
}

TEST_P(Backups, are_neither_missed_nor_counted_while_they_are_paused) {
    const auto made = item("ERP database", 90 * 86400);
    const auto planned = plan(made.item_id());
    v1::UpdateBackupPlanRequest request;
    request.set_plan_id(planned.plan_id());
    request.set_paused_until_unix_ms((house.clock.now() + 72h).unix_ms);
    EXPECT_EQ(house.call<v1::BackupPlan>(house.owner(), "UpdateBackupPlan", request).error().kind, ErrorKind::Invalid)
        << "without a reason";
    request.set_pause_reason("The owner is on leave, agreed with Harbour.");
    house.must<v1::BackupPlan>(house.owner(), "UpdateBackupPlan", request);
    days(4);
    EXPECT_THAT(runs(), ElementsAre("missed")) << "the pause is over since a day";
    EXPECT_EQ(figures().scheduled(), 1);
    request.set_paused_until_unix_ms((house.clock.now() + std::chrono::hours(24 * 91)).unix_ms);
    EXPECT_EQ(house.call<v1::BackupPlan>(house.owner(), "UpdateBackupPlan", request).error().kind, ErrorKind::Invalid) << "at most 90 days";
}

TEST_P(Backups, without_a_plan_are_a_condition_until_there_is_one) {
    const auto made = item();
    house.reconcile();
    EXPECT_THAT(raised(), ElementsAre("B10 P3"));
    plan(made.item_id());
    tell(30min);
    EXPECT_THAT(cleared(), ElementsAre("B10 recovered"));
}

TEST_P(Backups, of_an_item_that_is_gone_say_nothing_any_more) {
    const auto made = item("ERP database", 90 * 86400);
    plan(made.item_id());
    tell(30min, agent::v1::FAILED);
    EXPECT_THAT(raised(), ElementsAre("B01 P3"));
    v1::RetireBackupItemRequest request;
    request.set_item_id(made.item_id());
    request.set_reason("Replaced by the cloud service.");
    house.must<v1::BackupItem>(house.owner(), "RetireBackupItem", request);
    house.reconcile();
    EXPECT_THAT(cleared(), ElementsAre("B01 gone"));
    EXPECT_EQ(get(made.item_id()).state(), "retired");
    EXPECT_TRUE(get(made.item_id()).plans(0).ended());
    EXPECT_EQ(item("ERP database").name(), "ERP database") << "its name is free again";
}

TEST_P(Backups, of_a_machine_that_moves_away_end) {
    const auto made = item();
    plan(made.item_id());
    const ClientId mill = house.client("Old Mill");
    facts::v1::DeviceMoved fact;
    fact.set_from_client_id(harbour.text());
    fact.set_to_client_id(mill.text());
    fact.set_device_id(erp.text());
    house.append(harbour, erp.text(), fact);
    house.reconcile();
    EXPECT_TRUE(get(made.item_id()).plans(0).ended());
}

TEST_P(Backups, of_another_product_are_told_by_a_program_and_once) {
    const auto made = item();
    const auto planned = plan(made.item_id(), "every 4h", "cloud");
    v1::ReportBackupRunRequest request;
    request.set_plan_id(planned.plan_id());
    request.set_key("job-4711");
    request.set_outcome("success");
    request.set_point("4711");
    request.set_items_total(10);
    const auto first = house.must<v1::BackupRun>(house.owner(), "ReportBackupRun", request);
    EXPECT_EQ(first.state(), "success");
    EXPECT_EQ(first.reporter(), "api");
    EXPECT_EQ(house.must<v1::BackupRun>(house.owner(), "ReportBackupRun", request).run_id(), first.run_id());
    request.set_key("job-4712");
    request.set_outcome("splendid");
    EXPECT_EQ(house.call<v1::BackupRun>(house.owner(), "ReportBackupRun", request).error().kind, ErrorKind::Invalid);
    house.reconcile();
    EXPECT_THAT(runs(), ElementsAre("success"));
}

TEST_P(Backups, survive_a_restart_with_the_troubles_they_had) {
    const auto made = item("ERP database", 90 * 86400);
    plan(made.item_id());
    tell(30min, agent::v1::FAILED);
    house.restart();
    house.reconcile();
    EXPECT_THAT(raised(), ElementsAre("B01 P3")) << "said once";
    EXPECT_EQ(get(made.item_id()).troubles_size(), 1);
}

TEST_P(Backups, are_written_by_one_person_at_a_time) {
    const auto made = item();
    v1::UpdateBackupItemRequest request;
    request.set_item_id(made.item_id());
    request.set_rpo_s(3600);
    const auto changed = house.must<v1::BackupItem>(house.owner(), "UpdateBackupItem", request, made.etag());
    EXPECT_EQ(changed.rpo_s(), 3600);
    EXPECT_EQ(house.call<v1::BackupItem>(house.owner(), "UpdateBackupItem", request, made.etag()).error().kind, ErrorKind::StaleEtag);
    EXPECT_THAT(changed.lines(changed.lines_size() - 1).text(), HasSubstr("recovery point objective"));
    v1::CreateBackupItemRequest again;
    again.set_client_id(harbour.text());
    again.set_name("erp DATABASE");
    EXPECT_EQ(house.call<v1::BackupItem>(house.owner(), "CreateBackupItem", again).error().code, "backups.name_taken");
}
}  // namespace
}  // namespace steward::backups
