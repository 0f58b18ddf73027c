// Whether a run is a success, and what is wrong with a backup.
#include "server/modules/backups/judge.h"

#include <gmock/gmock.h>

#include "server/modules/backups/figures.h"
#include "server/modules/backups/troubles.h"
#include "steward/agent/v1/backup.pb.h"

namespace steward::backups {
namespace {
using namespace std::chrono_literals;
using testing::ElementsAre;
constexpr Instant now{1'795'000'000'000};

ToldRun good() {
    ToldRun told;
    told.started_at = now - 30min;
    told.ended_at = now - 10min;
    told.outcome = "success";
    told.point = "1a2b3c4d";
    told.items_total = 1200;
    told.source_bytes = 5'000'000;
    return told;
}
std::string verdict(const ToldRun& told, std::optional<Instant> before = {}) {
    const auto judgement = judge_run(told, now, before);
    return judgement.state + " " + judgement.reason_code;
}

TEST(BackupRun, is_a_success_when_it_made_a_point_newer_than_the_last) {
    const auto judgement = judge_run(good(), now, now - 24h);
    EXPECT_EQ(judgement.state, "success");
    EXPECT_EQ(judgement.content_at, now - 30min) << "what it copied is not younger than its begin";
    EXPECT_EQ(judge_run(good(), now, {}).state, "success") << "the first one";
}

TEST(BackupRun, is_none_when_nothing_is_newer_whatever_its_exit_code) {
    auto told = good();
    told.content_at = now - 24h;
    EXPECT_EQ(verdict(told, now - 24h), "failed backups.nothing_new");
    EXPECT_EQ(verdict(told, now - 25h), "success ");
    auto empty = good();
    empty.items_total = 0;
    empty.source_bytes = 0;
    EXPECT_EQ(verdict(empty), "failed backups.source_empty");
    auto blind = good();
    blind.point.clear();
    EXPECT_EQ(verdict(blind), "warning backups.no_point") << "a command that ended well, and nobody saw what it made";
    EXPECT_FALSE(judge_run(blind, now, {}).content_at.is_set());
}

TEST(BackupRun, says_what_the_machine_said_when_it_failed) {
    auto told = good();
    told.outcome = "failed";
    EXPECT_EQ(verdict(told), "failed backups.failed");
    told.reason_code = "backup.wrong_password";
    told.text = "The repository did not take the password.";
    EXPECT_EQ(verdict(told), "failed backup.wrong_password");
    EXPECT_EQ(judge_run(told, now, {}).text, "The repository did not take the password.");
    EXPECT_FALSE(judge_run(told, now, {}).content_at.is_set()) << "a run that failed made nothing";
}

TEST(BackupRun, warns_of_what_was_left_out) {
    auto told = good();
    told.items_failed = 3;
    EXPECT_EQ(verdict(told), "warning backups.items_failed");
    EXPECT_TRUE(judge_run(told, now, {}).content_at.is_set()) << "the rest can be restored";
    told.items_failed = 0;
    told.outcome = "warning";
    EXPECT_EQ(verdict(told), "warning backups.warning");
}

TEST(BackupRun, is_not_believed_when_its_clock_is_wrong) {
    auto ahead = good();
    ahead.started_at = now + 24h;
    ahead.ended_at = now + 25h;
    const auto judgement = judge_run(ahead, now, {});
    EXPECT_EQ(judgement.state, "warning");
    EXPECT_EQ(judgement.reason_code, "backups.clock_ahead");
    EXPECT_EQ(judgement.content_at, now) << "never younger than the moment at which it was heard of";
    auto backwards = good();
    backwards.ended_at = backwards.started_at - 1s;
    EXPECT_EQ(verdict(backwards), "failed backups.times");
}

TEST(BackupReport, is_taken_within_bounds_or_not_at_all) {
    agent::v1::BackupRun run;
    run.set_run_id(std::string(16, 'x'));
    run.set_label("erp-database");
    run.set_outcome(agent::v1::SUCCEEDED);
    run.set_started_at_ms(1);
    run.set_ended_at_ms(std::numeric_limits<uint64_t>::max());
    run.set_source_bytes(std::numeric_limits<uint64_t>::max());
    run.set_reported_by("backup");
    run.set_text("line\n\x1b[31mred" + std::string(2000, 'a'));
    for (int i = 0; i < 100; ++i) run.add_warnings("w");
    const auto told = read_told(run);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->key, "78787878787878787878787878787878");
    EXPECT_EQ(told->reported_by, "backup");
    EXPECT_EQ(told->reporter, "caller") << "the least that can be said of who told it";
    EXPECT_GT(*told->source_bytes, 0);
    EXPECT_GT(told->ended_at, told->started_at);
    EXPECT_EQ(told->text.find('\n'), std::string::npos);
    EXPECT_EQ(told->text.find('\x1b'), std::string::npos);
    EXPECT_LT(told->text.size(), 600u);
    EXPECT_EQ(told->warnings.size(), 20u);
    for (const auto& spoil : std::vector<std::function<void(agent::v1::BackupRun&)>>{
             [](auto& bad) { bad.set_run_id("short"); }, [](auto& bad) { bad.set_label(""); }, [](auto& bad) { bad.set_label("../etc"); },
             [](auto& bad) { bad.set_label(std::string(101, 'a')); }, [](auto& bad) { bad.clear_outcome(); },
             [](auto& bad) { bad.clear_started_at_ms(); }, [](auto& bad) { bad.clear_ended_at_ms(); }}) {
        auto bad = run;
        spoil(bad);
        const auto refused = read_told(bad);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "backups.report");
    }
}

