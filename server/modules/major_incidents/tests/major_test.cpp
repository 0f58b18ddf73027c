// A major incident from its declaration to its review, on both databases.
#include <gmock/gmock.h>

#include "server/modules/major_incidents/rules.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/escalation/v1/escalation.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/major_incidents/v1/major_incidents.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::escalation {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::major_incidents {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

class MajorIncidents : public testing_house::Story {
protected:
    MajorIncidents()
        : Story({"journal", "access", "directory", "helpdesk", "escalation", "major_incidents"},
                {directory::make_module, helpdesk::make_module, escalation::make_module, make_module}) {
        harbour = house.client("Harbour");
        theo = house.technician({harbour});
        stranger = house.technician({house.client("Mill")});
    }

    std::string ticket(const std::string& impact, const std::string& urgency) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind("incident");
        request.set_title("The site has no line");
        request.set_description("Nothing works.");
        request.set_impact(impact);
        request.set_urgency(urgency);
        const auto made = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
        house.reconcile();
        return made.ticket_id();
    }
    std::vector<v1::MajorIncident> all() {
        const auto list = house.must<v1::ListMajorIncidentsResponse>(theo, "ListMajorIncidents", v1::ListMajorIncidentsRequest{});
        return {list.major_incidents().begin(), list.major_incidents().end()};
    }
    v1::MajorIncident get(const std::string& id) {
        v1::GetMajorIncidentRequest request;
        request.set_major_incident_id(id);
        return house.must<v1::MajorIncident>(theo, "GetMajorIncident", request);
    }
    v1::TellMajorIncidentRequest words(const std::string& id) {
        v1::TellMajorIncidentRequest request;
        request.set_major_incident_id(id);
        request.set_affected("Your main site.");
        request.set_known("The line is cut.");
        request.set_doing("The carrier digs.");
        return request;
    }
    void name_a_person() {
        directory::v1::CreatePersonRequest person;
        person.set_client_id(harbour.text());
        person.set_name("Dora Decides");
        person.set_email("dora@harbour.example");
        const auto dora = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person);
        escalation::v1::SetNamedContactRequest request;
        request.set_client_id(harbour.text());
        request.set_person_id(dora.person_id());
        house.must<escalation::v1::NamedContact>(house.owner(), "SetNamedContact", request);
    }
    void raise(const std::string& id, const std::string& reason) {
        helpdesk::v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        request.set_priority("P1");
        request.set_priority_reason(reason);
        house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", request);
        house.reconcile();
    }
    std::string only() {
        const auto incidents = all();
        EXPECT_EQ(incidents.size(), 1u);
        return incidents.empty() ? "" : incidents[0].major_incident_id();
    }

    ClientId harbour;
    Caller theo, stranger;
};
STEWARD_ON_EVERY_DATABASE(MajorIncidents);
}  // namespace

TEST_P(MajorIncidents, are_declared_with_the_p1_and_with_no_other_ticket) {
    ticket("limited", "low");
    EXPECT_TRUE(all().empty());
    ticket("extensive", "high");
    const auto incident = get(only());
    EXPECT_EQ(incident.reason(), "p1");
    EXPECT_EQ(incident.commander(), "") << "nobody leads it before somebody takes it";
    EXPECT_EQ(incident.next_update_at_unix_ms() - incident.declared_at_unix_ms(), 30 * 60 * 1000);
    house.reconcile();
    EXPECT_EQ(all().size(), 1u);
}

TEST_P(MajorIncidents, are_declared_after_thirty_minutes_of_a_p1_whose_impact_is_not_extensive) {
    const auto id = ticket("limited", "high");
    raise(id, "The line manager cannot work.");
    house.clock.advance(29min);
    house.reconcile();
    EXPECT_TRUE(all().empty());
    house.clock.advance(1min);
    house.reconcile();
    EXPECT_EQ(get(only()).reason(), "long_p1");
}

TEST_P(MajorIncidents, are_declared_at_once_when_a_p1_turns_out_to_be_of_extensive_impact) {
    const auto id = ticket("limited", "high");
    raise(id, "The line manager cannot work.");
    EXPECT_TRUE(all().empty());
    helpdesk::v1::UpdateTicketRequest wider;
    wider.set_ticket_id(id);
    wider.set_impact("extensive");
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", wider);
    house.reconcile();
    EXPECT_EQ(get(only()).reason(), "p1");
}

TEST_P(MajorIncidents, are_not_declared_of_a_p1_that_was_solved_within_the_half_hour) {
    const auto id = ticket("limited", "high");
    raise(id, "The line manager cannot work.");
    house.clock.advance(10min);
    helpdesk::v1::UpdateTicketRequest lower;
    lower.set_ticket_id(id);
    lower.set_priority("P3");
    lower.set_priority_reason("It was one printer.");
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", lower);
    house.reconcile();
    house.clock.advance(30min);
    house.reconcile();
    EXPECT_TRUE(all().empty());
}

