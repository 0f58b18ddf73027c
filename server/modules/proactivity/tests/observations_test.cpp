// What our own people or a vendor saw before anybody of the client told us, and what the category of a ticket is worth.
#include "server/modules/proactivity/tests/watch_story.h"

namespace steward::proactivity {
namespace {

class Observations : public WatchStory {
protected:
    std::string sven_calls(const std::string& title, DeviceId device, const std::string& category = "") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(lindqvist.text());
        request.set_title(title);
        request.set_source("phone");
        if (!device.is_nil()) request.set_device_id(device.text());
        const auto ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
        house.reconcile();
        if (!category.empty()) categorise(ticket.ticket_id(), category);
        return ticket.ticket_id();
    }
    void categorise(const std::string& ticket, const std::string& category) {
        helpdesk::v1::UpdateTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_category_id(category);
        house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", request);
        house.reconcile();
    }
    void name_asker(const std::string& ticket) {
        directory::v1::CreatePersonRequest person;
        person.set_client_id(lindqvist.text());
        person.set_name("Pia");
        helpdesk::v1::UpdateTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_requester_person_id(house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id());
        house.must<helpdesk::v1::Ticket>(theo, "UpdateTicket", request);
        house.reconcile();
    }
    int reports() {
        return house.must<v1::ListClientReportsResponse>(theo, "ListClientReports", v1::ListClientReportsRequest{}).client_reports_size();
    }
};
STEWARD_ON_EVERY_DATABASE(Observations);

TEST_P(Observations, of_a_technician_are_a_detection_and_the_ticket_is_the_act) {
    at("10:00:00");
    const auto audit = call_in("A fan of the switch stands still", switch_2, "audit");
    EXPECT_EQ(reports(), 0) << "nobody of the client told us";
    auto seen = only_disturbance();
    EXPECT_EQ(seen.detected_by(), "technician");
    EXPECT_EQ(seen.detected().source(), "technician_saw");
    EXPECT_EQ(seen.acted().source(), "ticket_opened");
    EXPECT_EQ(seen.title(), "A fan of the switch stands still");
    at("10:05:00");
    const auto call = call_in("The switch is so loud", switch_2);
    EXPECT_EQ(report_of(call).state(), "linked");
    EXPECT_EQ(only_disturbance().verdict(), "proactive");
    resolve(audit);
    const auto figure = figures(theo);
    EXPECT_EQ(figure.numerator(), 1);
    EXPECT_EQ(figure.denominator(), 1);
}

TEST_P(Observations, that_trouble_is_back_are_no_call_unless_somebody_says_so) {
    at("10:00:00");
    const auto first = call_in("The switch is so loud", switch_2);
    const int told = reports();
    resolve(first);
    helpdesk::v1::CreateTicketRequest back;
    back.set_client_id(lindqvist.text());
    back.set_title("Loud again");
    back.set_device_id(switch_2.text());
    back.set_follows_ticket_id(first);
    at("15:00:00");
    EXPECT_EQ(house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", back).source(), "audit");
    house.reconcile();
    EXPECT_EQ(reports(), told) << "we saw it ourselves";
    back.set_source("phone");
    house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", back);
    house.reconcile();
    EXPECT_EQ(reports(), told + 1) << "they called again";
}

TEST_P(Observations, in_the_same_minute_as_a_call_are_not_first) {
    at("10:00:00");
    call_in("A fan of the switch stands still", switch_2, "audit");
    at("10:00:59");
    call_in("The switch is so loud", switch_2);
    EXPECT_EQ(only_disturbance().verdict(), "seen_not_acted") << "the lead is under 60 seconds";
}

TEST_P(Observations, after_the_call_change_nothing) {
    at("10:00:00");
    call_in("The switch is so loud", switch_2);
    at("10:02:00");
    call_in("A fan of the switch stands still", switch_2, "audit");
    const auto found = only_disturbance();
    EXPECT_EQ(found.detected_by(), "client");
    EXPECT_EQ(found.verdict(), "client_first");
}

TEST_P(Observations, of_a_vendor_count_only_when_somebody_had_begun) {
    at("10:00:00");
    const auto told = call_in("Our provider reports a cut line", switch_2, "vendor");
    EXPECT_EQ(only_disturbance().detected_by(), "vendor");
    EXPECT_EQ(only_disturbance().acted().at_unix_ms(), 0) << "hearing of it is no act";
    at("10:05:00");
    call_in("No internet", switch_2);
    EXPECT_EQ(only_disturbance().verdict(), "seen_not_acted");

    at("12:00:00");
    const auto next = call_in("Our provider reports a broken mail gateway", files, "vendor");
    at("12:01:00");
    work_on(next);
    at("12:05:00");
    call_in("No mail any more", files);
    for (const auto& one : disturbances("detected_by:vendor")) {
        const bool second = one.started().at_unix_ms() == story_time("12:00:00").unix_ms;
        EXPECT_EQ(one.verdict(), second ? "proactive" : "seen_not_acted");
        if (second) EXPECT_EQ(look(one.disturbance_id()).acted().source(), "work_began");
    }
    EXPECT_NE(told, next);
}

TEST_P(Observations, that_name_somebody_of_the_client_as_the_asker_are_their_report) {
    at("10:00:00");
    const auto audit = call_in("A fan of the switch stands still", switch_2, "audit");
    EXPECT_EQ(only_disturbance().detected_by(), "technician");
    name_asker(audit);
    const auto found = only_disturbance();
    EXPECT_EQ(found.report_count(), 1);
    EXPECT_EQ(found.detected_by(), "client") << "in the same moment is a tie";
    EXPECT_EQ(found.verdict(), "client_first");
}

TEST_P(Observations, stay_one_disturbance_with_the_alert_that_follows) {
    at("10:00:00");
    call_in("A fan of the switch stands still", switch_2, "audit");
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    const auto found = only_disturbance();
    EXPECT_EQ(found.detected_by(), "technician") << "the earlier of the two";
    EXPECT_EQ(found.detected().at_unix_ms(), story_time("10:00:00").unix_ms);
    EXPECT_EQ(found.check(), "A01");
}

TEST_P(Observations, of_one_device_within_a_day_count_once) {
    at("10:00:00");
    const auto first = call_in("A fan of the switch stands still", switch_2, "audit");
    resolve(first);
    at("15:30:00");
    const auto second = call_in("A cable is loose", switch_2, "audit");
    resolve(second);
    to(story_time("15:30:00") + std::chrono::hours(30));
    const auto figure = figures(theo);
    EXPECT_EQ(figure.denominator(), 1) << "five tickets about one thing are no five proofs";
}

TEST_P(Observations, whose_ticket_goes_into_a_clients_are_no_detection_of_it) {
    at("10:00:00");
    const auto audit = call_in("A fan of the printer stands still", files, "audit");
    at("14:05:00");
    const auto call = call_in("The switch is loud", switch_2);
    EXPECT_EQ(disturbances().size(), 2u);
    helpdesk::v1::MergeTicketRequest merge;
    merge.set_ticket_id(audit);
    merge.set_into_ticket_id(call);
    house.must<helpdesk::v1::Ticket>(theo, "MergeTicket", merge);
    house.reconcile();
    EXPECT_EQ(only_disturbance().verdict(), "client_first");
    helpdesk::v1::UnmergeTicketRequest part;
    part.set_ticket_id(audit);
    part.set_reason("It was about something else");
    house.must<helpdesk::v1::Ticket>(theo, "UnmergeTicket", part);
    house.reconcile();
    EXPECT_EQ(disturbances().size(), 2u);
}

TEST_P(Observations, requests_and_what_the_calendar_opens_are_neither_seen_nor_told) {
    at("10:00:00");
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(lindqvist.text());
    request.set_title("Change the fans");
    request.set_kind("request");
    request.set_source("audit");
    house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    EXPECT_TRUE(disturbances().empty());
}

TEST_P(Observations, a_report_of_the_same_category_as_the_ticket_of_a_disturbance_has_twenty_points_more) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    categorise(alert_ticket(), testing_house::usual_category);
    at("13:00:00");
    const auto call = sven_calls("Cannot save", switch_2);  // 50, and closeness 5.6
    EXPECT_EQ(report_of(call).state(), "proposed");
    EXPECT_EQ(report_of(call).score().category(), 0);
    categorise(call, testing_house::usual_category);
    EXPECT_EQ(report_of(call).score().category(), 20);
    EXPECT_EQ(report_of(call).state(), "linked") << "with the category it is sure";
}

TEST_P(Observations, another_category_is_worth_nothing) {
    at("10:07:31");
    fault(switch_2, story_time("10:04:30"));
    categorise(alert_ticket(), testing_house::usual_category);
    at("13:00:00");
    const auto call = sven_calls("Cannot save", switch_2, "01a10000-0000-7000-8000-000000000001");
    EXPECT_EQ(report_of(call).score().category(), 0);
    EXPECT_EQ(report_of(call).state(), "proposed");
}

}  // namespace
}  // namespace steward::proactivity
