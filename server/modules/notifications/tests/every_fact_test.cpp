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
        {"BackupRunReported", "not judged yet: what is wrong with a backup is told as an alert"},
        {"BackupItemChanged", "a sign to look again: what is wrong with a backup is told as an alert"},
        {"StandingRunEnded", "of machines, no ticket and no incident: what was asked for by it is told by whoever asked"},
        {"TicketWanted", "a wish between rooms: the ticket is told when it is there"},
        {"TicketsBroughtIn", "history from another desk: nothing that happens now"},
        {"TimeSheetMoved", "between a person and whoever approves their week"},
        {"WordsOverdue", "a notice to whoever owes them"},
        {"MailReceived", "nothing is decided yet: what becomes of it is said next"},
        {"MailDecided", "what becomes of a mail is told as what it became (told_otherwise); of the rest nobody is to hear"},
        {"DeliveryFailed", "in the delivery log; a webhook that takes nothing for days is told when it is switched off"},
    };
    return list;
}

// What a fact that is no event becomes, where the reason says that it is told as that.
const std::map<std::string, std::vector<std::string>>& told_otherwise() {
    static const std::map<std::string, std::vector<std::string>> list = {
        {"ConditionRaised", {"AlertOpened", "AlertChanged"}},
        {"ConditionCleared", {"AlertChanged"}},
        {"TicketWanted", {"TicketCreated"}},
        // A new ticket, an answer in one, and whatever waits for a person: held, failed, refused.
        {"MailDecided", {"TicketCreated", "TicketMessageAdded", "MailWaits"}},
    };
    return list;
}

TEST(Facts, that_are_told_as_something_else_are_told_as_an_event) {
    const auto kinds = fact_kinds();
    const auto* file = facts::v1::TicketCreated::descriptor()->file();
    for (const auto& [fact, others] : told_otherwise()) {
        EXPECT_TRUE(no_events().contains(fact)) << fact;
        for (const auto& other : others) {
            const auto* message = file->FindMessageTypeByName(other);
            ASSERT_NE(message, nullptr) << other << " is no fact";
            EXPECT_NE(std::find(kinds.begin(), kinds.end(), message->full_name()), kinds.end()) << fact << " is told as " << other;
        }
    }
}

TEST(Facts, about_mail_that_waits_are_told_to_people_with_who_wrote_and_why) {
    facts::v1::MailWaits waits;
    waits.set_from("Anna Keller <anna@harbour.example>");
    waits.set_subject("Pictures");
    waits.set_outcome("refused");
    waits.set_reason("The mail is larger than 25 MB.");
    journal::Fact fact;
    fact.kind = waits.GetDescriptor()->full_name();
    const std::string body = waits.SerializeAsString();
    fact.body.assign(body.begin(), body.end());
    const auto event = event_of(fact, "Harbour");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->subject, "Harbour: a mail of Anna Keller <anna@harbour.example> was refused: Pictures");
    EXPECT_EQ(event->text.find("The mail is larger than 25 MB. "), 0u) << event->text;
    EXPECT_TRUE(wants({.events = {"mail.waits"}, .minimum_priority = {}, .clients = {}}, *event, false));
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
