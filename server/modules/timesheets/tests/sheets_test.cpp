// A week is submitted, approved by another person, opened again; and what it makes of K27.
#include "server/modules/timesheets/tests/sheet_story.h"
#include "server/platform/access/roles.h"

namespace steward::timesheets {
namespace {

class Sheets : public SheetStory {
protected:
    std::string printer;
    v1::TimeEntry entry;
    Sheets() {
        at("2026-11-27 16:00");
        printer = ticket("Printer");
        entry = book(theo, printer, 90, "2026-11-25");
    }
};
STEWARD_ON_EVERY_DATABASE(Sheets);

TEST_P(Sheets, nobody_approves_their_own_week_and_another_person_does) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    EXPECT_EQ(approve(theo, theo, "2026-W48").error().kind, ErrorKind::Forbidden) << "without the right at all";
    const auto approved = approve(sven, theo, "2026-W48");
    ASSERT_TRUE(approved);
    EXPECT_EQ(approved->state(), "approved");
    EXPECT_EQ(approved->decided_by(), "Sven Manager");
    book(sven, printer, 30, "2026-11-25");
    ASSERT_TRUE(submit(sven, "2026-W48"));
    EXPECT_EQ(approve(sven, sven, "2026-W48").error().code, "timesheets.own_week");
}

TEST_P(Sheets, entries_change_until_approval_and_an_approver_approves_what_was_seen) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    const auto seen = sheet(sven, "2026-W48", &theo);
    ASSERT_TRUE(edit(theo, entry.entry_id(), 120));
    EXPECT_EQ(approve(sven, theo, "2026-W48", seen.etag()).error().code, "timesheets.week_changed");
    ASSERT_TRUE(approve(sven, theo, "2026-W48"));
    EXPECT_EQ(edit(theo, entry.entry_id(), 60).error().code, "timesheets.week_approved");
    v1::Worked more;
    more.set_minutes(5);
    EXPECT_EQ(try_book(theo, printer, more).error().code, "timesheets.week_approved");
    EXPECT_EQ(sheet(theo, "2026-W48").entries(0).allowed_actions_size(), 0);
}

TEST_P(Sheets, an_entry_that_another_one_replaced_is_not_what_was_seen) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    const auto seen = sheet(sven, "2026-W48", &theo);
    at("2026-11-27 16:01");
    v1::DeleteTimeEntryRequest remove;
    remove.set_entry_id(entry.entry_id());
    house.must<v1::DeleteTimeEntryResponse>(theo, "DeleteTimeEntry", remove);
    book(theo, ticket("Party"), 90, "2026-11-25");
    EXPECT_EQ(sheet(sven, "2026-W48", &theo).worked_s(), seen.worked_s());
    EXPECT_EQ(approve(sven, theo, "2026-W48", seen.etag()).error().code, "timesheets.week_changed");
}

TEST_P(Sheets, a_week_is_given_back_with_a_reason_and_opened_again_with_one_and_all_of_it_stays_written) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    EXPECT_EQ(decide(sven, "reject", theo, "2026-W48", "no").error().kind, ErrorKind::Invalid);
    ASSERT_TRUE(decide(sven, "reject", theo, "2026-W48", "Thursday is missing"));
    EXPECT_EQ(sheet(theo, "2026-W48").reason(), "Thursday is missing");
    book(theo, printer, 60, "2026-11-26");
    ASSERT_TRUE(submit(theo, "2026-W48"));
    ASSERT_TRUE(decide(theo, "reopen", theo, "2026-W48", "")) << "one's own until it is approved";
    ASSERT_TRUE(submit(theo, "2026-W48"));
    ASSERT_TRUE(approve(sven, theo, "2026-W48"));
    EXPECT_EQ(decide(theo, "reopen", theo, "2026-W48", "I forgot something").error().code, "timesheets.own_week");
    EXPECT_EQ(decide(tina, "reopen", theo, "2026-W48", "he forgot something").error().code, "timesheets.not_yours");
    ASSERT_TRUE(decide(sven, "reopen", theo, "2026-W48", "An hour too much"));
    const auto week = sheet(theo, "2026-W48");
    EXPECT_EQ(week.state(), "draft");
    ASSERT_EQ(week.history_size(), 7);
    EXPECT_EQ(week.history(6).by(), "Sven Manager");
    EXPECT_EQ(week.history(6).reason(), "An hour too much");
    EXPECT_EQ(house.facts<facts::v1::TimeSheetMoved>().size(), 7u);
}

