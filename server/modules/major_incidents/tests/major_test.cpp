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

TEST_P(MajorIncidents, are_declared_after_thirty_minutes_of_a_priority_that_was_raised) {
    const auto id = ticket("limited", "high");
    helpdesk::v1::UpdateTicketRequest raise;
    raise.set_ticket_id(id);
    raise.set_priority("P1");
    raise.set_priority_reason("The whole plant stands still.");
    house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", raise);
    house.reconcile();
    house.clock.advance(29min);
    house.reconcile();
    EXPECT_TRUE(all().empty());
    house.clock.advance(1min);
    house.reconcile();
    EXPECT_EQ(get(only()).reason(), "long_p1");
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
    ticket("extensive", "high");
    const auto told = house.must<v1::MajorIncident>(theo, "TellMajorIncident", words(only()));
    ASSERT_EQ(told.lines_size(), 2);
    EXPECT_EQ(told.lines(1).told(), "handed_over");
    const auto mails = house.facts<facts::v1::MailWanted>();
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].to(), "dora@harbour.example");
    EXPECT_THAT(mails[0].text(), HasSubstr("What we know: The line is cut."));
    EXPECT_THAT(mails[0].text(), HasSubstr("You hear from us again by "));
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
    const auto reviewed = house.must<v1::MajorIncident>(theo, "ReviewMajorIncident", review);
    EXPECT_EQ(reviewed.state(), "reviewed");
    EXPECT_EQ(get(id).review().actions(0).owner(), "Dora");
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
