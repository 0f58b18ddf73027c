// The story of a duplicate, and of two troubles in one conversation: clocks never get younger (domain/model.md 5.11, invariants
// 1 and 22). The standard policy on UTC, from Monday 2026-11-23 10:00.
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {
using namespace std::chrono_literals;

class MergedTickets : public DeskStory {
protected:
    MergedTickets() { house.clock.set_wall(parse_rfc3339("2026-11-23T10:00:00Z").value_or(Instant{})); }

    Result<v1::Ticket> merge(const std::string& from, const std::string& into) {
        v1::MergeTicketRequest request;
        request.set_ticket_id(from);
        request.set_into_ticket_id(into);
        return house.call<v1::Ticket>(house.owner(), "MergeTicket", request);
    }
    v1::TicketMergePlan plan(const std::string& from, const std::string& into) {
        v1::PreviewTicketMergeRequest request;
        request.set_ticket_id(from);
        request.set_into_ticket_id(into);
        return house.must<v1::TicketMergePlan>(theo, "PreviewTicketMerge", request);
    }
    std::string person(const std::string& name) {
        directory::v1::CreatePersonRequest request;
        request.set_client_id(harbour.text());
        request.set_name(name);
        return house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id();
    }
    std::string asked_by(const std::string& person_id, const std::string& title) {
        v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title(title);
        request.set_requester_person_id(person_id);
        return house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    }
    v1::TicketRelations relations(const Caller& caller, const std::string& id) {
        v1::GetTicketRelationsRequest request;
        request.set_ticket_id(id);
        return house.must<v1::TicketRelations>(caller, "GetTicketRelations", request);
    }
    std::vector<std::string> said(const Caller& caller, const std::string& id) {
        std::vector<std::string> texts;
        for (const auto& message : conversation(caller, id)) {
            if (message.kind() != "event") texts.push_back(message.text());
        }
        return texts;
    }
};

TEST_P(MergedTickets, keep_the_earliest_receipt_so_that_no_clock_gets_younger) {
    const auto first = create("Printer prints blank pages").ticket_id();
    house.clock.advance(2h);
    const auto second = create("Blank pages from the printer").ticket_id();
    say(theo, second, "We look at it.");
    EXPECT_EQ(clock_of(second, "first_response").state(), "met");
    house.clock.advance(1h);
    const auto told = plan(first, second);
    EXPECT_EQ(told.refusal(), "");
    EXPECT_EQ(told.received_at_unix_ms(), get(theo, first).created_at_unix_ms());
    const auto survivor = merge(first, second);
    ASSERT_TRUE(survivor) << survivor.error().message;
    EXPECT_EQ(to_rfc3339(Instant{survivor->created_at_unix_ms()}).substr(0, 16), "2026-11-23T10:00");
    EXPECT_EQ(clock_of(second, "resolve").consumed_s(), 3 * 3600) << "from the first receipt";
    EXPECT_EQ(clock_of(second, "resolve").due_at_unix_ms(), clock_of(first, "resolve").due_at_unix_ms())
        << "what was promised first is promised still";
    EXPECT_EQ(clock_of(second, "first_response").state(), "running") << "who wrote first was not answered";
    EXPECT_EQ(clock_of(second, "first_response").consumed_s(), 3 * 3600);
    EXPECT_EQ(get(theo, first).state(), "merged");
    EXPECT_EQ(get(theo, first).merged_into_ticket_id(), second);
    EXPECT_EQ(clock_of(first, "resolve").state(), "cancelled");
    house.clock.advance(6h);
    EXPECT_EQ(clock_of(second, "first_response").state(), "breached") << "8 h are over at 18:00";
    const auto facts = house.facts<facts::v1::TicketMerged>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].into_ticket_id(), second);
    EXPECT_EQ(facts[0].received_at_unix_ms(), survivor->created_at_unix_ms());
}

TEST_P(MergedTickets, keep_what_was_missed_and_the_more_urgent_priority) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Nobody can print");
    request.set_impact("extensive");
    request.set_urgency("medium");
    const auto urgent = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    house.clock.advance(90min);
    const auto calm = create("Printer").ticket_id();
    EXPECT_EQ(clock_of(urgent, "first_response").state(), "breached");
    const auto survivor = merge(urgent, calm);
    ASSERT_TRUE(survivor) << survivor.error().message;
    EXPECT_EQ(survivor->priority(), "P2");
    EXPECT_EQ(clock_of(calm, "first_response").state(), "breached");
    EXPECT_EQ(to_rfc3339(Instant{clock_of(calm, "mitigate").due_at_unix_ms()}).substr(0, 16), "2026-11-23T14:00");
}

