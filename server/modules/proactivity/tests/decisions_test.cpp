// Verdicts that time and people give, and the figures that both sides see.
#include "server/modules/proactivity/tests/watch_story.h"

namespace steward::proactivity {
namespace {
using namespace std::chrono_literals;

class Decisions : public WatchStory {
protected:
    /// A fault that a caller knew first.
    v1::Disturbance lost_one() {
        at("10:05:50");
        call_in("Nothing works", switch_2);
        at("10:07:30");
        fault(switch_2, story_time("10:04:30"));
        return only_disturbance();
    }
    void dismiss_alert() {
        alerting::v1::ListAlertsRequest list;
        const auto alerts = house.must<alerting::v1::ListAlertsResponse>(theo, "ListAlerts", list);
        ASSERT_EQ(alerts.alerts_size(), 1);
        alerting::v1::CloseAlertRequest request;
        request.set_alert_id(alerts.alerts(0).alert_id());
        request.set_reason("false_alarm");
        request.set_note("The probe itself was broken.");
        house.must<alerting::v1::Alert>(theo, "CloseAlert", request);
        house.reconcile();
    }
};
STEWARD_ON_EVERY_DATABASE(Decisions);

TEST_P(Decisions, nobody_reported_it_until_a_day_after_restoration_makes_it_proactive) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("11:00:00");
    recovers(switch_2);
    resolve(alert_ticket());
    EXPECT_EQ(only_disturbance().verdict(), "undecided");
    EXPECT_EQ(only_disturbance().state(), "resolved");
    to(story_time("10:59:59") + 24h);
    EXPECT_EQ(only_disturbance().verdict(), "undecided");
    to(story_time("11:00:00") + 24h);
    EXPECT_EQ(only_disturbance().verdict(), "proactive");
    EXPECT_EQ(only_disturbance().original_verdict(), "proactive");
}

TEST_P(Decisions, a_person_alone_cannot_improve_a_verdict) {
    const auto lost = lost_one();
    const auto asked = ask_for(theo, lost.disturbance_id(), "proactive");
    ASSERT_TRUE(asked) << asked.error().message;
    EXPECT_EQ(asked->state(), "pending");
    EXPECT_TRUE(asked->improves());
    EXPECT_EQ(only_disturbance().verdict(), "client_first");
    EXPECT_EQ(approve(theo, asked->override_id()).error().code, "access.forbidden");
    EXPECT_EQ(ask_for(theo, lost.disturbance_id(), "seen_not_acted").error().code, "proactivity.override_pending");
    ASSERT_TRUE(approve(sven, asked->override_id()));
    const auto changed = only_disturbance();
    EXPECT_EQ(changed.verdict(), "proactive");
    EXPECT_EQ(changed.derived_verdict(), "client_first");
    EXPECT_EQ(changed.original_verdict(), "client_first");
    EXPECT_EQ(changed.overrides_size(), 1);
    EXPECT_EQ(changed.history(changed.history_size() - 1).by(), "Theo Technician and Sven Manager");
}

TEST_P(Decisions, who_asked_cannot_approve_whatever_their_role) {
    const auto asked = ask_for(sven, lost_one().disturbance_id(), "proactive");
    ASSERT_TRUE(asked);
    EXPECT_EQ(approve(sven, asked->override_id()).error().code, "proactivity.same_person");
    auto program = house.owner();
    EXPECT_EQ(approve(program, asked->override_id()).error().code, "proactivity.same_person");
    EXPECT_EQ(only_disturbance().verdict(), "client_first");
}

TEST_P(Decisions, what_makes_it_worse_needs_nobody_else_and_is_listed) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("10:09:00");
    call_in("Nothing works", switch_2);
    const auto asked = ask_for(theo, only_disturbance().disturbance_id(), "seen_not_acted");
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->state(), "applied");
    EXPECT_EQ(only_disturbance().verdict(), "seen_not_acted");
    const auto listed = house.must<v1::ListVerdictOverridesResponse>(carla, "ListVerdictOverrides", v1::ListVerdictOverridesRequest{});
    EXPECT_EQ(listed.overrides_size(), 1) << "the client sees every exception";
}

