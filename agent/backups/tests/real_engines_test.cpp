// The wrapper around the real restic, borg and pg_dump.
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "agent/backups/tests/wrapped.h"
#include "trust/backup_witness.h"

namespace steward::agent::backups {
namespace {

bool is_installed(const std::string& program) { return access(("/usr/bin/" + program).c_str(), X_OK) == 0; }

class Restic : public Wrapped {
protected:
    void SetUp() override {
        if (!is_installed("restic")) GTEST_SKIP() << "restic is missing: apt-get install restic";
        plan.sources = {source()};
        setenv("RESTIC_CACHE_DIR", (story / "cache").c_str(), 1);
        setenv("RESTIC_PASSWORD", "horse", 1);
        ASSERT_EQ(run({STEWARD_SOURCE_DIR "/tests/backup/empty_restic_repository.sh", story / "repo"}), 0);
    }
    void TearDown() override {
        unsetenv("RESTIC_PASSWORD");
        unsetenv("RESTIC_CACHE_DIR");
    }
    int back_up(const std::string& what, const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"restic", "-r", story / "repo", "backup", what};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
};

TEST_F(Restic, a_healthy_run_names_its_snapshot_with_and_without_json) {
    for (const std::vector<std::string>& options : {std::vector<std::string>{}, {"--json"}}) {
        EXPECT_EQ(back_up(source(), options), 0);
        const auto run = told();
        EXPECT_EQ(run.outcome(), v1::SUCCEEDED) << run.text();
        EXPECT_EQ(run.engine(), "restic");
        EXPECT_EQ(run.point().size(), 8U);
        EXPECT_EQ(run.items_total(), 2U);
        EXPECT_EQ(run.repository(), story / "repo");
        EXPECT_EQ(run.manifest().hashed(), 2U);
        const auto witness = trust::read_witness(as_bytes(run.witness()));
        ASSERT_TRUE(witness);
        EXPECT_EQ(witness->files.size(), 2U);
    }
}

TEST_F(Restic, a_wrong_password_and_a_repository_that_is_gone_are_told_apart) {
    setenv("RESTIC_PASSWORD", "wrong horse", 1);
    EXPECT_EQ(back_up(source()), 1);
    EXPECT_EQ(told().reason_code(), "backup.wrong_password");
    setenv("RESTIC_PASSWORD", "horse", 1);
    std::filesystem::rename(story / "repo", story / "elsewhere");
    EXPECT_EQ(back_up(source()), 1);
    EXPECT_EQ(told().reason_code(), "backup.repository_missing");
}

TEST_F(Restic, a_lock_that_a_killed_run_left_is_named) {
    // A prune that is killed while it holds the repository alone.
    ASSERT_EQ(run({"sh", "-c",
                   "restic -r " + (story / "repo") + " prune >/dev/null 2>&1 & p=$!; while ! ls " + (story / "repo/locks") +
                       " | grep -qxE '[0-9a-f]{64}'; do kill -0 $p || exit 5; done; kill -9 $p; wait $p; test $? = 137"}),
              0)
        << complained();
    EXPECT_EQ(back_up(source()), 1);
    EXPECT_EQ(told().reason_code(), "backup.repository_locked") << complained();
}

TEST_F(Restic, an_empty_source_is_a_failure_though_it_saves_a_snapshot) {
    plan.sources.clear();  // also where nobody named the source
    EXPECT_EQ(back_up(story.folder("empty"), {"--json"}), 0);
    EXPECT_EQ(told().outcome(), v1::FAILED);
    EXPECT_EQ(told().reason_code(), "backup.source_empty");
}

TEST_F(Restic, a_source_that_is_only_skipped_is_a_backup_in_part) {
    EXPECT_EQ(back_up(source(), {"/does/not/exist"}), 0);
    EXPECT_EQ(told().outcome(), v1::SUCCEEDED_IN_PART);
    EXPECT_EQ(told().reason_code(), "backup.source_missing");
}

TEST_F(Restic, a_disk_that_runs_full_is_named) {
    if (geteuid() != 0) GTEST_SKIP() << "as root only: a small disk is mounted";
    const std::string disk = story.folder("disk");
    if (mount("none", disk.c_str(), "tmpfs", 0, "size=300k") != 0) GTEST_SKIP() << "nothing may be mounted here";
    story.file("src/large", std::string(100, 'x'));
    ASSERT_EQ(run({"sh", "-c", "head -c 500000 /dev/urandom > " + (story / "src/large") + "; restic -q -r " + disk + "/repo init"}), 0);
    EXPECT_EQ(run({"restic", "-r", disk + "/repo", "backup", source()}), 1);
    EXPECT_EQ(told().reason_code(), "backup.disk_full") << complained();
    umount(disk.c_str());
}

class Borg : public Wrapped {
protected:
    void SetUp() override {
        if (!is_installed("borg")) GTEST_SKIP() << "borg is missing: apt-get install borgbackup";
        plan.sources = {source()};
        setenv("BORG_BASE_DIR", story.path().c_str(), 1);
        setenv("BORG_PASSPHRASE", "correct horse", 1);
        ASSERT_EQ(run({"borg", "init", "-e", "repokey", story / "repo"}), 0) << complained();
    }
    void TearDown() override {
        unsetenv("BORG_BASE_DIR");
        unsetenv("BORG_PASSPHRASE");
    }
};

TEST_F(Borg, a_healthy_run_names_its_archive_when_it_says_so) {
    for (const std::string option : {"--json", "--stats"}) {
        EXPECT_EQ(run({"borg", "create", option, story / ("repo::with" + option), source()}), 0) << complained();
        EXPECT_EQ(told().point(), "with" + option);
        EXPECT_EQ(told().items_total(), 2U);
        EXPECT_EQ(told().outcome(), v1::SUCCEEDED);
    }
}

TEST_F(Borg, a_wrong_password_a_lock_and_a_repository_that_is_gone_are_told_apart) {
    setenv("BORG_PASSPHRASE", "wrong horse", 1);
    EXPECT_EQ(run({"borg", "create", story / "repo::a", source()}), 2);
    EXPECT_EQ(told().reason_code(), "backup.wrong_password");
    setenv("BORG_PASSPHRASE", "correct horse", 1);
    // What a killed borg on another machine leaves behind: nobody here can tell that it is stale.
    story.file("repo/lock.exclusive/other@1.1-0", "");
    EXPECT_EQ(run({"borg", "create", "--lock-wait", "0", story / "repo::a", source()}), 2);
    EXPECT_EQ(told().reason_code(), "backup.repository_locked") << complained();
    EXPECT_EQ(run({"borg", "create", story / "nowhere::a", source()}), 2);
    EXPECT_EQ(told().reason_code(), "backup.repository_missing");
}

TEST_F(Borg, a_file_that_cannot_be_read_makes_it_a_backup_in_part) {
    if (geteuid() == 0) {
        // Root reads everything; a name that is gone is left out the same way.
        EXPECT_EQ(run({"borg", "create", "--json", "--log-json", story / "repo::a", source(), "/does/not/exist"}), 1);
        EXPECT_EQ(told().reason_code(), "backup.source_missing");
    } else {
        std::filesystem::permissions(story / "src/one", std::filesystem::perms::none);
        EXPECT_EQ(run({"borg", "create", "--json", "--log-json", story / "repo::a", source()}), 1);
        EXPECT_EQ(told().reason_code(), "backup.permission");
    }
    EXPECT_EQ(told().outcome(), v1::SUCCEEDED_IN_PART);
    EXPECT_EQ(told().items_failed(), 1U);
}

using PostgresDump = Wrapped;

TEST_F(PostgresDump, of_a_server_that_is_not_there_is_unreachable) {
    if (!is_installed("pg_dump")) GTEST_SKIP() << "pg_dump is missing: apt-get install postgresql-client";
    EXPECT_EQ(run({"pg_dump", "-h", "127.0.0.1", "-p", "9", "-w", "shop"}), 1);
    EXPECT_EQ(told().engine(), "pg_dump");
    EXPECT_EQ(told().reason_code(), "backup.unreachable") << complained();
}

TEST_F(PostgresDump, that_was_cut_off_in_its_file_is_a_failure_whatever_the_exit_code) {
    const std::string whole =
        "--\n-- PostgreSQL database dump\n--\n" + std::string(9000, 'x') + "\n-- PostgreSQL database dump complete\n--\n";
    const std::string dump = story.file("pg_dump", "#!/bin/sh\ncat \"$1\"\n"), file = story.file("whole", whole),
                      part = story.file("part", whole.substr(0, 5000));
    std::filesystem::permissions(dump, std::filesystem::perms(0700));
    EXPECT_EQ(run({"sh", "-c", dump + " " + file + " > " + (story / "shop.sql")}), 0);
    EXPECT_EQ(told().outcome(), v1::SUCCEEDED) << told().text();
    EXPECT_EQ(run({"sh", "-c", dump + " " + part + " > " + (story / "shop.sql")}), 0);
    EXPECT_EQ(told().reason_code(), "backup.dump_truncated");
    EXPECT_EQ(run({dump, part}), 0) << "and where it passes through our hands";
    EXPECT_EQ(told().reason_code(), "backup.dump_truncated");
}

}  // namespace
}  // namespace steward::agent::backups