TEST_P(MajorIncidents, are_declared_by_a_person_who_then_leads) {
    v1::DeclareMajorIncidentRequest request;
    request.set_ticket_id(ticket("limited", "low"));
    request.set_reason("data_loss");
    EXPECT_EQ(house.call<v1::MajorIncident>(stranger, "DeclareMajorIncident", request).error().kind, ErrorKind::NotFound);
    const auto incident = house.must<v1::MajorIncident>(theo, "DeclareMajorIncident", request);
    EXPECT_EQ(incident.commander(), theo.name);
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "DeclareMajorIncident", request).error().code, "major_incidents.declared");
}

TEST_P(MajorIncidents, tell_the_client_what_is_affected_known_and_done_and_when_they_hear_again) {
    name_a_person();
    directory::v1::UpdateClientRequest zone;
    zone.set_client_id(harbour.text());
    zone.set_zone("Europe/Zurich");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", zone);
    ticket("extensive", "high");
    const auto told = house.must<v1::MajorIncident>(theo, "TellMajorIncident", words(only()));
    ASSERT_EQ(told.lines_size(), 2);
    EXPECT_EQ(told.lines(1).told(), "handed_over");
    const auto mails = house.facts<facts::v1::MailWanted>();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].to(), "dora@harbour.example");
    EXPECT_THAT(mails[0].text(), HasSubstr("What we know: The line is cut."));
    EXPECT_THAT(mails[0].text(), testing::ContainsRegex("You hear from us again by [A-Z][a-z][a-z] .* 2026 [0-9:]+ CET\\."))
        << "on the client's own clock";
    auto late = words(only());
    late.set_next_in_minutes(31);
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "TellMajorIncident", late).error().code, "request.invalid")
        << "never later than in 30 minutes";
}

TEST_P(MajorIncidents, say_once_that_an_update_is_due_and_count_those_that_did_not_come) {
    ticket("extensive", "high");
    const auto id = only();
    house.clock.advance(30min);
    house.reconcile();
    house.reconcile();
    EXPECT_EQ(house.facts<facts::v1::MajorUpdateDue>().size(), 1u);
    house.clock.advance(31min);
    EXPECT_TRUE(get(id).update_overdue());
    EXPECT_EQ(get(id).missed_updates(), 2) << "two silences of 30 minutes";
    EXPECT_EQ(house.must<v1::MajorIncident>(theo, "TellMajorIncident", words(id)).missed_updates(), 2);
    EXPECT_FALSE(get(id).update_overdue());
}

TEST_P(MajorIncidents, are_never_silent_for_longer_than_thirty_minutes_even_when_nobody_writes) {
    name_a_person();
    ticket("extensive", "high");
    const auto id = only();
    for (int i = 0; i < 90; ++i) {
        house.clock.advance(1min);
        house.reconcile();
    }
    const auto held = get(id);
    EXPECT_EQ(held.missed_updates(), 3);
    EXPECT_TRUE(held.update_overdue()) << "the program wrote in their place";
    int64_t last = held.declared_at_unix_ms();
    int holding = 0;
    for (const auto& line : held.lines()) {
        if (line.kind() != "holding") continue;
        ++holding;
        EXPECT_LE(line.at_unix_ms() - last, 30 * 60 * 1000);
        last = line.at_unix_ms();
        EXPECT_THAT(line.text(), HasSubstr("What we do: We are calling in more people."));
        EXPECT_THAT(line.text(), HasSubstr("You hear from us again by "));
    }
    EXPECT_EQ(holding, 3);
    EXPECT_EQ(house.facts<facts::v1::MailWanted>().size(), 3u);
    EXPECT_EQ(held.first_told_at_unix_ms() - held.declared_at_unix_ms(), 29 * 60 * 1000) << "so that it is there within 30";
    EXPECT_EQ(house.facts<facts::v1::MajorIncidentTold>().size(), 3u);
    house.must<v1::MajorIncident>(theo, "TellMajorIncident", words(id));
    EXPECT_FALSE(get(id).update_overdue());
}

TEST_P(MajorIncidents, tell_the_client_at_once_that_data_may_have_left) {
    name_a_person();
    v1::DeclareMajorIncidentRequest request;
    request.set_ticket_id(ticket("limited", "high"));
    request.set_reason("data_left");
    house.must<v1::MajorIncident>(theo, "DeclareMajorIncident", request);
    EXPECT_EQ(house.facts<facts::v1::MailWanted>().size(), 1u);
}

TEST_P(MajorIncidents, tell_whoever_decides_at_the_client_when_nobody_is_named) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Dora Decides");
    person.set_email("dora@harbour.example");
    person.add_roles("CDM");
    house.must<directory::v1::Person>(house.owner(), "CreatePerson", person);
    ticket("extensive", "high");
    EXPECT_EQ(house.must<v1::MajorIncident>(theo, "TellMajorIncident", words(only())).lines(1).told(), "handed_over");
}