RunFace ran(std::string state, Duration ago, Duration took = 20min, int64_t bytes = 1000) {
    return {.state = std::move(state), .at = now - ago, .took = took, .source_bytes = bytes, .text = "The disk is full."};
}
PlanFace nightly(std::vector<RunFace> newest) {
    return {.item = "ERP", .machine = "erp-1", .label = "erp", .since = now - 24h * 60, .newest = std::move(newest)};
}
std::vector<RunFace> usual(int runs, int from = 0) {
    std::vector<RunFace> all;
    for (int i = 0; i < runs; ++i) all.push_back(ran("success", 24h * (i + from)));
    return all;
}
std::vector<std::string> said(const std::vector<Trouble>& troubles) {
    std::vector<std::string> words;
    for (const auto& one : troubles) words.push_back(one.check + " " + one.severity + " " + one.priority);
    return words;
}
std::vector<RunFace> operator+(std::vector<RunFace> newer, const std::vector<RunFace>& older) {
    newer.insert(newer.end(), older.begin(), older.end());
    return newer;
}

TEST(BackupChecks, are_quiet_about_a_backup_that_is_as_it_should_be) {
    EXPECT_TRUE(troubles_of_plan(nightly(usual(16)), now).empty());
    EXPECT_TRUE(troubles_of_plan(nightly({}), now).empty()) << "nothing was due yet";
}

TEST(BackupChecks, raise_a_failure_and_louder_the_third_time_in_a_row) {
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("failed", 1h)} + usual(3, 1)), now)), ElementsAre("B01 critical P3"));
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("failed", 1h), ran("failed", 25h), ran("failed", 49h)} + usual(3, 3)), now)),
                ElementsAre("B01 critical P2"));
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("warning", 1h)} + usual(3, 1)), now)), ElementsAre("B01 warning P4"));
    EXPECT_TRUE(troubles_of_plan(nightly(std::vector{ran("success", 1h), ran("failed", 25h)} + usual(3, 2)), now).empty());
}

TEST(BackupChecks, remember_a_missed_run_until_one_succeeds) {
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("missed", 1h)} + usual(3, 1)), now)), ElementsAre("B02 critical P3"));
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("failed", 1h), ran("missed", 25h)} + usual(3, 2)), now)),
                ElementsAre("B01 critical P3", "B02 critical P3"));
    EXPECT_TRUE(troubles_of_plan(nightly(std::vector{ran("success", 1h), ran("missed", 25h)} + usual(3, 2)), now).empty());
}

TEST(BackupChecks, see_what_takes_longer_than_usual_and_forget_it_after_two_usual_ones) {
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("success", 1h, 45min)} + usual(14, 1)), now)), ElementsAre("B04 warning P4"));
    EXPECT_THAT(said(troubles_of_plan(nightly(std::vector{ran("success", 1h, 85min)} + usual(14, 1)), now)),
                ElementsAre("B04 critical P3"));
    EXPECT_THAT(said(troubles_of_plan(nightly(usual(1) + std::vector{ran("success", 25h, 45min)} + usual(14, 2)), now)),
                ElementsAre("B04 warning P4"))
        << "one usual run is not enough";
    EXPECT_TRUE(troubles_of_plan(nightly(usual(2) + std::vector{ran("success", 49h, 45min)} + usual(14, 3)), now).empty());
    EXPECT_TRUE(troubles_of_plan(nightly(std::vector{ran("success", 1h, 45min)} + usual(4, 1)), now).empty())
        << "four say nothing of what is usual";
    std::vector<RunFace> quick;
    for (int i = 1; i < 15; ++i) quick.push_back(ran("success", 24h * i, 10s));
    EXPECT_TRUE(troubles_of_plan(nightly(std::vector{ran("success", 1h, 60s)} + quick), now).empty()) << "a minute more wakes nobody";
}

