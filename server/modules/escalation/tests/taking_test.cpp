// What counts as taken when the work changes: worse news, answers of clients, merges, alerts that join.
#include "server/modules/escalation/tests/duty_story.h"

namespace steward::escalation {

class Takings : public DutyStory {
protected:
    static constexpr std::string_view first_alert = "0193a000-0000-7000-8000-000000000001",
                                      second_alert = "0193a000-0000-7000-8000-000000000002";

    void alert_wants(std::string_view alert, const std::string& priority) {
        facts::v1::TicketWanted fact;
        fact.set_client_id(harbour.text());
        fact.set_alert_id(std::string(alert));
        fact.set_incident_id("0193a000-0000-7000-8000-0000000000aa");
        fact.set_priority(priority);
        fact.set_title("The warehouse answers slowly");
        house.append(harbour, std::string(alert), fact);
        house.reconcile();
    }
    std::string opened() {
        const auto created = house.facts<facts::v1::TicketCreated>();
        return created.empty() ? "" : created.back().ticket_id();
    }
    void take(const Caller& who, const std::string& ticket) {
        v1::AcknowledgeRunRequest request;
        request.set_run_id(run_of(ticket).run_id());
        house.must<v1::Run>(who, "AcknowledgeRun", request);
    }
    std::string why_not_sent(size_t page_number) {
        std::string why = "no such page";
        const auto pages = house.facts<facts::v1::PageDue>();
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            if (page_number >= pages.size()) return {};
            const auto page = PageId::parse(pages[page_number].page_id()).value_or(PageId{});
            STEWARD_TRY(why, house.take<Escalation>().why_not_sent(transaction, page, house.clock.now()));
            return {};
        });
        EXPECT_TRUE(done);
        return why;
    }
    void move(const Caller& who, const std::string& id, const std::string& to, Instant until = {}) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(id);
        request.set_state(to);
        request.set_category_id(testing_house::usual_category);
        request.set_until_unix_ms(until.unix_ms);
        request.set_resolution_code("fixed");
        request.set_resolution_text("The port was dead, it is on another one now.");
        house.must<helpdesk::v1::Ticket>(who, "MoveTicket", request);
        house.reconcile();
    }
    void give(const std::string& id, const Caller& whom) {
        helpdesk::v1::AssignTicketRequest request;
        request.set_ticket_id(id);
        request.set_assignee_account_id(whom.account.text());
        house.must<helpdesk::v1::Ticket>(vera, "AssignTicket", request);
        house.reconcile();
    }
    void merge(const std::string& id, const std::string& into) {
        helpdesk::v1::MergeTicketRequest request;
        request.set_ticket_id(id);
        request.set_into_ticket_id(into);
        house.must<helpdesk::v1::Ticket>(house.owner(), "MergeTicket", request);
        house.reconcile();
    }
    void set_priority(const Caller& who, const std::string& id, const std::string& priority) {
        helpdesk::v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        request.set_priority(priority);
        request.set_priority_reason("The whole warehouse stands still.");
        house.must<helpdesk::v1::Ticket>(who, "UpdateTicket", request);
        house.reconcile();
    }
};

STEWARD_ON_EVERY_DATABASE(Takings);

TEST_P(Takings, a_page_that_was_taken_by_day_says_nothing_of_worse_news_at_night) {
    make_schedule();
    alert_wants(first_alert, "P2");
    const auto id = opened();
    take(vera, id);
    to(local("2026-11-18T02:10:00"));
    alert_wants(first_alert, "P1");
    EXPECT_EQ(run_of(id).priority(), "P1");
    EXPECT_EQ(run_of(id).state(), "notified");
    EXPECT_EQ(paged(), "02:00 Vera, 02:10 Paula");
    take(paula, id);
    set_priority(vera, id, "P2");
    EXPECT_EQ(run_of(id).acknowledged_by(), "Paula") << "what became less is still theirs";
}

TEST_P(Takings, whoever_raises_their_own_work_pages_nobody_for_it) {
    make_schedule();
    const auto id = ticket("The scanner is slow", "P3");
    give(id, simon);
    move(simon, id, "in_progress");
    set_priority(simon, id, "P1");
    EXPECT_EQ(run_of(id).acknowledged_by(), "Simon");
    EXPECT_EQ(paged(), "");
    const auto other = ticket("The scanner is dead", "P3");
    give(other, simon);
    move(simon, other, "in_progress");
    set_priority(vera, other, "P1");
    EXPECT_EQ(paged(), "02:00 Paula") << "somebody else said it: nobody knows whether Simon heard";
}

TEST_P(Takings, a_date_that_comes_takes_nothing) {
    make_schedule();
    const auto id = ticket("The scanner is slow", "P3");
    give(id, paula);
    move(paula, id, "in_progress");
    move(paula, id, "waiting_parts", local("2026-11-18T02:03:00"));
    set_priority(vera, id, "P1");
    to(local("2026-11-18T02:06:00"));
    EXPECT_EQ(run_of(id).state(), "notified");
    EXPECT_EQ(paged(), "02:00 Paula, 02:05 Simon");
    move(paula, id, "waiting_parts", local("2026-11-19T02:00:00"));
    move(paula, id, "in_progress");
    EXPECT_EQ(run_of(id).acknowledged_by(), "Paula");
    EXPECT_EQ(run_of(id).acknowledged_via(), "ticket");
}

