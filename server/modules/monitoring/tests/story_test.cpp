// The published checks with their default timings, from reports to conditions, on both databases.
#include "server/modules/monitoring/progress.h"
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

class WatchedServer : public Ward {};
STEWARD_ON_EVERY_DATABASE(WatchedServer);

TEST_P(WatchedServer, whose_volume_fills_is_reported_after_ten_minutes_and_clears_after_ten_good_ones) {
    connect();
    minutes_pass(3);
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(10);
    EXPECT_EQ(raised(), "") << "it may pass by itself";
    minutes_pass(1);
    EXPECT_EQ(raised(), "S01 /data critical P3");
    const auto fact = house.facts<facts::v1::ConditionRaised>().at(0);
    EXPECT_EQ(fact.title(), "Volume /data is 93 % full on files-1");
    EXPECT_EQ(fact.value(), 93);
    EXPECT_EQ(fact.threshold(), 90);
    EXPECT_EQ(fact.since_unix_ms(), house.clock.now().unix_ms - 600'000);
    EXPECT_EQ(fact.observed_at_unix_ms(), house.clock.now().unix_ms);
    minutes_pass(60);
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().size(), 1u) << "said once";
    measures["filesystem_used_percent//data"] = 60;
    minutes_pass(10);
    EXPECT_EQ(cleared(), "");
    minutes_pass(1);
    EXPECT_EQ(cleared(), "recovered");
}

TEST_P(WatchedServer, whose_system_volume_fills_is_more_urgent) {
    measures["filesystem_used_percent//"] = 95;
    connect();
    minutes_pass(12);
    EXPECT_EQ(raised(), "S01 / critical P2");
}

TEST_P(WatchedServer, with_a_short_peak_of_its_processor_is_left_alone) {
    connect();
    measures["cpu_used_percent/"] = 97;
    minutes_pass(14);
    measures["cpu_used_percent/"] = 20;
    minutes_pass(5);
    EXPECT_EQ(raised(), "");
    measures["cpu_used_percent/"] = 97;
    minutes_pass(16);
    EXPECT_EQ(raised(), "S04  warning P4");
    minutes_pass(15);
    EXPECT_EQ(raised(), "S04  warning P4 | S04  critical P3") << "half an hour above the critical level";
}

TEST_P(WatchedServer, whose_service_stops_is_reported_after_two_minutes) {
    connect();
    minutes_pass(5);
    measures["service_running/web"] = 0;
    minutes_pass(2);
    EXPECT_EQ(raised(), "");
    minutes_pass(1);
    EXPECT_EQ(raised(), "S12 web critical P2");
}

TEST_P(WatchedServer, that_restarted_unexpectedly_says_so_at_once) {
    connect();
    minutes_pass(1);
    event("restart");
    EXPECT_EQ(raised(), "S14  warning P3");
}

TEST_P(WatchedServer, tells_of_a_backup_once_and_of_one_that_is_too_large_never) {
    connect();
    minutes_pass(1);
    const auto tell = [this](const std::string& text) {
        agent::v1::Event event;
        event.set_epoch(epoch);
        event.set_seq(++seq);
        event.set_observed_at_ms(static_cast<uint64_t>(house.clock.now().unix_ms));
        event.set_kind("backup_run");
        event.mutable_backup_run()->set_label("erp");
        event.mutable_backup_run()->set_text(text);
        EXPECT_TRUE(session->event(event, house.clock.now()));
        EXPECT_TRUE(session->event(event, house.clock.now())) << "told again after a broken connection";
        look();
        look();
    };
    tell("It ended well.");
    const auto told = house.facts<facts::v1::BackupRunReported>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].client_id(), harbour.text());
    agent::v1::BackupRun run;
    ASSERT_TRUE(run.ParseFromString(told[0].run()));
    EXPECT_EQ(run.text(), "It ended well.");
    tell(std::string(17'000, 'x'));
    EXPECT_EQ(house.facts<facts::v1::BackupRunReported>().size(), 1u);
    int kept = 0;
    ASSERT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from monitoring_dead_letters"));
        kept = static_cast<int>(row->integer(0));
        return {};
    }));
    EXPECT_EQ(kept, 1) << "its bytes are kept";
}

TEST_P(WatchedServer, that_falls_silent_is_one_condition_and_everything_else_only_stale) {
    connect();
    minutes_pass(10);
    measures["service_running/web"] = 0;
    minutes_pass(1);
    disconnect();
    minutes_pass(4);
    EXPECT_EQ(raised(), "");
    minutes_pass(1);
    EXPECT_EQ(raised(), "A01  critical P2");
    minutes_pass(60);
    EXPECT_EQ(raised(), "A01  critical P2") << "nobody knows whether the service is still down";
    for (const Instance& instance : watch.find(files)->instances) {
        if (instance.check().code == "A01") continue;
        EXPECT_EQ(instance.state.state, State::Stale) << instance.check().code;
    }
    connect();
    measures["service_running/web"] = 1;
    minutes_pass(2);
    for (const Instance& instance : watch.find(files)->instances) {
        if (instance.check().code != "S14") continue;
        EXPECT_EQ(instance.state.state, State::Ok) << "it is heard again, and no restart was told";
    }
    EXPECT_EQ(cleared(), "");
    minutes_pass(2);
    EXPECT_EQ(cleared(), "recovered");
    EXPECT_EQ(raised(), "A01  critical P2");
}

