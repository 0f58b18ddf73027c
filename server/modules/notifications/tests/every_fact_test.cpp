// Every fact is an event that programs can subscribe to, or stands here with the reason why it is none.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "server/modules/notifications/match.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notifications {
namespace {

const std::map<std::string, std::string>& no_events() {
    static const std::map<std::string, std::string> list = {
        {"ClientCreated", "the provider's own list, no ticket and no incident"},
        {"DeviceEnrolled", "of devices, no ticket and no incident"},
        {"DeviceMoved", "of devices, no ticket and no incident"},
        {"DeviceRetired", "of devices, no ticket and no incident"},
        {"ConditionRaised", "what comes of it is told as an alert"},
        {"ConditionCleared", "what comes of it is told as an alert"},
        {"TicketWanted", "a wish between rooms: the ticket is told when it is there"},
        {"TicketsBroughtIn", "history from another desk: nothing that happens now"},
        {"TimeSheetMoved", "between a person and whoever approves their week"},
        {"WordsOverdue", "a notice to whoever owes them"},
        {"MailReceived", "what becomes of a mail is told as a ticket or a message"},
        {"MailDecided", "what becomes of a mail is told as a ticket or a message"},
        {"DeliveryFailed", "in the delivery log; a webhook that takes nothing for days is told when it is switched off"},
    };
    return list;
}

TEST(Facts, are_each_an_event_or_have_a_reason_why_not) {
    const auto kinds = fact_kinds();
    const auto* file = facts::v1::TicketCreated::descriptor()->file();
    for (int i = 0; i < file->message_type_count(); ++i) {
        const auto* message = file->message_type(i);
        const bool is_event = std::find(kinds.begin(), kinds.end(), message->full_name()) != kinds.end();
        const bool has_reason = no_events().contains(std::string(message->name()));
        EXPECT_NE(is_event, has_reason) << message->name() << ": map it in match.cpp, or say here why nobody is told of it";
    }
}

TEST(Facts, that_are_read_as_events_have_names_that_a_channel_can_subscribe_to) {
    const auto kinds = event_kinds();
    const auto* file = facts::v1::TicketCreated::descriptor()->file();
    for (const auto kind : fact_kinds()) {
        const auto* message = file->FindMessageTypeByName(std::string(kind.substr(kind.rfind('.') + 1)));
        ASSERT_NE(message, nullptr) << kind << " is no fact";
        journal::Fact fact;
        fact.kind = kind;
        const auto event = event_of(fact, "Harbour");  // an empty body is a fact with nothing in it
        if (!event || event->name.ends_with(".")) continue;
        EXPECT_TRUE(std::any_of(kinds.begin(), kinds.end(), [&](const EventKind& one) { return one.name == event->name; })) << event->name;
    }
}

TEST(Facts, about_work_keep_to_programs_what_people_hear_otherwise) {
    facts::v1::TicketMentioned named;
    named.set_ticket_id("t");
    named.set_by("Ana");
    journal::Fact fact;
    fact.kind = named.GetDescriptor()->full_name();
    const std::string body = named.SerializeAsString();
    fact.body.assign(body.begin(), body.end());
    const auto event = event_of(fact, "Harbour");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->name, "ticket.mentioned");
    EXPECT_FALSE(wants({.events = {"ticket.mentioned"}, .minimum_priority = {}, .clients = {}}, *event, false));
    EXPECT_TRUE(wants({.events = {"ticket.mentioned"}, .minimum_priority = {}, .clients = {}}, *event, true));
}

}  // namespace
}  // namespace steward::notifications
