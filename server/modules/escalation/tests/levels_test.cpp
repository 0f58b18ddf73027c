// Functional escalation: by itself without progress, by hand with a note; calling a superior by hand.
#include "server/modules/escalation/levels.h"

#include "server/modules/escalation/tests/duty_story.h"

namespace steward::escalation {

using namespace std::chrono_literals;

class Levels : public DutyStory {
protected:
    std::string in_work(const std::string& priority) {
        const auto id = ticket("The warehouse is not reachable", priority);
        move(id, "triaged");
        move(id, "in_progress");
        return id;
    }
    void move(const std::string& id, const std::string& to) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(id);
        request.set_state(to);
        request.set_category_id(testing_house::usual_category);
        house.must<helpdesk::v1::Ticket>(paula, "MoveTicket", request);
        house.reconcile();
    }
    void say(const Caller& who, const std::string& id, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text(text);
        request.set_internal(true);
        house.must<helpdesk::v1::TicketMessage>(who, "AddMessage", request);
        house.reconcile();
    }
    v1::TicketEscalation of(const std::string& id) {
        v1::GetTicketEscalationRequest request;
        request.set_ticket_id(id);
        return house.must<v1::TicketEscalation>(vera, "GetTicketEscalation", request);
    }
    static v1::EscalateTicketRequest order(const std::string& id, const std::string& path, const std::string& to) {
        v1::EscalateTicketRequest request;
        request.set_ticket_id(id);
        request.set_path(path);
        request.set_to(to);
        request.set_note("I tried the spare switch; the client expects a call at six.");
        return request;
    }
};

STEWARD_ON_EVERY_DATABASE(Levels);

TEST_P(Levels, move_on_by_themselves_after_thirty_minutes_and_then_two_hours_without_progress) {
    to(local("2026-11-18T10:00:00"));
    const auto id = in_work("P2");
    EXPECT_EQ(of(id).level(), "level 1");
    to(local("2026-11-18T10:29:00"));
    EXPECT_EQ(of(id).level(), "level 1");
    to(local("2026-11-18T10:31:00"));
    auto now = of(id);
    EXPECT_EQ(now.level(), "level 2");
    ASSERT_EQ(now.moves_size(), 1);
    EXPECT_EQ(now.moves(0).why(), "no_progress");
    EXPECT_EQ(now.moves(0).from(), "level 1");
    to(local("2026-11-18T12:32:00"));
    now = of(id);
    EXPECT_EQ(now.level(), "level 3");
    EXPECT_EQ(now.moves_at_unix_ms(), 0) << "to somebody outside it goes by hand only";
    to(local("2026-11-18T16:00:00"));
    EXPECT_EQ(of(id).level(), "level 3");
    const auto facts = house.facts<facts::v1::TicketEscalated>();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(facts[0].to(), "level 2");
    EXPECT_GT(facts[0].account_ids_size(), 0) << "whoever works there is told";
}

TEST_P(Levels, wait_for_the_clients_hours) {
    directory::v1::UpdateClientRequest request;
    request.set_client_id(harbour.text());
    request.set_zone("Europe/Zurich");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", request);
    house.clock.set_wall(local("2026-11-18T17:50:00"));
    const auto id = in_work("P2");
    to(local("2026-11-18T18:30:00"));
    EXPECT_EQ(of(id).level(), "level 1") << "nobody looks at it at night, and nobody has to";
    house.clock.set_wall(local("2026-11-19T07:59:00"));
    to(local("2026-11-19T08:05:00"));
    EXPECT_EQ(of(id).level(), "level 2");
}

TEST_P(Levels, stay_while_somebody_of_ours_does_something) {
    to(local("2026-11-18T10:00:00"));
    const auto id = in_work("P2");
    to(local("2026-11-18T10:20:00"));
    say(paula, id, "The port is dead, I try another one.");
    to(local("2026-11-18T10:45:00"));
    EXPECT_EQ(of(id).level(), "level 1");
    to(local("2026-11-18T10:51:00"));
    EXPECT_EQ(of(id).level(), "level 2");
}

TEST_P(Levels, do_not_count_while_nobody_has_it_nor_for_work_that_can_wait) {
    to(local("2026-11-18T10:00:00"));
    const auto fresh = ticket("Nobody looked at it", "P2");
    const auto small = in_work("P4");
    to(local("2026-11-18T14:00:00"));
    EXPECT_EQ(of(fresh).level(), "level 1");
    EXPECT_EQ(of(fresh).moves_size(), 0);
    EXPECT_EQ(of(small).level(), "level 1");
}

TEST_P(Levels, take_a_ticket_by_hand_with_a_note_that_stands_in_it) {
    const auto id = in_work("P3");
    auto hand = order(id, "functional", "level 2");
    hand.set_note("too short");
    EXPECT_EQ(house.call<v1::TicketEscalation>(paula, "EscalateTicket", hand).error().code, "request.invalid");
    hand = order(id, "functional", "level 2");
    hand.set_account_id(simon.account.text());
    const auto now = house.must<v1::TicketEscalation>(paula, "EscalateTicket", hand);
    EXPECT_EQ(now.level(), "level 2");
    EXPECT_EQ(now.moves(0).by(), "Paula");
    EXPECT_EQ(now.moves(0).account_name(), "Simon");
    helpdesk::v1::GetTicketRequest get;
    get.set_ticket_id(id);
    EXPECT_EQ(house.must<helpdesk::v1::Ticket>(vera, "GetTicket", get).assignee_name(), "Simon");
    helpdesk::v1::ListMessagesRequest list;
    list.set_ticket_id(id);
    const auto messages = house.must<helpdesk::v1::ListMessagesResponse>(vera, "ListMessages", list);
    const bool said = std::any_of(messages.messages().begin(), messages.messages().end(), [](const auto& message) {
        return message.internal() && message.text().find("Handed to level 2 (Simon).") == 0 &&
               message.text().find("expects a call at six") != std::string::npos;
    });
    EXPECT_TRUE(said);
    EXPECT_EQ(house.call<v1::TicketEscalation>(paula, "EscalateTicket", order(id, "functional", "level 2")).error().code,
              "escalation.same_place");
    EXPECT_EQ(house.call<v1::TicketEscalation>(paula, "EscalateTicket", order(id, "functional", "level 9")).error().code,
              "request.invalid");
}

