// Stories of the room on both databases: what begins, what is said when, what a change of rules does.
#include "server/modules/service_levels/service_levels.h"
#include "server/modules/service_levels/tests/calendars.h"
#include "server/platform/zones/zones.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/service_levels/v1/service_levels.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;
using storage::Transaction;

class Promises : public testing_house::Story {
protected:
    Promises() : Story({"journal", "access", "directory", "service_levels"}, {directory::make_module, make_module}) {
        house.clock.set_wall(at("2026-10-23T15:30:00+02:00"));
        aare = house.client("Werk Aare");
        zone("Europe/Zurich");
    }

    void zone(const std::string& name) {
        directory::v1::UpdateClientRequest request;
        request.set_client_id(aare.text());
        request.set_zone(name);
        house.must<directory::v1::Client>(house.owner(), "UpdateClient", request);
    }

    static v1::CalendarRules aare_hours() {
        v1::CalendarRules rules;
        for (const char* day : {"mon", "tue", "wed", "thu", "fri"}) {
            add(rules, day, "08:00", "12:00");
            add(rules, day, "13:00", "17:00");
        }
        rules.set_zone("Europe/Zurich");
        return rules;
    }
    static void add(v1::CalendarRules& rules, const char* day, const char* start, const char* end) {
        auto& window = *rules.add_week();
        window.set_day(day);
        window.set_start(start);
        window.set_end(end);
    }

    v1::Calendar calendar(const v1::CalendarRules& rules) {
        v1::CreateCalendarRequest request;
        request.set_name("Werk Aare");
        request.set_client_id(aare.text());
        *request.mutable_rules() = rules;
        return house.must<v1::Calendar>(house.owner(), "CreateCalendar", request);
    }

    v1::ListSlaPoliciesResponse policies(const Caller& caller) {
        return house.must<v1::ListSlaPoliciesResponse>(caller, "ListSlaPolicies", v1::ListSlaPoliciesRequest{});
    }

    /// The standard promises, on this calendar.
    v1::SlaPolicy policy(const std::string& calendar_id) {
        v1::CreateSlaPolicyRequest request;
        request.set_name("Werk Aare");
        request.set_client_id(aare.text());
        *request.mutable_rules() = policies(house.owner()).policies(0).rules();
        for (auto& promise : *request.mutable_rules()->mutable_promises()) {
            if (!promise.calendar_id().empty()) promise.set_calendar_id(calendar_id);
        }
        return house.must<v1::SlaPolicy>(house.owner(), "CreateSlaPolicy", request);
    }

    // As the helpdesk tells it.
    template <typename Tell>
    void tell(const Tell& tell_it) {
        const auto done = house.database.write([&](Transaction& transaction) { return tell_it(transaction, house.take<ServiceLevels>()); });
        ASSERT_TRUE(done) << done.error().message << done.error().cause;
    }
    void receive(const std::string& priority, std::vector<std::string> kinds = {"resolve"}) {
        tell([&](auto& transaction, auto& levels) {
            return levels.begin(transaction, {aare, "ticket", priority, kinds}, house.clock.now());
        });
    }
    void enters(const std::string& when, const std::string& state) {
        tell([&](auto& transaction, auto& levels) { return levels.enter_state(transaction, "ticket", state, at(when)); });
    }
    void becomes(const std::string& when, const std::string& priority, const std::string& reason) {
        tell([&](auto& transaction, auto& levels) { return levels.change_priority(transaction, "ticket", priority, reason, at(when)); });
    }