TEST_P(MergedTickets, of_a_later_duplicate_change_no_time) {
    const auto first = create("Printer").ticket_id();
    say(theo, first, "On my way.");
    const auto due = clock_of(first, "resolve").due_at_unix_ms();
    house.clock.advance(1h);
    const auto later = create("Printer again").ticket_id();
    say(theo, later, "We know, thank you.");
    ASSERT_TRUE(merge(later, first));
    EXPECT_EQ(clock_of(first, "resolve").due_at_unix_ms(), due);
    EXPECT_EQ(clock_of(first, "first_response").state(), "met") << "both were answered";
}

TEST_P(MergedTickets, show_all_that_was_said_and_forget_nobody) {
    const auto ina = person("Ina"), otto = person("Otto");
    const auto duplicate = asked_by(ina, "Blank pages");
    say(carla, duplicate, "It is the one in the hall.");
    house.clock.advance(1min);
    const auto survivor = asked_by(otto, "Printer");
    say(theo, survivor, "Which one?");
    house.clock.advance(1min);
    say(theo, duplicate, "The drum again.", true);
    assign(duplicate, tech_account);
    ASSERT_TRUE(merge(duplicate, survivor));
    EXPECT_EQ(said(theo, survivor), (std::vector<std::string>{"It is the one in the hall.", "Which one?", "The drum again."}))
        << "by their times";
    EXPECT_EQ(said(carla, survivor), (std::vector<std::string>{"It is the one in the hall.", "Which one?"})) << "notes stay internal";
    EXPECT_EQ(get(theo, survivor).message_count(), 3);
    const auto messages = conversation(theo, survivor);
    const auto hall =
        std::find_if(messages.begin(), messages.end(), [](const auto& one) { return one.text().starts_with("It is the one"); });
    ASSERT_NE(hall, messages.end());
    EXPECT_EQ(hall->merged_from_reference(), get(theo, duplicate).reference());
    std::string watching;
    const auto ties = relations(theo, survivor);
    for (const auto& one : ties.watchers()) watching += one.name() + " " + one.how() + "; ";
    EXPECT_EQ(watching, "Theo Technician merged; Ina merged; ");
    const auto seen_by_client = relations(carla, survivor);
    ASSERT_EQ(seen_by_client.watchers_size(), 1) << "who of ours watches is ours";
    EXPECT_EQ(seen_by_client.watchers(0).name(), "Ina");
    EXPECT_EQ(seen_by_client.affected(0).name(), "Ina");
    // A merge of the survivor takes the earlier duplicate along.
    const auto last = asked_by(otto, "All printers");
    ASSERT_TRUE(merge(survivor, last));
    EXPECT_EQ(said(theo, last).size(), 3u);
    EXPECT_EQ(get(theo, duplicate).merged_into_ticket_id(), last);
}

TEST_P(MergedTickets, are_of_one_client_open_and_both_visible_or_both_internal) {
    const auto ours = create("Printer").ticket_id();
    const auto theirs = create("Press", mill).ticket_id();
    const auto across = merge(theirs, ours);
    ASSERT_FALSE(across);
    EXPECT_EQ(across.error().code, "helpdesk.ticket_not_found") << "another client's ticket is not there";
    EXPECT_NE(plan(ours, ours).refusal(), "");
    const auto done = resolved_ticket();
    EXPECT_EQ(merge(done, ours).error().code, "helpdesk.cannot_merge");
    EXPECT_EQ(merge(ours, done).error().code, "helpdesk.cannot_merge");
    const auto note = create("Order a drum").ticket_id();
    v1::UpdateTicketRequest request;
    request.set_ticket_id(note);
    request.set_kind("internal");
    request.set_reason("Our own order, nobody waits for it.");
    house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(merge(note, ours).error().code, "helpdesk.cannot_merge");
    v1::MergeTicketRequest by_client;
    by_client.set_ticket_id(ours);
    by_client.set_into_ticket_id(create("Other").ticket_id());
    EXPECT_EQ(house.call<v1::Ticket>(carla, "MergeTicket", by_client).error().code, "helpdesk.staff_only");
}

