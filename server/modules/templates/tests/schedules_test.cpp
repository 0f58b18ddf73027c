#include <thread>

#include "server/modules/templates/tests/template_story.h"

namespace steward::templates {
namespace {

class Schedules : public TemplateStory {};
STEWARD_ON_EVERY_DATABASE(Schedules);

TEST_P(Schedules, open_each_date_once_on_the_clients_clock) {
    const auto made = schedule(every("FREQ=WEEKLY;BYDAY=MO", backup_check()));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->rule_words(), "every week on Monday");
    ASSERT_EQ(made->next_unix_ms_size(), 5);
    EXPECT_EQ(to_rfc3339(Instant{made->next_unix_ms(0)}).substr(0, 16), "2026-11-30T07:00");
    to("2026-11-30T06:59:00Z");
    EXPECT_EQ(dates(*made), "");
    to("2026-11-30T07:00:00Z");
    to("2026-11-30T07:00:30Z");
    EXPECT_EQ(dates(*made), "2026-11-30T07:00");
    const auto tickets = house.facts<facts::v1::TicketCreated>();
    ASSERT_EQ(tickets.size(), 1u);
    EXPECT_EQ(tickets[0].source(), "scheduled");
    EXPECT_EQ(look(tickets[0].ticket_id()).title(), "Check the backups of Harbour Precision");
    EXPECT_EQ(checklist(tickets[0].ticket_id()).size(), 3u);
}

TEST_P(Schedules, open_what_came_while_no_server_ran) {
    const auto made = schedule(every("FREQ=DAILY", backup_check()));
    to("2026-12-01T12:00:00Z");
    EXPECT_EQ(dates(*made), "2026-11-29T07:00 2026-11-30T07:00 2026-12-01T07:00");
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().size(), 3u);
}

TEST_P(Schedules, open_nothing_while_they_are_paused_and_go_on_with_the_next_date) {
    const auto made = schedule(every("FREQ=DAILY", backup_check()));
    v1::UpdateTicketScheduleRequest change;
    change.set_schedule_id(made->schedule_id());
    change.set_paused(true);
    const auto paused = house.must<v1::TicketSchedule>(vera, "UpdateTicketSchedule", change, made->etag());
    EXPECT_EQ(paused.next_at_unix_ms(), 0);
    EXPECT_EQ(paused.next_unix_ms_size(), 5) << "what would come is shown all the same";
    to("2026-12-01T12:00:00Z");
    EXPECT_EQ(dates(*made), "");
    change.set_paused(false);
    house.must<v1::TicketSchedule>(vera, "UpdateTicketSchedule", change);
    to("2026-12-02T08:00:00Z");
    EXPECT_EQ(dates(*made), "2026-12-02T07:00");
}

TEST_P(Schedules, end_on_their_last_day) {
    auto request = every("FREQ=DAILY", backup_check());
    request.set_ends_on("2026-11-30");
    const auto made = schedule(request);
    EXPECT_EQ(made->next_unix_ms_size(), 2);
    to("2026-12-05T12:00:00Z");
    EXPECT_EQ(dates(*made), "2026-11-29T07:00 2026-11-30T07:00");
    EXPECT_EQ(look_at(*made).next_at_unix_ms(), 0);
}

TEST_P(Schedules, that_a_person_ended_keep_their_dates_and_let_their_template_go) {
    const auto source = backup_check();
    const auto made = schedule(every("FREQ=DAILY", source));
    to("2026-11-29T07:00:00Z");
    v1::DeleteTicketScheduleRequest end;
    end.set_schedule_id(made->schedule_id());
    house.must<v1::DeleteTicketScheduleResponse>(vera, "DeleteTicketSchedule", end);
    to("2026-12-01T07:00:00Z");
    EXPECT_EQ(dates(*made), "2026-11-29T07:00");
    EXPECT_EQ(look_at(*made).next_unix_ms_size(), 0);
    EXPECT_EQ(house.must<v1::ListTicketSchedulesResponse>(vera, "ListTicketSchedules", v1::ListTicketSchedulesRequest{}).total(), 0);
    v1::UpdateTicketScheduleRequest change;
    change.set_schedule_id(made->schedule_id());
    change.set_paused(false);
    const auto changed = house.call<v1::TicketSchedule>(vera, "UpdateTicketSchedule", change);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().code, "templates.schedule_ended");
    v1::DeleteTicketTemplateRequest remove;
    remove.set_template_id(source.template_id());
    house.must<v1::DeleteTicketTemplateResponse>(vera, "DeleteTicketTemplate", remove);
}

