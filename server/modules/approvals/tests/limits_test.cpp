// Stories of amounts, of who saw what they decide, of answers by mail, and of duplicates.
#include "server/modules/approvals/tests/approval_story.h"

namespace steward::approvals {
namespace {
using namespace std::chrono_literals;

class ApprovalLimits : public ApprovalStory {
protected:
    void limit_carla(int64_t minor, const std::string& currency) {
        directory::v1::UpdatePersonRequest request;
        request.set_person_id(carla_person);
        request.set_approval_limit_minor(minor);
        request.set_approval_limit_currency(currency);
        house.must<directory::v1::Person>(house.owner(), "UpdatePerson", request);
    }
    v1::AskApprovalRequest purchase(const std::string& ticket, const std::string& person, int64_t minor) {
        auto request = question(ticket, {person});
        request.set_kind("purchase");
        request.set_cost_minor(minor);
        request.set_currency("CHF");
        return request;
    }
    std::string refusal_of_carla(const std::string& ticket, const std::string& kind, int64_t minor) {
        v1::ListPossibleApproversRequest who;
        who.set_ticket_id(ticket);
        who.set_kind(kind);
        who.set_cost_minor(minor);
        who.set_currency("CHF");
        const auto answer = house.must<v1::ListPossibleApproversResponse>(theo, "ListPossibleApprovers", who);
        for (const auto& one : answer.people()) {
            if (one.person_id() == carla_person) return one.refusal();
        }
        return "not there";
    }
    Status answers(const std::string& ticket, const std::string& address, bool verified, const std::string& text) {
        return house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(house.take<Approvals>().answered_by_mail(
                transaction,
                {.ticket = TicketId::parse(ticket).value_or(TicketId{}), .address = address, .is_verified = verified, .text = text},
                house.clock.now()));
            return {};
        });
    }
    std::string merge(const std::string& from, const std::string& into) {
        helpdesk::v1::MergeTicketRequest request;
        request.set_ticket_id(from);
        request.set_into_ticket_id(into);
        const auto merged = house.call<helpdesk::v1::Ticket>(house.owner(), "MergeTicket", request);
        house.reconcile();
        return merged ? merged->state() : merged.error().message;
    }
};
STEWARD_ON_EVERY_DATABASE(ApprovalLimits);