TEST_P(Levels, know_skills_and_who_has_them) {
    v1::ListEscalationPoliciesRequest policies;
    const auto standard = house.must<v1::ListEscalationPoliciesResponse>(vera, "ListEscalationPolicies", policies).policies(0);
    v1::UpdateEscalationPolicyRequest change;
    change.set_policy_id(standard.policy_id());
    *change.mutable_rules() = standard.rules();
    auto& skill = *change.mutable_rules()->add_skills();
    skill.set_name("network");
    skill.add_account_ids(paula.account.text());
    house.must<v1::EscalationPolicy>(olga, "UpdateEscalationPolicy", change);
    const auto id = in_work("P3");
    const auto now = house.must<v1::TicketEscalation>(simon, "EscalateTicket", order(id, "skill", "network"));
    EXPECT_EQ(now.level(), "level 1") << "a skill is not a level";
    house.reconcile();
    const auto facts = house.facts<facts::v1::TicketEscalated>();
    ASSERT_EQ(facts.size(), 1u);
    ASSERT_EQ(facts[0].account_ids_size(), 1);
    EXPECT_EQ(facts[0].account_ids(0), paula.account.text());
    change.mutable_rules()->add_skills()->set_name("network");
    EXPECT_EQ(house.call<v1::EscalationPolicy>(olga, "UpdateEscalationPolicy", change).error().code, "request.invalid") << "each name once";
}

TEST_P(Levels, end_where_a_superior_is_called_now) {
    const auto before = ticket("The warehouse is not reachable", "P3");
    EXPECT_EQ(house.call<v1::TicketEscalation>(paula, "EscalateTicket", order(before, "hierarchical", "SVM")).error().code,
              "escalation.not_set_up")
        << "without a schedule nobody is paged";
    make_schedule();
    const auto now = house.must<v1::TicketEscalation>(paula, "EscalateTicket", order(before, "hierarchical", "SVM"));
    EXPECT_EQ(now.moves(0).to(), "service manager");
    house.reconcile();
    EXPECT_EQ(paged(), "02:00 Vera");
    const auto pages = house.facts<facts::v1::PageDue>();
    ASSERT_EQ(pages.size(), 1u);
    EXPECT_EQ(pages[0].label(), "service manager, called by Paula");
    EXPECT_NE(pages[0].reason().find("spare switch"), std::string::npos);
    ASSERT_TRUE(take_by_link(token_of(0)));
    EXPECT_EQ(run_of(before).acknowledged_by(), "Vera");
}

TEST_P(Levels, pages_go_by_the_kinds_of_channel_that_a_step_names) {
    v1::ListEscalationPoliciesRequest policies;
    const auto standard = house.must<v1::ListEscalationPoliciesResponse>(vera, "ListEscalationPolicies", policies).policies(0);
    v1::UpdateEscalationPolicyRequest change;
    change.set_policy_id(standard.policy_id());
    *change.mutable_rules() = standard.rules();
    for (auto& ladder : *change.mutable_rules()->mutable_ladders()) {
        if (ladder.priority() == "P1") ladder.mutable_steps(0)->add_channels("text_message");
    }
    house.must<v1::EscalationPolicy>(olga, "UpdateEscalationPolicy", change);
    make_schedule();
    ticket("The warehouse is not reachable", "P1");
    const auto pages = house.facts<facts::v1::PageDue>();
    ASSERT_EQ(pages.size(), 1u);
    ASSERT_EQ(pages[0].channels_size(), 1);
    EXPECT_EQ(pages[0].channels(0), "text_message");
    change.mutable_rules()->mutable_ladders(0)->mutable_steps(0)->add_channels("pigeon");
    EXPECT_EQ(house.call<v1::EscalationPolicy>(olga, "UpdateEscalationPolicy", change).error().code, "request.invalid");
}

TEST(FunctionalPath, moves_by_itself_only_where_it_says_so) {
    v1::EscalationRules rules;
    auto& first = *rules.add_levels();
    first.set_name("one");
    first.set_move_after_minutes(30);
    first.add_priorities("P1");
    rules.add_levels()->set_name("two");
    auto& vendor = *rules.add_levels();
    vendor.set_name("vendor");
    vendor.set_vendor(true);
    const auto levels = levels_of(rules);
    EXPECT_EQ(next_by_itself(levels, 0, "P1"), std::optional<size_t>(1));
    EXPECT_EQ(next_by_itself(levels, 0, "P2"), std::nullopt);
    EXPECT_EQ(next_by_itself(levels, 1, "P1"), std::nullopt) << "no time, and a vendor";
    EXPECT_EQ(position_of(levels, "two"), 1u);
    EXPECT_EQ(position_of(levels, "gone"), 0u);
    v1::EscalationRules names;
    names.add_functional_path("level 1");
    EXPECT_EQ(levels_of(names).size(), 1u) << "of an older policy";
}

}  // namespace steward::escalation
