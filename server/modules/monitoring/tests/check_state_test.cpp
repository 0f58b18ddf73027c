#include <gtest/gtest.h>

#include "server/modules/monitoring/check_state.h"

namespace steward::monitoring {

namespace {
using namespace std::chrono_literals;
constexpr Instant story_start = Instant::from_unix_ms(1'795'000'000'000);

// "Volume used": 80/90, clear 77/87, ten minutes, 3 of the last 4, one sample a minute unless said.
struct CheckStory {
    Rule rule{.raise_warning = 80,
              .raise_critical = 90,
              .clear_warning = 77,
              .clear_critical = 87,
              .hold_warning_s = 600,
              .hold_critical_s = 600,
              .clear_hold_warning_s = 600,
              .clear_hold_critical_s = 600};
    CheckState check{};
    Instant now = story_start;

    CheckStory& at(Duration after, double value) {
        now = story_start + after;
        check = observe(check, value, value, now, rule);
        return *this;
    }
    CheckStory& every_minute(int from, int to, double value) {
        for (int minute = from; minute <= to; ++minute) at(std::chrono::minutes(minute), value);
        return *this;
    }
    CheckStory& is(State state) {
        EXPECT_EQ(to_word(check.state), to_word(state)) << "after " << (now - story_start).count() / 60000 << " minutes";
        return *this;
    }
    CheckStory& told(Told what) {
        EXPECT_EQ(to_word(check.told), to_word(what)) << "after " << (now - story_start).count() / 60000 << " minutes";
        return *this;
    }
};
}  // namespace

TEST(CheckLife, is_soft_at_the_first_bad_sample_and_hard_once_it_has_lasted) {
    CheckStory story;
    story.at(0min, 50).is(State::Ok).at(1min, 81).is(State::SoftWarning).told(Told::Nothing);
    story.every_minute(2, 10, 82).is(State::SoftWarning).told(Told::Nothing);
    story.at(11min, 82).is(State::Warning).told(Told::Warning);
    EXPECT_EQ(first_seen(story.check), story_start + 1min);
}

TEST(CheckLife, tells_when_a_soft_state_would_count) {
    CheckStory story;
    story.at(1min, 81);
    EXPECT_EQ(counts_at(story.check, story.rule), story_start + 11min);
    story.every_minute(2, 11, 81).is(State::Warning);
    EXPECT_EQ(counts_at(story.check, story.rule), std::nullopt);
}

TEST(CheckLife, goes_back_from_soft_only_below_the_clear_level) {
    CheckStory{}.at(1min, 81).at(2min, 78).is(State::SoftWarning).at(3min, 77).is(State::Ok);
}

TEST(CheckLife, needs_three_of_the_last_four_samples_over_the_level) {
    CheckStory story;
    story.rule.hold_warning_s = 0;
    story.at(1min, 81).is(State::SoftWarning).at(2min, 79).at(3min, 81).is(State::SoftWarning).at(4min, 81).is(State::Warning);
}

TEST(CheckLife, one_of_one_and_no_hold_counts_at_the_first_sample) {
    CheckStory story;
    story.rule = {.raise_warning = 10, .clear_warning = 5, .samples_needed = 1, .samples_of = 1};
    story.at(1min, 11).is(State::Warning).told(Told::Warning).at(2min, 7).is(State::Warning).at(3min, 5).is(State::Ok).told(Told::Nothing);
}

TEST(CheckLife, clears_only_when_it_has_been_good_for_as_long) {
    CheckStory story;
    story.every_minute(0, 10, 85).is(State::Warning);
    story.every_minute(11, 15, 70).is(State::Warning).at(16min, 79).is(State::Warning);  // a bad sample starts the clock again
    story.every_minute(17, 26, 70).is(State::Warning).told(Told::Warning).at(27min, 70).is(State::Ok).told(Told::Nothing);
}

TEST(CheckLife, worsens_to_critical_and_falls_back_to_warning) {
    CheckStory story;
    story.every_minute(0, 10, 85)
        .is(State::Warning)
        .every_minute(11, 20, 95)
        .is(State::Warning)
        .at(21min, 95)
        .is(State::Critical)
        .told(Told::Critical);
    story.every_minute(22, 31, 85).is(State::Critical).at(32min, 85).is(State::Warning).told(Told::Warning);
}

TEST(CheckLife, a_critical_that_counts_before_its_warning_does_proves_the_warning) {
    CheckStory story;
    story.rule.hold_warning_s = 1800;
    story.every_minute(0, 10, 95).is(State::Critical).every_minute(11, 21, 85).is(State::Warning).told(Told::Warning);
}

TEST(CheckLife, late_samples_never_reopen_a_newer_state) {
    CheckStory story;
    story.at(5min, 50).is(State::Ok);
    story.at(3min, 99).is(State::Ok);
    EXPECT_EQ(story.check.value, 50);
}

TEST(CheckLife, a_hole_in_the_observation_proves_nothing) {
    CheckStory story;
    story.at(0min, 95).at(1min, 95).at(2min, 95).is(State::SoftCritical);
    story.check = lose_sight(story.check, true, NoData::Alert, story.rule, story_start + 9min);
    story.is(State::Stale).told(Told::Nothing).at(30min, 95).is(State::SoftCritical).told(Told::Nothing);
}

TEST(CheckLife, what_was_told_stays_told_while_the_device_is_silent) {
    CheckStory story;
    story.every_minute(0, 10, 95).is(State::Critical);
    story.check = lose_sight(story.check, true, NoData::Alert, story.rule, story_start + 20min);
    story.is(State::Stale).told(Told::Critical).at(30min, 50).is(State::Critical).at(40min, 50).is(State::Ok).told(Told::Nothing);
}

TEST(CheckLife, a_value_that_cannot_be_read_is_a_warning_where_the_policy_says_so) {
    for (const auto& [policy, told] :
         {std::pair{NoData::Alert, Told::Warning}, {NoData::Hold, Told::Nothing}, {NoData::Ignore, Told::Nothing}}) {
        CheckStory story;
        story.at(0min, 50);
        story.check = lose_sight(story.check, false, policy, story.rule, story_start + 15min);
        story.is(State::Unknown).told(told).at(16min, 50).is(State::Ok).told(Told::Nothing);
    }
}

TEST(CheckLife, a_policy_of_ignoring_takes_back_what_was_told) {
    CheckStory story;
    story.every_minute(0, 10, 95).told(Told::Critical);
    story.check = lose_sight(story.check, false, NoData::Ignore, story.rule, story_start + 20min);
    story.is(State::Unknown).told(Told::Nothing);
}

TEST(CheckLife, of_a_silent_device_takes_nothing_back_whatever_the_policy) {
    for (const auto policy : {NoData::Alert, NoData::Hold, NoData::Ignore}) {
        CheckStory story;
        story.every_minute(0, 10, 95).told(Told::Critical);
        story.check = lose_sight(story.check, true, policy, story.rule, story_start + 20min);
        story.is(State::Stale).told(Told::Critical);
    }
}

TEST(CheckLife, that_must_last_for_days_is_not_begun_anew_by_a_short_hole) {
    CheckStory story;
    story.rule = {.raise_warning = 1, .clear_warning = 0, .hold_warning_s = 7 * 86'400, .samples_needed = 1, .samples_of = 1};
    story.at(0min, 1).is(State::SoftWarning);
    story.check = lose_sight(story.check, true, NoData::Ignore, story.rule, story_start + 24h);
    story.is(State::Stale).at(25h, 1).is(State::SoftWarning).told(Told::Nothing).at(7 * 24h, 1).is(State::Warning).told(Told::Warning);
}

TEST(CheckLife, flaps_when_its_judgement_changed_in_a_fifth_of_the_last_results) {
    CheckStory story;
    story.rule = {.raise_warning = 80, .clear_warning = 77, .samples_needed = 1, .samples_of = 1};
    story.at(0min, 50).at(1min, 90).is(State::Warning).at(2min, 50).is(State::Ok).at(3min, 90).is(State::Warning);
    story.at(4min, 50).is(State::Flapping).told(Told::Warning);  // the worst stays told
    story.every_minute(5, 23, 50).is(State::Flapping).told(Told::Warning).at(24min, 50).is(State::Ok).told(Told::Nothing);
}

TEST(CheckLife, is_silent_while_switched_off_and_knows_nothing_when_switched_on) {
    CheckStory story;
    story.every_minute(0, 10, 95).told(Told::Critical);
    story.check = disable(story.check, story_start + 11min);
    story.is(State::Disabled).told(Told::Nothing);
    story.check = lose_sight(story.check, true, NoData::Alert, story.rule, story_start + 30min);
    story.is(State::Disabled);
    story.check = enable(story.check, story_start + 40min);
    story.is(State::Unknown).told(Told::Nothing).at(41min, 95).is(State::SoftCritical);
}

TEST(CheckLife, an_event_is_told_at_once_and_over_after_its_time) {
    CheckState check = raise_event({}, story_start);
    EXPECT_EQ(check.state, State::Warning);
    EXPECT_EQ(check.told, Told::Warning);
    check = end_event(check, story_start + 24h);
    EXPECT_EQ(check.state, State::Ok);
    EXPECT_EQ(check.told, Told::Nothing);
}

TEST(CheckLife, every_state_has_one_word_and_the_word_one_state) {
    for (int i = 0; i <= static_cast<int>(State::Disabled); ++i)
        EXPECT_EQ(state_from_word(to_word(static_cast<State>(i))), static_cast<State>(i));
    EXPECT_EQ(state_from_word("green"), std::nullopt);
}

}  // namespace steward::monitoring
