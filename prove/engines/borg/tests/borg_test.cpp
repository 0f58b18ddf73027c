// A real repository of borg: what comes back of it, and what may be wrong with it.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "prove/engines/borg/words.h"
#include "prove/tests/repository_story.h"

namespace steward::prove {
namespace {

namespace fs = std::filesystem;
using trust::CheckVerdict;
using trust::RestoreVerdict;

class BorgStory : public RepositoryStory {
protected:
    void SetUp() override {
        if (access("/usr/bin/borg", X_OK) != 0) GTEST_SKIP() << "borg is missing: apt-get install borgbackup";
        RepositoryStory::SetUp();
        if (IsSkipped()) return;
        ASSERT_EQ(borg("init -e repokey"), 0);
        create("first", in("src"));
        say_of_borg("");
    }
    int borg(const std::string& words) const {
        return sh("export BORG_REPO=" + in("borg") + " BORG_PASSPHRASE=horse BORG_BASE_DIR=" + in("home") + "; borg " + words);
    }
    void create(const std::string& name, const std::string& what, const std::string& options = "") {
        began = clock.now();
        EXPECT_EQ(borg("create " + options + " ::" + name + " " + what), 0);
        ended = clock.now();
    }
    void say_of_borg(const std::string& lines) const {
        say_all_of_repository("engine borg\nrepository " + in("borg") + "\npassword-file " + in("password") + "\n" + lines);
    }
    /// The largest has the files; the last but one of those with an archive in them the list of all archives.
    std::string segment(const std::string& which) const {
        std::string path = said("ls -S ../borg/data/0/* | " + which + " -n 1");
        if (!path.empty()) path.pop_back();
        return path;
    }
    void flip_a_bit_of(const std::string& path) const {
        ASSERT_EQ(sh("python3 -c \"import sys; p=sys.argv[1]; b=bytearray(open(p,'rb').read()); b[len(b)//2]^=4; open(p,'wb').write(b)\" " +
                     path),
                  0);
    }
    void expect_failed(const Proof& proof, const std::string& code) const {
        EXPECT_EQ(problem_in(proof), code) << proof.record.problem.sentence;
        EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
    }
    void expect_passed(const Proof& proof, uint64_t objects) const {
        EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Passed) << proof.record.problem.code << ": " << proof.record.problem.sentence;
        ASSERT_TRUE(check_in(proof, "files.same"));
        EXPECT_EQ(check_in(proof, "files.same")->objects, objects) << check_in(proof, "files.same")->words;
        EXPECT_EQ(proof.record.restored_files, objects);
    }
};
using HealthyBorg = BorgStory;
using PlantedInBorg = BorgStory;

TEST_F(HealthyBorg, files_come_back_whatever_their_names_are) {
    const Proof proof = prove_it();
    expect_passed(proof, 6);
    EXPECT_EQ(check_in(proof, "files.there")->objects, 6U);
    EXPECT_EQ(proof.record.engine, "borg");
    EXPECT_EQ(proof.record.engine_version.substr(0, 2), "1.");
    EXPECT_EQ(proof.record.chosen->name, "first");
    EXPECT_FALSE(proof.record.source_host.empty());
}

TEST_F(HealthyBorg, of_a_point_that_another_run_made_what_did_not_change_is_compared) {
    auto earlier = witness();
    // borg knows the time of a run by the second; those of a test follow each other faster.
    earlier.began = earlier.began - std::chrono::hours(1);
    earlier.ended = earlier.ended - std::chrono::hours(1);
    put("src/one", "changed since");
    put("src/new", "not there before");
    create("first2", in("src"));
    action.point = "first2";
    expect_passed(prove_with(earlier), 5);
    action.point = "first";
    EXPECT_EQ(prove_with(earlier).record.chosen->name, "first") << "though another begins so";
}

TEST_F(HealthyBorg, a_backup_of_a_relative_path_names_its_files_by_what_was_backed_up) {
    action.point = "relative";
    create("relative", "deep one");
    say_of_borg("path " + in("src/deep") + "\npath " + in("src/one") + "\n");
    expect_passed(prove_with(witness({"deep/er/two", "one"})), 2);
}

TEST_F(HealthyBorg, hard_links_are_compared_under_their_first_name) {
    ASSERT_EQ(sh("ln one second"), 0);
    create("linked", in("src"));
    action.point = "linked";
    const Proof proof = prove_it();
    expect_passed(proof, 6);
    EXPECT_EQ(proof.record.not_covered.front(), "1 file was a hard link to another, and not compared under its second name.");
}

TEST_F(HealthyBorg, hosts_and_beginnings_of_names_narrow_the_repository) {
    create("mail-1", in("src/deep"));
    say_of_borg("label files\ntag first\nlabel mail\ntag mail-\nlabel other\nhost nobody\n");
    for (const auto& [label, code, seen] : std::vector<std::tuple<std::string, std::string, uint64_t>>{
             {"files", "", 1}, {"mail", "", 1}, {"other", "restore.no_points", 0}}) {
        action.label = label;
        const Proof proof = prove_with(std::nullopt);
        EXPECT_EQ(problem_in(proof), code) << label;
        EXPECT_EQ(proof.record.points_seen, seen) << label;
    }
}

TEST_F(HealthyBorg, while_somebody_works_alone_on_the_repository) {
    ASSERT_EQ(sh("mkdir ../borg/lock.exclusive && touch ../borg/lock.exclusive/elsewhere@1.7-0"), 0);
    const Proof proof = prove_it();
    expect_passed(proof, 6);
    EXPECT_TRUE(proof.record.not_covered.front().starts_with("Somebody works alone on the repository since "));
}

TEST_F(HealthyBorg, an_encrypted_one_and_a_bare_one_are_only_read) {
    const std::string before = said("cd ../borg; find . -type f -printf '%p %T@ %s\\n' | sort");
    expect_passed(prove_it(), 6);
    EXPECT_EQ(said("cd ../borg; find . -type f -printf '%p %T@ %s\\n' | sort"), before);
    ASSERT_EQ(sh("rm -r ../borg"), 0);
    ASSERT_EQ(borg("init -e none"), 0);
    create("bare", in("src"));
    say_all_of_repository("engine borg\nrepository " + in("borg") + "\n");
    expect_passed(prove_it(), 6);
}

TEST_F(PlantedInBorg, a_flipped_bit_in_a_segment_of_files) {
    flip_a_bit_of(segment("head"));
    expect_failed(prove_it(), "restore.pack_damaged");
    action.witness = {};
    expect_failed(prove_with(std::nullopt), "restore.pack_damaged");
}

TEST_F(PlantedInBorg, a_flipped_bit_in_the_segment_of_the_lists) {
    flip_a_bit_of("../borg/data/0/4");
    expect_failed(prove_it(), "restore.pack_damaged");
}

TEST_F(PlantedInBorg, a_missing_segment_of_files) {
    ASSERT_EQ(sh("rm " + segment("head")), 0);
    expect_failed(prove_it(), "restore.pack_missing");
}

TEST_F(PlantedInBorg, a_missing_segment_of_the_lists) {
    ASSERT_EQ(sh("rm ../borg/data/0/4"), 0);
    expect_failed(prove_it(), "restore.pack_missing");
}

TEST_F(PlantedInBorg, a_repository_that_lost_its_last_state) {
    ASSERT_EQ(sh("rm ../borg/data/0/5"), 0);
    const Proof proof = prove_it();
    EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
    EXPECT_EQ(problem_in(proof), "restore.pack_damaged") << proof.record.problem.sentence;
}

TEST_F(PlantedInBorg, a_wrong_passphrase_and_none) {
    put("password", "donkey\n");
    const Proof proof = prove_it();
    expect_failed(proof, "restore.wrong_password");
    EXPECT_EQ(as_text(write_message(proof.record)).find("donkey"), std::string_view::npos);
    say_all_of_repository("engine borg\nrepository " + in("borg") + "\n");
    expect_failed(prove_it(), "restore.wrong_password");
}

TEST_F(PlantedInBorg, a_repository_that_is_gone_and_a_folder_that_is_none) {
    ASSERT_EQ(sh("mv ../borg ../elsewhere"), 0);
    expect_failed(prove_it(), "restore.repository_missing");
    ASSERT_EQ(sh("mkdir ../borg"), 0);
    expect_failed(prove_it(), "restore.repository_missing");
}

TEST_F(PlantedInBorg, a_side_that_does_not_answer) {
    say_all_of_repository("engine borg\nrepository ssh://anna@127.0.0.1:9/srv/borg\nenvironment BORG_PASSPHRASE=horse\n");
    const Proof proof = prove_it();
    expect_failed(proof, "restore.unreachable");
    EXPECT_EQ(as_text(write_message(proof.record)).find("anna"), std::string_view::npos);
}

TEST_F(PlantedInBorg, a_lock_of_one_who_died_and_one_that_is_days_old) {
    ASSERT_EQ(sh("mkdir ../borg/lock.exclusive; sh -c 'touch ../borg/lock.exclusive/$(hostname)@1.$$-0'"), 0);
    expect_failed(prove_it(), "restore.repository_locked");
    ASSERT_EQ(sh("rm ../borg/lock.exclusive/*; touch ../borg/lock.exclusive/elsewhere@1.7-0; touch -d '3 days ago' ../borg/lock.exclusive"),
              0);
    expect_failed(prove_it(), "restore.repository_locked");
}

TEST_F(PlantedInBorg, an_archive_of_an_empty_mount_point) {
    const auto before = witness();
    ASSERT_EQ(sh("mkdir ../nothing"), 0);
    create("empty", in("nothing"));
    action.point = "empty";
    expect_failed(prove_with(before), "restore.nothing_compared");
    auto of_the_run = before;
    of_the_run.began = began, of_the_run.ended = ended;
    EXPECT_EQ(check_in(prove_with(of_the_run), "files.there")->verdict, CheckVerdict::Failed);
}

TEST_F(PlantedInBorg, files_that_were_something_else_when_they_were_backed_up) {
    auto told = witness();
    told.files[2].content[0] ^= 1;
    const Proof proof = prove_with(told);
    EXPECT_EQ(problem_in(proof), "");
    EXPECT_EQ(verdict_of(proof.record), RestoreVerdict::Failed);
    EXPECT_EQ(check_in(proof, "files.same")->verdict, CheckVerdict::Failed);
    EXPECT_EQ(proof.names.size(), 1U);
}

TEST_F(PlantedInBorg, a_point_that_is_no_longer_there) {
    action.point = "second";
    expect_failed(prove_it(), "restore.point_missing");
}

TEST(BorgsWords, name_archives_as_runs_tell_of_them) {
    const auto archive = borg::read_archive({"files-2026-11-30T02:00:00", "0a1b", "2026-11-30T02:00:01Z", "shop-1"});
    ASSERT_TRUE(archive);
    EXPECT_EQ(archive->snapshot.point.name, "files-2026-11-30T02:00:00");
    EXPECT_EQ(archive->snapshot.host, "shop-1");
    const auto odd = borg::read_archive({"a b\n", "0a1b", "2026-11-30T02:00:01Z", ""});
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->snapshot.point.name, "0a1b") << "no test could name it";
    EXPECT_EQ(odd->name, "a b\n");
    EXPECT_FALSE(borg::read_archive({"a", "0a1b", "yesterday", ""}));
    EXPECT_FALSE(borg::read_archive({"a", "0a1b"}));
    EXPECT_EQ(borg::in_quotes_of_a_shell("/etc/it's"), "'/etc/it'\\''s'");
}

}  // namespace
}  // namespace steward::prove
