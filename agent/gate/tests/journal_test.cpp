// The journal on a disk that tears: whatever is lost, nothing is forgotten that was begun.
#include "agent/gate/tests/journal_story.h"

#include <filesystem>

namespace steward::gate {

TEST_F(JournalStory, remembers_over_a_restart_what_was_begun_and_what_came_of_it) {
    take(verified(one));
    take(started(one));
    take(effect(one));
    take(verified(two, JobClass::Reboot));
    take(started(two));
    const Digest head = journal->head();
    restart();
    EXPECT_EQ(journal->head(), head);
    EXPECT_FALSE(journal->is_damaged());
    EXPECT_EQ(journal->at(one).step, Step::Effect);
    EXPECT_EQ(journal->at(one).exit, 3);
    EXPECT_EQ(journal->at(one).job_class, JobClass::Script);
    EXPECT_EQ(journal->at(two).boot_id, "boot");
    EXPECT_EQ(journal->interrupted(), std::vector<ShortId>{two});
    EXPECT_FALSE(journal->knows(three));
}

TEST_F(JournalStory, torn_at_any_byte_it_is_as_before_the_step_or_after_it) {
    take(verified(one));
    take(started(one));
    const Bytes before = file.bytes;
    take(effect(one));
    const Bytes after = file.bytes;
    for (size_t size = before.size(); size <= after.size(); ++size) {
        file.bytes.assign(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(size));
        restart();
        EXPECT_FALSE(journal->is_damaged()) << size;
        EXPECT_EQ(journal->at(one).step, size == after.size() ? Step::Effect : Step::Started) << size;
        take(size == after.size() ? JournalRecord{.step = Step::Reported, .work = one} : effect(one));
        restart();
        EXPECT_TRUE(journal->knows(one)) << "it goes on behind the tear";
    }
}

TEST_F(JournalStory, knows_when_its_middle_is_damaged) {
    whole(one);
    whole(two);
    const Bytes sound = file.bytes;
    size_t noticed = 0;
    for (size_t at = 0; at < sound.size() / 2; ++at) {
        file.bytes = sound;
        file.bytes[at] ^= 0x10;
        restart();
        if (journal->is_damaged()) ++noticed;
    }
    EXPECT_EQ(noticed, sound.size() / 2);
    restart();
    EXPECT_TRUE(journal->is_damaged()) << "until a fence stands, also if the gate dies before";
    EXPECT_TRUE(journal->set_fence(morning));
    restart();
    EXPECT_FALSE(journal->is_damaged());
    EXPECT_EQ(journal->fence(), morning);
    EXPECT_TRUE(journal->set_fence(morning - 1h));
    EXPECT_EQ(journal->fence(), morning) << "a fence is not moved back";
}

TEST_F(JournalStory, what_was_verified_and_never_started_may_come_again) {
    take(verified(one));
    EXPECT_TRUE(journal->knows(one));
    restart();
    EXPECT_FALSE(journal->knows(one));
    restart();
    EXPECT_FALSE(journal->is_damaged());
}

TEST_F(JournalStory, a_full_disk_takes_no_step) {
    take(verified(one));
    file.room = 10;
    EXPECT_FALSE(journal->take(started(one)));
    EXPECT_EQ(journal->at(one).step, Step::Verified);
    file.room.reset();
    restart();
    EXPECT_FALSE(journal->knows(one)) << "half a record is none";
}

TEST_F(JournalStory, counts_what_ran_lately_by_class) {
    take(verified(one));
    take(started(one, 1, morning - 25h));
    take(verified(two));
    take(started(two, 1, morning));
    take(verified(three));
    EXPECT_EQ(journal->runs_since(JobClass::Script, morning - 24h), 1u) << "what did not begin ran not";
    EXPECT_EQ(journal->runs_since(JobClass::Reboot, morning - 24h), 0u);
}

TEST_F(JournalStory, forgets_after_two_days_what_was_reported_and_keeps_its_hash) {
    whole(one, morning);
    take(verified(two, JobClass::Script, morning));
    take(started(two));
    const Digest head = journal->head();
    EXPECT_TRUE(journal->tidy(morning + kept_after_end));
    EXPECT_TRUE(journal->knows(one)) << "to the millisecond";
    const size_t size = file.bytes.size();
    EXPECT_TRUE(journal->tidy(morning + kept_after_end + 1ms));
    EXPECT_FALSE(journal->knows(one));
    EXPECT_LT(file.bytes.size(), size);
    EXPECT_EQ(journal->head(), head);
    restart();
    EXPECT_EQ(journal->head(), head);
    EXPECT_EQ(journal->interrupted(), std::vector<ShortId>{two}) << "nobody knows yet what came of it";
    take(started(two, 2));
    EXPECT_EQ(journal->at(two).attempt, 2u);
}

TEST_F(JournalStory, what_supersedes_is_kept_no_longer_than_other_work) {
    JournalRecord newer = verified(one, JobClass::Script, morning);
    newer.supersedes = two;
    take(newer);
    take(started(one));
    take(effect(one));
    take({.step = Step::Reported, .work = one});
    EXPECT_TRUE(journal->is_superseded(two));
    EXPECT_FALSE(journal->is_superseded(three));
    EXPECT_TRUE(journal->tidy(morning + kept_after_end));
    restart();
    EXPECT_TRUE(journal->is_superseded(two));
    EXPECT_TRUE(journal->tidy(morning + kept_after_end + 1ms));
    EXPECT_FALSE(journal->is_superseded(two));
}

TEST_F(JournalStory, lives_in_a_real_file_that_only_its_owner_reads) {
    const auto folder = std::filesystem::temp_directory_path() / "steward-gate-journal-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto real = open_journal_file(folder / "journal");
    {
        auto opened = WorkJournal::open(*real);
        ASSERT_TRUE(opened);
        ASSERT_TRUE(opened->take(verified(one)));
        ASSERT_TRUE(opened->take(started(one)));
    }
    EXPECT_EQ(std::filesystem::status(folder / "journal").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto again = WorkJournal::open(*real);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->interrupted(), std::vector<ShortId>{one});
    ASSERT_TRUE(again->take(effect(one)));
    ASSERT_TRUE(again->take({.step = Step::Reported, .work = one}));
    ASSERT_TRUE(again->tidy(morning + 100h));
    auto tidied = WorkJournal::open(*real);
    ASSERT_TRUE(tidied);
    EXPECT_FALSE(tidied->knows(one));
    EXPECT_EQ(tidied->head(), again->head());
    std::filesystem::remove_all(folder);
}

TEST(AfterCrash, repeats_only_what_does_no_harm) {
    EXPECT_EQ(after_crash(JobClass::Reboot, 1, true), AfterCrash::Done);
    EXPECT_EQ(after_crash(JobClass::Reboot, 1, false), AfterCrash::Repeat);
    EXPECT_EQ(after_crash(JobClass::Reboot, 2, false), AfterCrash::Unknown) << "once, not for ever";
    EXPECT_EQ(after_crash(JobClass::Patch, 1, false), AfterCrash::Inspect);
    EXPECT_EQ(after_crash(JobClass::Software, 1, true), AfterCrash::Inspect);
    EXPECT_EQ(after_crash(JobClass::Service, 1, true), AfterCrash::Repeat);
    EXPECT_EQ(after_crash(JobClass::Service, 2, true), AfterCrash::Unknown) << "it may be what takes the machine down";
    EXPECT_EQ(after_crash(JobClass::RestoreTest, 1, false), AfterCrash::Repeat);
    for (const auto job_class : {JobClass::Script, JobClass::Account, JobClass::FilePut, JobClass::AgentConfig, JobClass::Uninstall})
        EXPECT_EQ(after_crash(job_class, 1, true), AfterCrash::Unknown);
}

}  // namespace steward::gate
