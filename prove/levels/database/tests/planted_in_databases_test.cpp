// What may be wrong with a dump, planted into real ones: each is found, under its own name, and none has passed.
#include <unistd.h>

#include <filesystem>

#include "prove/levels/database/tests/database_story.h"

namespace steward::prove {
namespace {

using trust::RestoreVerdict;

class PlantedInDatabase : public DatabaseStory {
protected:
    static std::string half(const std::string& text) { return text.substr(0, text.size() / 2); }
    void expect_no_command_was_run(const Proof& proof) const {
        expect_failed(proof, "restore.dump_runs_commands");
        EXPECT_FALSE(std::filesystem::exists(in("pwned")));
    }
};

TEST_F(PlantedInDatabase, a_dump_that_was_cut_off) {
    put("shop.sql", half(dump("shop.sql")));
    expect_failed(prove_it("postgresql", "shop.sql"), "restore.dump_truncated");
    put("shop.custom", half(dump("shop.custom")));
    expect_failed(prove_it("postgresql", "shop.custom"), "restore.dump_truncated");
    put("create.sql.gz", half(dump("create.sql.gz")));
    expect_failed(prove_it("postgresql", "create.sql.gz"), "restore.dump_truncated");
    put("my.sql", half(dump("my.sql")));
    expect_failed(prove_it("mariadb", "my.sql"), "restore.dump_truncated");
}

TEST_F(PlantedInDatabase, an_empty_dump) {
    put("shop.sql", "");
    expect_failed(prove_it("postgresql", "shop.sql"), "restore.dump_truncated");
}

TEST_F(PlantedInDatabase, a_dump_that_restores_without_the_last_month) {
    expected = {"orders 1000 at 36h"};
    expect_failed_check(prove_dump("postgresql", "month.sql"), "table.newest", "T");
    expect_failed_check(prove_dump("mariadb", "my-month.sql"), "table.newest", "T");
}

TEST_F(PlantedInDatabase, an_application_that_starts_with_an_empty_table) {
    expected = {"orders 1", "customers 50"};
    expect_failed_check(prove_dump("postgresql", "empty.custom"), "table.rows", "0 rows");
    expect_failed_check(prove_dump("mariadb", "my-empty.sql"), "table.rows", "0 rows");
}

TEST_F(PlantedInDatabase, no_such_table_and_no_column_of_time) {
    expected = {"invoices 1"};
    expect_failed_check(prove_dump("postgresql", "shop.sql"), "table.rows", "no such table");
    expect_failed_check(prove_dump("mariadb", "my.sql"), "table.rows", "no such table");
    expected = {"orders 1 note 36h"};
    expect_failed_check(prove_dump("postgresql", "shop.sql"), "table.newest", "no column that can be read as a time");
    expect_failed_check(prove_dump("mariadb", "my.sql"), "table.newest", "no column that can be read as a time");
}

TEST_F(PlantedInDatabase, a_dump_that_runs_a_command_of_its_reader) {
    put("shop.sql", "\\! touch " + in("pwned") + "\n" + dump("shop.sql"));
    const Proof proof = prove_it("postgresql", "shop.sql");
    expect_no_command_was_run(proof);
    EXPECT_NE(proof.record.problem.sentence.find("1 time. None was run"), std::string::npos) << proof.record.problem.sentence;
    put("my.sql", "\\! touch " + in("pwned") + "\n" + dump("my.sql"));
    expect_no_command_was_run(prove_it("mariadb", "my.sql"));
    put("bare.sql", dump("bare.sql") + "system touch " + in("pwned") + "\n");
    expect_no_command_was_run(prove_it("mariadb", "bare.sql"));
}

TEST_F(PlantedInDatabase, a_dump_that_lets_the_server_run_a_command) {
    put("shop.sql", dump("shop.sql") + "COPY public.customers TO PROGRAM 'touch " + in("pwned") + "';\n");
    expect_no_command_was_run(prove_it("postgresql", "shop.sql"));
    put("shop.sql", dump("shop.sql") + "CREATE FUNCTION run(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'; SELECT run('touch " +
                        in("pwned") + "');\n");
    EXPECT_NE(verdict_of(prove_it("postgresql", "shop.sql").record), RestoreVerdict::Passed);
    EXPECT_FALSE(std::filesystem::exists(in("pwned")));
}

TEST_F(PlantedInDatabase, a_dump_that_writes_and_reads_where_it_has_nothing_to_do) {
    ASSERT_EQ(sh("mkdir open && chmod 777 open . && echo sesame > secret && chmod 600 secret"), 0);
    put("shop.sql", dump("shop.sql") + "COPY public.customers TO '" + in("open/pwned") + "';\n");
    expect_failed_check(prove_it("postgresql", "shop.sql"), "dump.loaded", "1 failed statement, the first in line ");
    put("shop.sql", dump("shop.sql") + "SELECT pg_read_file('" + in("secret") + "');\n");
    expect_failed_check(prove_it("postgresql", "shop.sql"), "dump.loaded", "1 failed statement");
    put("my.sql", dump("my.sql") + "SELECT * FROM customers INTO OUTFILE '" + in("open/pwned") + "';\n");
    expect_failed_check(prove_it("mariadb", "my.sql"), "dump.loaded", "1 failed statement, the first in line ");
    EXPECT_FALSE(std::filesystem::exists(in("open/pwned")));
}

TEST_F(PlantedInDatabase, statements_that_fail) {
    put("shop.sql", dump("shop.sql") + "INSERT INTO public.customers VALUES (1, 'twice');\n");
    const Proof proof = prove_it("postgresql", "shop.sql");
    expect_failed_check(proof, "dump.loaded", "1 failed statement");
    EXPECT_EQ(as_text(write_message(proof.record)).find("twice"), std::string_view::npos) << "what stands in the data is told nowhere";
    put("my.sql", dump("my.sql") + "INSERT INTO customers VALUES (1, 'twice');\n");
    expect_failed_check(prove_it("mariadb", "my.sql"), "dump.loaded", "1 failed statement");
}

TEST_F(PlantedInDatabase, a_disk_that_is_full_while_the_dump_is_loaded) {
    action.most_bytes = uint64_t{100} << 20;

    // What compresses well lies small in the tables: no compression.
    put("shop.sql",
        "CREATE TABLE big(t text); ALTER TABLE big ALTER t SET STORAGE EXTERNAL;\n"
        "INSERT INTO big SELECT repeat(md5(i::text), 1000) FROM generate_series(1, 20000) i;\n" +
            dump("shop.sql"));
    expect_failed(prove_it("postgresql", "shop.sql"), "restore.disk_full");
    put("my.sql", "CREATE TABLE big AS SELECT repeat(md5(seq), 2000) FROM seq_1_to_20000;\n" + dump("my.sql"));
    expect_failed(prove_it("mariadb", "my.sql"), "restore.disk_full");
}

TEST_F(PlantedInDatabase, a_dump_for_which_there_is_no_room_at_all) {
    action.most_bytes = 1000;
    expect_failed(prove_dump("postgresql", "shop.sql"), "restore.disk_full");
    action.most_bytes = uint64_t{4} << 20;
    expect_failed(prove_dump("postgresql", "shop.sql"), "restore.disk_full");
}

TEST_F(PlantedInDatabase, clocks_that_are_wrong) {
    put("shop.sql", dump("shop.sql"));
    const ManualClock behind(Instant::from_unix_ms(1'500'000'000'000));
    action.database = trust::database_of("postgresql " + in("dumps/shop.sql"));
    action.database->tables = {trust::table_of("orders 1").value()};
    const Host there{.clock = behind, .host_name = "restore-host", .repositories = setup.repositories, .alarm_shell = setup.alarm_shell};
    expect_failed(prove(action, std::nullopt, there), "restore.clock_wrong");
    put("shop.sql", dump("shop.sql") + "UPDATE public.orders SET at = at + interval '1 year';\n");
    const Proof ahead = prove_it("postgresql", "shop.sql");
    expect_failed_check(ahead, "table.newest", "T");
    EXPECT_NE(check_in(ahead, "table.newest")->words.find("a clock was wrong"), std::string::npos);
}

TEST_F(PlantedInDatabase, a_dump_that_needs_what_this_host_does_not_have) {
    put("shop.sql", "CREATE EXTENSION postgis_of_nobody;\n" + dump("shop.sql"));
    expect_failed(prove_it("postgresql", "shop.sql"), "restore.database_lacks");
}

TEST_F(PlantedInDatabase, what_is_no_dump_or_not_there_or_a_link) {
    put("shop.sql", std::string("\0\1\2binary", 9));
    expect_failed(prove_it("postgresql", "shop.sql"), "restore.dump_unknown");
    put("shop.sql", dump("shop.custom"));
    expect_failed(prove_it("mariadb", "shop.sql"), "restore.dump_unknown");
    has_one_folder = false;
    expect_failed(prove_it("postgresql", "other.sql"), "restore.dump_missing");
    has_one_folder = true;
    ASSERT_EQ(sh("mkdir dumps/day; rm dumps/shop.sql; ln -s /etc/passwd dumps/day/shop.sql"), 0);
    expect_failed(prove_it("postgresql", "day/shop.sql"), "restore.dump_missing");
}

TEST_F(PlantedInDatabase, a_packed_dump_with_a_flipped_bit) {
    std::string packed = dump("create.sql.gz");
    packed[packed.size() / 2] ^= 4;
    put("create.sql.gz", packed);
    expect_failed(prove_it("postgresql", "create.sql.gz"), "restore.dump_damaged");
}

TEST_F(PlantedInDatabase, another_dump_than_the_source_wrote) {
    const std::string content = dump("shop.sql");
    put("shop.sql", content);
    witness = trust::BackupWitness{.label = "shop", .run = {1}, .seed = {2}, .began = {1}, .ended = clock.now() + std::chrono::hours(1)};
    witness->files = {{.path = trust::witness_name(witness->seed, in("dumps/shop.sql")), .size = content.size(), .content = {7}}};
    expect_failed_check(prove_it("postgresql", "shop.sql"), "dump.same", "another");
}

TEST_F(PlantedInDatabase, nothing_that_is_expected) {
    put("shop.sql", dump("shop.sql"));
    expect_failed(prove(action, std::nullopt, setup), "restore.nothing_expected");
}

}  // namespace
}  // namespace steward::prove
