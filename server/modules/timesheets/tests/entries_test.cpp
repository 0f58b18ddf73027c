// Booking time: by hand, by the timer, what overlaps, what is refused, who sees it.
#include "server/modules/timesheets/tests/sheet_story.h"

namespace steward::timesheets {
namespace {

class Entries : public SheetStory {};
STEWARD_ON_EVERY_DATABASE(Entries);

TEST_P(Entries, minutes_on_a_ticket_are_an_entry_of_today_with_what_is_usual) {
    const auto entry = book(theo, ticket("Printer"), 20);
    EXPECT_EQ(entry.day(), "2026-11-23");
    EXPECT_EQ(entry.week(), "2026-W48");
    EXPECT_EQ(entry.worked_s(), 1200);
    EXPECT_EQ(entry.activity(), "reactive");
    EXPECT_EQ(entry.coverage(), "covered");
    EXPECT_FALSE(entry.coverage_reason().empty());
    EXPECT_EQ(entry.state(), "draft");
    EXPECT_EQ(entry.person_name(), "Theo Technician");
    EXPECT_EQ(entry.ticket_title(), "Printer");
    const auto facts = house.facts<facts::v1::TimeBooked>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].worked_s(), 1200);
    EXPECT_TRUE(facts[0].is_new());
}

TEST_P(Entries, time_on_an_assigned_ticket_is_work_on_it) {
    const std::string printer = ticket("Printer"), router = ticket("Router");
    const auto state_of = [&](const std::string& id) {
        helpdesk::v1::GetTicketRequest request;
        request.set_ticket_id(id);
        return house.must<helpdesk::v1::Ticket>(theo, "GetTicket", request).state();
    };
    for (const std::string& id : {printer, router}) {
        helpdesk::v1::AssignTicketRequest assign;
        assign.set_ticket_id(id);
        assign.set_assignee_account_id(theo.account.text());
        house.must<helpdesk::v1::Ticket>(tina, "AssignTicket", assign);
    }
    ASSERT_EQ(state_of(printer), "assigned");
    book(theo, printer, 10);
    EXPECT_EQ(state_of(printer), "in_progress");
    ASSERT_TRUE(start(theo, router));
    EXPECT_EQ(state_of(router), "in_progress");
    const std::string fresh = ticket("Nobody has it");
    book(theo, fresh, 10);
    EXPECT_EQ(state_of(fresh), "new") << "it was not triaged yet";
}

TEST_P(Entries, the_providers_rule_rounds_what_is_booked_afterwards_and_nothing_before) {
    const std::string printer = ticket("Printer");
    const auto before = book(theo, printer, 20);
    v1::UpdateTimeSettingsRequest rule;
    rule.set_step_minutes(15);
    rule.set_minimum_minutes(30);
    settings(rule);
    EXPECT_EQ(book(theo, printer, 20).counted_s(), 1800);
    EXPECT_EQ(book(theo, printer, 31).counted_s(), 2700);
    const auto all = list(theo);
    EXPECT_EQ(all.worked_s(), 71 * 60);
    EXPECT_EQ(all.counted_s(), 1200 + 1800 + 2700);
    EXPECT_EQ(before.counted_s(), 1200);
}

TEST_P(Entries, clocks_are_read_in_the_zone_of_the_settings_also_on_the_day_they_change) {
    v1::UpdateTimeSettingsRequest zone;
    zone.set_zone("Europe/Zurich");
    settings(zone);
    at("2026-11-23 23:30");  // past midnight there
    EXPECT_EQ(book(theo, ticket("Late"), 5).day(), "2026-11-24");
    const auto night = book_from(theo, ticket("Night"), "2026-10-24", "23:00", "06:00");
    EXPECT_EQ(night.worked_s(), 8 * 3600);
    EXPECT_EQ(night.day(), "2026-10-24");
}

TEST_P(Entries, what_cannot_be_is_refused_with_the_field) {
    const std::string printer = ticket("Printer");
    const auto refused = [&](auto say) {
        v1::Worked worked;
        say(worked);
        const auto answer = try_book(theo, printer, worked);
        return answer ? std::string("accepted") : answer.error().fields.empty() ? answer.error().code : answer.error().fields[0].pointer;
    };
    EXPECT_EQ(refused([](v1::Worked&) {}), "/worked/minutes");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(1441); }), "/worked/minutes");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_day("2026-11-24"); }), "/worked/day");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_from("08:00"), w.set_until("08:30"); }), "/worked/minutes");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_from("08:00"), w.set_until("09:30"); }), "/worked/until");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_from("08:00"), w.set_until("08:00"); }), "/worked/until");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_from("08:00"); }), "/worked/until");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_activity("golf"); }), "/worked/activity");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_coverage("free"); }), "/worked/coverage");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_coverage("goodwill"); }), "/worked/coverage_reason");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_coverage("goodwill"), w.set_coverage_reason("our own mistake"); }),
              "accepted");
    EXPECT_EQ(refused([](v1::Worked& w) { w.set_minutes(5), w.set_note(std::string(4001, 'x')); }), "/worked/note");
}

