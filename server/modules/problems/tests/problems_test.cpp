// A problem from its incidents to its verification, on both databases.
#include <gmock/gmock.h>

#include "server/modules/problems/states.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/problems/v1/problems.pb.h"
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
namespace steward::proactivity {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::problems {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

class Problems : public testing_house::Story {
protected:
    Problems()
        : Story({"journal", "access", "directory", "monitoring", "alerting", "service_levels", "helpdesk", "proactivity", "timesheets",
                 "problems"},
                {directory::make_module, alerting::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        files = house.device(harbour, "files-1");
        erik = house.technician({harbour});
        erik.name = "Erik Engineer";
        erik.roles = {"ENG"};
        sara = house.owner();
        sara.roles = {"SVM"};
        theo = house.technician({harbour});
        theo.permissions.erase("problem.write");
    }

    // A disturbance with its ticket, as the room of the disturbances writes it.
    std::string incident(const std::string& check, const std::string& title = "The disk is full") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind("incident");
        request.set_title(title);
        request.set_device_id(files.text());
        const std::string ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
        disturbance(check, ticket);
        return ticket;
    }
    void disturbance(const std::string& check, const std::string& ticket) {
        const std::string id = DisturbanceIdText(house.clock.now(), ++made_);
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into proactivity_disturbances (id, client_id, reference, title, state, device_id, check_code, is_prediction, "
                "ticket_id, "
                "detected_by, started_at, started_from, started_from_id, detected_from, detected_from_id, acted_from, acted_from_id, "
                "reported_from_id, resolution_code, still_heading, derived_verdict, verdict, original_verdict, definition_version, "
                "exclusion, "
                "report_count, revision) values ($1, $2, $1, 'It', 'open', $3, $4, $5, $6, 'monitoring', $7, '', '', '', '', '', '', '', "
                "'', $5, "
                "'', '', '', 1, '', 0, 1)",
                id, harbour, files, check, false, ticket.empty() ? std::optional<std::string>{} : std::optional(ticket),
                house.clock.now()));
            return {};
        });
        ASSERT_TRUE(done) << done.error().cause;
    }
    static std::string DisturbanceIdText(Instant at, int number) {
        RawId raw;
        for (int i = 0; i < 6; ++i) raw.bytes[static_cast<size_t>(i)] = static_cast<uint8_t>(at.unix_ms >> (40 - 8 * i));
        raw.bytes[6] = 0x70;
        raw.bytes[8] = 0x80;
        raw.bytes[15] = static_cast<uint8_t>(number);
        return to_text(raw);
    }
    std::vector<v1::Problem> all(const std::string& filter = "") {
        v1::ListProblemsRequest request;
        request.set_filter(filter);
        const auto list = house.must<v1::ListProblemsResponse>(erik, "ListProblems", request);
        return {list.problems().begin(), list.problems().end()};
    }
    v1::Problem get(const std::string& id) {
        v1::GetProblemRequest request;
        request.set_problem_id(id);
        return house.must<v1::Problem>(erik, "GetProblem", request);
    }
    Result<v1::Problem> try_move(const Caller& who, const std::string& id, const std::string& state, const std::string& words = "") {
        v1::MoveProblemRequest request;
        request.set_problem_id(id);
        request.set_state(state);
        if (state == "known_error") request.set_workaround(words);
        if (state == "fix_planned") request.set_fix(words);
        if (state == "fixed") request.set_cause(words);
        if (state == "closed_no_cause") request.set_reason(words);
        return house.call<v1::Problem>(who, "MoveProblem", request);
    }
    v1::Problem move(const std::string& id, const std::string& state, const std::string& words = "") {
        const auto moved = try_move(erik, id, state, words);
        EXPECT_TRUE(moved) << state << ": " << (moved ? "" : moved.error().message);
        return moved.value_or(v1::Problem{});
    }
    // Three of the same in a week: the problem that comes of them.
    v1::Problem pattern() {
        for (int i = 0; i < 3; ++i) {
            incident("S04");
            house.clock.advance(24h);
        }
        house.reconcile();
        const auto problems = all();
        EXPECT_EQ(problems.size(), 1u);
        return problems.empty() ? v1::Problem{} : get(problems[0].problem_id());
    }
    v1::Problem fixed() {
        const auto id = pattern().problem_id();
        move(id, "investigating");
        move(id, "known_error", "Delete the logs.");
        move(id, "fix_planned", "A bigger disk.");
        return move(id, "fixed", "Logs were never rotated.");
    }
    void hear_of_the_device() { house.directory().note_vital(files, {.health = directory::Health::Ok, .last_seen = house.clock.now()}); }

    ClientId harbour;
    DeviceId files;
    Caller erik, sara, theo;

private:
    int made_ = 0;
};
STEWARD_ON_EVERY_DATABASE(Problems);

