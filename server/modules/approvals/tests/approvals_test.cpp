#include "server/modules/approvals/tests/approval_story.h"

namespace steward::approvals {
namespace {

using namespace std::chrono_literals;

class ApprovalsInTickets : public ApprovalStory {};
STEWARD_ON_EVERY_DATABASE(ApprovalsInTickets);

TEST_P(ApprovalsInTickets, let_the_ticket_wait_for_the_client_and_go_on_when_it_is_decided) {
    const auto id = ticket("Folder Accounts", ursula_person);
    work_on(id);
    const auto asked = ask(question(id, {carla_person}));
    ASSERT_TRUE(asked) << asked.error().message;
    EXPECT_EQ(look(id).state(), "waiting_client");
    const auto refused = move(id, "in_progress");
    ASSERT_TRUE(refused) << "a person may take it up again";
    const auto resolved = move(id, "resolved");
    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().code, "helpdesk.open_question");

    const auto decided = decide(carla, asked->approval_id(), "approved", "Until the end of the year.");
    ASSERT_TRUE(decided) << decided.error().message;
    EXPECT_EQ(decided->state(), "approved");
    EXPECT_EQ(look(id).state(), "in_progress");
    EXPECT_NE(
        talk(id).find("Theo: Approval asked of Carla.\n\nMay Ursula read the folder Accounts?\n\nWhat comes of it: She sees all invoices."),
        std::string::npos)
        << talk(id);
    EXPECT_NE(talk(id).find("Carla: Approved by Carla.\n\nUntil the end of the year."), std::string::npos) << talk(id);
    EXPECT_TRUE(move(id, "resolved"));
    const auto ended = house.facts<facts::v1::ApprovalEnded>();
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].state(), "approved");
}

TEST_P(ApprovalsInTickets, pause_from_triage_on_and_come_back_with_the_answer) {
    const auto id = ticket("Folder Accounts");
    ASSERT_TRUE(move(id, "triaged"));
    const auto asked = ask(question(id, {carla_person}));
    EXPECT_EQ(look(id).state(), "waiting_client");
    ASSERT_TRUE(decide(carla, asked->approval_id(), "rejected", "Not for interns."));
    EXPECT_EQ(look(id).state(), "in_progress");
    EXPECT_EQ(get(asked->approval_id()).state(), "rejected");
}

TEST_P(ApprovalsInTickets, are_decided_by_any_or_by_all) {
    const auto id = ticket("Folder Accounts");
    auto any = question(id, {carla_person, dora_person});
    any.set_rule("any");
    const auto first = ask(any);
    ASSERT_TRUE(first);
    ASSERT_TRUE(decide(dora, first->approval_id(), "approved"));
    EXPECT_EQ(get(first->approval_id()).approvers(0).state(), "not_needed");
    const auto late = decide(carla, first->approval_id(), "rejected", "Too late");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "approvals.ended");

    auto all = question(id, {carla_person, dora_person});
    all.set_rule("all");
    const auto second = ask(all);
    ASSERT_TRUE(decide(dora, second->approval_id(), "approved"));
    EXPECT_EQ(get(second->approval_id()).state(), "pending");
    const auto twice = decide(dora, second->approval_id(), "rejected", "I changed my mind");
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "approvals.already_decided");
    ASSERT_TRUE(decide(carla, second->approval_id(), "approved"));
    EXPECT_EQ(get(second->approval_id()).state(), "approved");
}

TEST_P(ApprovalsInTickets, are_asked_of_those_who_may_decide_alone) {
    const auto id = ticket("New laptop", carla_person);
    const auto refused = [&](const v1::AskApprovalRequest& request) {
        const auto asked = ask(request);
        return asked ? std::string() : asked.error().message;
    };
    EXPECT_NE(refused(question(id, {ursula_person})).find("neither an approver nor the decision-maker"), std::string::npos);
    EXPECT_NE(refused(question(id, {carla_person})).find("cannot approve it"), std::string::npos) << "she raised it";
    EXPECT_NE(refused(question(id, {})), "");
    auto request = question(id, {dora_person});
    request.add_account_ids(vera.account.text());
    EXPECT_NE(refused(request), "") << "one side at a time";
    request = question(id, {});
    request.add_account_ids(theo.account.text());
    EXPECT_NE(refused(request).find("another person decides"), std::string::npos) << "who asks does not decide";
    request = question(id, {dora_person});
    request.set_cost_minor(125'000);
    EXPECT_NE(refused(request), "") << "a cost needs its currency";
    request.set_currency("CHF");
    EXPECT_EQ(refused(request), "");
    EXPECT_NE(talk(id).find("Cost: 1,250.00 CHF"), std::string::npos);
    auto change = question(ticket("Move the server"), {carla_person});
    change.set_kind("change");
    change.set_cost_minor(1);
    change.set_currency("CHF");
    EXPECT_NE(refused(change).find("decision-maker"), std::string::npos);
}

TEST_P(ApprovalsInTickets, of_our_own_people_stay_internal_and_do_not_move_the_ticket) {
    const auto id = ticket("Restart the server");
    work_on(id);
    auto request = question(id, {});
    request.add_account_ids(vera.account.text());
    const auto asked = ask(request);
    ASSERT_TRUE(asked) << asked.error().message;
    EXPECT_EQ(look(id).state(), "in_progress");
    EXPECT_FALSE(decide(theo, asked->approval_id(), "approved")) << "Theo was not asked";
    ASSERT_TRUE(decide(vera, asked->approval_id(), "approved"));
    EXPECT_NE(talk(id).find("[Vera: Approved by Vera.]"), std::string::npos) << talk(id);
    v1::GetApprovalRequest get_it;
    get_it.set_approval_id(asked->approval_id());
    const auto seen = house.call<v1::Approval>(dora, "GetApproval", get_it);
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().kind, ErrorKind::NotFound);
    EXPECT_EQ(house.must<v1::ListApprovalsResponse>(dora, "ListApprovals", v1::ListApprovalsRequest{}).total(), 0);
}