TEST_P(Entries, two_at_the_same_time_are_said_and_one_after_the_other_are_not) {
    const std::string printer = ticket("Printer");
    const auto first = book_from(theo, printer, "2026-11-20", "09:00", "10:00");
    EXPECT_EQ(book_from(theo, printer, "2026-11-20", "10:00", "11:00").overlaps_size(), 0);
    const auto over = book_from(theo, printer, "2026-11-20", "09:59", "10:30");
    EXPECT_EQ(over.overlaps_size(), 2);
    EXPECT_EQ(book(theo, printer, 60, "2026-11-20").overlaps_size(), 0) << "only its length was said";
    EXPECT_EQ(book_from(tina, printer, "2026-11-20", "09:00", "11:00").overlaps_size(), 0) << "another person";
    int marked = 0;
    const auto week = sheet(theo, "2026-W47");
    for (const auto& entry : week.entries()) marked += entry.overlaps_size() > 0;
    EXPECT_EQ(marked, 3);
    EXPECT_EQ(week.entries(0).entry_id(), first.entry_id());
}

TEST_P(Entries, a_timer_survives_a_restart_and_starting_on_another_ticket_books_the_first) {
    const std::string printer = ticket("Printer"), router = ticket("Router");
    ASSERT_TRUE(start(theo, printer));
    at("2026-11-23 09:30");
    house.restart();
    EXPECT_EQ(timer(theo).state(), "running");
    EXPECT_EQ(timer(tina).state(), "");
    const auto second = start(theo, router);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->booked().worked_s(), 1800);
    EXPECT_EQ(second->booked().ticket_title(), "Printer");
    EXPECT_EQ(second->booked().source(), "timer");
    EXPECT_EQ(second->ticket_title(), "Router");
    at("2026-11-23 09:40");
    const auto again = start(theo, router);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->booked().entry_id().empty()) << "it runs there already";
    const auto entry = stop(theo);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->worked_s(), 600);
    EXPECT_EQ(timer(theo).state(), "");
    EXPECT_EQ(stop(theo).error().code, "timesheets.no_timer");
}

TEST_P(Entries, a_pause_is_not_work_and_work_in_the_pause_overlaps_nothing) {
    const std::string printer = ticket("Printer"), router = ticket("Router");
    ASSERT_TRUE(start(theo, printer));
    at("2026-11-23 09:20");
    EXPECT_EQ(house.must<v1::Timer>(theo, "PauseTimer", v1::PauseTimerRequest{}).state(), "paused");
    at("2026-11-23 10:00");
    EXPECT_EQ(book_from(theo, router, "", "09:30", "09:50").overlaps_size(), 0);
    EXPECT_EQ(house.must<v1::Timer>(theo, "ResumeTimer", v1::ResumeTimerRequest{}).collected_s(), 1200);
    at("2026-11-23 10:10");
    const auto entry = stop(theo);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->worked_s(), 1800);
    EXPECT_EQ(entry->overlaps_size(), 0);
}

TEST_P(Entries, a_forgotten_timer_is_a_question_and_books_what_its_person_says) {
    const std::string printer = ticket("Printer");
    ASSERT_TRUE(start(theo, printer));
    at("2026-11-23 18:59");
    EXPECT_FALSE(timer(theo).is_forgotten());
    at("2026-11-23 19:00");
    EXPECT_TRUE(timer(theo).is_forgotten());
    EXPECT_EQ(start(theo, ticket("Router")).error().code, "timesheets.forgotten_timer");
    EXPECT_FALSE(house.must<v1::Timer>(theo, "KeepTimer", v1::KeepTimerRequest{}).is_forgotten());
    at("2026-11-24 08:00");
    v1::StopTimerRequest request;
    request.set_ended_at_unix_ms(parse_rfc3339("2026-11-23T11:00:00Z").value_or(Instant{}).unix_ms);
    const auto entry = stop(theo, request);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->worked_s(), 7200);
    EXPECT_EQ(entry->day(), "2026-11-23");
}

