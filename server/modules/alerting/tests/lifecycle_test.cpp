#include "server/modules/alerting/lifecycle.h"

#include <gtest/gtest.h>

namespace steward::alerting {
namespace {

using namespace std::chrono_literals;

// A week in a microsecond: verbs move the story, `is` looks at it. Minutes count from its start.
class AlertStory {
public:
    Instant at(Duration since) const { return Instant{1'764'000'000'000} + since; }
    Condition condition(std::string severity) const {
        return {.client = {},
                .device = {},
                .fingerprint = "f",
                .check = "S01",
                .item = "/",
                .severity = severity,
                .priority = severity == "critical" ? "P3" : "P4",
                .title = "Volume / is full",
                .plain_text = "",
                .unit = "%",
                .value = 93,
                .threshold = 90,
                .since = at(0min),
                .observed_at = at(0min)};
    }
    AlertStory& raised(Duration since, std::string severity = "warning", std::optional<Suppression> held = {}) {
        change_ = alert_ && alert_->state != AlertState::Closed ? repeat_alert(*alert_, condition(severity), held, at(since))
                                                                : open_alert({}, condition(severity), "C2", held, at(since));
        return take();
    }
    AlertStory& gone(Duration since, std::string reason = "recovered") {
        change_ = clear_alert(*alert_, 40, at(since), reason, at(since));
        return take();
    }
    AlertStory& time(Duration since) {
        change_ = settle_alert(*alert_, at(since));
        return take();
    }
    AlertStory& cause_ended(Duration ended, Duration since) {
        change_ = release_alert(*alert_, at(ended), at(since));
        return take();
    }
    AlertStory& taken(Duration since) {
        change_ = acknowledge_alert(*alert_, {"Ada"}, "", at(since)).value();
        return take();
    }
    AlertStory& is(AlertState state) {
        EXPECT_EQ(to_text(alert_->state), to_text(state));
        return *this;
    }
    AlertStory& tells() {
        EXPECT_TRUE(change_.opened) << "somebody should hear of it";
        return *this;
    }
    AlertStory& is_silent() {
        EXPECT_FALSE(change_.opened) << "nobody should hear of it";
        return *this;
    }
    const Alert& alert() const { return *alert_; }

private:
    AlertStory& take() {
        alert_ = change_.alert;
        return *this;
    }
    Change change_;
    std::optional<Alert> alert_;
};

using enum AlertState;

TEST(AlertLife, opens_once_and_counts_duplicates_on_the_same_alert) {
    AlertStory().raised(0min).is(Open).tells().raised(1min).is(Open).is_silent();
}

TEST(AlertLife, tells_again_when_a_warning_becomes_critical_even_if_somebody_had_taken_it) {
    AlertStory().raised(0min).taken(1min).is(Acknowledged).raised(2min, "critical").is(Open).tells();
}

TEST(AlertLife, does_not_tell_when_critical_falls_back_to_warning) {
    AlertStory().raised(0min, "critical").taken(1min).raised(2min, "warning").is(Acknowledged).is_silent();
}

TEST(AlertLife, a_return_within_fifteen_minutes_is_the_same_alert) {
    AlertStory story;
    story.raised(0min).gone(5min).is(Cleared).time(19min).is(Cleared).raised(19min).is(Open).tells();
    EXPECT_EQ(story.alert().occurrences, 2);
}

TEST(AlertLife, closes_when_it_stayed_quiet) {
    AlertStory story;
    story.raised(0min).gone(5min).time(20min).is(Closed);
    EXPECT_EQ(story.alert().closed_reason, "recovered");
}

TEST(AlertLife, maintenance_holds_it_back_and_names_what_did) {
    AlertStory story;
    story.raised(0min, "critical", Suppression{"window-1", "R7"}).is(Suppressed).is_silent();
    EXPECT_EQ(story.alert().suppressed_by, "window-1");
    story.gone(10min).is(Closed).is_silent();
    EXPECT_EQ(story.alert().closed_reason, "maintenance");
}

TEST(AlertLife, still_bad_a_quarter_of_an_hour_after_maintenance_becomes_a_normal_alert) {
    AlertStory()
        .raised(0min, "critical", Suppression{"window-1", "R7"})
        .cause_ended(30min, 44min)
        .is(Suppressed)
        .cause_ended(30min, 45min)
        .is(Open)
        .tells();
}

TEST(AlertLife, still_bad_three_minutes_after_the_collector_came_back_becomes_a_normal_alert) {
    AlertStory()
        .raised(0min, "critical", Suppression{"alert-1", "R6"})
        .cause_ended(10min, 12min)
        .is(Suppressed)
        .cause_ended(10min, 13min)
        .is(Open)
        .tells();
}

TEST(AlertLife, ends_with_its_device) {
    AlertStory story;
    story.raised(0min).gone(1min, "retired").is(Closed);
    EXPECT_EQ(story.alert().closed_reason, "decommissioned");
}

TEST(AlertActions, need_an_alert_that_is_open_and_a_reason_that_says_something) {
    AlertStory story;
    story.raised(0min);
    const Instant now = story.at(1min);
    EXPECT_EQ(close_alert(story.alert(), "tuned", "short", {"Ada"}, now).error().fields[0].pointer, "/note");
    EXPECT_EQ(close_alert(story.alert(), "recovered", "a long enough note", {"Ada"}, now).error().fields[0].pointer, "/reason");
    EXPECT_EQ(snooze_alert(story.alert(), now, "waiting for the part", "Ada", now).error().fields[0].pointer, "/until_unix_ms");
    EXPECT_EQ(snooze_alert(story.alert(), now + std::chrono::days(31), "waiting for the part", "Ada", now).error().fields[0].pointer,
              "/until_unix_ms");
    EXPECT_TRUE(snooze_alert(story.alert(), now + 1h, "waiting for the part", "Ada", now));
    story.gone(2min);
    EXPECT_EQ(acknowledge_alert(story.alert(), {"Ada"}, "", now).error().code, "alerting.not_open");
    EXPECT_TRUE(allowed_actions(story.alert()).empty());
}

TEST(AlertActions, taking_and_giving_back_are_opposites) {
    AlertStory story;
    story.raised(0min).taken(1min);
    const auto back = unacknowledge_alert(story.alert(), "Ada", story.at(2min)).value();
    EXPECT_EQ(to_text(back.alert.state), "open");
    EXPECT_TRUE(back.alert.acknowledged_by.empty());
    EXPECT_EQ(unacknowledge_alert(back.alert, "Ada", story.at(3min)).error().code, "alerting.not_acknowledged");
}

}  // namespace
}  // namespace steward::alerting