TEST_P(ApprovalLimits, send_what_costs_more_than_an_approver_may_to_the_decision_maker) {
    const auto id = ticket("New laptop");
    EXPECT_NE(refusal_of_carla(id, "purchase", 50'000).find("No amount was agreed"), std::string::npos);
    EXPECT_EQ(refusal_of_carla(id, "access", 0), "");
    limit_carla(100'000, "CHF");
    EXPECT_EQ(refusal_of_carla(id, "purchase", 100'000), "");
    const auto above = ask(purchase(id, carla_person, 100'001));
    ASSERT_FALSE(above);
    EXPECT_EQ(above.error().message, "Carla: Approves up to 1,000.00 CHF. More goes to the client's decision-maker.");
    EXPECT_TRUE(ask(purchase(id, dora_person, 100'001)));
    EXPECT_TRUE(ask(purchase(id, carla_person, 100'000)));
    directory::v1::UpdatePersonRequest bad;
    bad.set_person_id(carla_person);
    bad.set_approval_limit_minor(5);
    bad.set_approval_limit_currency("francs");
    EXPECT_EQ(house.call<directory::v1::Person>(house.owner(), "UpdatePerson", bad).error().fields.at(0).pointer,
              "/approval_limit_currency");
}

TEST_P(ApprovalLimits, hold_also_at_the_moment_of_the_decision) {
    limit_carla(100'000, "CHF");
    const auto id = ticket("New laptop");
    const auto asked = ask(purchase(id, carla_person, 90'000));
    ASSERT_TRUE(asked) << asked.error().message;
    const std::string link = token(0);
    EXPECT_TRUE(look_by_link(link));
    limit_carla(50'000, "CHF");
    EXPECT_EQ(decide(carla, asked->approval_id(), "approved").error().code, "approvals.not_yours_any_more");
    EXPECT_EQ(look_by_link(link).error().code, "approvals.bad_link");
    limit_carla(0, "");
    EXPECT_FALSE(decide(carla, asked->approval_id(), "approved"));
    limit_carla(90'000, "CHF");
    EXPECT_TRUE(decide(carla, asked->approval_id(), "approved"));
}

TEST_P(ApprovalLimits, let_nobody_decide_what_they_have_not_seen) {
    const auto id = ticket("Folder Accounts");
    auto all = question(id, {carla_person, dora_person});
    all.set_rule("all");
    const auto asked = ask(all);
    ASSERT_TRUE(asked);
    v1::DecideApprovalRequest request;
    request.set_approval_id(asked->approval_id());
    request.set_decision("approved");
    ASSERT_TRUE(house.call<v1::Approval>(dora, "DecideApproval", request, asked->etag()));
    const auto stale = house.call<v1::Approval>(carla, "DecideApproval", request, asked->etag());
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(stale.error().code, "approvals.changed_meanwhile");
    EXPECT_TRUE(house.call<v1::Approval>(carla, "DecideApproval", request, get(asked->approval_id()).etag()));
}

TEST_P(ApprovalLimits, take_a_verified_yes_in_the_first_line_of_a_mail_as_the_decision) {
    const auto id = ticket("Folder Accounts");
    work_on(id);
    const auto asked = ask(question(id, {carla_person}));
    ASSERT_TRUE(asked);
    ASSERT_TRUE(answers(id, "CARLA@harbour.example", true, "Yes.\n\nUntil May.\n-- \nCarla"));
    const auto decided = get(asked->approval_id());
    EXPECT_EQ(decided.state(), "approved");
    EXPECT_EQ(decided.approvers(0).via(), "mail");
    EXPECT_EQ(decided.approvers(0).comment(), "Until May.");
    EXPECT_NE(talk(id).find("Carla: Approved by Carla, by answering the mail.\n\nUntil May."), std::string::npos) << talk(id);
    EXPECT_EQ(mails().size(), 1u) << "nothing is left to be explained";
    ASSERT_TRUE(answers(id, "carla@harbour.example", true, "No"));
    EXPECT_EQ(get(asked->approval_id()).state(), "approved") << "a second mail is a word";
}

TEST_P(ApprovalLimits, leave_every_other_mail_a_word_and_tell_once_a_day_how_to_decide) {
    const auto id = ticket("Folder Accounts");
    const auto asked = ask(question(id, {carla_person}));
    ASSERT_TRUE(asked);
    const auto waits = [&] { return get(asked->approval_id()).state() == "pending"; };
    ASSERT_TRUE(answers(id, "mallory@harbour.example", true, "Yes"));
    EXPECT_TRUE(waits()) << "Mallory was not asked";
    EXPECT_EQ(mails().size(), 1u) << "and hears nothing";
    ASSERT_TRUE(answers(id, "carla@harbour.example", false, "Yes"));
    EXPECT_TRUE(waits()) << "anybody can write her name";
    ASSERT_EQ(mails().size(), 2u);
    EXPECT_EQ(mails()[1].to(), "Carla@harbour.example") << "to the address that we know, whoever wrote";
    EXPECT_NE(mails()[1].text().find("could not confirm"), std::string::npos);
    EXPECT_EQ(mails()[1].approver_id(), asked->approvers(0).approver_id()) << "with the link by which it can be decided";
    ASSERT_TRUE(answers(id, "carla@harbour.example", true, "Yes, but only for a week"));
    EXPECT_TRUE(waits()) << "a condition is no yes";
    EXPECT_EQ(mails().size(), 2u) << "she was told today";
    house.clock.advance(25h);
    ASSERT_TRUE(answers(id, "carla@harbour.example", true, "How long?"));
    EXPECT_EQ(mails().size(), 3u);
    ASSERT_TRUE(answers(id, "carla@harbour.example", true, "nein"));
    EXPECT_EQ(get(asked->approval_id()).state(), "rejected");
}

TEST_P(ApprovalLimits, do_not_guess_which_of_two_questions_a_mail_answers) {
    const auto id = ticket("Folder Accounts");
    ASSERT_TRUE(ask(question(id, {carla_person})));
    const auto second = ask(question(id, {carla_person}));
    ASSERT_TRUE(second);
    ASSERT_TRUE(answers(id, "carla@harbour.example", true, "Yes"));
    EXPECT_EQ(get(second->approval_id()).state(), "pending");
    EXPECT_NE(mails().back().text().find("which one"), std::string::npos);
}

TEST_P(ApprovalLimits, go_with_a_duplicate_into_the_ticket_that_goes_on) {
    const auto duplicate = ticket("Folder Accounts, again"), survivor = ticket("Folder Accounts");
    work_on(survivor);
    const auto asked = ask(question(duplicate, {carla_person}));
    ASSERT_TRUE(asked);
    EXPECT_EQ(merge(duplicate, survivor), "in_progress");
    const auto moved = get(asked->approval_id());
    EXPECT_EQ(moved.state(), "pending") << "it is still asked";
    EXPECT_EQ(moved.ticket_id(), survivor);
    EXPECT_EQ(moved.reference(), look(survivor).reference());
    EXPECT_EQ(move(survivor, "resolved").error().code, "helpdesk.open_question");
    ASSERT_TRUE(decide(carla, asked->approval_id(), "approved"));
    EXPECT_NE(talk(survivor).find("Approved by Carla."), std::string::npos) << talk(survivor);
    EXPECT_TRUE(move(survivor, "resolved"));
}

}  // namespace
}  // namespace steward::approvals