TEST_P(Entries, a_discarded_timer_books_nothing) {
    ASSERT_TRUE(start(theo, ticket("Printer")));
    at("2026-11-23 10:00");
    v1::StopTimerRequest request;
    request.set_discard(true);
    ASSERT_TRUE(stop(theo, request));
    EXPECT_EQ(list(theo).total(), 0);
    EXPECT_EQ(timer(theo).state(), "");
}

TEST_P(Entries, only_its_person_changes_an_entry) {
    const auto entry = book(theo, ticket("Printer"), 20);
    EXPECT_EQ(edit(tina, entry.entry_id(), 30).error().code, "timesheets.entry_not_found");
    const auto changed = edit(theo, entry.entry_id(), 30);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->worked_s(), 1800);
    v1::UpdateTimeEntryRequest stale;
    stale.set_entry_id(entry.entry_id());
    stale.set_note("late");
    EXPECT_EQ(house.call<v1::TimeEntry>(theo, "UpdateTimeEntry", stale, entry.etag()).error().kind, ErrorKind::StaleEtag);
    v1::DeleteTimeEntryRequest remove;
    remove.set_entry_id(entry.entry_id());
    house.must<v1::DeleteTimeEntryResponse>(theo, "DeleteTimeEntry", remove);
    EXPECT_EQ(list(theo).total(), 0);
    EXPECT_EQ(house.facts<facts::v1::TimeBooked>().back().worked_s(), 0);
}

TEST_P(Entries, a_change_of_the_day_keeps_the_times_and_a_change_of_the_activity_takes_its_usual_coverage) {
    const auto entry = book_from(theo, ticket("Printer"), "2026-11-20", "09:00", "10:00");
    v1::UpdateTimeEntryRequest request;
    request.set_entry_id(entry.entry_id());
    request.set_day("2026-11-19");
    request.set_activity("project");
    const auto moved = house.must<v1::TimeEntry>(theo, "UpdateTimeEntry", request);
    EXPECT_EQ(moved.day(), "2026-11-19");
    EXPECT_EQ(moved.worked_s(), 3600);
    EXPECT_EQ(moved.from_unix_ms(), parse_rfc3339("2026-11-19T09:00:00Z").value_or(Instant{}).unix_ms);
    EXPECT_EQ(moved.coverage(), "billable");
}

TEST_P(Entries, a_list_is_of_the_callers_clients_and_our_own_time_is_private) {
    book(tina, ticket("Printer"), 20);
    book(tina, ticket("Crane", harbour), 40);
    v1::BookInternalTimeRequest meeting;
    meeting.mutable_worked()->set_minutes(60);
    house.must<v1::TimeEntry>(tina, "BookInternalTime", meeting);
    EXPECT_EQ(list(tina).total(), 3);
    EXPECT_EQ(list(theo).total(), 1) << "neither Harbour nor what Tina does for ourselves";
    EXPECT_EQ(list(sven).total(), 2) << "who approves time sees our own time too";
    EXPECT_EQ(list(tina, "client:Harbour").worked_s(), 2400);
    EXPECT_EQ(list(tina, "client_work:true day>=2026-11-23 day<2026-11-30").total(), 2);
    EXPECT_EQ(list(tina, "day:2026-11-23").total(), 3);
    EXPECT_EQ(list(tina, "day<2026-11-23").total(), 0);
    v1::SumTimeEntriesRequest by;
    by.set_by("activity");
    const auto totals = house.must<v1::SumTimeEntriesResponse>(tina, "SumTimeEntries", by);
    ASSERT_EQ(totals.totals_size(), 2);
    EXPECT_EQ(totals.totals(0).worked_s(), 3600);
    for (const auto* group : {"client", "person", "ticket", "day", "coverage"}) {
        by.set_by(group);
        EXPECT_GT(house.must<v1::SumTimeEntriesResponse>(tina, "SumTimeEntries", by).totals_size(), 0) << group;
    }
    const auto seen = sheet(sven, "2026-W48", &tina);
    EXPECT_EQ(seen.worked_s(), 7200) << "the approver sees all hours";
    int unnamed = 0;
    for (const auto& entry : seen.entries()) unnamed += entry.client_name() == "Another client" && entry.ticket_id().empty();
    EXPECT_EQ(unnamed, 1) << "but not whose client that is";
}

}  // namespace
}  // namespace steward::timesheets