TEST_P(Problems, open_by_themselves_with_the_third_incident_of_the_same) {
    incident("S04");
    incident("S05");
    incident("S04");
    house.reconcile();
    EXPECT_TRUE(all().empty());
    incident("S04");
    house.reconcile();
    house.pass(10min, 5min);
    ASSERT_EQ(all().size(), 1u) << "once, however often one looks";
    const auto problem = get(all()[0].problem_id());
    EXPECT_EQ(problem.state(), "opened");
    EXPECT_EQ(problem.reason(), "pattern");
    EXPECT_EQ(problem.about_words(), "check S04");
    EXPECT_EQ(problem.device_name(), "files-1");
    EXPECT_EQ(problem.incidents(), 3);
    EXPECT_EQ(problem.linked_size(), 3);
    EXPECT_THAT(problem.title(), HasSubstr("files-1"));
}

TEST_P(Problems, open_by_themselves_with_the_third_incident_of_one_category_that_names_no_device) {
    const std::string line = "01a10000-0000-7000-8000-000000000015";  // "Internet line"
    for (int i = 0; i < 3; ++i) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title("No internet");
        request.set_category_id(line);
        disturbance("", house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request).ticket_id());
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update proactivity_disturbances set device_id = null"));
            return {};
        });
        ASSERT_TRUE(done) << done.error().cause;
        if (i < 2) {
            house.reconcile();
            EXPECT_TRUE(all().empty());
        }
        house.clock.advance(24h);
    }
    house.reconcile();
    house.reconcile();
    const auto problems = all();
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].incidents(), 3);
    EXPECT_EQ(problems[0].device_id(), "");
    EXPECT_NE(problems[0].title().find("at Harbour"), std::string::npos) << problems[0].title();
}

TEST_P(Problems, take_in_what_comes_back_and_are_not_opened_twice) {
    const auto problem = pattern();
    incident("S04");
    house.pass(10min, 5min);
    EXPECT_EQ(all().size(), 1u);
    EXPECT_EQ(get(problem.problem_id()).incidents(), 4);
}

TEST_P(Problems, hold_their_ticket_until_they_are_fixed) {
    const auto problem = pattern();
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(problem.ticket_id());
    for (const auto* state : {"triaged", "in_progress"}) {
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
    }
    request.set_state("resolved");
    request.set_resolution_code("fixed");
    request.set_resolution_text("Done.");
    EXPECT_EQ(house.call<helpdesk::v1::Ticket>(theo, "MoveTicket", request).error().code, "helpdesk.open_question");
    for (const auto& [state, words] :
         {std::pair{"investigating", ""}, {"known_error", "Delete."}, {"fix_planned", "Bigger."}, {"fixed", "Logs."}})
        move(problem.problem_id(), state, words);
    EXPECT_TRUE(house.call<helpdesk::v1::Ticket>(theo, "MoveTicket", request));
}

TEST_P(Problems, show_their_workaround_where_the_same_happens) {
    const auto problem = pattern();
    move(problem.problem_id(), "investigating");
    move(problem.problem_id(), "known_error", "Delete the logs in /var/log.");
    v1::ListTicketProblemsRequest request;
    request.set_ticket_id(incident("S04"));
    // Not linked yet, and its alert is not in this story: nothing is claimed.
    EXPECT_EQ(house.must<v1::ListTicketProblemsResponse>(theo, "ListTicketProblems", request).problems_size(), 0);
    house.pass(5min, 5min);
    const auto shown = house.must<v1::ListTicketProblemsResponse>(theo, "ListTicketProblems", request);
    ASSERT_EQ(shown.problems_size(), 1);
    EXPECT_EQ(shown.problems(0).match(), "linked");
    EXPECT_EQ(shown.problems(0).problem().workaround(), "Delete the logs in /var/log.");
    request.set_ticket_id(problem.ticket_id());
    EXPECT_EQ(house.must<v1::ListTicketProblemsResponse>(theo, "ListTicketProblems", request).problems(0).match(), "record");
}

TEST_P(Problems, are_verified_after_thirty_quiet_days_and_not_a_day_sooner) {
    const auto id = fixed().problem_id();
    EXPECT_EQ(get(id).quiet_until_unix_ms() - get(id).fixed_at_unix_ms(), 30LL * 24 * 3600 * 1000);
    house.clock.advance(24h * 29);
    hear_of_the_device();
    house.reconcile();
    EXPECT_EQ(get(id).state(), "fixed");
    house.clock.advance(24h);
    hear_of_the_device();
    house.reconcile();
    const auto verified = get(id);
    EXPECT_EQ(verified.state(), "verified");
    EXPECT_THAT(verified.evidence(), HasSubstr("No incident of the same"));
    EXPECT_EQ(move(id, "closed").state(), "closed");
}

TEST_P(Problems, wait_longer_when_it_comes_back) {
    const auto id = fixed().problem_id();
    house.clock.advance(24h * 20);
    incident("S04");
    house.reconcile();
    const auto back = get(id);
    EXPECT_EQ(back.state(), "fixed");
    EXPECT_EQ(back.recurrences(), 1);
    house.clock.advance(24h * 11);
    hear_of_the_device();
    house.reconcile();
    EXPECT_EQ(get(id).state(), "fixed");
    house.clock.advance(24h * 20);
    hear_of_the_device();
    house.reconcile();
    EXPECT_EQ(get(id).state(), "verified");
}

