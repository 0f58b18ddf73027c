// Where reports go, and what callers and technicians see of it: S02 and the decisions around it.
#include "server/modules/proactivity/tests/watch_story.h"

namespace steward::proactivity {
namespace {
using namespace std::chrono_literals;

class Reports : public WatchStory {
protected:
    void merge(const std::string& ticket, const std::string& into) {
        helpdesk::v1::MergeTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_into_ticket_id(into);
        house.must<helpdesk::v1::Ticket>(theo, "MergeTicket", request);
        house.reconcile();
    }
    void part(const std::string& ticket) {
        helpdesk::v1::UnmergeTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_reason("It was about something else");
        house.must<helpdesk::v1::Ticket>(theo, "UnmergeTicket", request);
        house.reconcile();
    }
    // Nine callers from `first` on, one every three minutes.
    std::vector<std::string> nine_callers(const std::vector<std::string>& times) {
        std::vector<std::string> tickets;
        for (const auto& time : times) {
            at(time);
            tickets.push_back(call_in("Nothing works any more", switch_2));
        }
        return tickets;
    }
};
STEWARD_ON_EVERY_DATABASE(Reports);

TEST_P(Reports, S02_a_nine_callers_of_whom_two_were_first_make_one_disturbance_that_the_client_knew_first) {
    auto tickets = nine_callers({"10:05:50", "10:06:40"});
    at("10:07:30");
    fault(switch_2, story_time("10:04:30"));
    const auto later = nine_callers({"10:09:00", "10:12:00", "10:15:00", "10:18:00", "10:21:00", "10:26:00", "10:31:00"});
    tickets.insert(tickets.end(), later.begin(), later.end());
    const auto found = only_disturbance();
    EXPECT_EQ(found.verdict(), "client_first");
    EXPECT_EQ(found.detected_by(), "client");
    EXPECT_EQ(found.report_count(), 9);
    EXPECT_EQ(found.reports_size(), 9);
    EXPECT_EQ(found.started().at_unix_ms(), story_time("10:04:30").unix_ms);
    EXPECT_EQ(found.started().source(), "alert_first_seen");
    EXPECT_EQ(found.detected().at_unix_ms(), story_time("10:07:30").unix_ms);
    EXPECT_EQ(found.reported().at_unix_ms(), story_time("10:05:50").unix_ms);
    EXPECT_FALSE(found.incident_id().empty());
    for (const auto& ticket : tickets) {
        EXPECT_GE(report_of(ticket).score().total(), 60);
        EXPECT_EQ(times_told(ticket), 1) << "each caller is told, once";
    }
}

TEST_P(Reports, S02_b_the_first_call_89_seconds_after_our_action_is_proactive) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    nine_callers({"10:09:00", "10:12:00", "10:13:00", "10:14:00", "10:15:00", "10:18:00", "10:21:00", "10:26:00", "10:31:00"});
    const auto found = only_disturbance();
    EXPECT_EQ(found.verdict(), "proactive");
    EXPECT_EQ(found.lead_seconds(), 89);
    EXPECT_EQ(found.report_count(), 9);
    EXPECT_EQ(found.definition_version(), 3);
    EXPECT_EQ(found.history_size(), 1);
}

TEST_P(Reports, a_score_from_40_is_proposed_and_holds_the_ticket_until_somebody_decides) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("13:00:00");
    const auto ticket = call_in("Cannot save", switch_2);  // 50 and closeness 5.6
    const auto report = report_of(ticket);
    EXPECT_EQ(report.state(), "proposed");
    EXPECT_LT(report.score().total(), 60);
    EXPECT_EQ(only_disturbance().report_count(), 0);
    work_on(ticket);
    const auto refused = try_resolve(ticket);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "helpdesk.open_question");
    EXPECT_EQ(times_told(ticket), 0);
    ASSERT_TRUE(confirm(report.report_id()));
    EXPECT_EQ(report_of(ticket).linked_by(), "Theo Technician");
    EXPECT_EQ(times_told(ticket), 1);
    EXPECT_TRUE(try_resolve(ticket));
    EXPECT_EQ(confirm(report.report_id()).error().code, "proactivity.not_proposed");
}

