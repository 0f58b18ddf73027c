// Reports: what may stand in them, and the folder that anybody may write to.
#include "agent/backups/report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/backups/intake.h"
#include "agent/backups/tests/folder.h"
#include "trust/backup_witness.h"

namespace steward::agent::backups {
namespace {

const Instant noon = Instant::from_unix_ms(1'796'040'000'000);

v1::BackupRun good_report(const std::string& label = "files") {
    v1::BackupRun run;
    run.set_run_id(std::string(16, 'r'));
    run.set_label(label);
    run.set_engine("restic");
    run.set_reporter(v1::WRAPPER);
    run.set_outcome(v1::SUCCEEDED);
    run.set_started_at_ms(static_cast<uint64_t>(noon.unix_ms) - 60'000);
    run.set_ended_at_ms(static_cast<uint64_t>(noon.unix_ms));
    return run;
}

std::string refusal(const std::function<void(v1::BackupRun&)>& spoil) {
    v1::BackupRun run = good_report();
    spoil(run);
    std::string why;
    return read_report(run.SerializeAsString(), noon, why) ? "taken" : why;
}

TEST(Reports, are_taken_or_refused_with_the_reason) {
    EXPECT_EQ(refusal([](auto&) {}), "taken");
    EXPECT_EQ(refusal([](auto& run) { run.set_run_id("short"); }), "its id is not of 16 bytes");
    for (const std::string label : {"", "Files", "a b", "../x", "ä"}) {
        EXPECT_EQ(refusal([&](auto& run) { run.set_label(label); }), "its label is not 1 to 100 of a-z 0-9 . _ -") << label;
    }
    EXPECT_EQ(refusal([](auto& run) { run.set_label(std::string(100, 'a')); }), "taken");
    EXPECT_EQ(refusal([](auto& run) { run.set_label(std::string(101, 'a')); }), "its label is not 1 to 100 of a-z 0-9 . _ -");
    EXPECT_EQ(refusal([](auto& run) { run.set_engine("zip"); }), "its engine is none that is known");
    EXPECT_EQ(refusal([](auto& run) { run.clear_outcome(); }), "it does not say how the run ended");
    EXPECT_EQ(refusal([](auto& run) { run.set_outcome(static_cast<v1::BackupOutcome>(9)); }), "it does not say how the run ended");
    EXPECT_EQ(refusal([](auto& run) { run.clear_reporter(); }), "it does not say who reports");
    EXPECT_EQ(refusal([](auto& run) { run.set_ended_at_ms(1); }), "its times are not possible");
    EXPECT_EQ(refusal([](auto& run) { run.set_ended_at_ms(run.ended_at_ms() + 90'000'000); }), "its times are not possible");
    EXPECT_EQ(refusal([](auto& run) { run.set_content_at_ms(~uint64_t{0}); }), "the moment of its content is not possible");
    EXPECT_EQ(refusal([](auto& run) { run.set_outcome(v1::FAILED); }), "its reason is no code");
    EXPECT_EQ(refusal([](auto& run) { run.set_reason_code("Oh no"); }), "its reason is no code");
    EXPECT_EQ(refusal([](auto& run) {
                  for (int i = 0; i < 21; ++i) run.add_warnings("w");
              }),
              "it has too many warnings");
    EXPECT_EQ(refusal([](auto& run) { run.mutable_manifest()->set_digest("x"); }), "the digest of its manifest is none");
    EXPECT_EQ(refusal([](auto& run) { run.set_text(std::string(17 << 10, 'x')); }), "it cannot be read");
}

TEST(Reports, have_a_witness_of_their_own_run_or_none) {
    const auto with = [](const auto& change) {
        return refusal([&](v1::BackupRun& run) {
            trust::BackupWitness witness{.label = "files"};
            witness.run.fill('r');
            change(witness);
            run.set_witness(std::string(as_text(trust::write_message(witness))));
        });
    };
    EXPECT_EQ(with([](trust::BackupWitness&) {}), "taken");
    EXPECT_EQ(with([](trust::BackupWitness& witness) { witness.label = "mail"; }), "its witness is none, or of another run");
    EXPECT_EQ(with([](trust::BackupWitness& witness) { witness.run = {}; }), "its witness is none, or of another run");
    EXPECT_EQ(refusal([](auto& run) { run.set_witness("x"); }), "its witness is none, or of another run");
}

TEST(Reports, cannot_say_who_handed_them_in_and_their_words_are_made_fit) {
    v1::BackupRun run = good_report();
    run.set_reported_by("root");
    run.set_text("a\nb https://u:p@h/");
    run.set_repository("rest:https://u:p@h/r?x=1");
    run.add_warnings(std::string(300, 'w'));
    std::string why;
    const auto read = read_report(run.SerializeAsString(), noon, why);
    ASSERT_TRUE(read) << why;
    EXPECT_EQ(read->reported_by(), "");
    EXPECT_EQ(read->text(), "a b https://h/");
    EXPECT_EQ(read->repository(), "rest:https://h/r");
    EXPECT_EQ(read->warnings(0).size(), 200U);
    EXPECT_EQ(sentence_of_run(*read), "Backup files by restic succeeded: a b https://h/");
}

class TheFolderOfReports : public ::testing::Test {
protected:
    TheFolderOfReports() { folder_.folder("reports"); }

    /// One look, 5 seconds after the last one.
    void look() {
        later_ += std::chrono::seconds(5);
        intake_.turn(noon + later_ + std::chrono::hours(24 * 365 * 20), later_, [this](const v1::BackupRun& run) {
            if (!is_safe_) return false;
            told_.push_back(run);
            return true;
        });
    }
    void hand(const v1::BackupRun& run) { ASSERT_TRUE(hand_in(reports(), run, rng_)); }
    std::string reports() const { return folder_ / "reports"; }
    size_t waiting() const {
        return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(reports()), std::filesystem::directory_iterator{}));
    }