TEST_P(Problems, prove_nothing_by_a_device_that_is_silent) {
    const auto id = fixed().problem_id();
    house.clock.advance(24h * 40);
    house.reconcile();
    EXPECT_EQ(get(id).state(), "fixed");
    EXPECT_THAT(get(id).waits_for(), HasSubstr("silence proves nothing"));
}

TEST_P(Problems, open_again_as_a_new_one_only_for_what_came_after_the_last) {
    const auto id = pattern().problem_id();
    move(id, "investigating");
    ASSERT_TRUE(try_move(sara, id, "closed_no_cause", "Nobody could find a cause."));
    house.pass(10min, 5min);
    EXPECT_EQ(all().size(), 1u);
    for (int i = 0; i < 3; ++i) incident("S04");
    house.pass(5min, 5min);
    EXPECT_EQ(all().size(), 2u);
    EXPECT_EQ(all("is:open").size(), 1u);
}

TEST_P(Problems, come_with_a_ticket_of_their_kind_whoever_opens_it) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_kind("problem");
    request.set_title("Why is the line slow every Monday?");
    const auto ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    house.reconcile();
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(all()[0].ticket_id(), ticket.ticket_id());
    EXPECT_EQ(all()[0].reason(), "ticket");

    helpdesk::v1::MoveTicketRequest cancel;
    cancel.set_ticket_id(ticket.ticket_id());
    cancel.set_state("cancelled");
    cancel.set_reason("Opened by mistake.");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", cancel);
    EXPECT_TRUE(all()[0].withdrawn());
    EXPECT_TRUE(all("is:open").empty());
    EXPECT_EQ(try_move(erik, all()[0].problem_id(), "investigating").error().code, "problems.move_not_allowed");
}

TEST_P(Problems, are_linked_by_hand_and_by_the_tie_between_tickets) {
    const auto first = incident("S09", "The scanner hangs");
    v1::CreateProblemRequest create;
    create.set_client_id(harbour.text());
    create.set_title("Why does the scanner hang?");
    create.set_ticket_id(first);
    EXPECT_EQ(house.call<v1::Problem>(theo, "CreateProblem", create).error().code, "access.forbidden");
    const auto problem = house.must<v1::Problem>(erik, "CreateProblem", create);
    EXPECT_EQ(problem.incidents(), 1);

    v1::LinkIncidentRequest link;
    link.set_problem_id(problem.problem_id());
    link.set_ticket_id(incident("S09"));
    EXPECT_EQ(house.must<v1::Problem>(theo, "LinkIncident", link).incidents(), 2);

    facts::v1::TicketLinked tie;
    tie.set_client_id(harbour.text());
    tie.set_ticket_id(incident("S09"));
    tie.set_relation("caused_by");
    tie.set_other_ticket_id(problem.ticket_id());
    tie.set_by("Theo");
    house.append(harbour, tie.ticket_id(), tie);
    house.reconcile();
    EXPECT_EQ(get(problem.problem_id()).incidents(), 3);

    v1::UnlinkIncidentRequest unlink;
    unlink.set_problem_id(problem.problem_id());
    unlink.set_ticket_id(first);
    EXPECT_EQ(house.must<v1::Problem>(theo, "UnlinkIncident", unlink).incidents(), 2);
    link.set_ticket_id(problem.ticket_id());
    EXPECT_EQ(house.call<v1::Problem>(theo, "LinkIncident", link).error().code, "request.invalid") << "not of kind incident";
}

TEST_P(Problems, come_of_every_major_incident) {
    const auto ticket = incident("S14", "The site has no line");
    facts::v1::MajorIncidentRestored fact;
    fact.set_client_id(harbour.text());
    fact.set_ticket_id(ticket);
    fact.set_title("The site has no line");
    house.append(harbour, ticket, fact);
    house.append(harbour, ticket, fact);
    house.reconcile();
    ASSERT_EQ(all().size(), 1u);
    EXPECT_EQ(all()[0].reason(), "major_incident");
    EXPECT_EQ(all()[0].incidents(), 1);
}

TEST_P(Problems, refuse_an_old_reading_and_other_clients) {
    const auto problem = pattern();
    v1::UpdateProblemRequest request;
    request.set_problem_id(problem.problem_id());
    request.set_cause("Logs.");
    EXPECT_TRUE(house.call<v1::Problem>(erik, "UpdateProblem", request, problem.etag()));
    EXPECT_EQ(house.call<v1::Problem>(erik, "UpdateProblem", request, problem.etag()).error().code, "problems.changed_meanwhile");
    const auto stranger = house.technician({house.client("Mill")});
    EXPECT_EQ(house.call<v1::Problem>(stranger, "UpdateProblem", request).error().code, "access.not_found");
}

}  // namespace
}  // namespace steward::problems