TEST_P(Reports, are_read_by_an_auditor_who_decides_nothing) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("13:00:00");
    const auto ticket = call_in("Cannot save", switch_2);
    const auto asked = [&](const Caller& caller, const std::string& filter) {
        v1::ListClientReportsRequest request;
        request.set_filter(filter);
        return house.call<v1::ListClientReportsResponse>(caller, "ListClientReports", request);
    };
    const auto told = [](const v1::ListClientReportsResponse& answer) {
        return answer.client_reports_size() == 1 ? answer.client_reports(0) : v1::ClientReport{};
    };
    Caller auditor = person("Ada Auditor", "AUD");
    const auto read = asked(auditor, "ticket:" + ticket + " save");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(told(*read).proposed_title(), "Access switch is down");
    EXPECT_EQ(told(*read).allowed_actions_size(), 0);
    v1::ConfirmClientReportRequest request;
    request.set_report_id(report_of(ticket).report_id());
    EXPECT_EQ(house.call<v1::ClientReport>(auditor, "ConfirmClientReport", request).error().kind, ErrorKind::Forbidden);

    EXPECT_EQ(asked(carla, "").error().kind, ErrorKind::Forbidden) << "the client's reader sees the figures and what counts in them";
    // Somebody of the client's who audits is not shown what was said, and does not find it out by asking for it either.
    auditor.client_side = true;
    EXPECT_EQ(told(asked(auditor, "ticket:" + ticket).value()).text(), "");
    EXPECT_EQ(asked(auditor, "save")->total(), 0);
    EXPECT_EQ(asked(auditor, "contact:*").error().code, "filter.unknown_key");
}

TEST_P(Reports, a_rejected_proposal_is_a_disturbance_of_its_own_that_the_client_knew_first) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("13:00:00");
    const auto ticket = call_in("Cannot save", switch_2);
    ASSERT_TRUE(reject(report_of(ticket).report_id()));
    const auto all = disturbances();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].verdict(), "client_first");
    EXPECT_EQ(all[1].detected_by(), "client");
    work_on(ticket);
    EXPECT_TRUE(try_resolve(ticket));
}

TEST_P(Reports, what_matches_nothing_is_a_new_disturbance_and_requests_are_none) {
    at("10:30:00");
    call_in("The scanner hums");
    EXPECT_EQ(disturbances().size(), 1u);
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(lindqvist.text());
    request.set_title("A new mouse, please");
    request.set_kind("request");
    house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    EXPECT_EQ(disturbances().size(), 1u);
}

TEST_P(Reports, of_a_merged_ticket_move_to_the_disturbance_of_the_one_that_goes_on_with_the_earliest_time) {
    at("10:00:00");
    const std::string call = call_in("The scanner hums");
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    ASSERT_EQ(disturbances().size(), 2u);
    merge(call, alert_ticket());
    const auto left = disturbances();
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].report_count(), 1);
    EXPECT_EQ(look(left[0].disturbance_id()).reported().at_unix_ms(), story_time("10:00:00").unix_ms) << "t_rep is the earliest";
    EXPECT_EQ(left[0].verdict(), "client_first");
}

TEST_P(Reports, of_a_merged_ticket_are_only_proposed_where_a_lost_disturbance_would_vanish) {
    at("10:00:00");
    const std::string first = call_in("The scanner hums");
    at("11:00:00");
    const std::string second = call_in("Loud noise from the big machine upstairs");
    merge(first, second);
    EXPECT_EQ(report_of(first).state(), "proposed") << "merging tickets is no way around the second person";
    EXPECT_EQ(disturbances().size(), 2u);
    work_on(second);
    const auto refused = try_resolve(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "helpdesk.open_question") << "it is asked in the ticket that goes on";
    ASSERT_TRUE(reject(report_of(first).report_id()));
    EXPECT_TRUE(try_resolve(second));
}

TEST_P(Reports, of_a_merge_that_is_taken_back_are_a_disturbance_of_their_own_again) {
    at("10:00:00");
    const std::string call = call_in("The scanner hums");
    const std::string own = report_of(call).disturbance_id();
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    merge(call, alert_ticket());
    ASSERT_EQ(look(own).state(), "merged");
    at("10:20:00");
    part(call);
    EXPECT_EQ(report_of(call).disturbance_id(), own);
    EXPECT_EQ(look(own).state(), "open");
    EXPECT_EQ(look(own).verdict(), "client_first");
    const auto both = disturbances();
    ASSERT_EQ(both.size(), 2u);
    for (const auto& one : both)
        if (one.disturbance_id() != own) EXPECT_EQ(one.report_count(), 0) << "nobody reported the switch";
}