TEST_P(Decisions, an_approved_override_does_not_survive_a_worse_truth) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("10:08:10");
    call_in("Nothing works", switch_2);
    const auto asked = ask_for(theo, only_disturbance().disturbance_id(), "proactive");
    ASSERT_TRUE(asked);
    ASSERT_TRUE(approve(sven, asked->override_id()));
    EXPECT_EQ(only_disturbance().verdict(), "proactive");
    v1::RecordClientReportRequest request;  // a report found in a mailbox
    request.set_client_id(lindqvist.text());
    request.set_text("Access switch is down");
    request.set_device_id(switch_2.text());
    request.set_began_at_unix_ms(story_time("10:06:00").unix_ms);
    house.must<v1::ClientReport>(theo, "RecordClientReport", request);
    EXPECT_EQ(only_disturbance().verdict(), "client_first");
}

TEST_P(Decisions, taking_a_report_away_from_a_lost_one_waits_for_a_second_person) {
    const auto lost = lost_one();
    const auto report = lost.reports(0).report_id();
    ASSERT_TRUE(relink(theo, report, ""));
    EXPECT_EQ(only_disturbance().report_count(), 1);
    const auto pending = only_disturbance().overrides(0);
    EXPECT_EQ(pending.kind(), "relink");
    EXPECT_EQ(pending.state(), "pending");
    ASSERT_TRUE(approve(sven, pending.override_id()));
    const auto all = disturbances();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(look(lost.disturbance_id()).report_count(), 0);
    EXPECT_EQ(look(lost.disturbance_id()).original_verdict(), "client_first");
    EXPECT_EQ(disturbances("verdict:client_first").size() >= 1, true);
}

TEST_P(Decisions, a_lost_p2_leaves_the_count_by_its_code_only_when_a_second_person_agrees) {
    lost_one();
    at("11:00:00");
    recovers(switch_2);
    resolve(alert_ticket(), "no_fault_found");
    auto lost = only_disturbance();
    EXPECT_EQ(lost.exclusion(), "") << "it counts as it did";
    EXPECT_EQ(figures(carla).client_first(), 1);
    ASSERT_EQ(lost.overrides_size(), 1);
    EXPECT_EQ(lost.overrides(0).kind(), "exclusion");
    EXPECT_EQ(lost.overrides(0).exclusion(), "no_fault_found");
    EXPECT_EQ(lost.overrides(0).requested_by(), "Theo Technician");
    EXPECT_EQ(lost.overrides(0).state(), "pending");
    auto promoted = sven;  // whoever ended it, in whatever role
    promoted.account = theo.account;
    EXPECT_EQ(approve(promoted, lost.overrides(0).override_id()).error().code, "proactivity.same_person");
    ASSERT_TRUE(approve(sven, lost.overrides(0).override_id()));
    EXPECT_EQ(only_disturbance().exclusion(), "no_fault_found");
    EXPECT_FALSE(figures(carla).has_data());
}

TEST_P(Decisions, a_lost_p2_whose_alert_is_dismissed_counts_unless_a_second_person_agrees) {
    lost_one();
    at("10:20:00");
    dismiss_alert();
    auto lost = only_disturbance();
    EXPECT_EQ(lost.state(), "discarded");
    EXPECT_EQ(lost.exclusion(), "");
    ASSERT_EQ(lost.overrides_size(), 1);
    EXPECT_EQ(lost.overrides(0).exclusion(), "discarded");
    EXPECT_EQ(lost.overrides(0).requested_by(), "Theo Technician");
    EXPECT_EQ(lost.overrides(0).reason(), "Its alert was a false alarm.") << "the note is for colleagues";
    v1::RefuseVerdictOverrideRequest request;
    request.set_override_id(lost.overrides(0).override_id());
    request.set_note("Their people could not work.");
    house.must<v1::VerdictOverride>(sven, "RefuseVerdictOverride", request);
    resolve(alert_ticket(), "fixed");
    lost = only_disturbance();
    EXPECT_EQ(lost.exclusion(), "");
    EXPECT_EQ(lost.overrides_size(), 1) << "nobody is asked twice for the same";
}

