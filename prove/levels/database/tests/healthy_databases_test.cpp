// Dumps from which the shop comes back, of every kind and from every engine: none of them fails.
#include <unistd.h>

#include "prove/levels/database/tests/database_story.h"

namespace steward::prove {
namespace {

using HealthyDatabase = DatabaseStory;

TEST_F(HealthyDatabase, a_plain_dump_of_postgresql) {
    const Proof proof = prove_dump("postgresql", "shop.sql");
    expect_passed(proof);
    EXPECT_EQ(check_in(proof, "table.rows")->objects, 2001U);
    EXPECT_EQ(check_in(proof, "dump.loaded")->found, "all, 2 tables");
    EXPECT_NE(check_in(proof, "dump.loaded")->expected.find("PostgreSQL "), std::string::npos);
    EXPECT_NE(proof.record.not_covered[1].find("about users or settings"), std::string::npos) << proof.record.not_covered[1];
}

TEST_F(HealthyDatabase, one_with_single_statements_and_texts_that_look_like_commands) {
    expect_passed(prove_dump("postgresql", "inserts.sql"));
}

TEST_F(HealthyDatabase, both_archives_of_pg_dump) {
    expect_passed(prove_dump("postgresql", "shop.custom"));
    expect_passed(prove_dump("postgresql", "shop.tar"));
}

TEST_F(HealthyDatabase, a_packed_one_that_brings_its_own_database) { expect_passed(prove_dump("postgresql", "create.sql.gz")); }

TEST_F(HealthyDatabase, a_date_is_a_time_too) {
    expected = {"public.orders 2001 day 3d"};
    expect_passed(prove_dump("postgresql", "shop.sql"));
    expected = {"shop.orders 2001 day 3d"};
    expect_passed(prove_dump("mariadb", "my.sql"));
}

TEST_F(HealthyDatabase, of_several_the_newest_that_is_called_so) {
    ASSERT_EQ(sh("mkdir dumps/day"), 0);
    put("day/shop-1.sql", "broken");
    put("day/shop-2.sql", dump("shop.sql"));
    put("day/mail-3.sql", "broken");
    ASSERT_EQ(sh("touch -d 2020-01-01 dumps/day/shop-1.sql"), 0);
    const Proof proof = prove_it("postgresql", "day/shop-*.sql");
    expect_passed(proof);
    EXPECT_NE(std::ranges::find(proof.record.not_covered, "1 other file of the recovery point that is called as the dump is, but older."),
              proof.record.not_covered.end());
}

TEST_F(HealthyDatabase, the_dump_that_the_source_wrote) {
    const std::string content = dump("shop.sql");
    put("shop.sql", content);
    witness = trust::BackupWitness{.label = "shop", .run = {1}, .seed = {2}, .began = {1}, .ended = clock.now() + std::chrono::hours(1)};
    witness->files = {{.path = trust::witness_name(witness->seed, in("dumps/shop.sql")),
                       .size = content.size(),
                       .content = trust::sha256(as_bytes(content))}};
    const Proof proof = prove_it("postgresql", "shop.sql");
    expect_passed(proof);
    EXPECT_TRUE(check_in(proof, "dump.same"));
}

TEST_F(HealthyDatabase, out_of_a_repository_of_restic_and_on_a_file_system_of_its_own) {
    if (access("/dev/loop-control", F_OK) != 0) GTEST_SKIP() << "this machine has no loop devices";
    put("shop.custom", dump("shop.custom"));
    ASSERT_EQ(sh("restic -q init && restic -q backup --host shop-1 " + in("dumps")), 0);
    say_of_repository("engine restic\nrepository " + in("repo") + "\nenvironment RESTIC_PASSWORD=horse\n");
    setup.most_in_memory = 0;
    has_one_folder = false;
    const Proof proof = prove_it("postgresql", "shop.custom");
    expect_passed(proof);
    EXPECT_EQ(proof.record.source_host, "shop-1");
}

TEST_F(HealthyDatabase, out_of_a_repository_of_borg) {
    put("my.sql", dump("my.sql"));
    ASSERT_EQ(sh("borg init -e repokey && borg create ::one " + in("dumps")), 0);
    say_of_repository("engine borg\nrepository " + in("repo") + "\nenvironment BORG_PASSPHRASE=horse\n");
    has_one_folder = false;
    setup.may_be_source = true;  // borg writes down this machine's name
    const Proof proof = prove_it("mariadb", "my.sql");
    expect_passed(proof);
    EXPECT_EQ(proof.record.chosen.value_or(trust::RestorePoint{}).name, "one");
}

TEST_F(HealthyDatabase, a_plain_dump_of_mariadb_with_bytes_and_texts_that_look_like_commands) {
    const Proof proof = prove_dump("mariadb", "my.sql");
    expect_passed(proof);
    EXPECT_EQ(check_in(proof, "table.rows")->objects, 2001U);
    EXPECT_NE(check_in(proof, "dump.loaded")->expected.find("MariaDB "), std::string::npos);
}

TEST_F(HealthyDatabase, a_packed_one_of_mariadb_that_brings_its_own_database) { expect_passed(prove_dump("mariadb", "databases.sql.gz")); }

TEST_F(HealthyDatabase, one_of_mariadb_without_the_remarks_that_say_whether_it_is_whole) {
    expected = {"shop.orders 2000 at 36h", "shop.customers 50"};  // nothing else names the database that its view names
    const Proof proof = prove_dump("mariadb", "bare.sql");
    expect_passed(proof);
    EXPECT_TRUE(proof.record.not_covered[1].starts_with("Whether the dump is whole")) << proof.record.not_covered[1];
}

}  // namespace
}  // namespace steward::prove