    StoryFolder folder_;
    SeededRng rng_{20261130};
    std::vector<std::string> log_;
    ReportFolder intake_{reports(), folder_ / "refused", [this](std::string_view line) { log_.emplace_back(line); }};
    std::vector<v1::BackupRun> told_;
    bool is_safe_ = true;
    Duration later_{};
};

TEST_F(TheFolderOfReports, a_report_is_told_once_and_with_the_user_who_owns_the_file) {
    hand(good_report());
    look();
    look();
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].reported_by(), geteuid() == 0 ? "root" : told_[0].reported_by());
    EXPECT_FALSE(told_[0].reported_by().empty());
    EXPECT_EQ(waiting(), 0U);
    hand(good_report("other"));
    look();
    EXPECT_EQ(told_.size(), 2U);
}

TEST_F(TheFolderOfReports, another_users_report_bears_that_users_name) {
    if (geteuid() != 0) GTEST_SKIP() << "as root only: another user is needed";
    hand(good_report());
    for (const auto& entry : std::filesystem::directory_iterator(reports())) ASSERT_EQ(chown(entry.path().c_str(), 54321, 54321), 0);
    look();
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].reported_by(), "uid:54321");
}

TEST_F(TheFolderOfReports, what_is_not_safe_yet_stays_in_its_file) {
    is_safe_ = false;
    hand(good_report());
    look();
    EXPECT_EQ(waiting(), 1U);
    is_safe_ = true;
    look();
    EXPECT_EQ(told_.size(), 1U);
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(TheFolderOfReports, whatever_else_lies_there_is_set_aside_and_harms_nothing) {
    folder_.file("reports/garbage.run", "no report");
    folder_.file("reports/large.run", std::string(1 << 20, 'x'));
    folder_.file("secret", good_report("secret").SerializeAsString());
    symlink((folder_ / "secret").c_str(), (reports() + "/link.run").c_str());
    std::filesystem::create_hard_link(folder_ / "secret", reports() + "/hard.run");
    ASSERT_EQ(mkfifo((reports() + "/pipe.run").c_str(), 0666), 0);
    folder_.folder("reports/folder.run");
    folder_.file("reports/just-begun.part", "half");
    hand(good_report());
    look();
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].label(), "files");
    EXPECT_EQ(StoryFolder::content(folder_ / "secret"), good_report("secret").SerializeAsString());
    EXPECT_EQ(log_.size(), 5U);
    EXPECT_EQ(waiting(), 1U) << "a folder is not ours to remove; the half one is of twenty years ago";
    size_t refused = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "refused")) {
        ++refused;
        EXPECT_LE(entry.file_size(), largest_report + 1);
    }
    EXPECT_EQ(refused, 2U);
}

TEST_F(TheFolderOfReports, of_refused_ones_at_most_a_hundred_are_kept) {
    for (int i = 0; i < 130; ++i) folder_.file("reports/" + std::to_string(i) + ".run", "no report");
    for (int looks = 0; looks < 20; ++looks) look();
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "refused"), std::filesystem::directory_iterator{}), 100);
    EXPECT_LE(log_.size(), 100U);
}

TEST_F(TheFolderOfReports, a_flood_of_one_user_waits_for_itself) {
    if (geteuid() != 0) GTEST_SKIP() << "as root only: another user is needed";
    for (int i = 0; i < 300; ++i) {
        const std::string path = folder_.file("reports/flood" + std::to_string(i) + ".run", good_report("flood").SerializeAsString());
        ASSERT_EQ(chown(path.c_str(), 54321, 54321), 0);
    }
    hand(good_report("honest"));
    look();
    EXPECT_EQ(std::ranges::count(told_, "honest", &v1::BackupRun::label), 1);
    for (int looks = 0; looks < 40; ++looks) look();
    EXPECT_EQ(told_.size(), 201U) << "200 of the flood within an hour";
    later_ += std::chrono::minutes(61);
    for (int looks = 0; looks < 40; ++looks) look();
    EXPECT_EQ(told_.size(), 301U);
}

TEST_F(TheFolderOfReports, of_one_user_at_most_a_thousand_files_may_lie_there) {
    if (geteuid() != 0) GTEST_SKIP() << "as root only: another user is needed";
    for (int i = 0; i < 1300; ++i) {
        const std::string path = folder_.file("reports/flood" + std::to_string(i) + (i % 2 == 0 ? ".run" : ".part"), "x");
        ASSERT_EQ(chown(path.c_str(), 54321, 54321), 0);
    }
    folder_.file("reports/just-begun.part", "half");
    hand(good_report("honest"));
    is_safe_ = false;
    look();
    EXPECT_LE(waiting(), 1002U);
    EXPECT_GE(waiting(), 300U);
    is_safe_ = true;
    look();
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_EQ(told_[0].label(), "honest");
}

TEST_F(TheFolderOfReports, a_report_has_no_more_readers_than_the_folders_group) {
    hand(good_report());
    for (const auto& entry : std::filesystem::directory_iterator(reports())) {
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0640));
        EXPECT_TRUE(entry.path().string().ends_with(".run"));
    }
    const auto nowhere = hand_in(folder_ / "nowhere", good_report(), rng_);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, "backup.no_folder");
}

}  // namespace
}  // namespace steward::agent::backups
