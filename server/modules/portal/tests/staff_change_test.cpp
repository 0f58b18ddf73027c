// Somebody joins, moves or leaves: what the ticket says and how pressing it is.
#include "server/modules/portal/staff_change.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/portal/v1/portal.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::portal {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

zones::Date staff_day(std::string_view text) { return parse_staff_day("/effective_on", text).value(); }

TEST(StaffTicket, says_who_and_when_in_its_title_and_the_rest_in_lines) {
    StaffChange change{.kind = "joiner", .who = "Anna Keller", .day = staff_day("2026-12-14")};
    change.job_title = "Till";
    change.manager = "Bo Budget";
    change.needs = "A telephone";
    const auto ticket = staff_ticket(change, staff_day("2026-11-28"));
    EXPECT_EQ(ticket.title, "Joiner: Anna Keller, first day Mon 14 Dec 2026");
    EXPECT_EQ(ticket.description, "Who: Anna Keller\nFirst day: Mon 14 Dec 2026\nDoes: Till\nManager: Bo Budget\n\nNeeds:\nA telephone\n");
    EXPECT_EQ(ticket.urgency, "low");
    EXPECT_EQ(ticket.impact, "limited");
}

TEST(StaffTicket, is_the_more_urgent_the_nearer_the_day) {
    StaffChange change{.kind = "leaver", .who = "D. Marsh", .day = staff_day("2026-12-04")};
    EXPECT_EQ(staff_ticket(change, staff_day("2026-11-26")).urgency, "low");
    EXPECT_EQ(staff_ticket(change, staff_day("2026-11-27")).urgency, "medium");
    EXPECT_EQ(staff_ticket(change, staff_day("2026-12-03")).urgency, "high");
    EXPECT_EQ(staff_ticket(change, staff_day("2026-12-20")).urgency, "high") << "what was due is due";
    change.at_once = true;
    const auto now = staff_ticket(change, staff_day("2026-11-26"));
    EXPECT_EQ(now.title, "Leaver, at once: D. Marsh");
    EXPECT_EQ(now.impact, "extensive");
    EXPECT_EQ(now.urgency, "high");
}

TEST(StaffTicket, takes_days_of_the_calendar_only) {
    for (const auto* wrong : {"", "tomorrow", "2026-02-30", "2026-13-01", "2026-12-1", "2026-12-01T00:00", "2026-12-01 "})
        EXPECT_FALSE(parse_staff_day("/effective_on", wrong)) << wrong;
}

class StaffChanges : public testing_house::Story {
protected:
    StaffChanges()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "portal"},
                {directory::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        hana = house.client_person(harbour);
        hana.name = "Hana";
        hana.account = AccountId::parse("01890000-0000-7000-8000-0000000000aa").value();
        hana.roles = {"CHR"};
        hana.permissions = {"ticket.read", "ticket.write", "portal.staff"};
        directory::v1::CreatePersonRequest person;
        person.set_client_id(harbour.text());
        person.set_name("D. Marsh");
        marsh = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
        request.set_client_id(harbour.text());
        request.set_kind("leaver");
        request.set_person_id(marsh);
        request.set_effective_on("2026-12-04");
    }
    std::string refusal() {
        const auto answer = house.call<v1::StaffChange>(hana, "ReportStaffChange", request);
        return answer ? "" : answer.error().fields.at(0).pointer;
    }

    ClientId harbour;
    Caller hana;
    std::string marsh;
    v1::ReportStaffChangeRequest request;
};
STEWARD_ON_EVERY_DATABASE(StaffChanges);

TEST_P(StaffChanges, become_a_ticket_that_whoever_reported_it_follows) {
    const auto made = house.must<v1::StaffChange>(hana, "ReportStaffChange", request);
    EXPECT_EQ(made.title(), "Leaver: D. Marsh, last day Fri 4 Dec 2026");
    helpdesk::v1::GetTicketRequest get;
    get.set_ticket_id(made.ticket_id());
    const auto ticket = house.must<helpdesk::v1::Ticket>(hana, "GetTicket", get);
    EXPECT_EQ(ticket.kind(), "lifecycle");
    EXPECT_EQ(ticket.source(), "portal");
    EXPECT_NE(ticket.description().find("Who: D. Marsh"), std::string::npos);
    Caller other = house.client_person(harbour);
    other.account = AccountId::parse("01890000-0000-7000-8000-0000000000ab").value();
    EXPECT_FALSE(house.call<helpdesk::v1::Ticket>(other, "GetTicket", get)) << "who leaves is nobody else's to read";
}

TEST_P(StaffChanges, are_refused_with_the_field_that_is_wrong) {
    EXPECT_EQ(refusal(), "");
    request.set_effective_on("2026-09-01");
    EXPECT_EQ(refusal(), "/effective_on");
    request.set_effective_on("2030-01-01");
    EXPECT_EQ(refusal(), "/effective_on");
    request.set_effective_on("soon");
    EXPECT_EQ(refusal(), "/effective_on");
    request.set_effective_on("2026-12-04");
    request.set_kind("joiner");
    EXPECT_EQ(refusal(), "/person_id");
    request.clear_person_id();
    EXPECT_EQ(refusal(), "/name");
    request.set_name("Anna Keller");
    request.set_at_once(true);
    EXPECT_EQ(refusal(), "/at_once");
    request.set_at_once(false);
    EXPECT_EQ(refusal(), "");
    request.set_kind("guest");
    EXPECT_EQ(refusal(), "/kind");
}

}  // namespace
}  // namespace steward::portal
