// The rule 3-2-1-1-0: what is shown counts, what is not known is never met.
#include "server/modules/backups/copies_rule.h"

#include <gtest/gtest.h>

namespace steward::backups {
namespace {
using namespace std::chrono_literals;

const Instant noon = *parse_rfc3339("2026-12-01T12:00:00Z");
const Evidence yes{Truth::yes, noon - 24h, noon + 24h};
const Evidence no{Truth::no, noon - 24h, {}};

std::vector<Copy> whole() {
    return {{"server", "disk", true, yes, {}, {}, {}},
            {"store room", "disk", false, yes, no, no, no},
            {"provider", "object store", false, yes, yes, yes, no}};
}
DigitState state(const RuleVerdict& verdict, Digit digit) { return verdict.digits[static_cast<size_t>(digit)].state; }
DigitState state(const std::vector<Copy>& copies, Digit digit) { return state(judge_copies(copies, 0, noon), digit); }

TEST(CopiesRule, is_met_when_every_digit_is_shown) {
    const auto verdict = judge_copies(whole(), 0, noon);
    EXPECT_EQ(verdict.state, DigitState::met);
    for (const auto& digit : verdict.digits) EXPECT_EQ(digit.state, DigitState::met) << digit.reason;
}

TEST(CopiesRule, a_word_that_ran_out_is_unknown_and_not_met) {
    auto copies = whole();
    copies[2].off_site.until = noon;
    const auto verdict = judge_copies(copies, 0, noon);
    EXPECT_EQ(state(verdict, Digit::off_site), DigitState::unknown);
    EXPECT_EQ(state(verdict, Digit::locked), DigitState::met);
    EXPECT_EQ(verdict.state, DigitState::unknown);
    EXPECT_EQ(verdict.digits[2].reason, "Copies off site: 0 shown, 1 needed; of 1 more nobody has shown it, or it was too long ago.");
}

TEST(CopiesRule, a_word_of_the_future_and_one_that_nobody_said_are_unknown) {
    EXPECT_EQ(truth_at({Truth::yes, noon + 1s, {}}, noon), Truth::unknown);
    EXPECT_EQ(truth_at({Truth::yes, {}, {}}, noon), Truth::unknown);
    EXPECT_EQ(truth_at({Truth::yes, noon, {}}, noon), Truth::yes);
}

TEST(CopiesRule, what_is_denied_is_missing_and_outweighs_what_is_unknown) {
    auto copies = whole();
    copies[2].off_site = no;
    copies[2].immutable = {};
    const auto verdict = judge_copies(copies, 0, noon);
    EXPECT_EQ(state(verdict, Digit::off_site), DigitState::missing);
    EXPECT_EQ(state(verdict, Digit::locked), DigitState::unknown);
    EXPECT_EQ(verdict.state, DigitState::missing);
}

TEST(CopiesRule, a_copy_that_nobody_saw_lends_its_properties_to_nothing) {
    auto copies = whole();
    copies[2].exists = {};
    for (const auto digit : {Digit::copies, Digit::media, Digit::off_site, Digit::locked})
        EXPECT_EQ(state(copies, digit), DigitState::unknown);
    copies[2].exists = no;
    for (const auto digit : {Digit::copies, Digit::media, Digit::off_site, Digit::locked})
        EXPECT_EQ(state(copies, digit), DigitState::missing);
}

TEST(CopiesRule, what_is_denied_of_a_copy_that_nobody_saw_is_missing_all_the_same) {
    auto copies = whole();
    copies[2].exists = {};
    copies[2].off_site = no;
    EXPECT_EQ(state(copies, Digit::off_site), DigitState::missing);
    EXPECT_EQ(state(copies, Digit::locked), DigitState::unknown);
}

TEST(CopiesRule, offline_does_as_well_as_immutable_and_the_data_in_use_does_for_neither) {
    auto copies = whole();
    copies[2].immutable = no;
    copies[2].offline = yes;
    EXPECT_EQ(state(copies, Digit::locked), DigitState::met);
    copies[2].offline = no;
    copies[0].off_site = copies[0].immutable = copies[0].offline = yes;
    EXPECT_EQ(state(copies, Digit::locked), DigitState::missing);
    copies[2].offline = {};
    EXPECT_EQ(state(copies, Digit::locked), DigitState::unknown);
}

TEST(CopiesRule, a_medium_without_a_name_may_be_the_second_and_is_not_shown_to_be) {
    auto copies = whole();
    copies[2].medium.clear();
    EXPECT_EQ(state(copies, Digit::media), DigitState::unknown);
    copies[2].medium = "disk";
    EXPECT_EQ(state(copies, Digit::media), DigitState::missing);
}

TEST(CopiesRule, errors_that_nobody_looked_for_are_not_none) {
    EXPECT_EQ(state(judge_copies(whole(), std::nullopt, noon), Digit::errors), DigitState::unknown);
    EXPECT_EQ(state(judge_copies(whole(), 2, noon), Digit::errors), DigitState::missing);
    EXPECT_EQ(judge_copies({}, std::nullopt, noon).state, DigitState::missing);
}

}  // namespace
}  // namespace steward::backups
