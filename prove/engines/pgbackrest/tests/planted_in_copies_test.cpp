// What may be wrong with a server's copy or its logs: each ends in the verdict with its reason, none in "passed".
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "prove/engines/pgbackrest/tests/copy_story.h"
#include "prove/told.h"

namespace steward::prove {
namespace {

namespace fs = std::filesystem;
using PlantedInCopy = CopyStory;

// The largest file of the full backup.
constexpr const char* a_file =
    "file=$(find repo/backup/shop/*F/pg_data -type f -printf '%s %p\\n' | sort -n | tail -n 1 | cut -d' ' -f2); ";

TEST_F(PlantedInCopy, a_flipped_bit_in_a_file) {
    ASSERT_EQ(sh(std::string(a_file) + "printf X | dd of=$file bs=1 seek=700 conv=notrunc"), 0);
    expect_failed(prove_it(""), "restore.pack_damaged");
    take("bare");
    ASSERT_EQ(sh(std::string(a_file) + "printf X | dd of=$file bs=1 seek=700 conv=notrunc"), 0);
    expect_failed(prove_it("", 2), "restore.pack_damaged");
}

TEST_F(PlantedInCopy, a_missing_file) {
    ASSERT_EQ(sh(std::string(a_file) + "rm $file"), 0);
    expect_failed(prove_it("", 2), "restore.pack_missing");
}

TEST_F(PlantedInCopy, a_truncated_file) {
    ASSERT_EQ(sh(std::string(a_file) + "truncate -s 1000 $file"), 0);
    expect_failed(prove_it(""), "restore.pack_damaged");
}

TEST_F(PlantedInCopy, the_wrong_passphrase_and_none) {
    std::ofstream(in("password")) << "donkey\n";
    expect_failed(prove_it(""), "restore.wrong_password");
    say_of_repository("");
    expect_failed(prove_it(""), "restore.wrong_password");
}

TEST_F(PlantedInCopy, a_list_of_files_that_is_gone) {
    ASSERT_EQ(sh("rm repo/backup/shop/" + label(1) + "/backup.manifest*"), 0);
    expect_failed(prove_it(""), "restore.pack_missing");
}

TEST_F(PlantedInCopy, the_lists_of_backups_and_of_logs_that_are_gone) {
    ASSERT_EQ(sh("rm repo/backup/shop/backup.info*"), 0);
    expect_failed(prove_it(""), "restore.pack_missing");
    take("encrypted");
    ASSERT_EQ(sh("rm repo/archive/shop/archive.info*"), 0);
    expect_failed(prove_it(""), "restore.pack_missing");
}

TEST_F(PlantedInCopy, a_log_of_the_backup_itself_that_is_missing) {
    ASSERT_EQ(sh("rm repo/archive/shop/*/0000000100000000/000000010000000000000002-*"), 0);
    const Proof proof = prove_it("");
    expect_failed(proof, "restore.logs_missing");
    EXPECT_NE(proof.record.problem.sentence.find("000000010000000000000002"), std::string::npos);
}

TEST_F(PlantedInCopy, a_log_missing_between_the_backup_and_the_newest) {
    ASSERT_EQ(sh("rm repo/archive/shop/*/0000000100000000/000000010000000000000004-*"), 0);
    expect_failed(prove_it("newest"), "restore.logs_missing");
    expect_failed(prove_it("drawn"), "restore.logs_missing");
    expect_failed(prove_it(moment("between")), "restore.logs_missing");
}

TEST_F(PlantedInCopy, all_logs_missing) {
    ASSERT_EQ(sh("rm -r repo/archive/shop/*/0000000*"), 0);
    expect_failed(prove_it("newest"), "restore.logs_missing");
}

TEST_F(PlantedInCopy, a_log_that_is_damaged) {
    ASSERT_EQ(sh("printf XYZ | dd of=$(ls repo/archive/shop/*/0000000100000000/000000010000000000000004-*) bs=1 seek=500 conv=notrunc"), 0);
    expect_failed(prove_it("newest"), "restore.logs_damaged");
}

TEST_F(PlantedInCopy, a_log_in_the_place_of_another) {
    // It can be unpacked, and holds what was written at another time.
    ASSERT_EQ(sh("cd repo/archive/shop/*/0000000100000000; cp 000000010000000000000003-* $(ls 000000010000000000000004-*)"), 0);
    expect_failed(prove_it("newest"), "restore.logs_damaged");
}

TEST_F(PlantedInCopy, a_moment_that_the_logs_do_not_reach) {
    const Proof proof = prove_it("2090-01-01T00:00:00Z");
    expect_failed(proof, "restore.moment_not_reached");
    EXPECT_NE(proof.record.problem.sentence.find("with a transaction of 20"), std::string::npos);
    expect_failed(prove_it("2001-01-01T00:00:00Z"), "restore.moment_not_reached");
}

TEST_F(PlantedInCopy, a_table_without_a_row) {
    take("later");
    expect_failed_check(prove_it("", 3), "table.rows");
}

TEST_F(PlantedInCopy, a_page_that_was_damaged_when_the_backup_was_made) {
    take("later");
    expect_failed_check(prove_it("", 4), "database.checksums");
}

TEST_F(PlantedInCopy, logs_that_stopped_coming_weeks_ago) {
    const ManualClock weeks_later(clock.now() + std::chrono::hours(24 * 30));
    const Host there{.clock = weeks_later,
                     .host_name = "restore-host",
                     .repositories = setup.repositories,
                     .most_in_memory = setup.most_in_memory,
                     .alarm_shell = setup.alarm_shell};
    action.database = trust::database_of("postgresql server shop newest");
    action.database->tables = {trust::table_of("orders 1 at 36h").value()};
    const Proof proof = prove(action, std::nullopt, there);
    expect_failed_check(proof, "table.newest");
}

TEST_F(PlantedInCopy, a_table_that_is_not_there_and_a_database_that_is_not) {
    expected = {"invoices 1"};
    expect_failed_check(prove_it(""), "table.rows");
    expected = {"orders 1"};
    database = "ledger";
    expect_failed(prove_it(""), "restore.dump_missing");
}

TEST_F(PlantedInCopy, a_database_that_runs_commands) {
    expected = {"evil_orders 1"};
    expect_failed(prove_it(""), "restore.dump_runs_commands");
}

TEST_F(PlantedInCopy, a_host_without_room) {
    action.most_bytes = uint64_t{20} << 20;
    expect_failed(prove_it("newest"), "restore.disk_full");
}

TEST_F(PlantedInCopy, a_clock_that_is_wrong) {
    const ManualClock behind(Instant::from_unix_ms(1'500'000'000'000));
    action.database = trust::database_of("postgresql server shop");
    action.database->tables = {trust::table_of("orders 1").value()};
    const Host there{.clock = behind, .host_name = "restore-host", .repositories = setup.repositories, .alarm_shell = setup.alarm_shell};
    expect_failed(prove(action, std::nullopt, there), "restore.clock_wrong");
}

TEST_F(PlantedInCopy, no_repository_no_such_server_and_no_such_backup) {
    say_of_repository("tag ledger\n");
    expect_failed(prove_it("", 0), "restore.repository_missing");
    take("bare");
    action.point = "20200101-000000F";
    expect_failed(prove_it("", 0), "restore.point_missing");
    action.point = "";
    ASSERT_EQ(sh("rm -r repo"), 0);
    expect_failed(prove_it("", 0), "restore.repository_missing");
}

TEST_F(PlantedInCopy, the_machine_that_it_is_of) {
    setup.host_name = "db-1";
    expect_failed(prove_it(""), "restore.same_machine");
}

TEST_F(PlantedInCopy, a_policy_for_dumps_and_one_for_files) {
    action.database = trust::database_of("postgresql /srv/shop.sql");
    action.database->tables = {trust::table_of("orders 1").value()};
    expect_failed(prove(action, std::nullopt, setup), "restore.other_kind");
    std::ofstream(in("restore/office")) << "engine plain\nrepository " << in("restore") << "\nscratch " << in("scratch") << "\n";
    expect_failed(prove_it("", 0), "restore.other_kind");
    take("bare");
    action.level = 1;
    expect_failed(prove_it(""), "restore.other_kind");
}

TEST_F(PlantedInCopy, no_secret_stands_in_the_list_of_processes) {
    std::atomic<bool> is_over = false;
    uint64_t seen = 0, with_secret = 0;
    std::thread watcher([&] {
        while (!is_over) {
            std::error_code why;
            for (auto entry = fs::directory_iterator("/proc", why); !why && entry != fs::directory_iterator(); entry.increment(why)) {
                std::string words(4096, '\0');
                const int file = open((entry->path() / "cmdline").c_str(), O_RDONLY | O_CLOEXEC);
                const ssize_t got = read(file, words.data(), words.size());
                close(file);
                words.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
                if (words.find("pgbackrest") != std::string::npos) ++seen;
                if (words.find("horse") != std::string::npos) ++with_secret;
            }
        }
    });
    const Proof proof = prove_it("");
    is_over = true;
    watcher.join();
    expect_passed(proof);
    EXPECT_GT(seen, 0U);
    EXPECT_EQ(with_secret, 0U);
}

}  // namespace
}  // namespace steward::prove