TEST_P(Reports, of_a_merge_that_is_taken_back_are_asked_about_no_longer) {
    at("10:00:00");
    const std::string first = call_in("The scanner hums");
    at("11:00:00");
    const std::string second = call_in("Loud noise from the big machine upstairs");
    merge(first, second);
    ASSERT_EQ(report_of(first).state(), "proposed");
    part(first);
    EXPECT_EQ(report_of(first).state(), "linked");
    work_on(second);
    EXPECT_TRUE(try_resolve(second)) << "the question went with the merge";
}

TEST_P(Reports, an_alert_of_another_client_never_takes_a_report) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(other.text());
    request.set_title("Access switch is down");
    house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request);
    house.reconcile();
    EXPECT_EQ(only_disturbance().report_count(), 0);
}

TEST_P(Reports, are_not_found_by_what_their_device_is_called_at_another_client) {
    at("10:07:30");
    fault(switch_2, story_time("10:04:30"));
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(switch_2.text());
    move.set_client_id(other.text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move);
    directory::v1::UpdateDeviceRequest rename;
    rename.set_device_id(switch_2.text());
    rename.set_name("payroll-of-the-other");
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", rename);
    EXPECT_EQ(only_disturbance().device_name(), "");
    EXPECT_TRUE(disturbances("device:payroll-of-the-other").empty());
    EXPECT_TRUE(disturbances("payroll-of-the-other").empty());
}

TEST_P(Reports, a_proposal_for_what_went_into_another_one_leads_there) {
    at("10:00:00");
    const std::string first = call_in("Nothing works at all", switch_2);
    at("13:00:00");
    const std::string second = call_in("Cannot save", switch_2);  // 50 and closeness 5
    ASSERT_EQ(report_of(second).state(), "proposed");
    const std::string lost = report_of(first).disturbance_id();
    fault(files, story_time("10:05:00"), "A03", "Service stopped");
    const auto others = disturbances("-state:merged detected_by:monitoring");
    ASSERT_EQ(others.size(), 1u);
    const auto asked = relink(theo, report_of(first).report_id(), others[0].disturbance_id());
    ASSERT_TRUE(asked);
    ASSERT_EQ(look(lost).overrides_size(), 1);
    ASSERT_TRUE(approve(sven, look(lost).overrides(0).override_id()));
    ASSERT_EQ(look(lost).state(), "merged");
    ASSERT_TRUE(confirm(report_of(second).report_id()));
    EXPECT_EQ(report_of(second).disturbance_id(), others[0].disturbance_id());
    EXPECT_EQ(look(others[0].disturbance_id()).report_count(), 2);
}

TEST_P(Reports, an_alert_that_opens_later_is_proposed_to_a_report_that_may_speak_of_it) {
    at("10:30:00");
    const auto unrelated = call_in("The scanner hums", files);
    at("13:00:00");
    const auto ticket = call_in("Nothing works", switch_2);
    at("18:30:00");
    fault(switch_2, story_time("08:00:00"));  // 50, five hours from its start: closeness says nothing
    EXPECT_EQ(report_of(unrelated).state(), "linked");
    const auto report = report_of(ticket);
    EXPECT_EQ(report.state(), "proposed");
    EXPECT_FALSE(report.disturbance_id().empty()) << "it keeps its own until somebody decides";
    ASSERT_TRUE(confirm(report.report_id()));
    EXPECT_EQ(disturbances().size(), 2u);
    EXPECT_EQ(look(report.proposed_id()).verdict(), "client_first");
}

