// Stories of resolving: a person says how long it took, in the same act (domain/model.md 5.11 and invariant 21).
#include "server/modules/timesheets/tests/sheet_story.h"

namespace steward::timesheets {
namespace {

class TimeToResolve : public SheetStory {
protected:
    std::string in_work(const std::string& title) {
        const auto id = ticket(title);
        move(theo, id, "triaged");
        move(theo, id, "in_progress");
        return id;
    }
    Result<helpdesk::v1::Ticket> move(const Caller& who, const std::string& id, const std::string& state, int minutes = 0) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(id);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        request.set_minutes(minutes);
        if (state == "resolved") {
            request.set_resolution_code("fixed");
            request.set_resolution_text("Cleaned the drum.");
        }
        return house.call<helpdesk::v1::Ticket>(who, "MoveTicket", request);
    }
    helpdesk::v1::Ticket look(const std::string& id) {
        helpdesk::v1::GetTicketRequest request;
        request.set_ticket_id(id);
        return house.must<helpdesk::v1::Ticket>(theo, "GetTicket", request);
    }
};
STEWARD_ON_EVERY_DATABASE(TimeToResolve);

TEST_P(TimeToResolve, is_asked_for_and_booked_in_the_same_act) {
    const auto id = in_work("Printer");
    EXPECT_TRUE(look(id).needs_time());
    const auto without = move(theo, id, "resolved");
    ASSERT_FALSE(without);
    ASSERT_EQ(without.error().fields.size(), 1u);
    EXPECT_EQ(without.error().fields[0].pointer, "/minutes");
    EXPECT_EQ(look(id).state(), "in_progress");
    const auto done = move(theo, id, "resolved", 25);
    ASSERT_TRUE(done) << done.error().message;
    const auto booked = list(theo, "ticket_id:" + id);
    ASSERT_EQ(booked.total(), 1);
    EXPECT_EQ(booked.entries(0).worked_s(), 25 * 60);
    EXPECT_EQ(booked.entries(0).person_name(), "Theo Technician");
    EXPECT_EQ(booked.entries(0).activity(), "reactive") << "as usual for an incident";
    EXPECT_EQ(booked.entries(0).note(), "Cleaned the drum.");
    EXPECT_FALSE(look(id).needs_time());
}

TEST_P(TimeToResolve, keeps_the_words_of_a_confidential_ticket_with_those_who_read_it) {
    const auto id = in_work("Carla is leaving");
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(house.owner(), "UpdateTicket", close);
    ASSERT_TRUE(move(theo, id, "resolved", 25));
    theo.roles.erase("DSP");
    SystemRng rng;
    Caller otto = theo;  // sees the client, and has nothing to do with it
    otto.account = AccountId::make(house.clock.now(), rng);
    EXPECT_EQ(list(theo).entries(0).note(), "Cleaned the drum.") << "his own words";
    EXPECT_EQ(list(sven).entries(0).note(), "Cleaned the drum.") << "a service manager reads what is confidential";
    EXPECT_EQ(list(otto).entries(0).note(), "");
    EXPECT_EQ(list(otto, "note:drum").total(), 0);
    EXPECT_EQ(list(otto, "drum").total(), 0);
    EXPECT_EQ(list(sven, "drum").total(), 1);
    v1::SumTimeEntriesRequest sum;
    sum.set_filter("drum");
    EXPECT_EQ(house.must<v1::SumTimeEntriesResponse>(otto, "SumTimeEntries", sum).totals_size(), 0);
    EXPECT_EQ(list(otto).worked_s(), 25 * 60) << "that he worked is no secret";
    Caller lead = otto;
    lead.permissions.insert("time.approve");
    const auto week = list(theo).entries(0).week();
    EXPECT_EQ(sheet(lead, week, &theo).entries(0).note(), "");
    EXPECT_EQ(sheet(sven, week, &theo).entries(0).note(), "Cleaned the drum.");
}

TEST_P(TimeToResolve, is_there_already_when_anybody_booked_some) {
    const auto id = in_work("Printer");
    book(tina, id, 10);
    EXPECT_FALSE(look(id).needs_time());
    EXPECT_TRUE(move(theo, id, "resolved"));
    EXPECT_EQ(list(theo, "ticket_id:" + id).total(), 1);
}

TEST_P(TimeToResolve, is_refused_as_by_hand_and_then_nothing_is_resolved) {
    const auto id = in_work("Printer");
    for (const int minutes : {-5, 25 * 60}) {
        const auto refused = move(theo, id, "resolved", minutes);
        ASSERT_FALSE(refused) << minutes;
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/minutes") << minutes;
    }
    EXPECT_EQ(look(id).state(), "in_progress");
    EXPECT_EQ(list(theo).total(), 0);
}

TEST_P(TimeToResolve, is_not_asked_of_programs_nor_where_the_provider_does_not_want_it) {
    const auto first = in_work("Printer"), second = in_work("Scanner");
    Caller program = theo;
    program.kind = PrincipalKind::Token;
    EXPECT_TRUE(move(program, first, "resolved"));
    v1::UpdateTimeSettingsRequest request;
    request.set_time_to_resolve(false);
    settings(request);
    EXPECT_FALSE(look(second).needs_time());
    EXPECT_TRUE(move(theo, second, "resolved"));
}

TEST_P(TimeToResolve, of_a_duplicate_counts_for_the_ticket_that_goes_on) {
    const auto duplicate = in_work("Printer again"), survivor = in_work("Printer");
    book(theo, duplicate, 15);
    helpdesk::v1::MergeTicketRequest merge;
    merge.set_ticket_id(duplicate);
    merge.set_into_ticket_id(survivor);
    house.must<helpdesk::v1::Ticket>(theo, "MergeTicket", merge);
    const auto booked = list(theo, "ticket_id:" + survivor);
    ASSERT_EQ(booked.total(), 1) << "the survivor shows what was booked on the duplicate";
    EXPECT_EQ(booked.worked_s(), 15 * 60);
    EXPECT_EQ(list(theo, "ticket:" + look(survivor).reference()).total(), 1);
    EXPECT_FALSE(look(survivor).needs_time());
    v1::SumTimeEntriesRequest by_ticket;
    by_ticket.set_by("ticket");
    const auto sums = house.must<v1::SumTimeEntriesResponse>(theo, "SumTimeEntries", by_ticket);
    ASSERT_EQ(sums.totals_size(), 1);
    EXPECT_EQ(sums.totals(0).key(), survivor);
}

}  // namespace
}  // namespace steward::timesheets