TEST_P(WatchedServer, whose_agent_is_a_version_older_shows_nothing_green_of_what_that_agent_does_not_measure) {
    const auto judged = [&](std::string_view code) {
        const auto& all = watch.find(files)->instances;
        const auto at = std::find_if(all.begin(), all.end(), [&](const Instance& one) { return one.check().code == code; });
        return at == all.end() ? std::string("nothing is said") : std::string(to_word(at->state.state));
    };
    connect();
    minutes_pass(5);
    ASSERT_EQ(judged("S04"), "ok");
    ASSERT_EQ(house.directory().vital(files).value().cpu_used_percent, 10);
    // The package is put back by one version, which knows neither processor nor services.
    measures = {{"filesystem_used_percent//data", 50}};
    connect();
    minutes_pass(10);
    EXPECT_EQ(judged("S01"), "ok") << "what it measures is judged as ever";
    for (const char* code : {"S04", "S12"}) EXPECT_NE(judged(code), "ok") << code;
    EXPECT_EQ(raised(), "S12 web warning P3") << "a service that was watched and is no longer is told";
    EXPECT_EQ(house.directory().vital(files).value().cpu_used_percent, std::nullopt) << "unknown is not the number of yesterday";
    // Of what was told before, the evidence is gone, and with it nothing turns green either.
    measures = {{"filesystem_used_percent//data", 95}};
    minutes_pass(12);
    ASSERT_EQ(raised(), "S12 web warning P3 | S01 /data critical P3");
    measures = {{"cpu_used_percent/", 10}};
    connect();
    minutes_pass(30);
    EXPECT_NE(judged("S01"), "ok");
    EXPECT_EQ(cleared(), "") << "what nobody measures has not recovered";
}

TEST_P(WatchedServer, is_called_present_with_its_first_reports_after_our_own_start) {
    connect();
    minutes_pass(1);
    look();
    for (const Instance& instance : watch.find(files)->instances) {
        if (instance.check().code != "A01") continue;
        EXPECT_EQ(instance.state.state, State::Ok);
    }
}

TEST_P(WatchedServer, is_not_called_silent_in_the_first_minutes_after_our_own_start) {
    minutes_pass(4);
    EXPECT_EQ(raised(), "");
}

TEST_P(WatchedServer, under_an_exemption_is_judged_by_it_and_by_the_catalogue_again_after_its_end) {
    connect();
    exempt({.id = {},
            .client = {},
            .device = files,
            .check = "S01",
            .item = "/data",
            .raise_warning = 95,
            .raise_critical = 98,
            .reason = {},
            .created_by = {},
            .expires_at = house.clock.now() + std::chrono::hours(1)});
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(50);
    EXPECT_EQ(raised(), "");
    minutes_pass(25);
    EXPECT_EQ(raised(), "S01 /data critical P3") << "an exemption has an end";
}

TEST_P(WatchedServer, under_the_shortest_exemption_is_reported_with_the_first_sample) {
    connect();
    exempt({.id = {},
            .client = {},
            .device = files,
            .check = "S01",
            .hold_s = 0,
            .interval_s = 10,
            .samples_needed = 1,
            .samples_of = 1,
            .reason = {},
            .created_by = {},
            .expires_at = house.clock.now() + std::chrono::hours(1)});
    EXPECT_EQ(watch.interval_wanted(*watch.find(files), house.clock.now()), 10);
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(1);
    EXPECT_EQ(raised(), "S01 /data critical P3");
}

TEST_P(WatchedServer, with_a_check_switched_off_clears_what_was_open_as_switched_off) {
    measures["filesystem_used_percent//data"] = 93;
    connect();
    minutes_pass(12);
    exempt({.id = {},
            .client = {},
            .device = files,
            .check = "S01",
            .disabled = true,
            .reason = {},
            .created_by = {},
            .expires_at = house.clock.now() + std::chrono::hours(1)});
    minutes_pass(1);
    EXPECT_EQ(cleared(), "disabled");
}

TEST_P(WatchedServer, whose_report_is_damaged_gets_it_kept_aside_and_comes_back) {
    connect();
    minutes_pass(1);
    agent::v1::Report report;
    report.set_seq(++seq);
    report.set_samples(std::string(40, '\xff'));
    EXPECT_TRUE(session->report(report, house.clock.now())) << "one bad record does not end the others";
    look();
    EXPECT_EQ(writer.dead_letters(), 1u);
    EXPECT_TRUE(commit.commit());
    EXPECT_TRUE(answers->closed);
    connect();
    minutes_pass(1);
    EXPECT_EQ(writer.dead_letters(), 1u);
}

TEST(AgentsLives, are_counted_as_far_as_a_spool_can_hold_them) {
    Progress progress(std::make_shared<NoAnswers>());
    uint64_t life = 1;
    for (; progress.takes(life) && life < 10'000; ++life) progress.report_appended(life, 1);
    EXPECT_EQ(life, 2049U);
    EXPECT_TRUE(progress.takes(7)) << "known already";
}

TEST_P(WatchedServer, whose_inventory_waits_until_the_one_before_it_is_stored_and_has_its_bounds) {
    connect();
    agent::v1::Inventory inventory;
    inventory.set_epoch(1);
    inventory.set_seq(1);
    ASSERT_TRUE(session->inventory(inventory, house.clock.now()));
    inventory.set_seq(2);
    EXPECT_EQ(session->inventory(inventory, house.clock.now()).error().code, "monitoring.overloaded");
    look();
    ASSERT_TRUE(session->inventory(inventory, house.clock.now()));
    look();
    for (int i = 0; i <= 20'000; ++i) inventory.add_packages();
    inventory.set_seq(3);
    EXPECT_EQ(session->inventory(inventory, house.clock.now()).error().code, "monitoring.inventory");
}

}  // namespace
}  // namespace steward::monitoring