TEST_P(Takings, a_ticket_that_comes_back_from_a_merge_is_paged_for_unless_somebody_had_it) {
    make_schedule();
    const auto merge_and_part = [&](const std::string& id, const std::string& into) {
        merge(id, into);
        helpdesk::v1::UnmergeTicketRequest back;
        back.set_ticket_id(id);
        back.set_reason("It is another switch after all.");
        house.must<helpdesk::v1::Ticket>(house.owner(), "UnmergeTicket", back);
        house.reconcile();
    };
    const auto survivor = ticket("The scanner is slow", "P3"), dark = ticket("The warehouse is dark", "P1");
    EXPECT_EQ(paged(), "02:00 Paula");
    to(local("2026-11-18T02:02:00"));
    merge_and_part(dark, survivor);
    EXPECT_EQ(run_of(dark).state(), "notified");
    EXPECT_TRUE(paged().ends_with("02:02 Paula")) << paged();
    take(simon, dark);
    const std::string before = paged();
    to(local("2026-11-18T02:03:00"));
    merge_and_part(dark, survivor);
    EXPECT_EQ(run_of(dark).acknowledged_by(), "Simon");
    to(local("2026-11-18T02:10:00"));
    EXPECT_EQ(run_of(dark).state(), "acknowledged");
}

TEST_P(Takings, a_merge_pages_nobody_for_what_somebody_has_already) {
    make_schedule();
    const auto survivor = ticket("The scanner is slow", "P3"), dark = ticket("The warehouse is dark", "P1");
    to(local("2026-11-18T02:02:00"));
    take(simon, dark);
    const std::string before = paged();
    merge(dark, survivor);
    ASSERT_EQ(run_of(survivor).priority(), "P1") << "the worse of both";
    EXPECT_EQ(run_of(survivor).acknowledged_by(), "Simon");
    to(local("2026-11-18T02:10:00"));
    EXPECT_EQ(paged(), before);
    set_priority(vera, survivor, "P3");
    to(local("2026-11-18T02:20:00"));
    set_priority(vera, survivor, "P1");
    EXPECT_NE(paged(), before) << "worse news since then nobody has heard";
    const auto lone = ticket("The cellar is wet", "P3"), wet = ticket("The cellar is full", "P1");
    to(local("2026-11-18T02:21:00"));
    const std::string unheard = paged();
    merge(wet, lone);
    EXPECT_NE(paged(), unheard) << "nobody had it";
}

TEST_P(Takings, nobody_is_paged_for_a_ticket_that_is_resolved) {
    make_schedule();
    const auto id = ticket("The scanner is slow", "P3");
    give(id, paula);
    move(paula, id, "in_progress");
    move(paula, id, "resolved");
    set_priority(vera, id, "P1");
    to(local("2026-11-18T02:10:00"));
    EXPECT_EQ(paged(), "");
    EXPECT_EQ(run_of(id).run_id(), "");
}

TEST_P(Takings, a_page_that_nobody_needs_any_more_is_not_sent) {
    make_schedule();
    const auto id = ticket("Mail is slow", "P2");
    to(local("2026-11-18T02:16:00"));
    ASSERT_EQ(paged(), "02:00 Vera, 02:15 Paula");
    EXPECT_EQ(why_not_sent(1), "");
    take(simon, id);
    EXPECT_EQ(why_not_sent(0), "Not sent any more: Simon took it.");
    EXPECT_EQ(why_not_sent(1), "Not sent any more: Simon took it.");
    clock_reaches(id, 50, "P2");
    EXPECT_EQ(why_not_sent(2), "") << "it hangs on the promise, whoever took the work";
    house.clock.advance(std::chrono::hours(24));
    EXPECT_EQ(why_not_sent(2), "Not sent any more: the page is older than a day.");
    const auto dark = ticket("The warehouse is dark", "P1");
    EXPECT_EQ(why_not_sent(3), "");
    set_priority(vera, dark, "P3");
    EXPECT_EQ(why_not_sent(3), "Not sent any more: it is over, or goes by another priority.");
}

TEST_P(Takings, an_alert_that_joined_takes_the_page_and_is_taken_with_it) {
    make_schedule();
    alert_wants(first_alert, "P3");
    const auto id = opened();
    alert_wants(second_alert, "P1");
    EXPECT_EQ(opened(), id) << "one incident";
    EXPECT_EQ(paged(), "02:00 Paula");
    alert_changes(std::string(second_alert), "acknowledged", "Simon");
    EXPECT_EQ(run_of(id).acknowledged_via(), "alert");
    EXPECT_EQ(run_of(id).acknowledged_by(), "Simon");
    const auto taken = house.facts<facts::v1::EscalationAcknowledged>();
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].alert_id(), second_alert);
}

}  // namespace steward::escalation
