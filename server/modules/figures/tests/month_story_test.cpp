// A month of one client, counted from the rows of the real rooms.
#include "server/modules/figures/lines.h"
#include "server/platform/access/roles.h"
#include "steward/figures/v1/figures.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::figures {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;

class Month : public testing_house::Story {
protected:
    Month()
        : Story({"journal", "access", "directory", "alerting", "service_levels", "helpdesk", "proactivity", "timesheets", "approvals",
                 "figures"},
                {directory::make_module, alerting::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        house.clock.set_wall(parse_rfc3339("2026-11-17T10:00:00Z").value_or(Instant{}));
        lindqvist = house.client("Lindqvist & Rowe");
        other = house.client("Harbour");
        machine = house.device(lindqvist, "files-1");
        theo = house.technician({lindqvist});
        theo.name = "Theo Technician";
        carla = house.client_person(lindqvist);
        carla.roles = {"CRO"};
        SystemRng rng;
        sven = house.technician({lindqvist});
        sven.name = "Sven Manager";
        sven.permissions = access::find_role("SVM")->permissions;
        sven.account = AccountId::make(house.clock.now(), rng);
        theo.account = AccountId::make(house.clock.now(), rng);
        // Both have been clients for long.
        write("update directory_clients set created_at = 0");
        for (Caller* one : {&theo, &carla}) one->permissions = access::find_role(one == &theo ? "TEC" : "CRO")->permissions;
    }

    std::string call_in(ClientId client, const std::string& title) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(client.text());
        request.set_title(title);
        request.set_source("phone");
        return house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request).ticket_id();
    }
    void answer(const std::string& ticket) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket);
        request.set_text("I am looking at it.");
        house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request);
    }
    void move(const std::string& ticket, const std::string& state) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        if (state == "resolved") {
            request.set_resolution_code("fixed");
            request.set_resolution_text("Put right.");
        }
        if (state == "in_progress") request.set_reason("It is back.");
        house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
    }
    v1::DeskFigure figure(const Caller& caller, const std::string& code, const std::string& by = "") {
        v1::GetDeskFiguresRequest request;
        request.set_client_id(lindqvist.text());
        request.set_group_by(by);
        request.set_months(2);
        const auto answer = house.must<v1::DeskFigures>(caller, "GetDeskFigures", request);
        EXPECT_EQ(answer.month(), "2026-11");
        for (const auto& one : answer.figures())
            if (one.code() == code) return one;
        ADD_FAILURE() << code << " is missing";
        return {};
    }
    v1::DeskFigure figure_of(const Caller& caller, const std::string& code, const std::string& month) {
        const auto answer = months(caller, month);
        for (const auto& one : answer.figures())
            if (one.code() == code) return one;
        ADD_FAILURE() << code << " is missing";
        return {};
    }
    v1::DeskFigures months(const Caller& caller, const std::string& month) {
        v1::GetDeskFiguresRequest request;
        request.set_client_id(lindqvist.text());
        request.set_month(month);
        request.set_months(12);
        return house.must<v1::DeskFigures>(caller, "GetDeskFigures", request);
    }
    std::vector<v1::Restatement> restatements(const std::string& month) {
        const auto answer = months(theo, month);
        return {answer.restatements().begin(), answer.restatements().end()};
    }
    v1::ListFigureRecordsResponse records(const Caller& caller, const std::string& code, const std::string& by = "",
                                          const std::string& group = "") {
        v1::ListFigureRecordsRequest request;
        request.set_code(code);
        request.set_client_id(lindqvist.text());
        request.set_group_by(by);
        request.set_group(group);
        return house.must<v1::ListFigureRecordsResponse>(caller, "ListFigureRecords", request);
    }

    std::vector<v1::FigureException> exceptions(const Caller& caller, const std::string& filter = "") {
        v1::ListFigureExceptionsRequest request;
        request.set_client_id(lindqvist.text());
        request.set_month("2026-11");
        request.set_filter(filter);
        const auto answer = house.must<v1::ListFigureExceptionsResponse>(caller, "ListFigureExceptions", request);
        EXPECT_EQ(answer.month(), "2026-11");
        return {answer.exceptions().begin(), answer.exceptions().end()};
    }

    // Somebody writes down afterwards that they went there, half an hour on 17 November.
    void drove_there(const std::string& ticket) {
        write(
            "insert into timesheets_entries (id, account_id, client_id, ticket_id, project, day, day_at, week, worked_s, counted_s, "
            "rounding, "
            "activity, coverage, coverage_reason, note, source, created_at, changed_at, revision) values ($1, $2, $3, $1, '', "
            "'2026-11-17', $4, "
            "'2026-W47', 1800, 1800, '', 'travel', 'covered', '', '', 'manual', 0, 0, 1)",
            ticket, AccountId{}, lindqvist, parse_rfc3339("2026-11-17T00:00:00Z").value_or(Instant{}));
    }
    // As if all of them had been counted by the first definition.
    void make_older() {
        write("update figures_snapshots set definition_version = 1");
        write("update figures_months set definition_version = 1");
    }
    std::string reasons_of(const std::string& month) {
        std::string reasons;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows,
                        transaction.query("select reason from figures_snapshots where client_id = $1 and month = $2 order by number",
                                          lindqvist, month));
            for (const auto& row : rows) reasons += row.text(0) + " ";
            return {};
        });
        EXPECT_TRUE(done);
        return reasons;
    }
    template <typename... Values>
    void write(const char* sql, const Values&... values) {
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(sql, values...));
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    }

    ClientId lindqvist, other;
    DeviceId machine;
    Caller theo, carla, sven;
};
STEWARD_ON_EVERY_DATABASE(Month);