TEST_P(Reports, the_device_named_later_proposes_but_takes_no_verdict_away) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("10:20:00");
    const auto ticket = call_in("Nothing works");
    EXPECT_EQ(disturbances().size(), 2u);
    helpdesk::v1::UpdateTicketRequest request;
    request.set_ticket_id(ticket);
    request.set_device_id(switch_2.text());
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", request);
    house.reconcile();
    const auto report = report_of(ticket);
    EXPECT_EQ(report.state(), "proposed");
    EXPECT_GE(report.score().total(), 60);
    EXPECT_EQ(disturbances().size(), 2u);
    ASSERT_TRUE(confirm(report.report_id()));
    EXPECT_EQ(disturbances().size(), 2u) << "a lost one does not vanish by one person's word";
    work_on(ticket);
    EXPECT_TRUE(try_resolve(ticket)) << "but it was decided: the ticket is free";
    const auto lost = look(report.disturbance_id());
    ASSERT_EQ(lost.overrides_size(), 1);
    EXPECT_EQ(lost.overrides(0).state(), "pending");
    ASSERT_TRUE(approve(sven, lost.overrides(0).override_id()));
    EXPECT_EQ(only_disturbance().report_count(), 1);
    EXPECT_EQ(look(report.disturbance_id()).merged_into_id(), only_disturbance().disturbance_id());
}

TEST_P(Reports, a_call_that_is_written_down_after_the_alert_counts_by_when_it_began) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("10:10:00");
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(lindqvist.text());
    request.set_kind("incident");
    request.set_source("phone");
    request.set_title("Nothing works any more");
    request.set_device_id(switch_2.text());
    request.set_contact_began_at_unix_ms(story_time("10:06:30").unix_ms);
    house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    EXPECT_EQ(only_disturbance().verdict(), "client_first") << "by the time of entry it were proactive, 149 s ahead";
}

TEST_P(Reports, a_walk_up_is_recorded_without_a_ticket_and_counts_with_the_remembered_time) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    at("10:40:00");
    v1::RecordClientReportRequest request;
    request.set_client_id(lindqvist.text());
    request.set_contact("Somebody in the hall");
    request.set_text("Access switch is down");
    request.set_device_id(switch_2.text());
    request.set_began_at_unix_ms(story_time("10:06:00").unix_ms);
    const auto report = house.must<v1::ClientReport>(theo, "RecordClientReport", request);
    EXPECT_EQ(report.received_at_unix_ms(), story_time("10:06:00").unix_ms);
    EXPECT_EQ(only_disturbance().verdict(), "client_first");
    request.set_text("The coffee machine is cold");
    request.clear_device_id();
    const auto unmatched = house.call<v1::ClientReport>(theo, "RecordClientReport", request);
    ASSERT_FALSE(unmatched);
    EXPECT_EQ(unmatched.error().code, "proactivity.nothing_matches");
}

TEST_P(Reports, a_caller_who_names_no_device_speaks_of_the_one_they_work_with) {
    at("10:07:30");
    fault(files, story_time("10:04:30"));
    directory::v1::CreatePersonRequest person;
    person.set_client_id(lindqvist.text());
    person.set_name("Rosa Rowe");
    const auto rosa = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    const auto call_of_rosa = [&](DeviceId named) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(lindqvist.text());
        request.set_title("It is so slow today");
        request.set_source("phone");
        request.set_requester_person_id(rosa);
        if (!named.is_nil()) request.set_device_id(named.text());
        const auto ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
        house.reconcile();
        return report_of(ticket);
    };
    at("10:09:00");
    EXPECT_EQ(call_of_rosa({}).score().device(), 0);
    directory::v1::UpdateDeviceRequest hers;
    hers.set_device_id(files.text());
    hers.set_person_id(rosa);
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", hers);
    const auto linked = call_of_rosa({});
    EXPECT_EQ(linked.score().device(), 50);
    EXPECT_EQ(linked.state(), "linked");
    EXPECT_EQ(call_of_rosa(switch_2).score().device(), 0) << "who names another one means that";
}

TEST_P(Reports, acting_on_every_fact_twice_changes_nothing) {
    at("10:05:50");
    call_in("Nothing works", switch_2);
    at("10:07:30");
    fault(switch_2, story_time("10:04:30"));
    const auto before = only_disturbance();
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from journal_cursors where reader = 'proactivity.facts'"));
        return {};
    });
    ASSERT_TRUE(done) << done.error().cause;
    house.reconcile();
    auto after = only_disturbance();
    EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
}

}  // namespace
}  // namespace steward::proactivity
