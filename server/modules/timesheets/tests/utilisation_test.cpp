// K27 with the example of domain/kpis.md, and who may move a week.
#include "server/modules/timesheets/utilisation.h"

#include <gtest/gtest.h>

#include "server/modules/timesheets/sheet.h"

namespace steward::timesheets {
namespace {
Date day_in(std::string_view text) { return parse_day("/day", text).value_or(Date{}); }
constexpr int64_t hour = 3600;

TEST(K27, the_example_of_the_catalogue_160_less_16_hours_and_112_on_clients_is_77_point_8_percent) {
    Contract contract;
    contract.absent[day_in("2026-11-05")] = 480;
    contract.absent[day_in("2026-11-06")] = 480;
    const auto hours = available(contract, day_in("2026-11-02"), day_in("2026-11-30"));
    EXPECT_EQ(hours.contract_s, 160 * hour);
    EXPECT_EQ(hours.seconds(), 144 * hour);
    EXPECT_NEAR(utilisation_percent(112 * hour, hours.seconds()).value_or(0), 77.8, 0.05);
}

TEST(K27, nobody_to_work_is_no_data_and_not_zero) {
    EXPECT_FALSE(utilisation_percent(0, 0));
    EXPECT_FALSE(utilisation_percent(hour, 0));
    EXPECT_FALSE(
        utilisation_percent(0, available({.weekly_minutes = 2400, .absent = {}}, day_in("2026-11-28"), day_in("2026-11-30")).seconds()));
}

TEST(K27, an_absence_takes_away_at_most_the_day_and_nothing_from_a_weekend) {
    Contract contract;
    contract.absent[day_in("2026-11-02")] = 1440;
    contract.absent[day_in("2026-11-07")] = 480;
    EXPECT_EQ(available(contract, day_in("2026-11-02"), day_in("2026-11-09")).seconds(), 32 * hour);
    contract.weekly_minutes = 1200;  // half the time
    EXPECT_EQ(available(contract, day_in("2026-11-02"), day_in("2026-11-09")).seconds(), 16 * hour);
}

TEST(K27, overload_takes_two_whole_weeks_above_85_percent) {
    EXPECT_TRUE(is_overload(86, 85.1));
    EXPECT_FALSE(is_overload(86, 85));
    EXPECT_FALSE(is_overload(std::nullopt, 90));
}

TEST(Weeks, the_table_of_moves_is_the_models) {
    const auto move = [](std::string state, std::string_view action, bool by_owner, bool may_approve = true) {
        Sheet sheet;
        sheet.state = std::move(state);
        const auto to = judge_sheet(
            sheet, {.action = action, .by_owner = by_owner, .may_approve = may_approve, .entries = 3, .reason = "Wednesday is missing"});
        return to ? *to : to.error().code;
    };
    EXPECT_EQ(move("draft", "submit", true), "submitted");
    EXPECT_EQ(move("rejected", "submit", true), "submitted");
    EXPECT_EQ(move("submitted", "withdraw", true), "draft");
    EXPECT_EQ(move("submitted", "approve", false), "approved");
    EXPECT_EQ(move("submitted", "reject", false), "rejected");
    EXPECT_EQ(move("approved", "reopen", false), "draft");
    EXPECT_EQ(move("submitted", "approve", true), "timesheets.own_week") << "nobody approves their own";
    EXPECT_EQ(move("approved", "reopen", true), "timesheets.own_week");
    EXPECT_EQ(move("submitted", "approve", false, false), "timesheets.not_yours");
    EXPECT_EQ(move("draft", "submit", false), "timesheets.not_yours");
    EXPECT_EQ(move("draft", "approve", false), "timesheets.move_not_allowed");
    EXPECT_EQ(move("approved", "reject", false), "timesheets.move_not_allowed");
    EXPECT_EQ(move("approved", "withdraw", true), "timesheets.move_not_allowed");
}

TEST(Weeks, giving_back_needs_a_reason_and_an_empty_or_closed_week_moves_nowhere) {
    Sheet sheet;
    sheet.state = "submitted";
    EXPECT_EQ(judge_sheet(sheet, {.action = "reject", .may_approve = true, .entries = 1, .reason = "no"}).error().fields.front().pointer,
              "/reason");
    EXPECT_EQ(judge_sheet(sheet, {.action = "approve", .may_approve = true, .timer_runs = true, .entries = 1}).error().code,
              "timesheets.timer_running");
    EXPECT_EQ(judge_sheet(sheet, {.action = "approve", .may_approve = true, .is_closed = true, .entries = 1}).error().code,
              "timesheets.period_closed");
    sheet.state = "draft";
    EXPECT_EQ(judge_sheet(sheet, {.action = "submit", .by_owner = true, .entries = 0}).error().code, "timesheets.empty_week");
    EXPECT_EQ(allowed_sheet_actions(sheet, {.action = {}, .by_owner = true, .entries = 1}), std::vector<std::string>{"submit"});
}

}  // namespace
}  // namespace steward::timesheets
