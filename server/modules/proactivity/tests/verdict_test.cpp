// Who knew first: every verdict, edge case and decision of domain/kpis.md C, and S02 to the second.
#include "server/modules/proactivity/verdict.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace steward::proactivity {
namespace {
using namespace std::chrono_literals;

Instant clock_time(const char* text) { return parse_rfc3339(std::string("2026-11-17T") + text + "Z").value_or(Instant{}); }

// The fault of scenario S02: last good probe 10:04:00, hard at 10:07:30, incident and ticket a second later.
Times switch_fault() {
    return {.started_at = clock_time("10:04:30"),
            .detected_at = clock_time("10:07:30"),
            .acted_at = clock_time("10:07:31"),
            .reported_at = {},
            .restored_at = {}};
}
Verdict reported(const char* at) {
    auto times = switch_fault();
    times.reported_at = clock_time(at);
    return judge(times, clock_time("11:00:00"));
}

TEST(S02, a_first_caller_before_the_alert_knew_it_first) { EXPECT_EQ(reported("10:05:50"), Verdict::ClientFirst); }

TEST(S02, b_action_a_minute_before_the_first_call_is_proactive_with_89_seconds_of_lead) {
    EXPECT_EQ(reported("10:09:00"), Verdict::Proactive);
    EXPECT_EQ(clock_time("10:09:00") - switch_fault().acted_at, 89s);
    EXPECT_EQ(reported("10:08:31"), Verdict::Proactive);  // exactly 60 s
    EXPECT_EQ(reported("10:08:30"), Verdict::SeenNotActed);
}

TEST(Verdicts, a_tie_goes_to_the_client) {
    EXPECT_EQ(reported("10:07:30"), Verdict::ClientFirst);   // detected in the same moment
    EXPECT_EQ(reported("10:07:31"), Verdict::SeenNotActed);  // detected one second before, acted in the same moment
}

TEST(Verdicts, detected_1_to_59_seconds_before_the_report_without_action_in_time_is_seen_not_acted) {
    for (const auto ahead : {1s, 30s, 59s}) {
        auto times = switch_fault();
        times.reported_at = times.detected_at + ahead;
        times.acted_at = {};
        EXPECT_EQ(judge(times, times.reported_at + 1h), Verdict::SeenNotActed) << ahead.count();
        times.acted_at = times.detected_at;  // acted at once, but less than a minute before the report
        EXPECT_EQ(judge(times, times.reported_at + 1h), Verdict::SeenNotActed) << ahead.count();
    }
}

TEST(Verdicts, sub_second_differences_are_not_rounded_in_our_favour) {
    auto times = switch_fault();
    times.reported_at = times.acted_at + 60s - 1ms;
    EXPECT_EQ(judge(times, times.reported_at), Verdict::SeenNotActed);
    times.reported_at = times.acted_at + 60s;
    EXPECT_EQ(judge(times, times.reported_at), Verdict::Proactive);
}

TEST(Verdicts, an_alert_that_only_sits_on_a_screen_is_no_action) {
    auto times = switch_fault();
    times.acted_at = {};
    times.reported_at = times.detected_at + 3h;
    EXPECT_EQ(judge(times, times.reported_at), Verdict::SeenNotActed);
}

TEST(Verdicts, without_a_report_wait_until_a_day_after_restoration) {
    auto times = switch_fault();
    EXPECT_EQ(judge(times, times.started_at + 24h * 30), Verdict::Undecided);  // not restored
    times.restored_at = clock_time("12:00:00");
    EXPECT_EQ(judge(times, times.restored_at + 24h - 1ms), Verdict::Undecided);
    EXPECT_EQ(judge(times, times.restored_at + 24h), Verdict::Proactive);
}

TEST(Verdicts, detected_never_acted_on_and_recovered_by_itself_after_more_than_ten_minutes_is_seen_not_acted) {
    auto times = switch_fault();
    times.acted_at = {};
    times.restored_at = times.detected_at + 10min + 1s;
    EXPECT_EQ(judge(times, times.restored_at + 24h), Verdict::SeenNotActed);
    EXPECT_FALSE(is_transient(times));
    times.restored_at = times.detected_at + 10min;
    EXPECT_TRUE(is_transient(times));
}

TEST(Verdicts, taking_the_alert_of_what_had_recovered_by_itself_is_no_action) {
    auto times = switch_fault();
    times.restored_at = times.detected_at + 20min;
    times.acted_at = times.restored_at + 1s;
    EXPECT_EQ(judge(times, times.restored_at + 24h), Verdict::SeenNotActed);
}

TEST(Verdicts, a_transient_that_somebody_reported_is_no_transient) {
    auto times = switch_fault();
    times.acted_at = {};
    times.restored_at = times.detected_at + 5min;
    times.reported_at = times.detected_at + 2min;
    EXPECT_FALSE(is_transient(times));
    EXPECT_EQ(judge(times, times.reported_at), Verdict::SeenNotActed);
}

TEST(Verdicts, what_only_the_client_said_is_client_first) {
    EXPECT_EQ(judge({.started_at = clock_time("10:00:00"), .detected_at = {}, .acted_at = {}, .reported_at = clock_time("10:00:00")},
                    clock_time("10:00:00")),
              Verdict::ClientFirst);
}

TEST(Verdicts, prediction_detected_and_never_reported_is_proactive_as_in_S01) {
    const auto day = [](const char* text) { return parse_rfc3339(text).value_or(Instant{}); };
    const Times times{.started_at = day("2026-11-13T00:00:00Z"),
                      .detected_at = day("2026-11-13T00:00:00Z"),
                      .acted_at = day("2026-11-13T00:00:10Z"),
                      .reported_at = {},
                      .restored_at = day("2026-11-16T14:00:00Z")};
    EXPECT_EQ(judge(times, day("2026-11-17T14:00:00Z")), Verdict::Proactive);
    EXPECT_EQ(detected_by(times, "prediction"), "prediction");
}

TEST(DetectedBy, is_the_client_where_the_report_came_first_or_in_the_same_moment) {
    auto times = switch_fault();
    EXPECT_EQ(detected_by(times, "monitoring"), "monitoring");
    times.reported_at = times.detected_at;
    EXPECT_EQ(detected_by(times, "monitoring"), "client");
    times.reported_at = times.detected_at + 1ms;
    EXPECT_EQ(detected_by(times, "monitoring"), "monitoring");
    times.detected_at = {};
    EXPECT_EQ(detected_by(times, "monitoring"), "client");
}

TEST(Standing, gets_worse_with_later_data_but_never_better) {
    EXPECT_EQ(settle(Verdict::Undecided, Verdict::Proactive), Verdict::Proactive);
    EXPECT_EQ(settle(Verdict::Proactive, Verdict::ClientFirst), Verdict::ClientFirst);
    EXPECT_EQ(settle(Verdict::ClientFirst, Verdict::Proactive), Verdict::ClientFirst);
    EXPECT_EQ(settle(Verdict::ClientFirst, Verdict::Undecided), Verdict::ClientFirst);
}

TEST(Override, holds_for_what_was_known_and_no_longer) {
    const Override decision{.to = Verdict::Proactive, .derived_then = Verdict::SeenNotActed};
    EXPECT_EQ(effective(Verdict::SeenNotActed, decision), Verdict::Proactive);
    EXPECT_EQ(effective(Verdict::ClientFirst, decision), Verdict::ClientFirst);
    EXPECT_EQ(effective(Verdict::ClientFirst, std::nullopt), Verdict::ClientFirst);
}

// Properties over any order of any times.
Instant any_time() { return Instant{*rc::gen::inRange<int64_t>(1, 400'000'000)}; }
Times any_times() {
    Times times{.started_at = any_time(), .detected_at = {}, .acted_at = {}, .reported_at = {}, .restored_at = {}};
    if (*rc::gen::arbitrary<bool>()) times.detected_at = any_time();
    if (*rc::gen::arbitrary<bool>()) times.acted_at = any_time();
    if (*rc::gen::arbitrary<bool>()) times.reported_at = any_time();
    if (*rc::gen::arbitrary<bool>()) times.restored_at = any_time();
    return times;
}

TEST(VerdictProperties, a_report_not_later_than_the_first_action_is_never_proactive) {
    EXPECT_TRUE(rc::check("invariant 25", [] {
        const auto times = any_times();
        if (!times.reported_at.is_set()) return;
        const bool ours = times.acted_at.is_set() && times.reported_at > times.acted_at;
        if (!ours) RC_ASSERT(judge(times, any_time()) != Verdict::Proactive);
    }));
}

TEST(VerdictProperties, an_earlier_report_never_makes_it_better) {
    EXPECT_TRUE(rc::check("earlier report", [] {
        auto times = any_times();
        times.reported_at = any_time();
        const auto now = any_time();
        const auto before = judge(times, now);
        times.reported_at = Instant{*rc::gen::inRange<int64_t>(1, times.reported_at.unix_ms + 1)};
        RC_ASSERT(!is_better(judge(times, now), before));
    }));
}

TEST(VerdictProperties, with_a_report_the_verdict_does_not_depend_on_when_it_is_asked) {
    EXPECT_TRUE(rc::check("time passes", [] {
        auto times = any_times();
        times.reported_at = any_time();
        RC_ASSERT(judge(times, any_time()) == judge(times, any_time()));
        RC_ASSERT(judge(times, any_time()) != Verdict::Undecided);
    }));
}

TEST(VerdictProperties, no_sequence_of_later_data_improves_what_stands) {
    EXPECT_TRUE(rc::check("monotone", [] {
        Verdict standing = Verdict::Undecided;
        for (int step = 0; step < 10; ++step) {
            const Verdict next = settle(standing, judge(any_times(), any_time()));
            RC_ASSERT(!is_better(next, standing));
            standing = next;
        }
    }));
}

TEST(VerdictProperties, words_of_verdicts_come_back) {
    for (const auto verdict : {Verdict::Undecided, Verdict::ClientFirst, Verdict::SeenNotActed, Verdict::Proactive})
        EXPECT_EQ(verdict_of(to_text(verdict)), verdict);
    EXPECT_FALSE(verdict_of("lucky"));
}

}  // namespace
}  // namespace steward::proactivity
