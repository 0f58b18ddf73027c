#include <gtest/gtest.h>

#include "server/modules/approvals/answer.h"
#include "server/modules/approvals/verdict.h"

namespace steward::approvals {
namespace {

const Amount thousand_francs{100'000, "CHF"};

std::string_view of(std::string_view rule, std::vector<std::string> states) { return verdict(rule, states); }

TEST(ApprovalVerdict, of_any_is_yes_with_the_first_yes_and_no_when_nobody_is_left) {
    EXPECT_EQ(of("any", {"pending", "pending"}), "pending");
    EXPECT_EQ(of("any", {"rejected", "pending"}), "pending");
    EXPECT_EQ(of("any", {"rejected", "approved"}), "approved");
    EXPECT_EQ(of("any", {"rejected", "rejected"}), "rejected");
}

TEST(ApprovalVerdict, of_all_is_no_with_the_first_no_and_yes_with_the_last_yes) {
    EXPECT_EQ(of("all", {"approved", "pending"}), "pending");
    EXPECT_EQ(of("all", {"pending", "rejected"}), "rejected");
    EXPECT_EQ(of("all", {"approved", "approved"}), "approved");
}

TEST(WhoMayApprove, is_an_approver_or_the_decision_maker_of_the_client) {
    EXPECT_EQ(refusal_of_client({.roles = {"CAP"}}, "access", {}), "");
    EXPECT_EQ(refusal_of_client({.roles = {"CDM"}}, "purchase", thousand_francs), "");
    EXPECT_NE(refusal_of_client({.roles = {"CUS", "CHR"}}, "access", {}), "");
    EXPECT_NE(refusal_of_client({.roles = {"CAP"}, .limit = {200'000, "CHF"}}, "change", thousand_francs), "")
        << "a change with a cost is the decision-maker's";
    EXPECT_EQ(refusal_of_client({.roles = {"CAP"}}, "change", {}), "");
    EXPECT_EQ(refusal_of_client({.roles = {"CDM"}}, "change", thousand_francs), "");
}

TEST(WhoMayApprove, is_an_approver_up_to_their_limit_and_above_it_the_decision_maker) {
    const auto refusal = [](const Amount& limit, const Amount& cost) {
        return refusal_of_client({.roles = {"CAP"}, .limit = limit}, "purchase", cost);
    };
    EXPECT_EQ(refusal({100'000, "CHF"}, thousand_francs), "") << "up to and with";
    EXPECT_EQ(refusal({99'999, "CHF"}, thousand_francs), "Approves up to 999.99 CHF. More goes to the client's decision-maker.");
    EXPECT_EQ(refusal({100'000, "EUR"}, thousand_francs),
              "Approves up to 1,000.00 EUR, and this is in CHF. It goes to the client's decision-maker.");
    EXPECT_EQ(refusal({}, thousand_francs), "No amount was agreed up to which they approve. It goes to the client's decision-maker.");
    EXPECT_EQ(refusal({}, {}), "");
    EXPECT_EQ(refusal_of_client({.roles = {"CAP", "CDM"}}, "purchase", thousand_francs), "") << "the decision-maker has no limit";
    EXPECT_EQ(amount_words({123'456'705, "CHF"}), "1,234,567.05 CHF");
}

std::string answer(std::string_view text) { return read_answer(text).choice; }

TEST(AnswersByMail, say_yes_or_no_in_the_first_line_and_nothing_else) {
    for (const auto* yes : {"Yes", " yes. ", "\r\n\r\nApproved!\r\n\r\nCarla", "Yes, please", "I approve", "JA", "Genehmigt.", "oui",
                            "D'accord", "d\u2019accord", "Sì", "sí", "*Yes*", "Akkoord"})
        EXPECT_EQ(answer(yes), "approved") << yes;
    for (const auto* no : {"No", "nein", "Not approved.", "Reject", "non", "Nee\nthanks"}) EXPECT_EQ(answer(no), "rejected") << no;
    for (const auto* neither : {"", "\n \n", "Yes, but only if it is cheaper", "No problem, order it", "Hello Theo,\n\nyes",
                                "What does it cost?", "ok", "yes no", "yesterday", "> yes"})
        EXPECT_EQ(answer(neither), "") << neither;
    EXPECT_EQ(answer(std::string(5000, 'y')), "");
}

TEST(AnswersByMail, keep_what_stands_below_as_the_reason) {
    EXPECT_EQ(read_answer("No\n\nIt is too dear.\nAsk me in May.\n-- \nCarla").comment, "It is too dear.\nAsk me in May.");
    EXPECT_EQ(read_answer("Yes").comment, "");
    EXPECT_LE(read_answer("No\n" + std::string(9000, 'x')).comment.size(), 2000u);
}

TEST(WhoMayApprove, is_never_whoever_asked) {
    EXPECT_NE(refusal_of_client({.roles = {"CAP", "CDM"}, .is_requester = true}, "access", {}), "");
    EXPECT_NE(refusal_of_staff({.is_asker = true}), "");
    EXPECT_NE(refusal_of_staff({.is_active = false}), "");
    EXPECT_EQ(refusal_of_staff({}), "");
}

TEST(ApprovalReminders, come_a_day_before_it_is_due_then_and_three_days_later) {
    using std::chrono::days;
    const Instant due = Instant::from_unix_ms(1'800'000'000'000);
    EXPECT_EQ(next_reminder(due, due - days(7)), due - days(1));
    EXPECT_EQ(next_reminder(due, due - days(1)), due);
    EXPECT_EQ(next_reminder(due, due), due + days(3));
    EXPECT_EQ(next_reminder(due, due + days(3)), std::nullopt);
    EXPECT_EQ(next_reminder(Instant{}, due), std::nullopt);
}

}  // namespace
}  // namespace steward::approvals