TEST_P(Sheets, another_persons_week_needs_the_right_to_approve) {
    v1::GetTimeSheetRequest request;
    request.set_account_id(theo.account.text());
    EXPECT_EQ(house.call<v1::TimeSheet>(tina, "GetTimeSheet", request).error().code, "timesheets.not_yours");
    EXPECT_EQ(sheet(sven, "2026-W48", &theo).worked_s(), 5400);
}

TEST_P(Sheets, a_week_with_a_running_timer_waits_and_an_empty_one_is_not_submitted) {
    EXPECT_EQ(submit(tina, "2026-W48").error().code, "timesheets.empty_week");
    ASSERT_TRUE(start(theo, printer));
    EXPECT_EQ(submit(theo, "2026-W48").error().code, "timesheets.timer_running");
    at("2026-11-27 17:00");
    ASSERT_TRUE(stop(theo));
    EXPECT_TRUE(submit(theo, "2026-W48"));
}

TEST_P(Sheets, a_closed_period_does_not_change_any_more) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    ASSERT_TRUE(approve(sven, theo, "2026-W48"));
    at("2026-12-02 09:00");
    v1::UpdateTimeSettingsRequest close;
    close.set_closed_through("2026-11-30");
    settings(close);
    EXPECT_EQ(decide(sven, "reopen", theo, "2026-W48", "An hour too much").error().code, "timesheets.period_closed");
    v1::Worked late;
    late.set_minutes(5);
    late.set_day("2026-11-30");
    EXPECT_EQ(try_book(theo, printer, late).error().code, "timesheets.period_closed");
    EXPECT_EQ(list(theo, "state:locked").total(), 1);
    EXPECT_EQ(list(theo).entries(0).state(), "locked");
}

TEST_P(Sheets, what_waits_for_approval_is_listed) {
    ASSERT_TRUE(submit(theo, "2026-W48"));
    v1::ListTimeSheetsRequest request;
    request.set_filter("state:submitted person:\"Theo Technician\"");
    const auto waiting = house.must<v1::ListTimeSheetsResponse>(sven, "ListTimeSheets", request);
    ASSERT_EQ(waiting.sheets_size(), 1);
    EXPECT_EQ(waiting.sheets(0).worked_s(), 5400);
    EXPECT_EQ(waiting.sheets(0).allowed_actions_size(), 2);
    EXPECT_EQ(waiting.sheets(0).entries_size(), 0);
}