    ClockFace clock(const std::string& kind = "resolve") {
        ClockFace found;
        const auto done = house.database.read([&](Transaction& transaction) -> Status {
            const std::string subjects[] = {"ticket"};
            STEWARD_TRY(const auto faces, house.take<ServiceLevels>().clocks(transaction, subjects, true, house.clock.now()));
            for (const auto& face : faces) {
                if (face.kind == kind) found = face;
            }
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().message);
        return found;
    }
    void clock_shows(const std::string& when) { house.clock.set_wall(at(when)); }

    ClientId aare;
};

TEST_P(Promises, the_standard_policy_is_there_from_the_first_start_and_is_not_made_twice) {
    house.restart();
    const auto all = policies(house.owner());
    ASSERT_EQ(all.policies_size(), 1);
    EXPECT_EQ(all.policies(0).name(), "Standard");
    EXPECT_EQ(all.policies(0).client_id(), "");
    receive("P3", {"first_response", "update", "mitigate", "resolve"});
    EXPECT_EQ(clock("resolve").target, 16h);
    EXPECT_EQ(clock("update").target, 10h) << "one business day of 08:00 to 18:00";
    EXPECT_EQ(clock("mitigate").kind, "") << "P3 promises no mitigation";
    EXPECT_EQ(clock("resolve").due_at, at("2026-10-27T11:30:00+01:00")) << "in the zone of the client";
}

TEST_P(Promises, scenario_s05_is_kept_to_the_second) {
    policy(calendar(aare_hours()).calendar_id());
    receive("P3");
    EXPECT_EQ(clock().due_at, at("2026-10-27T14:30:00Z"));
    enters("2026-10-26T10:00:00+01:00", "waiting_client");
    clock_shows("2026-10-26T12:30:00+01:00");
    EXPECT_EQ(clock().state, "paused");
    EXPECT_FALSE(clock().due_at.is_set());
    enters("2026-10-26T14:00:00+01:00", "in_progress");
    clock_shows("2026-10-26T14:00:00+01:00");
    const auto going = clock();
    EXPECT_EQ(going.consumed, 3h + 30min);
    EXPECT_EQ(going.paused, 3h);
    EXPECT_EQ(going.due_at, at("2026-10-28T08:30:00Z"));
    EXPECT_EQ(going.explanation, "16 h on Werk Aare (Europe/Zurich), paused 3 h here: due Wed 28 Oct 2026 09:30 CET.");
    ASSERT_EQ(going.steps.size(), 2u);
    EXPECT_EQ(going.steps[1].text, "Mon 26 Oct 2026 10:00 CET to Mon 26 Oct 2026 14:00 CET: paused 3 h (waiting client)");
    enters("2026-10-26T15:00:00+01:00", "waiting_vendor");
    EXPECT_EQ(clock().state, "running") << "a vendor's time is ours";
}

TEST_P(Promises, a_raised_priority_that_comes_too_late_breaches_at_once_with_its_reason) {
    policy(calendar(aare_hours()).calendar_id());
    receive("P3");
    becomes("2026-10-27T09:00:00+01:00", "P2", "priority raised from P3 to P2");
    clock_shows("2026-10-27T09:00:00+01:00");
    EXPECT_EQ(clock().state, "breached");
    EXPECT_EQ(clock().breach_at, at("2026-10-27T08:00:00Z"));
    EXPECT_EQ(clock().consumed, 10h + 30min);
    const auto said = house.facts<facts::v1::ClockBreached>();
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(said[0].reason(), "priority raised from P3 to P2");
    EXPECT_EQ(said[1].kind(), "mitigate") << "promised since now, counted since receipt";
    becomes("2026-10-27T09:10:00+01:00", "P4", "priority lowered from P2 to P4");
    EXPECT_EQ(clock().state, "breached") << "never taken back";
    EXPECT_EQ(house.facts<facts::v1::ClockBreached>().size(), 2u);
}

TEST_P(Promises, fifty_and_seventy_five_per_cent_and_the_breach_are_said_once_and_in_time) {
    receive("P1");  // 4 h around the clock
    const Instant received = house.clock.now();
    house.pass(1h + 59min);
    EXPECT_EQ(house.facts<facts::v1::ClockAtRisk>().size(), 0u);
    house.pass(1min);
    ASSERT_EQ(house.facts<facts::v1::ClockAtRisk>().size(), 1u);
    EXPECT_EQ(house.facts<facts::v1::ClockAtRisk>()[0].percent(), 50);
    house.pass(1h);
    ASSERT_EQ(house.facts<facts::v1::ClockAtRisk>().size(), 2u);
    EXPECT_EQ(house.facts<facts::v1::ClockAtRisk>()[1].percent(), 75);
    house.pass(1h);
    EXPECT_EQ(house.facts<facts::v1::ClockBreached>().size(), 0u) << "due is not too late";
    house.pass(1min);
    ASSERT_EQ(house.facts<facts::v1::ClockBreached>().size(), 1u);
    EXPECT_EQ(house.facts<facts::v1::ClockBreached>()[0].breach_at_unix_ms(), (received + Duration(4h + 1s)).unix_ms);
    EXPECT_NE(house.facts<facts::v1::ClockBreached>()[0].zone_version(), "");
    house.pass(1h);
    EXPECT_EQ(house.facts<facts::v1::ClockBreached>().size(), 1u);
    EXPECT_EQ(house.facts<facts::v1::ClockAtRisk>().size(), 2u);
}

TEST_P(Promises, a_changed_calendar_moves_what_is_due_and_leaves_verdicts_alone) {
    const auto hours = calendar(aare_hours());
    policy(hours.calendar_id());
    receive("P3");
    tell([&](auto& transaction, auto& levels) { return levels.begin(transaction, {aare, "done", "P3", {"resolve"}}, house.clock.now()); });
    tell([&](auto& transaction, auto& levels) { return levels.meet(transaction, "done", "resolve", at("2026-10-26T09:00:00+01:00")); });
    v1::UpdateCalendarRequest request;
    request.set_calendar_id(hours.calendar_id());
    *request.mutable_rules() = aare_hours();
    auto& holiday = *request.mutable_rules()->add_holidays();
    holiday.set_date("2026-10-26");
    holiday.set_name("National day");
    clock_shows("2026-10-26T09:30:00+01:00");
    const auto changed = house.must<v1::Calendar>(house.owner(), "UpdateCalendar", request, hours.etag());
    EXPECT_EQ(changed.version(), 2);
    house.reconcile();
    EXPECT_EQ(clock().consumed, 1h + 30min) << "Monday no longer counts";
    EXPECT_EQ(clock().due_at, at("2026-10-28T15:30:00+01:00"));
    v1::ListClocksRequest list;
    list.set_filter("subject_id:done");
    const auto done = house.must<v1::ListClocksResponse>(house.owner(), "ListClocks", list);
    ASSERT_EQ(done.clocks_size(), 1);
    EXPECT_EQ(done.clocks(0).state(), "met");
    EXPECT_EQ(done.clocks(0).calendar_version(), 1) << "explained on what held then";
    EXPECT_EQ(done.clocks(0).consumed_s(), 9000);
    const auto stale = house.call<v1::Calendar>(house.owner(), "UpdateCalendar", request, hours.etag());
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, ErrorKind::StaleEtag);
}