TEST_P(ApprovalsInTickets, are_listed_for_those_who_were_asked) {
    const auto id = ticket("Folder Accounts");
    ASSERT_TRUE(ask(question(id, {carla_person})));
    const auto mine = house.must<v1::ListMyApprovalsResponse>(carla, "ListMyApprovals", v1::ListMyApprovalsRequest{});
    ASSERT_EQ(mine.approvals_size(), 1);
    ASSERT_EQ(mine.approvals(0).allowed_actions_size(), 1);
    EXPECT_EQ(mine.approvals(0).allowed_actions(0), "decide");
    EXPECT_EQ(house.must<v1::ListMyApprovalsResponse>(dora, "ListMyApprovals", v1::ListMyApprovalsRequest{}).total(), 0);
    v1::ListPossibleApproversRequest who;
    who.set_ticket_id(id);
    std::string names;
    const auto answer = house.must<v1::ListPossibleApproversResponse>(theo, "ListPossibleApprovers", who);
    for (const auto& one : answer.people()) names += one.name() + (one.refusal().empty() ? " " : "- ");
    EXPECT_EQ(names, "Carla Dora Theo- Vera ");
}

TEST_P(ApprovalsInTickets, are_decided_by_the_link_in_the_mail_once) {
    const auto id = ticket("Folder Accounts");
    work_on(id);
    ASSERT_TRUE(ask(question(id, {carla_person, dora_person})));
    ASSERT_EQ(mails().size(), 2u);
    EXPECT_EQ(mails()[0].to(), "Carla@harbour.example");
    EXPECT_NE(mails()[0].text().find("May Ursula read the folder Accounts?"), std::string::npos);
    EXPECT_EQ(mails()[0].text().find('#'), std::string::npos) << "the link is made when the mail is sent";
    const std::string link = token(0), other = token(1);
    ASSERT_NE(link, "");
    EXPECT_NE(link, other);
    const auto face = look_by_link(link);
    ASSERT_TRUE(face) << face.error().message;
    EXPECT_EQ(face->approver_name(), "Carla");
    EXPECT_TRUE(face->can_decide());
    EXPECT_EQ(look(id).state(), "waiting_client") << "looking changes nothing";
    EXPECT_FALSE(decide_by_link(link, "rejected")) << "a no says why";
    const auto decided = decide_by_link(link, "rejected", "Ask the bookkeeper.");
    ASSERT_TRUE(decided) << decided.error().message;
    EXPECT_EQ(decided->my_state(), "rejected");
    EXPECT_EQ(decided->state(), "pending") << "Dora may still say yes";
    const auto again = decide_by_link(link, "approved");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "approvals.already_decided");
    ASSERT_TRUE(decide_by_link(other, "approved"));
    EXPECT_NE(talk(id).find("Dora: Approved by Dora, by the link in the mail."), std::string::npos) << talk(id);
    EXPECT_EQ(look(id).state(), "in_progress");
    EXPECT_FALSE(look_by_link(other)->can_decide());
    EXPECT_EQ(token(1), "") << "nothing is left that a link could decide";
}

