// The story of a merge that was a mistake: what belonged to whom goes back, what was said since stays and is said, clocks stand as if
// nothing had been (domain/model.md 5.11, invariant 22). The standard policy on UTC, from Monday 2026-11-23 10:00.
#include <algorithm>

#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {
using namespace std::chrono_literals;

class TakenBackMerges : public DeskStory {
protected:
    TakenBackMerges() { house.clock.set_wall(parse_rfc3339("2026-11-23T10:00:00Z").value_or(Instant{})); }

    void join(const std::string& from, const std::string& into) {
        v1::MergeTicketRequest request;
        request.set_ticket_id(from);
        request.set_into_ticket_id(into);
        house.must<v1::Ticket>(theo, "MergeTicket", request);
    }
    Result<v1::Ticket> part(const std::string& id, const Caller& caller) {
        v1::UnmergeTicketRequest request;
        request.set_ticket_id(id);
        request.set_reason("These are two printers.");
        return house.call<v1::Ticket>(caller, "UnmergeTicket", request);
    }
    std::vector<std::string> words(const std::string& id) {
        std::vector<std::string> texts;
        for (const auto& message : conversation(theo, id)) {
            if (message.kind() != "event") texts.push_back(message.text());
        }
        return texts;
    }
    std::string last_event(const std::string& id) {
        std::string text;
        for (const auto& message : conversation(theo, id)) {
            if (message.kind() == "event") text = message.text();
        }
        return text;
    }
    std::string watchers(const std::string& id) {
        v1::GetTicketRelationsRequest request;
        request.set_ticket_id(id);
        std::string names;
        const auto ties = house.must<v1::TicketRelations>(theo, "GetTicketRelations", request);
        for (const auto& one : ties.watchers()) names += one.name() + ";";
        return names;
    }
    void tag(const std::string& id, const std::string& word) {
        v1::SetTicketTagsRequest request;
        request.set_ticket_id(id);
        request.add_tags(word);
        house.must<v1::Ticket>(theo, "SetTicketTags", request);
    }
};

TEST_P(TakenBackMerges, give_back_messages_watchers_tags_and_times_and_say_what_stays) {
    const auto first = create("Printer in the hall").ticket_id();
    say(carla, first, "It is the one in the hall.");
    assign(first, tech_account);
    move(first, "in_progress");
    tag(first, "hall");
    house.clock.advance(2h);
    const auto second = create("Printer upstairs").ticket_id();
    say(theo, second, "We look at it.");
    const auto due_before = clock_of(second, "resolve").due_at_unix_ms();
    const auto created_before = get(theo, second).created_at_unix_ms();
    house.clock.advance(1h);
    join(first, second);
    EXPECT_EQ(get(theo, second).created_at_unix_ms(), get(theo, first).created_at_unix_ms());
    EXPECT_EQ(clock_of(second, "first_response").state(), "running") << "who wrote first was not answered";
    EXPECT_EQ(watchers(second), "Theo Technician;");
    house.clock.advance(1h);
    say(theo, second, "The drums are on their way.");

    const auto parted = part(first, theo);
    ASSERT_TRUE(parted) << parted.error().message << parted.error().cause;
    EXPECT_EQ(parted->state(), "in_progress") << "as it was";
    EXPECT_EQ(parted->merged_into_ticket_id(), "");
    EXPECT_EQ(parted->assignee_name(), "Theo Technician");
    EXPECT_EQ(parted->message_count(), 1);
    EXPECT_EQ(words(first), std::vector<std::string>{"It is the one in the hall."});
    EXPECT_EQ(words(second), (std::vector<std::string>{"We look at it.", "The drums are on their way."})) << "what was said since stays";
    EXPECT_EQ(get(theo, second).message_count(), 2);
    EXPECT_NE(last_event(first).find("one message"), std::string::npos) << last_event(first);
    EXPECT_NE(last_event(second).find("a ticket of its own again"), std::string::npos) << last_event(second);
    EXPECT_EQ(watchers(second), "");
    EXPECT_EQ(get(theo, second).tags_size(), 0);
    EXPECT_EQ(get(theo, first).tags(0), "hall");
    EXPECT_EQ(get(theo, second).created_at_unix_ms(), created_before);
    EXPECT_EQ(clock_of(second, "resolve").due_at_unix_ms(), due_before);
    EXPECT_EQ(clock_of(second, "first_response").state(), "met") << "its own answer counts again";
    EXPECT_EQ(clock_of(first, "resolve").state(), "running");
    EXPECT_EQ(clock_of(first, "resolve").consumed_s(), 4 * 3600) << "nobody wins time by merging";
    const auto facts = house.facts<facts::v1::TicketUnmerged>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].ticket_id(), first);
    EXPECT_EQ(facts[0].from_ticket_id(), second);
    EXPECT_TRUE(house.facts<facts::v1::TicketReopened>().empty()) << "it was never ended";
}