TEST_P(Sheets, a_dispatcher_plans_with_the_hours_of_each_day_and_never_hears_why) {
    v1::AddAbsenceRequest sick;
    sick.set_account_id(theo.account.text());
    sick.set_day("2026-11-24");
    sick.set_minutes(480);
    sick.set_kind("sick");
    sick.set_note("a broken leg");
    house.must<v1::Absence>(sven, "AddAbsence", sick);
    v1::BookInternalTimeRequest meeting;
    meeting.mutable_worked()->set_minutes(60);
    meeting.mutable_worked()->set_day("2026-11-25");
    house.must<v1::TimeEntry>(tina, "BookInternalTime", meeting);
    Caller dispatcher = tina;
    dispatcher.roles = {"DSP"};
    dispatcher.permissions = access::find_role("DSP")->permissions;
    v1::ListFreeHoursRequest request;
    request.set_from_day("2026-11-24");
    request.set_until_day("2026-11-29");
    const auto plan = house.must<v1::ListFreeHoursResponse>(dispatcher, "ListFreeHours", request);
    const auto hours = [&](const std::string& name, int day) -> v1::DayHours {
        for (const auto& one : plan.people())
            if (one.name() == name) return one.days(day);
        ADD_FAILURE() << name << " is missing";
        return {};
    };
    EXPECT_EQ(hours("Theo Technician", 0).free_s(), 0);
    EXPECT_TRUE(hours("Theo Technician", 0).away());
    EXPECT_EQ(hours("Theo Technician", 1).free_s(), 8 * 3600 - entry.worked_s()) << "booked on a ticket";
    EXPECT_EQ(hours("Tina Technician", 1).free_s(), 7 * 3600) << "booked for ourselves";
    EXPECT_EQ(hours("Tina Technician", 2).free_s(), 8 * 3600);
    EXPECT_EQ(hours("Tina Technician", 4).free_s(), 0) << "a Saturday";
    EXPECT_FALSE(hours("Tina Technician", 4).away());
    EXPECT_EQ(plan.SerializeAsString().find("sick"), std::string::npos);
    EXPECT_EQ(plan.SerializeAsString().find("leg"), std::string::npos);
    Caller technician = theo;
    technician.permissions = access::find_role("TEC")->permissions;
    EXPECT_EQ(house.call<v1::ListFreeHoursResponse>(technician, "ListFreeHours", request).error().kind, ErrorKind::Forbidden);
    request.set_until_day("2027-01-29");
    EXPECT_FALSE(house.call<v1::ListFreeHoursResponse>(dispatcher, "ListFreeHours", request));
}

TEST_P(Sheets, utilisation_is_hours_on_clients_of_available_hours_and_opens_its_entries) {
    v1::BookInternalTimeRequest meeting;
    meeting.mutable_worked()->set_minutes(600);
    house.must<v1::TimeEntry>(theo, "BookInternalTime", meeting);
    v1::AddAbsenceRequest leave;
    leave.set_account_id(theo.account.text());
    leave.set_day("2026-11-24");
    leave.set_minutes(480);
    leave.set_kind("leave");
    house.must<v1::Absence>(sven, "AddAbsence", leave);
    v1::GetUtilisationRequest request;
    request.set_from_day("2026-11-23");
    request.set_until_day("2026-11-30");
    const auto figures = house.must<v1::Utilisation>(sven, "GetUtilisation", request);
    ASSERT_EQ(figures.people_size(), 3);
    const auto& line =
        *std::find_if(figures.people().begin(), figures.people().end(), [](const auto& one) { return one.name() == "Theo Technician"; });
    EXPECT_EQ(line.client_s(), 5400);
    EXPECT_EQ(line.available_s(), 32 * 3600);
    EXPECT_EQ(line.internal_s(), 36'000);
    EXPECT_EQ(line.entries(), 1);
    EXPECT_EQ(line.approved_s(), 0);
    EXPECT_NEAR(line.percent(), 4.6875, 1e-9);
    EXPECT_EQ(figures.all().available_s(), (32 + 40 + 40) * 3600);
    EXPECT_EQ(figures.definition_version(), 1);
    const auto behind = list(sven, line.filter());
    EXPECT_EQ(behind.total(), line.entries());
    EXPECT_EQ(behind.worked_s(), line.client_s()) << "recomputing from the list gives the same number";
    v1::SetWorkingHoursRequest none;
    none.set_account_id(theo.account.text());
    none.set_weekly_minutes(0);
    house.must<v1::WorkingHours>(sven, "SetWorkingHours", none);
    const auto again = house.must<v1::Utilisation>(sven, "GetUtilisation", request);
    for (const auto& one : again.people()) EXPECT_EQ(one.has_data(), one.name() != "Theo Technician") << "no hours is no data, not 0 %";
    EXPECT_EQ(house.call<v1::Utilisation>(theo, "GetUtilisation", request).error().kind, ErrorKind::Forbidden);
}

}  // namespace
}  // namespace steward::timesheets
