// What the journal counts, what it forgets and what it takes for damage: each at its bound.
#include "agent/gate/records.h"
#include "agent/gate/tests/journal_story.h"

namespace steward::gate {

namespace {
bool is_readable(const JournalRecord& record) { return read_message<JournalRecord>(write_message(record)).has_value(); }
}  // namespace

TEST(JournalRecords, are_of_steps_that_there_are_and_of_a_boot_that_can_be_named) {
    EXPECT_TRUE(is_readable({.step = Step::Verified}));
    EXPECT_TRUE(is_readable({.step = Step::Kept, .reached = Step::Acked}));
    for (int number = 0; number < 256; ++number)
        EXPECT_EQ(is_readable({.step = static_cast<Step>(number)}), number >= 1 && number <= 7) << number;
    EXPECT_FALSE(is_readable({.step = Step::Kept, .reached = Step::Begun})) << "work does not reach the beginning of a file";
    EXPECT_TRUE(is_readable({.step = Step::Started, .boot_id = std::string(longest_boot_id, 'b')}));
    EXPECT_FALSE(is_readable({.step = Step::Started, .boot_id = std::string(longest_boot_id + 1, 'b')}));
}

TEST_F(JournalStory, a_whole_record_that_says_nothing_we_know_hides_what_stands_behind_it) {
    take(verified(one));
    take(started(one));
    append(file.bytes, packed(Bytes{0xa0}));
    append(file.bytes, packed(write_message(effect(one))));
    restart();
    EXPECT_TRUE(journal->is_damaged());
    EXPECT_EQ(journal->at(one).step, Step::Started) << "nothing behind it is believed";
}

// As after a version of the gate that wrote more was taken back: its last word is whole, and nobody here knows what it says.
TEST_F(JournalStory, a_last_record_that_is_whole_and_unknown_is_damage_and_not_a_torn_one) {
    take(verified(one));
    Bytes later = write_message(started(one));
    later.front() += 1;  // one field more
    append(later, Bytes{0x11, 0x00});
    append(file.bytes, packed(later));
    restart();
    EXPECT_TRUE(journal->is_damaged()) << "else begun work would run again";
}

TEST_F(JournalStory, no_more_than_one_record_can_be_torn) {
    take(verified(one));
    take(started(one));
    const Bytes sound = file.bytes;
    const size_t longest_record = packed_size(1024);
    append(file.bytes, Bytes(longest_record - 1, 0xff));
    restart();
    EXPECT_FALSE(journal->is_damaged());
    EXPECT_EQ(journal->interrupted(), std::vector<ShortId>{one});
    file.bytes = sound;
    append(file.bytes, Bytes(longest_record, 0xff));
    restart();
    EXPECT_TRUE(journal->is_damaged()) << "it would have been whole";
    EXPECT_EQ(journal->interrupted(), std::vector<ShortId>{one}) << "what stands before it is known";
}

TEST_F(JournalStory, has_room_for_ten_thousand) {
    const auto numbered = [](size_t number) { return ShortId{9, static_cast<uint8_t>(number), static_cast<uint8_t>(number >> 8)}; };
    for (size_t number = 1; number < most_work; ++number) take(verified(numbered(number)));
    EXPECT_TRUE(journal->has_room());
    take(verified(numbered(most_work)));
    EXPECT_FALSE(journal->has_room());
    restart();
    EXPECT_TRUE(journal->has_room()) << "none of them was started";
}

TEST_F(JournalStory, counts_the_runs_of_a_policy_that_were_started_from_a_moment_on) {
    run(1, Outcome::Done, morning - 1ms);
    run(2, Outcome::Failed, morning);
    run(3, Outcome::Done, morning + 1h);
    whole(one);
    JournalRecord waiting = verified(two);
    waiting.policy = policy;
    take(waiting);
    EXPECT_EQ(journal->runs_of(policy, morning), 2U);
    EXPECT_EQ(journal->runs_of(policy, {}), 3U) << "what was not started is no run, and work of people is none of the policy";
    EXPECT_EQ(journal->runs_of({61}, {}), 0U);
    restart();
    EXPECT_EQ(journal->runs_of(policy, {}), 3U);
}

TEST_F(JournalStory, failures_are_counted_back_to_the_last_run_that_went_well) {
    EXPECT_EQ(journal->failures_of(policy, 3), 0U);
    run(9, Outcome::Failed, morning);
    run(1, Outcome::Done, morning + 1h);
    run(8, Outcome::Failed, morning + 2h);
    run(2, Outcome::InterruptedUnknown, morning + 3h);
    EXPECT_EQ(journal->failures_of(policy, 3), 2U) << "by their time and not by their ids; what nobody knows is not well";
    JournalRecord running = verified(one);
    running.policy = policy;
    running.policy_version = 3;
    take(running);
    take(started(one, 1, morning + 4h));
    EXPECT_EQ(journal->failures_of(policy, 3), 2U) << "what still runs has not failed";
    run(3, Outcome::Failed, morning + 5h, 4);
    EXPECT_EQ(journal->failures_of(policy, 4), 1U) << "a new version begins with none";
    EXPECT_EQ(journal->failures_of(policy, 3), 2U);
    run(4, Outcome::Done, morning + 6h, 4);
    EXPECT_EQ(journal->failures_of(policy, 4), 0U);
    restart();
    EXPECT_EQ(journal->failures_of(policy, 3), 2U);
    EXPECT_EQ(journal->failures_of({61}, 3), 0U);
}

TEST_F(JournalStory, tidies_when_half_of_it_is_over) {
    whole(one, morning);
    whole(two, morning + 1000h);
    whole(three, morning + 1000h);
    const Bytes before = file.bytes;
    EXPECT_TRUE(journal->tidy(morning + kept_after_end + 1ms));
    EXPECT_TRUE(journal->knows(one)) << "one of three is not worth a new file";
    EXPECT_EQ(file.bytes, before);
    whole(policy, morning);
    EXPECT_TRUE(journal->tidy(morning + kept_after_end + 1ms));
    EXPECT_FALSE(journal->knows(one) || journal->knows(policy)) << "two of four are";
    EXPECT_TRUE(journal->knows(two) && journal->knows(three));
}

TEST_F(JournalStory, failed_runs_are_remembered_until_one_goes_well) {
    const Instant later = morning + 1000h;
    run(1, Outcome::Failed, morning);
    run(2, Outcome::Failed, morning + 1h);
    EXPECT_TRUE(journal->tidy(later));
    restart();
    EXPECT_EQ(journal->failures_of(policy, 3), 2U) << "they stop the policy by their number";
    run(3, Outcome::Done, morning + 2h);
    EXPECT_TRUE(journal->tidy(later));
    EXPECT_FALSE(journal->knows(run_of(1)) || journal->knows(run_of(2)) || journal->knows(run_of(3)));
}

TEST_F(JournalStory, a_run_that_failed_after_one_that_went_well_is_remembered) {
    run(1, Outcome::Failed, morning);
    run(2, Outcome::Done, morning + 1h);
    run(3, Outcome::Failed, morning + 2h);
    EXPECT_TRUE(journal->tidy(morning + 1000h));
    EXPECT_FALSE(journal->knows(run_of(1)) || journal->knows(run_of(2)));
    EXPECT_TRUE(journal->knows(run_of(3)));
    EXPECT_EQ(journal->failures_of(policy, 3), 1U);
}

TEST_F(JournalStory, remembers_the_newest_sixteen_failures_of_a_policy) {
    for (uint8_t number = 1; number < 2 * most_kept_failures; ++number) run(number, Outcome::Failed, morning + 1h * number);
    EXPECT_TRUE(journal->tidy(morning + 1000h));
    EXPECT_EQ(journal->failures_of(policy, 3), 31U) << "fifteen that may go are less than half";
    run(32, Outcome::Failed, morning + 32h);
    EXPECT_TRUE(journal->tidy(morning + 1000h));
    EXPECT_EQ(journal->failures_of(policy, 3), most_kept_failures);
    EXPECT_FALSE(journal->knows(run_of(16)));
    EXPECT_TRUE(journal->knows(run_of(17)));
}

}  // namespace steward::gate