TEST_P(TakenBackMerges, give_back_the_priority_unless_somebody_changed_it_since) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Nobody can print");
    request.set_impact("extensive");
    request.set_urgency("medium");
    const auto urgent = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    const auto calm = create("Printer").ticket_id(), other = create("Other printer").ticket_id();
    const std::string before = get(theo, calm).priority();
    join(urgent, calm);
    EXPECT_EQ(get(theo, calm).priority(), "P2");
    ASSERT_TRUE(part(urgent, theo));
    EXPECT_EQ(get(theo, calm).priority(), before);
    EXPECT_EQ(get(theo, urgent).priority(), "P2");
    join(urgent, other);
    v1::UpdateTicketRequest raise;
    raise.set_ticket_id(other);
    raise.set_priority("P1");
    raise.set_priority_reason("The owner of the firm waits.");
    house.must<v1::Ticket>(theo, "UpdateTicket", raise);
    ASSERT_TRUE(part(urgent, theo));
    EXPECT_EQ(get(theo, other).priority(), "P1") << "a person said so since";
}

TEST_P(TakenBackMerges, keep_the_times_of_those_that_stay_merged) {
    const auto survivor = create("All printers").ticket_id();
    const auto own = get(theo, survivor).created_at_unix_ms();
    const auto a = create("Printer A").ticket_id(), b = create("Printer B").ticket_id();
    join(a, survivor);
    house.clock.advance(1h);
    join(b, survivor);
    ASSERT_TRUE(part(a, theo));
    EXPECT_EQ(get(theo, b).merged_into_ticket_id(), survivor);
    EXPECT_EQ(get(theo, survivor).created_at_unix_ms(), own);
    EXPECT_EQ(clock_of(survivor, "first_response").state(), "running");
    ASSERT_TRUE(part(b, theo));
    EXPECT_EQ(clock_of(survivor, "resolve").consumed_s(), 3600);
    house.clock.advance(1s);
    // Again, and with a chain: what was merged into a duplicate goes with it.
    join(a, b);
    join(b, survivor);
    EXPECT_EQ(get(theo, a).merged_into_ticket_id(), survivor);
    EXPECT_EQ(part(a, theo).error().code, "helpdesk.cannot_unmerge") << "its own survivor was merged: that one first";
    ASSERT_TRUE(part(b, theo));
    EXPECT_EQ(get(theo, a).merged_into_ticket_id(), b);
    ASSERT_TRUE(part(a, theo));
}

TEST_P(TakenBackMerges, are_for_those_who_direct_the_desk_and_for_what_was_merged) {
    const auto a = create("Printer").ticket_id(), b = create("Press").ticket_id();
    EXPECT_EQ(part(a, theo).error().code, "helpdesk.cannot_unmerge");
    join(a, b);
    Caller tess = theo;
    tess.roles = {"TEC"};
    EXPECT_EQ(part(a, tess).error().code, "helpdesk.other_role");
    EXPECT_EQ(part(a, carla).error().code, "helpdesk.staff_only");
    const auto seen = get(theo, a);
    EXPECT_EQ(std::count(seen.allowed_actions().begin(), seen.allowed_actions().end(), "unmerge"), 1);
}

STEWARD_ON_EVERY_DATABASE(TakenBackMerges);

}  // namespace
}  // namespace steward::helpdesk