TEST_P(Promises, another_zone_database_counts_open_clocks_anew_and_is_noted) {
    receive("P3");
    tell([&](auto& transaction, auto&) -> Status {
        STEWARD_CHECK(transaction.execute("update service_levels_clocks set zone_version = '2007a', due_at = due_at + 3600000"));
        return {};
    });
    house.reconcile();
    EXPECT_EQ(clock().due_at, at("2026-10-27T11:30:00+01:00"));
    const auto listed = house.must<v1::ListClocksResponse>(house.owner(), "ListClocks", v1::ListClocksRequest{});
    EXPECT_NE(listed.clocks(0).zone_version(), "2007a");
}

TEST_P(Promises, a_zone_that_the_machine_no_longer_knows_is_said_and_stops_nothing) {
    receive("P3");
    tell([&](auto& transaction, auto&) -> Status {
        STEWARD_CHECK(transaction.execute("update service_levels_clocks set zone = 'Old/Kingdom'"));
        return {};
    });
    house.pass(30min);
    EXPECT_EQ(clock().consumed, 30min);
    EXPECT_NE(clock().explanation.find("in UTC because this machine no longer knows Old/Kingdom"), std::string::npos)
        << clock().explanation;
}

TEST_P(Promises, a_policy_that_holds_from_an_earlier_day_moves_what_was_received_since) {
    receive("P3");
    auto standard = policies(house.owner()).policies(0);
    v1::UpdateSlaPolicyRequest request;
    request.set_policy_id(standard.policy_id());
    *request.mutable_rules() = standard.rules();
    request.mutable_rules()->mutable_promises(2)->mutable_targets(3)->set_target_s(8 * 3600);
    house.must<v1::SlaPolicy>(house.owner(), "UpdateSlaPolicy", request);
    house.clock.advance(1min);
    house.reconcile();
    EXPECT_EQ(clock().target, 8h) << "received in the same moment in which it came to hold";
    request.mutable_rules()->mutable_promises(2)->mutable_targets(3)->set_target_s(4 * 3600);
    house.must<v1::SlaPolicy>(house.owner(), "UpdateSlaPolicy", request);
    house.clock.advance(1min);
    house.reconcile();
    EXPECT_EQ(clock().target, 8h) << "what was received before keeps its promise";
}