TEST_P(Month, counts_what_was_promised_kept_and_brought_back) {
    const auto first = call_in(lindqvist, "The printer prints nothing");
    house.pass(10min, 1h);
    answer(first);
    for (const auto* state : {"triaged", "in_progress", "resolved"}) move(first, state);
    const auto second = call_in(lindqvist, "The screen stays dark");
    call_in(other, "Nobody of Lindqvist has to see this");
    house.pass(30min, 1h);

    const auto responses = figure(theo, "K05.first_response");
    EXPECT_EQ(responses.total().numerator(), 1);
    EXPECT_FALSE(responses.total().enough()) << "one promise is too few for a percentage";
    EXPECT_EQ(figure(theo, "K06").total().numerator(), 1);

    const auto waits = figure(theo, "K03.tickets");
    EXPECT_EQ(waits.total().sample(), 2);
    EXPECT_EQ(waits.total().open(), 1) << "the second waits and counts at its age";
    EXPECT_DOUBLE_EQ(records(theo, "K03.tickets").records(0).seconds(), 1800);

    move(first, "in_progress");
    const auto back = figure(theo, "K07.reopened");
    EXPECT_EQ(back.total().numerator(), 1);
    ASSERT_EQ(back.trend_size(), 2);
    EXPECT_EQ(back.trend(0).month(), "2026-10");
    EXPECT_FALSE(back.trend(0).value().has_data());
    EXPECT_EQ(records(theo, "K07.reopened").records(0).reference().substr(0, 4), "TIC-");

    const auto noise = figure(theo, "K09");
    EXPECT_EQ(noise.total().numerator(), 2);
    EXPECT_GT(noise.total().denominator(), 0);
}

TEST_P(Month, has_what_was_solved_in_the_first_call_as_resolved_at_first_contact) {
    for (const auto* title : {"Locked out", "No sound", "Where is the scanner?", "A new password"}) {
        const auto call = call_in(lindqvist, title);
        for (const auto* state : {"triaged", "in_progress", "resolved"}) move(call, state);
        house.pass(10min, 1h);
    }
    const auto first = figure(theo, "K06");
    EXPECT_EQ(first.total().numerator(), 4);
    EXPECT_DOUBLE_EQ(first.total().denominator(), 4);
    EXPECT_EQ(figure(theo, "K05.first_response").total().numerator(), 4);
}