TEST_P(MajorIncidents, have_one_who_leads_and_another_who_writes) {
    ticket("extensive", "high");
    v1::LeadMajorIncidentRequest lead;
    lead.set_major_incident_id(only());
    house.must<v1::MajorIncident>(theo, "LeadMajorIncident", lead);
    v1::CommunicateMajorIncidentRequest write;
    write.set_major_incident_id(only());
    Caller uma = theo;
    uma.name = "Uma";
    const auto incident = house.must<v1::MajorIncident>(uma, "CommunicateMajorIncident", write);
    EXPECT_EQ(incident.commander(), theo.name);
    EXPECT_EQ(incident.communicator(), "Uma");
    EXPECT_EQ(house.facts<facts::v1::MajorIncidentLed>().size(), 2u);
    EXPECT_EQ(incident.log_due_at_unix_ms() - house.clock.now().unix_ms, 15 * 60 * 1000);
}

TEST_P(MajorIncidents, go_on_when_it_comes_back_within_the_day) {
    const auto id = ticket("extensive", "high");
    v1::RestoreMajorIncidentRequest restore;
    restore.set_major_incident_id(only());
    restore.set_text("The line works again.");
    house.must<v1::MajorIncident>(theo, "RestoreMajorIncident", restore);
    facts::v1::TicketReopened again;
    again.set_client_id(harbour.text());
    again.set_ticket_id(id);
    house.clock.advance(3h);
    house.append(harbour, id, again);
    house.reconcile();
    const auto incident = get(only());
    EXPECT_EQ(incident.state(), "open");
    EXPECT_EQ(incident.next_update_at_unix_ms() - house.clock.now().unix_ms, 30 * 60 * 1000);
    EXPECT_EQ(house.facts<facts::v1::MajorIncidentReopened>().size(), 1u);
}

TEST_P(MajorIncidents, end_with_a_note_and_a_review) {
    ticket("extensive", "high");
    const auto id = only();
    v1::ReviewMajorIncidentRequest review;
    review.set_major_incident_id(id);
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "ReviewMajorIncident", review).error().code, "major_incidents.wrong_state");
    v1::RestoreMajorIncidentRequest restore;
    restore.set_major_incident_id(id);
    restore.set_text("The line works again.");
    const auto restored = house.must<v1::MajorIncident>(theo, "RestoreMajorIncident", restore);
    EXPECT_EQ(restored.state(), "restored");
    EXPECT_EQ(restored.end_note_due_unix_ms() - restored.restored_at_unix_ms(), 4 * 3600 * 1000);
    v1::EndMajorIncidentRequest note;
    note.set_major_incident_id(id);
    note.set_text("A digger cut the line.");
    EXPECT_GT(house.must<v1::MajorIncident>(theo, "EndMajorIncident", note).end_note_at_unix_ms(), 0);
    review.mutable_review()->set_cause("One line only.");
    review.mutable_review()->set_worked("Paging.");
    auto& action = *review.mutable_review()->add_actions();
    action.set_text("Order a second line");
    action.set_owner("Dora");
    action.set_side("client");
    action.set_due("soon");
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "ReviewMajorIncident", review).error().code, "request.invalid");
    action.set_due("2020-01-01");
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "ReviewMajorIncident", review).error().code, "request.invalid") << "a day that is over";
    action.set_due(to_rfc3339(house.clock.now() + std::chrono::days(3)).substr(0, 10));
    const auto reviewed = house.must<v1::MajorIncident>(theo, "ReviewMajorIncident", review);
    EXPECT_EQ(reviewed.state(), "reviewed");
    EXPECT_EQ(get(id).review().actions(0).owner(), "Dora");
    EXPECT_EQ(get(id).open_actions(), 1);
    house.clock.advance(std::chrono::days(4));
    EXPECT_EQ(get(id).late_actions(), 1);
    v1::FinishMajorActionRequest done;
    done.set_major_incident_id(id);
    EXPECT_EQ(house.must<v1::MajorIncident>(theo, "FinishMajorAction", done).open_actions(), 0);
    done.set_number(1);
    EXPECT_EQ(house.call<v1::MajorIncident>(theo, "FinishMajorAction", done).error().code, "request.invalid");
    EXPECT_EQ(house.facts<facts::v1::MajorIncidentRestored>().size(), 1u);
}

TEST(MajorIncidentTimes, a_review_is_due_after_five_working_days) {
    const Instant friday = parse_rfc3339("2026-11-27T14:00:00Z").value();
    EXPECT_EQ(to_rfc3339(review_due(friday)).substr(0, 16), "2026-12-04T14:00");
    EXPECT_EQ(to_rfc3339(review_due(friday + std::chrono::hours(24))).substr(0, 10), "2026-12-04") << "from a Saturday";
    EXPECT_EQ(missed_between(friday, friday), 0);
    EXPECT_EQ(missed_between(friday, friday + 1min), 1);
    EXPECT_EQ(missed_between(friday, friday + 31min), 2);
}

}  // namespace steward::major_incidents