TEST_P(ApprovalsInTickets, know_a_link_that_is_not_theirs_or_is_over) {
    const auto id = ticket("Folder Accounts");
    ASSERT_TRUE(ask(question(id, {carla_person})));
    std::string link = token(0);
    for (const std::string& bad : {std::string(), std::string("x"), link + "A", link.substr(1), std::string(48, 'A')}) {
        const auto looked = look_by_link(bad);
        ASSERT_FALSE(looked);
        EXPECT_EQ(looked.error().code, "approvals.bad_link");
    }
    for (const size_t at : {size_t{3}, size_t{25}, size_t{40}}) {
        std::string changed = link;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(look_by_link(changed)) << at;
    }
    directory::v1::UpdatePersonRequest loses_role;
    loses_role.set_person_id(carla_person);
    loses_role.add_roles("CUS");
    house.must<directory::v1::Person>(house.owner(), "UpdatePerson", loses_role);
    EXPECT_FALSE(look_by_link(link)) << "she is no approver any more";
    loses_role.set_roles(0, "CAP");
    house.must<directory::v1::Person>(house.owner(), "UpdatePerson", loses_role);
    EXPECT_TRUE(look_by_link(link));
    house.clock.advance(std::chrono::days(31));
    EXPECT_FALSE(look_by_link(link)) << "a month later";
}

TEST_P(ApprovalsInTickets, are_taken_back_with_a_reason_and_with_the_ticket) {
    const auto id = ticket("Folder Accounts");
    work_on(id);
    const auto asked = ask(question(id, {carla_person}));
    const std::string link = token(0);
    v1::WithdrawApprovalRequest withdraw;
    withdraw.set_approval_id(asked->approval_id());
    EXPECT_FALSE(house.call<v1::Approval>(theo, "WithdrawApproval", withdraw)) << "without a reason";
    withdraw.set_reason("She has it already.");
    EXPECT_EQ(house.must<v1::Approval>(theo, "WithdrawApproval", withdraw).state(), "withdrawn");
    EXPECT_EQ(look(id).state(), "in_progress");
    const auto late = decide_by_link(link, "approved");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, "This question was taken back: She has it already.");

    const auto second = ask(question(id, {carla_person}));
    ASSERT_TRUE(second);
    ASSERT_TRUE(move(id, "cancelled"));
    house.reconcile();
    EXPECT_EQ(get(second->approval_id()).state(), "withdrawn");
    EXPECT_EQ(get(second->approval_id()).end_reason(), "The ticket is cancelled.");
}

TEST_P(ApprovalsInTickets, say_until_when_on_the_clients_own_clock) {
    directory::v1::UpdateClientRequest move;
    move.set_client_id(harbour.text());
    move.set_zone("Europe/Zurich");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", move);
    const auto id = ticket("Folder Accounts");
    auto request = question(id, {carla_person});
    house.clock.set_wall(parse_rfc3339("2026-11-30T10:00:00Z").value_or(Instant{}));
    request.set_due_at_unix_ms(parse_rfc3339("2026-12-02T12:54:31Z").value_or(Instant{}).unix_ms);
    ASSERT_TRUE(ask(request));
    const std::string until = "Please decide until Wed 2 Dec 2026 13:54 CET.";
    EXPECT_NE(talk(id).find(until), std::string::npos) << talk(id);
    EXPECT_NE(mails().back().text().find(until), std::string::npos) << mails().back().text();
}

TEST_P(ApprovalsInTickets, remind_by_hand_and_by_themselves) {
    const auto id = ticket("Folder Accounts");
    auto request = question(id, {carla_person});
    request.set_due_at_unix_ms((house.clock.now() + std::chrono::days(3)).unix_ms);
    const auto asked = ask(request);
    ASSERT_TRUE(asked);
    ASSERT_EQ(mails().size(), 1u);
    v1::RemindApprovalRequest remind;
    remind.set_approval_id(asked->approval_id());
    const auto too_soon = house.call<v1::Approval>(theo, "RemindApproval", remind);
    ASSERT_FALSE(too_soon);
    EXPECT_EQ(too_soon.error().code, "approvals.reminded_lately");
    house.clock.advance(2h);
    EXPECT_EQ(house.must<v1::Approval>(theo, "RemindApproval", remind).reminder_count(), 1);
    ASSERT_EQ(mails().size(), 2u);
    EXPECT_NE(mails()[1].subject().find("Reminder: "), std::string::npos);
    house.clock.advance(std::chrono::days(2));
    house.reconcile();
    house.reconcile();
    EXPECT_EQ(mails().size(), 3u) << "a day before it is due, once";
    house.clock.advance(std::chrono::days(1));
    house.reconcile();
    EXPECT_EQ(mails().size(), 4u);
    EXPECT_TRUE(get(asked->approval_id()).overdue());
    house.clock.advance(std::chrono::days(30));
    house.reconcile();
    EXPECT_EQ(mails().size(), 5u) << "three days later, and then no more";
    house.reconcile();
    EXPECT_EQ(mails().size(), 5u);
}

TEST_P(ApprovalsInTickets, remember_their_key_over_a_restart) {
    const auto id = ticket("Folder Accounts");
    ASSERT_TRUE(ask(question(id, {carla_person})));
    const std::string link = token(0);
    house.restart();
    house.take<Approvals>().set_public_address("https://desk.example");
    EXPECT_EQ(token(0), link);
    EXPECT_TRUE(look_by_link(link));
}

}  // namespace
}  // namespace steward::approvals
