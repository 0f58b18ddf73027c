// What each engine's recorded words are taken for.
#include <map>

#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/tests/recorded.h"

namespace steward::agent::backups {
namespace {

struct Expected {
    std::string recording, engine;
    Outcome outcome;
    std::string reason;
};

TEST(RecordedBackups, end_as_they_did) {
    const std::vector<Expected> all{
        {"restic-backup-json", "restic", Outcome::Succeeded, ""},
        {"restic-backup-text", "restic", Outcome::Succeeded, ""},
        {"restic-empty", "restic", Outcome::Failed, "backup.source_empty"},
        {"restic-empty-text", "restic", Outcome::Failed, "backup.source_empty"},
        {"restic-wrong-password", "restic", Outcome::Failed, "backup.wrong_password"},
        {"restic-no-repository", "restic", Outcome::Failed, "backup.repository_missing"},
        {"restic-missing-source", "restic", Outcome::InPart, "backup.source_missing"},  // its exit code is 0
        {"restic-missing-source-only", "restic", Outcome::Failed, "backup.source_missing"},
        {"restic-unreadable", "restic", Outcome::InPart, "backup.permission"},
        {"restic-unreadable-json", "restic", Outcome::InPart, "backup.permission"},
        {"restic-locked", "restic", Outcome::Failed, "backup.repository_locked"},
        {"restic-unreachable", "restic", Outcome::Failed, "backup.unreachable"},
        {"restic-disk-full", "restic", Outcome::Failed, "backup.disk_full"},
        {"borg-create-json", "borg", Outcome::Succeeded, ""},
        {"borg-create-stats", "borg", Outcome::Succeeded, ""},
        {"borg-create-plain", "borg", Outcome::Succeeded, ""},
        {"borg-exists", "borg", Outcome::Failed, "backup.point_exists"},
        {"borg-missing-source", "borg", Outcome::InPart, "backup.source_missing"},
        {"borg-empty", "borg", Outcome::Failed, "backup.source_empty"},
        {"borg-wrong-password", "borg", Outcome::Failed, "backup.wrong_password"},
        {"borg-wrong-password-json", "borg", Outcome::Failed, "backup.wrong_password"},
        {"borg-no-repository", "borg", Outcome::Failed, "backup.repository_missing"},
        {"borg-locked", "borg", Outcome::Failed, "backup.repository_locked"},
        {"borg-locked-json", "borg", Outcome::Failed, "backup.repository_locked"},
        {"borg-unreadable", "borg", Outcome::InPart, "backup.permission"},
        {"borg-unreadable-json", "borg", Outcome::InPart, "backup.permission"},
        {"borg-disk-full", "borg", Outcome::Failed, "backup.disk_full"},
        {"pg_dump-plain", "pg_dump", Outcome::Succeeded, ""},
        {"pg_dumpall", "pg_dump", Outcome::Succeeded, ""},
        {"pg_dump-custom", "pg_dump", Outcome::Succeeded, ""},
        {"pg_dump-denied", "pg_dump", Outcome::Failed, "backup.permission"},
        {"pg_dump-no-database", "pg_dump", Outcome::Failed, "backup.source_missing"},
        {"pg_dump-unreachable", "pg_dump", Outcome::Failed, "backup.unreachable"},
        {"pg_dump-file-full", "pg_dump", Outcome::Failed, "backup.disk_full"},
        {"pg_dump-wrong-password", "pg_dump", Outcome::Failed, "backup.wrong_password"},
        {"mariadb-dump-plain", "mariadb-dump", Outcome::Succeeded, ""},
        {"mariadb-dump-no-database", "mariadb-dump", Outcome::Failed, "backup.source_missing"},
        {"mariadb-dump-no-table", "mariadb-dump", Outcome::Failed, "backup.source_missing"},
        {"mariadb-dump-denied", "mariadb-dump", Outcome::Failed, "backup.wrong_password"},
        {"mariadb-dump-full", "mariadb-dump", Outcome::Failed, "backup.disk_full"},
        {"mariadb-dump-unreachable", "mariadb-dump", Outcome::Failed, "backup.unreachable"},
        {"rclone-copy", "rclone", Outcome::Succeeded, ""},
        {"rclone-json", "rclone", Outcome::Succeeded, ""},
        {"rclone-nothing", "rclone", Outcome::Succeeded, ""},
        {"rclone-plain", "rclone", Outcome::Succeeded, ""},
        {"rclone-missing", "rclone", Outcome::Failed, "backup.source_missing"},
        {"rclone-unreadable", "rclone", Outcome::Failed, "backup.permission"},
        {"duplicity-full", "duplicity", Outcome::Succeeded, ""},
        {"duplicity-incr", "duplicity", Outcome::Succeeded, ""},
        {"duplicity-missing", "duplicity", Outcome::Failed, "backup.source_missing"},
        {"tar-plain", "tar", Outcome::Succeeded, ""},
        {"tar-missing", "tar", Outcome::InPart, "backup.source_missing"},
        {"tar-full", "tar", Outcome::Failed, "backup.disk_full"},
        {"pgbackrest-noconf", "pgbackrest", Outcome::Failed, "backup.configuration"},
        {"barman-none", "barman", Outcome::Failed, "backup.configuration"},
    };
    for (const auto& one : all) {
        const Account account = Recorded::of(one.recording).read_as(one.engine);
        EXPECT_EQ(account.outcome, one.outcome) << one.recording;
        EXPECT_EQ(account.reason, one.reason) << one.recording;
        EXPECT_NE(sentence_of(account.reason), account.outcome == Outcome::Succeeded ? "" : "The command failed.") << one.recording;
    }
}

TEST(RecordedBackups, are_counted_and_named) {
    struct Counted {
        std::string recording, engine, point;
        uint64_t items, bytes;
    };
    const std::vector<Counted> all{
        {"restic-backup-json", "restic", "c3637267", 33, 300'237}, {"restic-backup-text", "restic", "9d1c9df6", 32, 300'232},
        {"borg-create-json", "borg", "one", 33, 300'735},          {"borg-create-stats", "borg", "two", 33, 300'730},
        {"duplicity-full", "duplicity", "", 36, 312'525},
    };
    for (const auto& one : all) {
        const Account account = Recorded::of(one.recording).read_as(one.engine);
        EXPECT_EQ(account.point, one.point) << one.recording;
        EXPECT_EQ(account.items_total, one.items) << one.recording;
        EXPECT_EQ(account.source_bytes, one.bytes) << one.recording;
        EXPECT_TRUE(account.added_bytes) << one.recording;
    }
    EXPECT_EQ(Recorded::of("borg-create-stats").read_as("borg").added_bytes, 501U);
    EXPECT_EQ(Recorded::of("rclone-copy").read_as("rclone").items_total, 33U);
    EXPECT_EQ(Recorded::of("rclone-json").read_as("rclone").items_total, 33U);
    EXPECT_EQ(Recorded::of("rclone-nothing").read_as("rclone").items_total, 33U) << "checked, and not copied again";
    EXPECT_EQ(Recorded::of("restic-unreadable").read_as("restic").items_failed, 1U);
    EXPECT_EQ(Recorded::of("restic-unreadable-json").read_as("restic").items_failed, 1U);
    EXPECT_EQ(Recorded::of("borg-unreadable-json").read_as("borg").items_failed, 1U);
    EXPECT_EQ(Recorded::of("tar-missing").read_as("tar").items_failed, 1U);
}

TEST(Dumps, that_are_cut_off_are_failed_whatever_the_exit_code) {
    Recorded whole = Recorded::of("pg_dump-plain");
    EXPECT_EQ(whole.read_as("pg_dump").outcome, Outcome::Succeeded);
    whole.output.resize(whole.output.size() / 2);
    EXPECT_EQ(whole.read_as("pg_dump").reason, "backup.dump_truncated");
    Recorded other = Recorded::of("mariadb-dump-plain");
    other.output.resize(other.output.rfind("-- Dump completed"));
    EXPECT_EQ(other.read_as("mariadb-dump").reason, "backup.dump_truncated");
    EXPECT_EQ(other.read_as(Engine{.name = "mariadb-dump", .has_trailer = false}).outcome, Outcome::Succeeded);
}

TEST(Dumps, are_judged_by_the_end_of_their_file_where_it_is_known) {
    const Engine engine{.name = "pg_dump"};
    Seen seen;
    const auto with = [&](std::string head, std::string tail) {
        seen.dump = DumpFile{std::move(head), std::move(tail)};
        return read(engine, seen).reason;
    };
    EXPECT_EQ(with("--\n-- PostgreSQL", "--\n-- PostgreSQL database dump complete\n--\n"), "");
    EXPECT_EQ(with("--\n-- PostgreSQL", "20\tpart 20\n"), "backup.dump_truncated");
    EXPECT_EQ(with("", ""), "backup.dump_truncated");
    seen.dump = DumpFile{};
    EXPECT_EQ(read(Engine{.name = "pg_dump", .has_trailer = false}, seen).reason, "backup.dump_truncated")
        << "nothing is no dump of any format";
    EXPECT_EQ(with("PGDMP\x01\x0e", "anything"), "") << "its own format has its own end";
}

TEST(Dumps, of_a_server_whose_socket_is_not_there_are_unreachable_and_not_without_a_source) {
    const Seen seen{
        .exit_code = 1,
        .errors =
            "pg_dump: error: connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: No such file or directory\n"
            "\tIs the server running locally and accepting connections on that socket?\n"};
    EXPECT_EQ(read(Engine{.name = "pg_dump"}, seen).reason, "backup.unreachable");
}

TEST(Engines, of_which_no_run_can_make_a_backup_say_so) {
    const Seen well{.exit_code = 0, .output = "snapshot 9d1c9df6 saved\n"};
    EXPECT_EQ(read(Engine{.name = "restic", .makes_backup = false}, well).reason, "backup.nothing_made");
    EXPECT_EQ(read(Engine{.name = "restic", .dry_run = true}, well).reason, "backup.dry_run");
    EXPECT_EQ(read(Engine{.name = "restic"}, well).point, "9d1c9df6");
    EXPECT_EQ(read(Engine{.name = "restic"}, {.exit_code = -9}).reason, "backup.killed");
    EXPECT_EQ(read(Engine{.name = "restic"}, {.exit_code = 143}).reason, "backup.killed");
    EXPECT_EQ(read(Engine{.name = "command"}, {.exit_code = 127}).reason, "backup.not_started");
    EXPECT_EQ(read(Engine{.name = "command"}, {.exit_code = 4}).reason, "backup.failed");
    EXPECT_EQ(read(Engine{.name = "restic"}, {.exit_code = 12}).reason, "backup.wrong_password") << "0.17 and later";
}

// Words of pgBackRest, Barman, btrfs and LVM after their manuals: those programs need a server or a device that is not here.
TEST(DescribedBackups, are_read_too) {
    const Account pgbackrest = read(Engine{.name = "pgbackrest"}, {.output = "P00   INFO: new backup label = 20261130-040000F\n"
                                                                             "P00   INFO: full backup size = 23.5MB, file total = 950\n"});
    EXPECT_EQ(pgbackrest.point, "20261130-040000F");
    EXPECT_EQ(pgbackrest.items_total, 950U);
    EXPECT_EQ(pgbackrest.source_bytes, 23'500'000U);
    EXPECT_EQ(read(Engine{.name = "barman"},
                   {.output = "Starting backup using postgres method for server main in /b/main/base/20261130T040000\n"})
                  .point,
              "20261130T040000");
    EXPECT_EQ(read(Engine{.name = "btrfs"}, {.output = "Create a readonly snapshot of '/srv' in '/snapshots/srv-1'\n"}).point,
              "/snapshots/srv-1");
    EXPECT_EQ(read(Engine{.name = "lvm"}, {.output = "  Logical volume \"srv-1\" created.\n"}).point, "srv-1");
}

TEST(Readers, take_any_words_without_harm) {
    for (const std::string name : {"restic-backup-json", "borg-create-json", "borg-create-stats", "rclone-json", "duplicity-full"}) {
        Recorded recorded = Recorded::of(name);
        const std::string engine = name.substr(0, name.find('-')), output = recorded.output, errors = recorded.errors;
        for (size_t size = 0; size <= 1200; size += 7) {
            recorded.output = output.substr(0, size);
            recorded.errors = errors.substr(0, size);
            const Account account = recorded.read_as(engine);
            EXPECT_LE(account.warnings.size(), 20U);
        }
    }
}

}  // namespace
}  // namespace steward::agent::backups