TEST_P(Month, keeps_what_was_missed_until_a_second_person_agrees_to_leave_it_out) {
    const auto hidden = call_in(lindqvist, "The printer prints nothing");
    const auto cancelled = call_in(lindqvist, "The screen stays dark");
    house.pass(std::chrono::days(3), 6h);
    helpdesk::v1::UpdateTicketRequest ours;
    ours.set_ticket_id(hidden);
    ours.set_kind("internal");
    ours.set_reason("It is our own printer, as it turned out.");
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", ours);
    helpdesk::v1::MoveTicketRequest off;
    off.set_ticket_id(cancelled);
    off.set_state("cancelled");
    off.set_reason("Nobody wants it any more.");
    house.must<helpdesk::v1::Ticket>(house.owner(), "MoveTicket", off);
    const auto missed = figure(theo, "K05.first_response").total();
    EXPECT_EQ(missed.numerator(), 0);
    EXPECT_DOUBLE_EQ(missed.denominator(), 2) << "both were missed, and stay so";
    for (const auto& record : records(carla, "K05.first_response").records())
        if (record.record_id() == hidden) EXPECT_EQ(record.title(), "A ticket that became internal");

    const auto listed = exceptions(sven);
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(exceptions(carla).size(), 2u) << "the client sees every exception";
    EXPECT_EQ(exceptions(carla).at(0).allowed_actions_size(), 0);
    for (const auto& one : listed) {
        EXPECT_EQ(one.state(), "pending");
        EXPECT_EQ(one.detail(), "first_response");
        ASSERT_EQ(one.allowed_actions_size(), 2);
        helpdesk::v1::DecideTicketExceptionRequest decision;
        decision.set_exception_id(one.exception_id());
        decision.set_agree(one.kind() == "kind_changed");
        house.must<helpdesk::v1::TicketException>(sven, "DecideTicketException", decision);
    }
    EXPECT_DOUBLE_EQ(figure(theo, "K05.first_response").total().denominator(), 1) << "one was let off, the other was not";
    v1::GetDeskFiguresRequest request;
    request.set_client_id(lindqvist.text());
    const auto month = house.must<v1::DeskFigures>(carla, "GetDeskFigures", request);
    EXPECT_EQ(month.exceptions(), 2);
    EXPECT_EQ(month.pending_exceptions(), 0);
}

TEST_P(Month, counts_a_lowered_P1_as_one_until_a_second_person_agrees) {
    helpdesk::v1::UpdateTicketRequest request;
    request.set_ticket_id(call_in(lindqvist, "Nobody can print"));
    request.set_priority_reason("The whole office stands still, or two of five printers.");
    for (const auto* priority : {"P1", "P3"}) {
        request.set_priority(priority);
        house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", request);
        house.pass(3h, 1h);
    }
    const auto missed_as = [&](const std::string& priority) {
        const auto promises = figure(theo, "K05.first_response", "priority");
        for (const auto& group : promises.groups())
            if (group.group() == priority) return group.denominator() - group.numerator();
        return 0.0;
    };
    EXPECT_EQ(missed_as("P1") - missed_as("P3"), 1);
    const auto one = exceptions(sven).at(0), theirs = exceptions(carla).at(0);
    EXPECT_EQ(one.kind() + " " + one.from() + " " + one.to() + " " + one.state(), "priority_lowered P1 P3 pending");
    EXPECT_EQ(one.asked_by() + ": " + one.reason(), "Theo Technician: " + request.priority_reason());
    EXPECT_EQ(theirs.state() + theirs.reason(), "pending") << "the client sees that, and not what was written among ourselves";
    EXPECT_EQ(one.allowed_actions_size() + exceptions(theo).at(0).allowed_actions_size(), 2) << "a second person's alone";
    helpdesk::v1::DecideTicketExceptionRequest decision;
    decision.set_exception_id(one.exception_id());
    decision.set_agree(true);
    house.must<helpdesk::v1::TicketException>(sven, "DecideTicketException", decision);
    EXPECT_EQ(missed_as("P3") - missed_as("P1"), 1) << "missed it stays: nobody is let off by a lower priority";
}