TEST_P(Schedules, open_without_a_device_that_moved_away_and_say_so) {
    auto request = every("FREQ=DAILY", backup_check("{{device.name}}"));
    request.set_device_id(files.text());
    const auto made = schedule(request);
    ASSERT_TRUE(made);
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(files.text());
    move.set_client_id(house.client("Mill").text());
    house.must<directory::v1::Device>(vera, "MoveDevice", move);
    to("2026-11-29T07:00:00Z");
    EXPECT_EQ(dates(*made), "2026-11-29T07:00");
    EXPECT_EQ(look_at(*made).last_problem(), "Its device is no longer this client's.");
}

TEST_P(Schedules, are_refused_with_the_field_that_is_wrong) {
    const auto source = backup_check();
    const auto field_of = [&](const v1::CreateTicketScheduleRequest& request) {
        const auto made = schedule(request);
        return made ? std::string("none") : made.error().fields.empty() ? made.error().code : made.error().fields.front().pointer;
    };
    auto request = every("FREQ=HOURLY", source);
    EXPECT_EQ(field_of(request), "/rule");
    request = every("FREQ=DAILY", source);
    request.set_zone("Europe/Atlantis");
    EXPECT_EQ(field_of(request), "/zone");
    request = every("FREQ=DAILY", source);
    request.set_at("25:00");
    EXPECT_EQ(field_of(request), "/at");
    request = every("FREQ=DAILY", source);
    request.set_starts_on("2026-02-30");
    EXPECT_EQ(field_of(request), "/starts_on");
    request = every("FREQ=DAILY", source);
    request.set_ends_on("2026-01-01");
    EXPECT_EQ(field_of(request), "/ends_on");
    request = every("FREQ=DAILY", source);
    request.set_template_id(source.template_id().substr(0, 10));
    EXPECT_EQ(field_of(request), "templates.template_not_found");
}

TEST_P(Schedules, of_two_servers_that_both_look_are_opened_once) {
    const auto source = backup_check();
    const auto made = schedule(every("FREQ=DAILY", source));
    house.clock.set_wall(parse_rfc3339("2026-12-18T12:00:00Z").value());
    testing_house::House other(house.database, {directory::make_module, helpdesk::make_module, make_module});
    other.clock.set_wall(house.clock.now());
    house.expects_success = other.expects_success = false;  // a lost race may be said; what counts is what was opened
    {
        const auto work = [](testing_house::House& one) {
            for (int round = 0; round < 4; ++round) one.reconcile();
        };
        std::jthread first([&] { work(house); }), second([&] { work(other); });
    }
    house.reconcile();
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().size(), 20u);
}

TEST_P(Schedules, show_what_a_rule_means_before_it_is_saved) {
    v1::PreviewRecurrenceRequest request;
    request.set_rule("FREQ=MONTHLY;BYDAY=2TU");
    request.set_zone("America/New_York");
    request.set_starts_on("2026-12-01");
    request.set_at("09:30");
    const auto preview = house.must<v1::RecurrencePreview>(vera, "PreviewRecurrence", request);
    EXPECT_EQ(preview.words(), "every month on the second Tuesday");
    ASSERT_EQ(preview.next_unix_ms_size(), 5);
    EXPECT_EQ(to_rfc3339(Instant{preview.next_unix_ms(0)}).substr(0, 16), "2026-12-08T14:30");
}

}  // namespace
}  // namespace steward::templates
