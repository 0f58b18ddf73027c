// Migrations: once, in order, whole or not at all.
#include <atomic>
#include <thread>

#include "tests/contract/databases.h"

namespace steward::storage {
namespace {

constexpr Instant migration_time{1'795'000'000'000};

class Migrations : public contract::EachEngine {
protected:
    std::string outcome(std::vector<Migration> migrations) {
        const auto done = storage::migrate(database(), migrations, migration_time);
        return done ? "applied" : done.error().code;
    }
    bool has(const std::string& table) {
        return database()
            .read([&](Transaction& transaction) -> Status {
                STEWARD_CHECK(transaction.query("select count(*) from " + table));
                return {};
            })
            .has_value();
    }

    const Migration first{"house", 1, "0001_create_doors",
                          "-- Doors; each closes.\ncreate table doors (id text primary key, picture {{bytes}}, plan {{json}});\n\ncreate "
                          "index doors_by_id on doors (id);\n"};
    const Migration second{"house", 2, "0002_create_windows", "create table windows (id text primary key);\n"};
    const Migration garden{"garden", 1, "0001_create_trees",
                           "create table trees (id text primary key);\ninsert into trees (id) values ('oak; old');\n"};
};
STEWARD_FOR_EACH_ENGINE(Migrations);

TEST_P(Migrations, are_applied_once_and_new_ones_later) {
    EXPECT_EQ(outcome({first, garden}), "applied");
    EXPECT_EQ(outcome({first, garden}), "applied") << "again: nothing to do";
    EXPECT_EQ(outcome({first, second, garden}), "applied");
    EXPECT_TRUE(has("doors") && has("windows") && has("trees"));
    write([](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into doors (id, picture, plan) values ('a', $1, $2)", Bytes{0, 1}, "{\"a\": 1}"));
        STEWARD_TRY(const auto row, transaction.query_one("select applied_at from storage_migrations where room = 'house' and number = 2"));
        EXPECT_EQ(row->instant(0), migration_time);
        return {};
    });
}

TEST_P(Migrations, of_a_newer_program_keep_an_older_one_out) {
    EXPECT_EQ(outcome({first, second}), "applied");
    EXPECT_EQ(outcome({first}), "storage.newer_schema");
}

TEST_P(Migrations, that_were_edited_after_they_were_applied_are_noticed) {
    EXPECT_EQ(outcome({first}), "applied");
    Migration edited = first;
    edited.sql = "create table doors (id text primary key);\n";
    EXPECT_EQ(outcome({edited, second}), "storage.migration_changed");
    EXPECT_FALSE(has("windows"));
}

TEST_P(Migrations, that_fail_half_way_leave_nothing_of_themselves_and_all_of_the_earlier) {
    const Migration broken{"house", 2, "0002_broken", "create table cellar (id text primary key);\ncreate tabel attic (id text);\n"};
    EXPECT_EQ(outcome({first, broken}), "storage.failed");
    EXPECT_TRUE(has("doors"));
    EXPECT_FALSE(has("cellar"));
    EXPECT_EQ(outcome({first, second}), "applied") << "repaired under the same number";
}

TEST_P(Migrations, by_two_processes_at_once_are_applied_once) {
    auto other = fresh().open_another();
    ASSERT_TRUE(other);
    const Migration all[] = {first, second, garden};
    std::atomic<int> failures{0};
    {
        std::jthread one([&] { failures += storage::migrate(database(), all, migration_time) ? 0 : 1; });
        std::jthread two([&] { failures += storage::migrate(**other, all, migration_time) ? 0 : 1; });
    }
    EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace steward::storage