TEST_P(Decisions, what_was_lost_and_grave_once_is_grave_whatever_its_priority_became) {
    lost_one();
    const auto ticket = alert_ticket();
    helpdesk::v1::UpdateTicketRequest lower;
    lower.set_ticket_id(ticket);
    lower.set_priority("P4");
    lower.set_priority_reason("It was one cable after all.");
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", lower);
    at("11:00:00");
    recovers(switch_2);
    resolve(ticket, "planned_work");
    EXPECT_EQ(only_disturbance().exclusion(), "");
    // Reopened and resolved otherwise, nothing has to be agreed to any more.
    helpdesk::v1::MoveTicketRequest again;
    again.set_ticket_id(ticket);
    again.set_state("in_progress");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", again);
    ASSERT_TRUE(try_resolve(ticket, "fixed"));
    const auto lost = only_disturbance();
    ASSERT_EQ(lost.overrides_size(), 1);
    EXPECT_EQ(lost.overrides(0).state(), "refused");
    EXPECT_EQ(lost.overrides(0).decided_by(), "rule");
    EXPECT_EQ(figures(carla).client_first(), 1);
}

TEST_P(Decisions, a_lost_p3_leaves_the_count_by_one_person) {
    at("10:05:50");
    call_in("Nothing works", files);
    at("10:07:30");
    fault(files, story_time("10:04:30"), "S01", "Disk is nearly full", "P3");
    at("11:00:00");
    recovers(files, "S01");
    resolve(alert_ticket(), "planned_work");
    EXPECT_EQ(only_disturbance().exclusion(), "planned_work");
    EXPECT_EQ(only_disturbance().overrides_size(), 0);
}

TEST_P(Decisions, a_discarded_one_counts_nowhere) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    alerting::v1::ListAlertsRequest list;
    const auto alerts = house.must<alerting::v1::ListAlertsResponse>(theo, "ListAlerts", list);
    alerting::v1::CloseAlertRequest close;
    close.set_alert_id(alerts.alerts(0).alert_id());
    close.set_reason("false_alarm");
    close.set_note("The probe itself was broken.");
    house.must<alerting::v1::Alert>(theo, "CloseAlert", close);
    house.reconcile();
    const auto gone = only_disturbance();
    EXPECT_EQ(gone.state(), "discarded");
    EXPECT_EQ(gone.exclusion(), "discarded");
    EXPECT_EQ(figures(theo).denominator(), 0);
    EXPECT_FALSE(figures(theo).has_data());
}

TEST_P(Decisions, a_prevented_one_counts_while_its_prediction_stood_when_somebody_took_it_S01) {
    at("10:07:31");
    fault(files, story_time("10:07:31"), "S02", "Volume E: is full on about 27 November 2026", "P3", 14);
    EXPECT_EQ(only_disturbance().detected_by(), "prediction");
    at("10:27:31");
    take_alert();
    at("16:00:00");
    recovers(files, "S02");
    resolve(alert_ticket(), "prevented");
    to(story_time("16:00:00") + 24h);
    const auto prevented = only_disturbance();
    EXPECT_EQ(prevented.verdict(), "proactive");
    EXPECT_EQ(prevented.exclusion(), "");
    EXPECT_EQ(figures(theo).numerator(), 1);
    EXPECT_EQ(figures(theo).denominator(), 1);
    EXPECT_FALSE(figures(theo).enough());
    EXPECT_EQ(figures(theo).percent(), 0) << "one is too few for a percentage";
    EXPECT_EQ(figures(theo).never_reported(), 1);
}

