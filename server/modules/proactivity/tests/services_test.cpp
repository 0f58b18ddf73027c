// A call that names what does not work, and the machine below it that is down: the dependency map says that they are one (domain/kpis.md
// C).
#include "server/modules/proactivity/tests/watch_story.h"

namespace steward::proactivity {
namespace {

class NamedServices : public WatchStory {};
STEWARD_ON_EVERY_DATABASE(NamedServices);

TEST_P(NamedServices, link_a_call_to_the_machine_below_through_another_service) {
    const auto network = service("Network", switch_2);
    const auto mail = service("Mail", {}, network);
    at("10:05:00");
    fault(switch_2, story_time("10:04:00"));
    at("10:06:00");
    const auto report = report_of(call_in("Mail is down since a minute", {}, "phone", mail));
    EXPECT_EQ(report.state(), "linked");
    EXPECT_EQ(disturbances().size(), 1U) << "it is the one that was seen";
    EXPECT_EQ(report.score().service(), 40);
    EXPECT_EQ(report.score().device(), 0);
    EXPECT_GT(report.score().closeness(), 19);
}

TEST_P(NamedServices, say_nothing_of_a_machine_that_they_do_not_need) {
    const auto network = service("Network", switch_2);
    service("Mail", files, network);
    at("10:05:00");
    fault(files, story_time("10:04:00"));
    at("10:06:00");
    // The mail stands on the network, so a broken network is heard of as a broken mail; not the other way round.
    const auto report = report_of(call_in("The network is slow", {}, "phone", network));
    EXPECT_EQ(report.score().service(), 0);
    EXPECT_EQ(disturbances().size(), 2U);
}

TEST_P(NamedServices, link_two_machines_of_one_service) {
    const auto web = house.device(lindqvist, "web-1");
    const auto shop = service("Web shop", web);
    services::v1::UpdateServiceRequest more;
    more.set_service_id(shop);
    for (const DeviceId device : {web, files}) {
        more.add_needs()->set_kind("device");
        more.mutable_needs()->rbegin()->set_id(device.text());
    }
    house.must<services::v1::ClientService>(sven, "UpdateService", more);
    at("10:05:00");
    fault(files, story_time("10:04:00"));
    at("10:06:00");
    EXPECT_EQ(report_of(call_in("The shop shows no prices", web)).score().service(), 40) << "another symptom of the same cause";
}

TEST_P(NamedServices, propose_to_join_two_calls_about_the_same_one_before_anything_was_seen) {
    const auto mail = service("Mail", files);
    at("10:05:00");
    const auto first = report_of(call_in("Mail does not come", {}, "phone", mail));
    at("10:06:00");
    const auto second = report_of(call_in("No post today", {}, "phone", mail));
    EXPECT_EQ(second.state(), "proposed") << "40 and not quite 20 for the time";
    EXPECT_EQ(second.proposed_id(), first.disturbance_id());
    EXPECT_EQ(second.score().service(), 40);
}

TEST_P(NamedServices, are_looked_at_again_when_a_technician_names_one) {
    const auto mail = service("Mail", switch_2);
    at("10:05:00");
    fault(switch_2, story_time("10:04:00"));
    at("10:06:00");
    const auto ticket = call_in("Something is wrong here");
    EXPECT_EQ(disturbances().size(), 2U);
    helpdesk::v1::ChangeTicketAffectedRequest affected;
    affected.set_ticket_id(ticket);
    affected.add_add_service_ids(mail);
    const auto relations = house.must<helpdesk::v1::TicketRelations>(theo, "ChangeTicketAffected", affected);
    ASSERT_EQ(relations.affected_size(), 1);
    EXPECT_EQ(relations.affected(0).kind(), "service");
    EXPECT_EQ(relations.affected(0).name(), "Mail");
    house.reconcile();
    // What was a disturbance of its own already has a verdict: it is proposed, and a person says whether it is the same.
    EXPECT_EQ(report_of(ticket).score().service(), 40);
    EXPECT_EQ(report_of(ticket).state(), "proposed");
}

TEST_P(NamedServices, of_another_client_cannot_be_named) {
    services::v1::CreateServiceRequest request;
    request.set_client_id(other.text());
    request.set_name("Their mail");
    const auto theirs = house.must<services::v1::ClientService>(house.owner(), "CreateService", request).service_id();
    helpdesk::v1::CreateTicketRequest ticket;
    ticket.set_client_id(lindqvist.text());
    ticket.set_title("Mail is down");
    ticket.set_service_id(theirs);
    const auto refused = house.call<helpdesk::v1::Ticket>(theo, "CreateTicket", ticket);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().fields.size(), 1U);
    EXPECT_EQ(refused.error().fields[0].pointer, "/service_id");
}

}  // namespace
}  // namespace steward::proactivity