TEST_P(Month, lists_dismissed_alerts_and_what_people_decided_over_the_rule) {
    const std::string client = lindqvist.text();
    const auto at = parse_rfc3339("2026-11-18T09:00:00Z").value_or(Instant{});
    write(
        "insert into proactivity_disturbances (id, client_id, reference, title, state, check_code, is_prediction, detected_by, started_at, "
        "started_from, started_from_id, detected_from, detected_from_id, acted_from, acted_from_id, reported_from_id, resolution_code, "
        "still_heading, derived_verdict, verdict, original_verdict, definition_version, exclusion, report_count, revision) values ('d', "
        "$1, "
        "'INC-1', 'Switch down', 'resolved', '', false, 'client', $2, '', '', '', '', '', '', '', 'discarded', false, 'client_first', "
        "'client_first', 'client_first', 3, '', 1, 1)",
        client, at);
    for (const auto* state : {"pending", "approved", "applied"})
        write(
            "insert into proactivity_overrides (id, client_id, disturbance_id, kind, from_verdict, to_verdict, derived_then, reason, "
            "improves, "
            "state, requested_by_id, requested_by, requested_at, decided_by, note, exclusion) values ($1, $2, 'd', 'exclusion', "
            "'client_first', 'client_first', 'client_first', 'Nothing was wrong.', true, $1, $3, 'Theo', $4, '', '', 'discarded')",
            std::string(state), client, theo.account, at);
    const auto listed = exceptions(sven);
    ASSERT_EQ(listed.size(), 3u);
    std::set<std::string> states;
    for (const auto& one : listed) states.insert(one.state());
    EXPECT_EQ(states, (std::set<std::string>{"agreed", "noted", "pending"}));
    EXPECT_EQ(listed[0].reference(), "INC-1");
    EXPECT_EQ(exceptions(sven, "state:pending").size(), 1u);
    EXPECT_EQ(exceptions(sven, "state:pending").at(0).allowed_actions_size(), 2);
    EXPECT_EQ(exceptions(theo, "state:pending").at(0).allowed_actions_size(), 0) << "not by who wanted it";
}

TEST_P(Month, tells_a_client_the_same_without_technicians) {
    const auto ticket = call_in(lindqvist, "The printer prints nothing");
    answer(ticket);
    EXPECT_EQ(figure(carla, "K03.tickets").total().sample(), figure(theo, "K03.tickets").total().sample());
    const auto noise = records(carla, "K09");
    for (const auto& record : noise.records()) EXPECT_EQ(record.technician(), "");
    v1::GetDeskFiguresRequest request;
    request.set_group_by("technician");
    const auto refused = house.call<v1::DeskFigures>(carla, "GetDeskFigures", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "request.invalid");
}

TEST_P(Month, opens_exactly_the_records_of_every_group_of_every_figure) {
    for (const auto* title : {"The printer prints nothing", "The screen stays dark", "The mail stands still"}) {
        const auto ticket = call_in(lindqvist, title);
        house.pass(10min, 1h);
        if (title == std::string("The mail stands still")) continue;
        answer(ticket);
        for (const auto* state : {"triaged", "in_progress", "resolved"}) move(ticket, state);
        drove_there(ticket);
    }
    v1::GetDeskFiguresRequest request;
    request.set_client_id(lindqvist.text());
    int opened = 0;
    for (const std::string by : {"priority", "client", "technician"}) {
        request.set_group_by(by);
        for (const auto& figure : house.must<v1::DeskFigures>(theo, "GetDeskFigures", request).figures()) {
            EXPECT_EQ(records(theo, figure.code()).total(), figure.total().sample()) << figure.code();
            int in_groups = 0;
            for (const auto& group : figure.groups()) {
                const auto made_of = records(theo, figure.code(), by, group.group());
                EXPECT_EQ(made_of.total(), group.sample()) << figure.code() << " by " << by << " " << group.label();
                in_groups += made_of.total();
                opened += made_of.total();
            }
            EXPECT_EQ(in_groups, figure.total().sample()) << figure.code() << ": the groups are the whole";
        }
    }
    EXPECT_GT(opened, 20) << "a month with nothing in it shows nothing";
    v1::ListFigureRecordsRequest theirs;
    theirs.set_code("K06");
    theirs.set_group_by("technician");
    EXPECT_EQ(house.call<v1::ListFigureRecordsResponse>(carla, "ListFigureRecords", theirs).error().code, "request.invalid");
}