TEST(BackupChecks, see_a_size_that_jumps) {
    const auto sized = [](int64_t bytes) {
        return said(troubles_of_plan(nightly(std::vector{ran("success", 1h, 20min, bytes)} + usual(14, 1)), now));
    };
    EXPECT_THAT(sized(1400), ElementsAre());
    EXPECT_THAT(sized(1500), ElementsAre("B05 warning P3"));
    EXPECT_THAT(sized(3000), ElementsAre("B05 critical P2")) << "mass change may be encryption";
    EXPECT_THAT(sized(500), ElementsAre("B05 warning P3"));
    EXPECT_THAT(sized(200), ElementsAre("B05 critical P2"));
    EXPECT_THAT(sized(510), ElementsAre());
}

TEST(BackupChecks, see_a_plan_that_never_runs_but_not_one_of_once_a_week) {
    auto silent = nightly({ran("missed", 1h), ran("missed", 25h), ran("missed", 49h), ran("missed", 73h)});
    EXPECT_THAT(said(troubles_of_plan(silent, now)), ElementsAre("B02 critical P3", "B10 critical P3"));
    EXPECT_THAT(said(troubles_of_plan(nightly({ran("success", 24h * 5)}), now)), ElementsAre()) << "nothing was due since";
    silent.is_paused = true;
    EXPECT_TRUE(troubles_of_plan(silent, now).empty());
}

ItemFace item(Duration content_ago, Duration rpo = 24h) {
    return {.name = "ERP", .rpo = rpo, .since = now - 24h * 60, .is_protected = true, .plans = 1, .content_at = now - content_ago};
}

TEST(BackupChecks, compare_the_age_of_the_content_with_what_was_agreed) {
    EXPECT_THAT(said(troubles_of_item(item(23h), now)), ElementsAre());
    EXPECT_THAT(said(troubles_of_item(item(24h), now)), ElementsAre("B03 warning P3"));
    EXPECT_THAT(said(troubles_of_item(item(36h), now)), ElementsAre("B03 warning P3"));
    EXPECT_THAT(said(troubles_of_item(item(36h + 1s), now)), ElementsAre("B03 critical P2"));
    auto never = item(1h);
    never.content_at = {};
    EXPECT_THAT(said(troubles_of_item(never, now)), ElementsAre("B03 critical P2")) << "no point was ever seen";
    EXPECT_THAT(said(troubles_of_item(item(1000h, 0s), now)), ElementsAre()) << "nothing was agreed";
}

TEST(BackupChecks, ask_for_a_plan_where_protection_was_decided) {
    auto bare = item(1h);
    bare.plans = 0;
    EXPECT_THAT(said(troubles_of_item(bare, now)), ElementsAre("B10 critical P3"));
    bare.is_protected = false;
    EXPECT_TRUE(troubles_of_item(bare, now).empty());
}

TEST(BackupFreshness, is_the_worst_hour_not_the_mean) {
    // Two items, one point a day each; the second one's is a day late once.
    const Instant from{now.unix_ms / 3'600'000 * 3'600'000 - 72 * 3'600'000};
    FreshItem steady{.rpo = 25h, .since = from - 24h, .points = {}}, late = steady;
    for (int day = -1; day < 3; ++day) {
        steady.points.push_back({from + 24h * day + 10min, from + 24h * day});
        if (day != 1) late.points.push_back({from + 24h * day + 10min, from + 24h * day});
    }
    const auto freshness = freshness_of({steady, late}, from, from + 72h, from + 72h);
    EXPECT_EQ(freshness.fresh_at_worst, 1);
    EXPECT_EQ(freshness.items_at_worst, 2);
    EXPECT_EQ(freshness.worst_at, from + 25h) << "25 hours after the content of its point of the first day";
    EXPECT_EQ(freshness.fresh_now, 2) << "it came right again";
    EXPECT_EQ(freshness.items, 2);
}

TEST(BackupFreshness, counts_an_item_from_its_decision_and_none_without_an_objective) {
    FreshItem young{.rpo = 24h, .since = now - 1h, .points = {}}, unagreed{.rpo = 0s, .since = now - 100h, .points = {}};
    const auto freshness = freshness_of({young, unagreed}, now - 48h, now, now);
    EXPECT_EQ(freshness.items, 1);
    EXPECT_EQ(freshness.fresh_now, 0) << "no point was seen: that is not fresh";
    EXPECT_LE(freshness.items_at_worst, 1);
}

TEST(BackupWords, take_the_largest_unit_that_leaves_two) {
    EXPECT_EQ(in_words(90s), "90 seconds");
    EXPECT_EQ(in_words(2min), "2 minutes");
    EXPECT_EQ(in_words(3h), "3 hours");
    EXPECT_EQ(in_words(47h), "47 hours");
    EXPECT_EQ(in_words(48h), "2 days");
    EXPECT_EQ(in_words(-5s), "0 seconds");
}
}  // namespace
}  // namespace steward::backups