TEST_P(MergedTickets, are_where_rooms_below_and_mail_go_on) {
    const auto duplicate = create("Blank pages");
    const auto survivor = create("Printer").ticket_id();
    ASSERT_TRUE(merge(duplicate.ticket_id(), survivor));
    auto& mail = house.take<TicketsByMail>();
    auto& voice = house.take<TicketVoice>();
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        const auto id = TicketId::parse(duplicate.ticket_id()).value_or(TicketId{});
        STEWARD_TRY(const auto face, mail.find(transaction, std::string_view(duplicate.reference())));
        EXPECT_EQ(face->id.text(), survivor);
        STEWARD_CHECK(mail.reply(transaction, id, {"Ina", {}}, false, false, "Still blank.", house.clock.now()));
        STEWARD_CHECK(voice.ask(transaction, id, "x", "Say first what it was.", house.clock.now()));
        return voice.settle(transaction, id, "x");
    });
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(said(theo, survivor), std::vector<std::string>{"Still blank."});
    EXPECT_EQ(said(theo, duplicate.ticket_id()).size(), 0u);
}

TEST_P(MergedTickets, are_split_again_with_the_times_of_what_was_said) {
    const auto id = create("Printer").ticket_id();
    say(theo, id, "I look at it.");
    house.clock.advance(1h);
    say(carla, id, "And the scanner is dead as well.");
    house.clock.advance(1h);
    say(theo, id, "Is the scanner plugged in?");
    house.clock.advance(30min);
    v1::SplitTicketRequest request;
    request.set_ticket_id(id);
    request.set_title("Scanner is dead");
    for (const auto& message : conversation(theo, id)) {
        if (message.text().find("scanner") != std::string::npos) request.add_message_ids(message.message_id());
    }
    ASSERT_EQ(request.message_ids_size(), 2);
    const auto fresh = house.must<v1::Ticket>(theo, "SplitTicket", request);
    EXPECT_EQ(to_rfc3339(Instant{fresh.created_at_unix_ms()}).substr(0, 16), "2026-11-23T11:00") << "when the client said it";
    EXPECT_EQ(clock_of(fresh.ticket_id(), "resolve").consumed_s(), 90 * 60);
    EXPECT_EQ(clock_of(fresh.ticket_id(), "first_response").state(), "met");
    EXPECT_EQ(clock_of(fresh.ticket_id(), "first_response").consumed_s(), 3600);
    EXPECT_EQ(said(theo, fresh.ticket_id()), (std::vector<std::string>{"And the scanner is dead as well.", "Is the scanner plugged in?"}));
    EXPECT_EQ(said(theo, id), std::vector<std::string>{"I look at it."});
    EXPECT_EQ(get(theo, id).message_count(), 1);
    EXPECT_EQ(clock_of(id, "resolve").consumed_s(), 150 * 60) << "what stays keeps its times";
    EXPECT_EQ(relations(theo, fresh.ticket_id()).tickets(0).relation(), "split_from");
    EXPECT_EQ(house.facts<facts::v1::TicketSplit>().at(0).message_ids_size(), 2);
    // The way back.
    ASSERT_TRUE(merge(fresh.ticket_id(), id));
    EXPECT_EQ(said(theo, id).size(), 3u);
}

TEST_P(MergedTickets, are_split_only_by_messages_of_their_own) {
    const auto id = create("Printer").ticket_id();
    const auto other = create("Scanner").ticket_id();
    say(theo, other, "Hello");
    v1::SplitTicketRequest request;
    request.set_ticket_id(id);
    request.set_title("Scanner");
    EXPECT_EQ(house.call<v1::Ticket>(theo, "SplitTicket", request).error().fields.at(0).pointer, "/message_ids");
    for (const auto& message : conversation(theo, other)) {
        request.clear_message_ids();
        request.add_message_ids(message.message_id());
        EXPECT_EQ(house.call<v1::Ticket>(theo, "SplitTicket", request).error().fields.at(0).pointer, "/message_ids") << message.text();
    }
    request.clear_message_ids();
    request.add_message_ids(conversation(theo, id).front().message_id());
    EXPECT_FALSE(house.call<v1::Ticket>(theo, "SplitTicket", request)) << "what happened stays";
}

STEWARD_ON_EVERY_DATABASE(MergedTickets);

}  // namespace
}  // namespace steward::helpdesk
