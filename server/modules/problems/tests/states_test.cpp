// The states of a problem, as domain/model.md 5.28 writes them, and when three incidents are one problem.
#include "server/modules/problems/states.h"

#include <gtest/gtest.h>

#include "server/modules/problems/pattern.h"

namespace steward::problems {
namespace {
using namespace std::chrono_literals;

constexpr Instant now{1'795'000'000'000};
const std::set<std::string> engineer{"ENG"}, manager{"SVM"}, technician{"TEC"}, program{"SYS"};

// Everything written that any move could ask for.
ProblemFace full(std::string_view state) {
    return {.state = state, .cause = "A worn disk.", .workaround = "Restart it.", .fix = "Replace it."};
}

constexpr std::string_view listed[][2] = {
    {"opened", "investigating"}, {"investigating", "known_error"}, {"known_error", "fix_planned"},      {"fix_planned", "fixed"},
    {"fixed", "verified"},       {"verified", "closed"},           {"investigating", "closed_no_cause"}};

TEST(ProblemStates, allow_what_is_listed_and_nothing_else) {
    for (const auto from : problem_states()) {
        for (const auto to : problem_states()) {
            const bool is_listed =
                std::any_of(std::begin(listed), std::end(listed), [&](const auto& move) { return move[0] == from && move[1] == to; });
            const std::set<std::string> everybody{"ENG", "SVM", "OWN", "SYS"};
            EXPECT_EQ(judge_move(full(from), to, "Because of this.", everybody).has_value(), is_listed) << from << " to " << to;
        }
    }
}

TEST(ProblemStates, are_moved_by_engineers_and_closed_without_a_cause_by_managers) {
    EXPECT_TRUE(judge_move(full("opened"), "investigating", "", engineer));
    EXPECT_EQ(judge_move(full("opened"), "investigating", "", technician).error().code, "problems.other_role");
    EXPECT_EQ(judge_move(full("investigating"), "closed_no_cause", "We looked for weeks.", engineer).error().code, "problems.other_role");
    EXPECT_TRUE(judge_move(full("investigating"), "closed_no_cause", "We looked for weeks.", manager));
}

TEST(ProblemStates, are_verified_by_nobodys_word) {
    EXPECT_EQ(judge_move(full("fixed"), "verified", "", manager).error().code, "problems.move_not_allowed");
    EXPECT_TRUE(judge_move(full("fixed"), "verified", "", program));
    EXPECT_TRUE(allowed_moves(full("fixed"), manager).empty());
}

TEST(ProblemStates, ask_for_the_words_that_they_promise) {
    const auto missing = [](std::string_view from, std::string_view to) {
        return judge_move({.state = from}, to, "short", {"ENG", "SVM"}).error().fields.at(0).pointer;
    };
    EXPECT_EQ(missing("investigating", "known_error"), "/workaround");
    EXPECT_EQ(missing("known_error", "fix_planned"), "/fix");
    EXPECT_EQ(missing("fix_planned", "fixed"), "/cause");
    EXPECT_EQ(missing("investigating", "closed_no_cause"), "/reason");
    EXPECT_TRUE(judge_move({.state = "known_error", .has_fix_ticket = true}, "fix_planned", "", engineer)) << "a change is a plan";
}

TEST(ProblemStates, of_a_withdrawn_one_do_not_move) {
    ProblemFace face = full("opened");
    face.is_withdrawn = true;
    EXPECT_FALSE(judge_move(face, "investigating", "", engineer));
    EXPECT_TRUE(allowed_moves(face, engineer).empty());
}

TEST(Verified, needs_thirty_quiet_days) {
    EXPECT_FALSE(verify({.quiet_from = now - 24h * 30 + 1ms}, now).holds);
    EXPECT_TRUE(verify({.quiet_from = now - 24h * 30}, now).holds);
    EXPECT_FALSE(verify({}, now).holds) << "nothing was fixed";
}

TEST(Verified, of_a_check_needs_a_device_that_is_heard_of) {
    const Instant long_ago = now - 24h * 31;
    EXPECT_FALSE(verify({.quiet_from = long_ago, .is_measured = true}, now).holds);
    const auto silent = verify({.quiet_from = long_ago, .is_measured = true, .last_seen = now - 25h}, now);
    EXPECT_FALSE(silent.holds);
    EXPECT_NE(silent.waits_for, "");
    EXPECT_TRUE(verify({.quiet_from = long_ago, .is_measured = true, .last_seen = now - 1h}, now).holds);
}

TEST(Pattern, is_three_of_the_same_in_ninety_days) {
    const auto at = [](int days_ago) { return Incident{.id = {}, .ticket = {}, .at = now - 24h * days_ago}; };
    const std::vector<Incident> two{at(1), at(2)}, three{at(1), at(89), at(40)}, too_old{at(1), at(2), at(91)};
    EXPECT_FALSE(pattern_in(two, {}, now));
    ASSERT_TRUE(pattern_in(three, {}, now));
    EXPECT_EQ(pattern_in(three, {}, now)->front().at, now - 24h * 89) << "in order of time";
    EXPECT_FALSE(pattern_in(too_old, {}, now));
    EXPECT_FALSE(pattern_in(three, now - 24h * 60, now)) << "what an earlier problem had does not count again";
}

}  // namespace
}  // namespace steward::problems
