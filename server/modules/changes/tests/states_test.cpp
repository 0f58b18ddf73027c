// The states of a change, as domain/model.md 5.29 writes them.
#include "server/modules/changes/states.h"

#include <gtest/gtest.h>

namespace steward::changes {
namespace {
using namespace std::chrono_literals;

constexpr Instant now{1'795'000'000'000};
const std::set<std::string> engineer{"ENG"}, manager{"SVM"}, technician{"TEC"}, everybody{"TEC", "ENG", "SVM", "OWN"};

ChangeFace full(std::string_view state, std::string_view type = "normal") {
    return {.type = type,
            .state = state,
            .plan = "Replace the switch.",
            .rollback = "Put the old one back.",
            .test = "Ping the gateway.",
            .impact = "significant",
            .likelihood = "low",
            .starts_at = now - 10min,
            .ends_at = now + 1h};
}
ChangeWish wish(std::string_view to) {
    return {.to = to, .text = "As planned.", .has_verbal = true, .starts_at = now + 1h, .ends_at = now + 2h};
}

struct Listed {
    std::string_view from, to, types;
};
// Of normal changes, approved and rejected are decisions, not moves.
constexpr Listed listed[] = {{"draft", "assessed", "standard normal emergency"},
                             {"assessed", "approved", "emergency"},
                             {"assessed", "scheduled", "standard"},
                             {"approved", "scheduled", "normal emergency"},
                             {"scheduled", "scheduled", "standard normal emergency"},
                             {"scheduled", "implementing", "standard normal emergency"},
                             {"implementing", "completed", "standard normal emergency"},
                             {"implementing", "rolled_back", "standard normal emergency"},
                             {"completed", "reviewed", "standard normal emergency"}};

TEST(ChangeStates, allow_what_is_listed_and_nothing_else) {
    for (const auto type : change_types) {
        for (const auto from : change_states()) {
            for (const auto to : change_states()) {
                const bool is_listed = std::any_of(std::begin(listed), std::end(listed), [&](const Listed& one) {
                    return one.from == from && one.to == to && one.types.find(type) != std::string_view::npos;
                });
                EXPECT_EQ(judge_move(full(from, type), wish(to), everybody, now).has_value(), is_listed)
                    << type << ": " << from << " to " << to;
            }
        }
    }
}

TEST(ChangeStates, let_technicians_do_standard_changes_and_what_is_scheduled) {
    EXPECT_EQ(judge_move(full("draft"), wish("assessed"), technician, now).error().code, "changes.other_role");
    EXPECT_TRUE(judge_move(full("draft", "standard"), wish("assessed"), technician, now));
    EXPECT_TRUE(judge_move(full("scheduled"), wish("implementing"), technician, now));
    EXPECT_EQ(judge_move(full("completed"), wish("reviewed"), technician, now).error().code, "changes.other_role");
}

TEST(Assessment, names_everything_that_is_missing) {
    const auto refused = judge_move({.type = "normal", .state = "draft"}, wish("assessed"), engineer, now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.size(), 5u);
}

TEST(Risk, is_impact_by_likelihood) {
    EXPECT_EQ(risk_of("extensive", "high"), 9);
    EXPECT_EQ(risk_of("limited", "low"), 1);
    EXPECT_EQ(risk_of("", "low"), 0);
    EXPECT_EQ(risk_words(2), "low");
    EXPECT_EQ(risk_words(3), "medium");
    EXPECT_EQ(risk_words(6), "high");
}

TEST(Approval, is_of_a_second_person_never_of_a_writer) {
    EXPECT_EQ(judge_decision(full("assessed"), engineer, true).error().code, "changes.own_change");
    EXPECT_TRUE(judge_decision(full("assessed"), engineer, false));
    EXPECT_EQ(judge_decision(full("assessed"), technician, false).error().code, "changes.other_role");
    EXPECT_EQ(judge_decision(full("draft"), engineer, false).error().code, "changes.move_not_allowed");
    EXPECT_EQ(judge_decision(full("assessed", "emergency"), engineer, false).error().code, "changes.other_role");
    EXPECT_TRUE(judge_decision(full("assessed", "emergency"), manager, false));
    EXPECT_FALSE(judge_decision(full("assessed", "standard"), manager, false)) << "its template was approved";
}

TEST(Approval, needs_the_client_when_users_or_money_are_affected) {
    ChangeFace change = full("assessed");
    EXPECT_NE(missing_approval(change), "");
    change.has_second = true;
    EXPECT_EQ(missing_approval(change), "");
    change.affects_users = true;
    EXPECT_NE(missing_approval(change), "");
    change.affects_users = false;
    change.cost_minor = 100;
    EXPECT_NE(missing_approval(change), "");
    change.client_approval = "pending";
    EXPECT_NE(missing_approval(change), "");
    change.client_approval = "approved";
    EXPECT_EQ(missing_approval(change), "");
}

TEST(Emergency, says_whose_word_it_was) {
    ChangeWish unsaid = wish("approved");
    unsaid.has_verbal = false;
    EXPECT_EQ(judge_move(full("assessed", "emergency"), unsaid, technician, now).error().fields.at(0).pointer, "/verbal_by_account_id");
    EXPECT_TRUE(judge_move(full("assessed", "emergency"), wish("approved"), technician, now));
}

TEST(Window, lies_ahead_outside_freezes_and_of_others_unless_said) {
    const auto schedule = [](ChangeWish asked, std::string_view type = "normal") {
        const auto outcome = judge_move(full("approved", type), asked, engineer, now);
        return outcome ? std::string("yes") : outcome.error().code;
    };
    EXPECT_EQ(schedule(wish("scheduled")), "yes");
    ChangeWish turned = wish("scheduled"), past = wish("scheduled"), frozen = wish("scheduled"), crowded = wish("scheduled");
    turned.ends_at = turned.starts_at;
    EXPECT_EQ(schedule(turned), "request.invalid");
    past.starts_at = now - 2h;
    past.ends_at = now - 1h;
    EXPECT_EQ(schedule(past), "request.invalid");
    frozen.is_frozen = true;
    EXPECT_EQ(schedule(frozen), "changes.frozen");
    EXPECT_EQ(schedule(frozen, "emergency"), "yes");
    crowded.collides = true;
    EXPECT_EQ(schedule(crowded), "changes.collides");
    crowded.despite_collision = true;
    EXPECT_EQ(schedule(crowded), "yes");
}

TEST(Window, is_when_it_is_done_but_for_emergencies) {
    ChangeFace later = full("scheduled");
    later.starts_at = now + 16min;
    EXPECT_EQ(judge_move(later, wish("implementing"), engineer, now).error().code, "changes.outside_window");
    later.starts_at = now + 15min;
    EXPECT_TRUE(judge_move(later, wish("implementing"), engineer, now));
    later.ends_at = now - 1ms;
    EXPECT_EQ(judge_move(later, wish("implementing"), engineer, now).error().code, "changes.outside_window");
    later.type = "emergency";
    EXPECT_TRUE(judge_move(later, wish("implementing"), engineer, now));
}

TEST(Cause, is_probable_from_the_begin_until_a_day_after_the_end) {
    const Instant began = now, ended = now + 1h;
    EXPECT_FALSE(is_probable_cause(began, ended, began - 1ms));
    EXPECT_TRUE(is_probable_cause(began, ended, began));
    EXPECT_TRUE(is_probable_cause(began, {}, began + 24h * 3)) << "still under way";
    EXPECT_TRUE(is_probable_cause(began, ended, ended + 24h));
    EXPECT_FALSE(is_probable_cause(began, ended, ended + 24h + 1ms));
    EXPECT_FALSE(is_probable_cause({}, {}, began)) << "never begun";
}

}  // namespace
}  // namespace steward::changes
