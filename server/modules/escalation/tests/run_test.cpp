#include "server/modules/escalation/run.h"

#include <gtest/gtest.h>

#include "server/modules/escalation/rules.h"

namespace steward::escalation {

namespace {
using namespace std::chrono_literals;

// A run on the published ladder of a priority. Everything that becomes due is taken at once, minute by minute.
class RunStory {
public:
    explicit RunStory(const std::string& priority) : ladder_(ladder_of(standard_policy().rules(), priority)) {
        run_.started_at = parse_rfc3339("2026-11-18T01:27:00Z").value();
        look(0min);
    }
    RunStory& until(Duration after) {
        for (Duration at = last_ + 1min; at <= after; at += 1min) look(at);
        return *this;
    }
    RunStory& acknowledged(Duration after) {
        until(after - 1min);
        run_.acknowledged_at = run_.started_at + after;
        return until(after);
    }
    RunStory& closed(Duration after) {
        until(after);
        run_.closed_at = run_.started_at + after;
        return *this;
    }
    RunStory& clock_reaches(int percent, Duration after) {
        until(after - 1min);
        run_.marks[percent] = run_.started_at + after;
        return until(after);
    }
    /// "0 on-call primary, 5 on-call secondary": minutes and labels.
    std::string told() const { return told_; }
    const Run& run() const { return run_; }
    const Ladder& ladder() const { return ladder_; }

private:
    void look(Duration at) {
        last_ = at;
        for (const DueStep& due : due_steps(ladder_, run_, run_.started_at + at)) {
            run_.taken.insert({due.pass, due.step});
            const bool is_last = due.step == last_resort;
            if (!is_last && ladder_.steps[static_cast<size_t>(due.step)].targets.front().kind == TargetKind::Queue &&
                ladder_.steps[static_cast<size_t>(due.step)].targets.size() == 1)
                continue;
            told_ += (told_.empty() ? "" : ", ") + std::to_string(std::chrono::duration_cast<std::chrono::minutes>(at).count()) + " " +
                     (is_last ? "owner at last" : ladder_.steps[static_cast<size_t>(due.step)].label);
        }
    }
    Ladder ladder_;
    Run run_;
    Duration last_{0};
    std::string told_;
};
}  // namespace

TEST(Ladder, s03_primary_at_once_secondary_after_five_minutes_and_nobody_after_the_acknowledgement) {
    // Opened 02:27, acknowledged 02:36; the client's decision-maker hears at 02:57 all the same.
    RunStory story("P1");
    story.acknowledged(9min).until(29min);
    EXPECT_EQ(story.told(), "0 on-call primary, 5 on-call secondary");
    EXPECT_EQ(story.run().acknowledged_at - story.run().started_at, Duration(9min));
    story.until(60min);
    EXPECT_EQ(story.told(), "0 on-call primary, 5 on-call secondary, 30 client decision-maker");
}

TEST(Ladder, p1_that_nobody_takes_goes_up_once_again_and_then_to_the_owner_until_somebody_does) {
    EXPECT_EQ(RunStory("P1").until(66min).told(),
              "0 on-call primary, 5 on-call secondary, 10 service manager, 20 owner and all engineers, "
              "25 on-call primary, 30 client decision-maker, 30 on-call secondary, 35 service manager, 45 owner and all engineers, "
              "50 owner at last, 55 owner at last, 60 owner at last, 65 owner at last");
}

TEST(Ladder, paging_ends_after_a_day) {
    RunStory story("P1");
    story.until(48h);
    EXPECT_FALSE(next_due(story.ladder(), story.run()));
}

TEST(Ladder, p2_by_the_matrix) {
    EXPECT_EQ(RunStory("P2").until(44min).told(), "0 queue and dispatcher, 15 on-call, 30 service manager");
    EXPECT_EQ(RunStory("P2").acknowledged(10min).clock_reaches(50, 4h).clock_reaches(75, 6h).clock_reaches(100, 8h).told(),
              "0 queue and dispatcher, 240 senior engineer, 360 service manager, 480 service manager");
}

TEST(Ladder, p3_and_p4_only_by_the_clock) {
    EXPECT_EQ(RunStory("P3").clock_reaches(50, 8h).clock_reaches(75, 12h).clock_reaches(100, 16h).told(), "720 lead, 960 service manager");
    EXPECT_EQ(RunStory("P4").clock_reaches(75, 30h).clock_reaches(100, 40h).told(), "2400 lead");
}

TEST(Ladder, p1_by_the_clock_goes_on_after_the_acknowledgement) {
    EXPECT_EQ(
        RunStory("P1").acknowledged(2min).clock_reaches(50, 2h).clock_reaches(75, 3h).clock_reaches(100, 4h).told(),
        "0 on-call primary, 30 client decision-maker, 120 senior engineer joins, 180 open a vendor case at the highest level, 240 owner");
}

TEST(Ladder, nothing_after_it_is_closed) { EXPECT_EQ(RunStory("P1").closed(4min).until(10h).told(), "0 on-call primary"); }

TEST(Ladder, a_server_that_was_away_pages_what_it_missed_but_nobody_for_what_was_taken_meanwhile) {
    const Ladder ladder = ladder_of(standard_policy().rules(), "P1");
    escalation::Run run{.started_at = parse_rfc3339("2026-11-18T01:27:00Z").value()};
    EXPECT_EQ(due_steps(ladder, run, run.started_at + 12min).size(), 3u);
    run.acknowledged_at = run.started_at + 11min;
    EXPECT_TRUE(due_steps(ladder, run, run.started_at + 12min).empty());
    EXPECT_EQ(next_due(ladder, run), run.started_at + 30min);
}

TEST(Ladder, the_next_moment_is_known_without_looking_at_every_minute) {
    const Ladder ladder = ladder_of(standard_policy().rules(), "P1");
    escalation::Run run{.started_at = parse_rfc3339("2026-11-18T01:27:00Z").value()};
    EXPECT_EQ(next_due(ladder, run), run.started_at);
    run.taken = {{0, 0}};
    EXPECT_EQ(next_due(ladder, run), run.started_at + 5min);
    EXPECT_EQ(state_of(run), RunState::Notified);
}

}  // namespace steward::escalation