TEST_P(Promises, what_a_priority_does_not_promise_is_moved_to_the_new_policy_once) {
    receive("P1", {"resolve", "mitigate"});
    tell([&](auto& transaction, auto& levels) {
        return levels.change_priority(transaction, "ticket", "P3", "only one is affected", house.clock.now());
    });
    auto standard = policies(house.owner()).policies(0);
    v1::UpdateSlaPolicyRequest request;
    request.set_policy_id(standard.policy_id());
    *request.mutable_rules() = standard.rules();
    request.mutable_rules()->mutable_promises(2)->mutable_targets(3)->set_target_s(8 * 3600);
    house.must<v1::SlaPolicy>(house.owner(), "UpdateSlaPolicy", request);
    house.pass(5min, 1min);
    int64_t said = 0;
    tell([&](auto& transaction, auto&) -> Status {
        STEWARD_TRY(const auto row,
                    transaction.query_one("select count(*) from service_levels_events where reason = 'the policy changed'"));
        said = row->integer(0);
        return {};
    });
    EXPECT_EQ(clock().target, 8h);
    EXPECT_EQ(said, 2) << "once for each clock";
}

TEST_P(Promises, what_a_renewed_promise_missed_stays_and_the_next_round_begins) {
    receive("P1", {"update"});
    house.pass(1h + 1min);
    EXPECT_EQ(clock("update").state, "breached");
    tell([&](auto& transaction, auto& levels) { return levels.renew(transaction, "ticket", "update", house.clock.now()); });
    EXPECT_EQ(clock("update").state, "running");
    EXPECT_EQ(clock("update").due_at, house.clock.now() + Duration(1h));
    v1::ListClocksRequest list;
    list.set_filter("kind:update state:breached");
    EXPECT_EQ(house.must<v1::ListClocksResponse>(house.owner(), "ListClocks", list).total(), 1);
}

TEST_P(Promises, a_reopened_promise_goes_on_from_what_was_used) {
    receive("P1");
    house.clock.advance(1h);
    tell([&](auto& transaction, auto& levels) { return levels.meet(transaction, "ticket", "resolve", house.clock.now()); });
    EXPECT_EQ(clock().state, "met");
    house.clock.advance(24h);
    tell([&](auto& transaction, auto& levels) { return levels.reopen(transaction, "ticket", "resolve", house.clock.now()); });
    EXPECT_EQ(clock().state, "running");
    EXPECT_EQ(clock().consumed, 1h);
    EXPECT_EQ(clock().due_at, house.clock.now() + Duration(3h));
}

TEST_P(Promises, bad_rules_are_refused_with_the_place_of_the_fault) {
    const auto refused = [&](const v1::CalendarRules& rules) {
        v1::CreateCalendarRequest request;
        request.set_name("Odd");
        *request.mutable_rules() = rules;
        const auto answer = house.call<v1::Calendar>(house.owner(), "CreateCalendar", request);
        return answer ? std::string("taken") : answer.error().fields.empty() ? answer.error().code : answer.error().fields[0].pointer;
    };
    EXPECT_EQ(refused({}), "/rules/week");
    auto rules = aare_hours();
    rules.set_zone("Mars/Olympus");
    EXPECT_EQ(refused(rules), "/rules/zone");
    rules.set_zone("../../etc/passwd");
    EXPECT_EQ(refused(rules), "/rules/zone");
    rules = aare_hours();
    rules.mutable_week(3)->set_end("25:00");
    EXPECT_EQ(refused(rules), "/rules/week/3");
    rules.mutable_week(3)->set_day("someday");
    EXPECT_EQ(refused(rules), "/rules/week/3/day");
    rules = aare_hours();
    rules.add_holidays()->set_date("2026-02-30");
    EXPECT_EQ(refused(rules), "/rules/holidays/0/date");
    EXPECT_EQ(refused(aare_hours()), "taken");
    EXPECT_EQ(refused(aare_hours()), "service_levels.name_taken");
}