TEST_P(Month, counts_what_came_back_on_the_same_machine_within_thirty_days) {
    const auto about = [&](const std::string& ticket, const std::string& category) {
        write("update helpdesk_tickets set device_id = $1, category_id = $2 where id = $3", machine, category, ticket);
    };
    const auto first = call_in(lindqvist, "The printer prints nothing");
    about(first, testing_house::usual_category);
    house.pass(10min, 1h);
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 0);
    const auto second = call_in(lindqvist, "Again nothing on paper");
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 0) << "nobody knows what it is about yet";
    about(second, testing_house::usual_category);
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 1);
    EXPECT_EQ(figure(theo, "K07.repeat").total().sample(), 2);
    write("update helpdesk_tickets set resolved_at = created_at - $1 where id = $2", Duration(24h * 31).count(), first);
    write("update helpdesk_tickets set created_at = created_at - $1 where id = $2", Duration(24h * 40).count(), first);
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 0) << "it had ended more than 30 days before";
    write("update helpdesk_tickets set resolved_at = created_at + $1 where id = $2", Duration(24h * 39).count(), first);
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 1);
    write("update helpdesk_tickets set state = 'merged' where id = $1", first);
    EXPECT_EQ(figure(theo, "K07.repeat").total().numerator(), 0) << "its times live on in another";
}

TEST_P(Month, shows_a_new_client_apart_for_ninety_days) {
    call_in(lindqvist, "The printer prints nothing");
    house.pass(30min, 1h);
    EXPECT_EQ(figure(theo, "K09").total().sample(), 1);
    EXPECT_FALSE(figure(theo, "K09.onboarding").total().has_data());
    write("update directory_clients set created_at = $1 where id = $2", parse_rfc3339("2026-09-01T00:00:00Z").value_or(Instant{}),
          lindqvist);
    EXPECT_FALSE(figure(theo, "K09").total().has_data());
    EXPECT_EQ(figure(theo, "K09.onboarding").total().sample(), 1);
    EXPECT_GT(figure(theo, "K09.onboarding").total().denominator(), 0);
    EXPECT_EQ(figure(theo, "K09.onboarding").trend(1).value().sample(), 1);
    write("update directory_clients set created_at = $1 where id = $2", parse_rfc3339("2026-08-02T00:00:00Z").value_or(Instant{}),
          lindqvist);
    EXPECT_EQ(figure(theo, "K09").total().sample(), 1) << "ninety days before November began";
}

TEST_P(Month, refuses_what_it_does_not_know) {
    v1::ListFigureRecordsRequest request;
    request.set_code("K99");
    EXPECT_EQ(house.call<v1::ListFigureRecordsResponse>(theo, "ListFigureRecords", request).error().code, "figures.figure_not_found");
    v1::GetDeskFiguresRequest months;
    months.set_months(13);
    EXPECT_FALSE(house.call<v1::DeskFigures>(theo, "GetDeskFigures", months));
}

TEST_P(Month, is_closed_a_week_after_its_end_and_then_read_as_it_was_written) {
    const auto ticket = call_in(lindqvist, "The printer prints nothing");
    house.pass(10min, 5min);
    answer(ticket);
    for (const auto* state : {"triaged", "in_progress", "resolved"}) move(ticket, state);
    const auto november = [&](const std::string& code) { return figure_of(theo, code, "2026-11"); };
    house.clock.set_wall(parse_rfc3339("2026-12-08T12:00:00Z").value_or(Instant{}));
    house.reconcile();
    EXPECT_FALSE(november("K06").trend(11).closed());
    const auto live = november("K06");
    house.clock.set_wall(parse_rfc3339("2026-12-09T12:00:00Z").value_or(Instant{}));
    house.reconcile();
    const auto closed = november("K06");
    EXPECT_TRUE(closed.trend(11).closed());
    EXPECT_EQ(closed.total().SerializeAsString(), live.total().SerializeAsString()) << "closing changes nothing";
    EXPECT_EQ(closed.total().numerator(), 1);

    v1::ListFigureRecordsRequest request;
    request.set_code("K06");
    request.set_client_id(lindqvist.text());
    request.set_month("2026-11");
    const auto made_of = house.must<v1::ListFigureRecordsResponse>(theo, "ListFigureRecords", request);
    ASSERT_EQ(made_of.records_size(), 1);
    EXPECT_EQ(made_of.records(0).title(), "The printer prints nothing");
    EXPECT_EQ(made_of.records(0).technician(), "");
}