TEST_P(Decisions, a_prevented_one_that_nobody_took_while_it_stood_is_listed_and_not_counted) {
    at("10:07:31");
    fault(files, story_time("10:07:31"), "S02", "Volume E: is full on about 27 November 2026", "P3", 14);
    at("11:00:00");
    recovers(files, "S02");
    resolve(alert_ticket(), "prevented");
    to(story_time("11:00:00") + 24h);
    const auto seen = figures(theo);
    EXPECT_EQ(seen.denominator(), 0);
    ASSERT_EQ(seen.counted_size(), 1);
    EXPECT_EQ(seen.counted(0).exclusion(), "prevention_unproven");
}

TEST_P(Decisions, a_month_is_the_clients_own) {
    directory::v1::UpdateClientRequest moved;
    moved.set_client_id(lindqvist.text());
    moved.set_zone("Pacific/Auckland");  // 13 hours ahead in December
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", moved);
    lost_one();
    to(parse_rfc3339("2026-11-30T12:00:00Z").value());
    recovers(switch_2);
    resolve(alert_ticket());
    v1::GetProactivityRequest request;
    request.set_client_id(lindqvist.text());
    request.set_month("2026-11");
    EXPECT_EQ(house.must<v1::Proactivity>(carla, "GetProactivity", request).denominator(), 0);
    request.set_month("2026-12");
    const auto december = house.must<v1::Proactivity>(carla, "GetProactivity", request);
    EXPECT_EQ(december.denominator(), 1);
    EXPECT_EQ(december.from_unix_ms(), parse_rfc3339("2026-11-30T11:00:00Z")->unix_ms);
    EXPECT_EQ(december.zone(), "Pacific/Auckland");
    request.set_month("December");
    EXPECT_EQ(house.call<v1::Proactivity>(carla, "GetProactivity", request).error().code, "request.invalid");
}

TEST_P(Decisions, a_closed_month_is_written_down_and_late_facts_make_a_second_row) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("11:00:00");
    recovers(switch_2);
    resolve(alert_ticket());
    v1::GetProactivityRequest request;
    request.set_client_id(lindqvist.text());
    request.set_month("2026-11");
    to(parse_rfc3339("2026-12-01T20:00:00Z").value());
    EXPECT_EQ(house.must<v1::Proactivity>(theo, "GetProactivity", request).snapshots_size(), 0) << "verdicts may still come";
    to(parse_rfc3339("2026-12-02T12:00:00Z").value());
    to(parse_rfc3339("2026-12-03T12:00:00Z").value());
    auto november = house.must<v1::Proactivity>(theo, "GetProactivity", request);
    ASSERT_EQ(november.snapshots_size(), 1);
    EXPECT_EQ(november.snapshots(0).numerator(), 1);
    const auto asked = ask_for(theo, only_disturbance().disturbance_id(), "client_first");
    ASSERT_TRUE(asked) << asked.error().message;
    house.reconcile();
    november = house.must<v1::Proactivity>(carla, "GetProactivity", request);
    ASSERT_EQ(november.snapshots_size(), 2);
    EXPECT_EQ(november.snapshots(0).numerator(), 1) << "never rewritten";
    EXPECT_EQ(november.snapshots(1).numerator(), 0);
    EXPECT_EQ(november.snapshots(1).reason(), "late facts changed it");
}

TEST_P(Decisions, both_sides_see_the_same_figures_and_the_client_no_names) {
    const auto lost = lost_one();
    recovers(switch_2);
    resolve(alert_ticket());
    auto ours = figures(theo), theirs = figures(carla);
    EXPECT_EQ(ours.SerializeAsString(), theirs.SerializeAsString());
    EXPECT_EQ(ours.denominator(), 1);
    EXPECT_EQ(ours.client_first(), 1);
    ASSERT_EQ(ours.counted_size(), 1);
    EXPECT_EQ(ours.counted(0).disturbance_id(), lost.disturbance_id());
    v1::GetDisturbanceRequest request;
    request.set_disturbance_id(lost.disturbance_id());
    const auto seen = house.must<v1::Disturbance>(carla, "GetDisturbance", request);
    ASSERT_EQ(seen.reports_size(), 1);
    EXPECT_EQ(seen.reports(0).text(), "");
    EXPECT_EQ(seen.reports(0).linked_by(), "");
}

}  // namespace
}  // namespace steward::proactivity