TEST_P(Promises, a_calendar_that_is_used_cannot_be_removed_and_the_standard_policy_stays) {
    const auto hours = calendar(aare_hours());
    const auto own = policy(hours.calendar_id());
    v1::DeleteCalendarRequest remove;
    remove.set_calendar_id(hours.calendar_id());
    const auto refused = house.call<v1::DeleteCalendarResponse>(house.owner(), "DeleteCalendar", remove);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "service_levels.calendar_used");
    v1::DeleteSlaPolicyRequest drop;
    drop.set_policy_id(own.policy_id());
    house.must<v1::DeleteSlaPolicyResponse>(house.owner(), "DeleteSlaPolicy", drop);
    house.must<v1::DeleteCalendarResponse>(house.owner(), "DeleteCalendar", remove);
    drop.set_policy_id(policies(house.owner()).policies(0).policy_id());
    const auto stays = house.call<v1::DeleteSlaPolicyResponse>(house.owner(), "DeleteSlaPolicy", drop);
    ASSERT_FALSE(stays);
    EXPECT_EQ(stays.error().code, "service_levels.standard_stays");
}

TEST_P(Promises, who_sees_one_client_sees_what_holds_for_it_and_changes_nothing_that_holds_for_all) {
    const auto hours = calendar(aare_hours());
    policy(hours.calendar_id());
    const ClientId mill = house.client("Mill");
    Caller manager = house.owner();
    manager.scope = {.all = false, .clients = {mill}};
    EXPECT_EQ(policies(manager).policies_size(), 1) << "the standard one";
    v1::GetCalendarRequest get;
    get.set_calendar_id(hours.calendar_id());
    EXPECT_EQ(house.call<v1::Calendar>(manager, "GetCalendar", get).error().kind, ErrorKind::NotFound);
    v1::UpdateSlaPolicyRequest request;
    request.set_policy_id(policies(manager).policies(0).policy_id());
    request.set_name("Mine");
    EXPECT_EQ(house.call<v1::SlaPolicy>(manager, "UpdateSlaPolicy", request).error().code, "service_levels.not_yours");
    receive("P3");
    EXPECT_EQ(house.must<v1::ListClocksResponse>(manager, "ListClocks", v1::ListClocksRequest{}).total(), 0);
}

TEST_P(Promises, the_zone_database_of_a_verdict_is_kept_with_it_and_a_new_one_counts_what_is_open_anew) {
    policy(calendar(aare_hours()).calendar_id());
    receive("P3", {"first_response", "resolve"});
    const std::string here = zones::zone_database_version();
    ASSERT_NE(here, "unknown");
    const auto clock_in_list = [&](const std::string& kind) {
        v1::ListClocksRequest request;
        request.set_filter("kind:" + kind);
        return house.must<v1::ListClocksResponse>(house.owner(), "ListClocks", request).clocks(0);
    };
    EXPECT_EQ(clock_in_list("resolve").zone_version(), here);
    tell([&](auto& transaction, auto& levels) { return levels.meet(transaction, "ticket", "first_response", house.clock.now()); });
    // As a machine left it whose zones were older.
    tell([&](auto& transaction, auto&) -> Status {
        STEWARD_CHECK(transaction.execute("update service_levels_clocks set zone_version = '2020a'"));
        return {};
    });
    house.reconcile();
    const auto open = clock_in_list("resolve"), over = clock_in_list("first_response");
    EXPECT_EQ(open.zone_version(), here);
    std::string said;
    for (const auto& step : clock().steps) said += step.text + "\n";
    EXPECT_NE(said.find("the zone database changed from 2020a to " + here), std::string::npos) << said;
    EXPECT_EQ(over.state(), "met");
    EXPECT_EQ(over.zone_version(), "2020a") << "what was judged stays as it was judged";
}

STEWARD_ON_EVERY_DATABASE(Promises);

}  // namespace
}  // namespace steward::service_levels