TEST_P(Month, that_is_closed_changes_by_late_facts_visibly_and_keeps_both) {
    const auto ticket = call_in(lindqvist, "The printer prints nothing");
    house.pass(10min, 5min);
    answer(ticket);
    for (const auto* state : {"triaged", "in_progress", "resolved"}) move(ticket, state);
    house.clock.set_wall(parse_rfc3339("2026-12-20T12:00:00Z").value_or(Instant{}));
    house.reconcile();
    EXPECT_EQ(restatements("2026-11").size(), 0u);
    // Somebody writes down afterwards that they drove there.
    drove_there(ticket);
    house.clock.advance(2h);
    house.reconcile();
    EXPECT_EQ(figure_of(theo, "K06", "2026-11").total().sample(), 1) << "not looked at again within a day";
    house.clock.advance(24h);
    house.reconcile();
    EXPECT_EQ(figure_of(theo, "K06", "2026-11").total().sample(), 0);
    const auto said = restatements("2026-11");
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].code(), "K06");
    EXPECT_EQ(said[0].reason(), "late_facts");
    EXPECT_EQ(said[0].before().numerator(), 1);
    EXPECT_EQ(said[0].after().sample(), 0);
}

TEST_P(Month, of_another_definition_is_counted_again_and_says_so) {
    call_in(lindqvist, "The printer prints nothing");
    house.clock.set_wall(parse_rfc3339("2026-12-20T12:00:00Z").value_or(Instant{}));
    house.reconcile();
    make_older();
    EXPECT_EQ(figure_of(theo, "K09", "2026-11").trend(11).definition_version(), 1) << "shown as it was counted";
    house.clock.advance(10min);
    house.reconcile();
    EXPECT_EQ(figure_of(theo, "K09", "2026-11").trend(11).definition_version(), definition_version);
    EXPECT_EQ(reasons_of("2026-11"), "closed definition ");
}

TEST_P(Month, of_several_clients_is_each_clients_own) {
    // 2026-12-01 03:00 in UTC: it is still November in New York, and December in Zurich.
    directory::v1::UpdateClientRequest west;
    west.set_client_id(lindqvist.text());
    west.set_zone("America/New_York");
    directory::v1::UpdateClientRequest east;
    east.set_client_id(other.text());
    east.set_zone("Europe/Zurich");
    for (const auto& request : {west, east}) house.must<directory::v1::Client>(house.owner(), "UpdateClient", request);
    house.clock.set_wall(parse_rfc3339("2026-12-01T03:00:00Z").value_or(Instant{}));
    call_in(lindqvist, "Late in November");
    call_in(other, "Early in December");
    house.reconcile();
    house.clock.advance(1h);
    v1::GetDeskFiguresRequest request;
    request.set_group_by("client");
    const auto noise_in = [&](const std::string& month) {
        request.set_month(month);
        const auto answer = house.must<v1::DeskFigures>(house.owner(), "GetDeskFigures", request);
        EXPECT_EQ(answer.zone(), "");
        EXPECT_EQ(answer.clients(), 2);
        std::map<std::string, int> count;
        for (const auto& one : answer.figures()) {
            if (one.code() != "K09") continue;
            for (const auto& group : one.groups()) count[group.label()] = group.numerator();
        }
        return count;
    };
    EXPECT_EQ(noise_in("2026-11")["Lindqvist & Rowe"], 1);
    EXPECT_EQ(noise_in("2026-11")["Harbour"], 0);
    EXPECT_EQ(noise_in("2026-12")["Harbour"], 1);
}

}  // namespace
}  // namespace steward::figures
