// What a transaction promises, on both engines.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/contract/databases.h"

namespace steward::storage {
namespace {

class Transactions : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        write([](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("create table owners (id bigint primary key)"));
            STEWARD_CHECK(
                transaction.execute("create table things (id bigint primary key, owner bigint references owners (id), name text unique)"));
            STEWARD_CHECK(transaction.execute("insert into owners (id) values (1)"));
            return {};
        });
    }
    static Status add(Transaction& transaction, int id, const std::string& name, int owner = 1) {
        STEWARD_CHECK(transaction.execute("insert into things (id, owner, name) values ($1, $2, $3)", id, owner, name));
        return {};
    }
    int64_t count(Database& of) {
        int64_t number = -1;
        const auto done = of.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from things"));
            number = row->integer(0);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
        return number;
    }
    int64_t count() { return count(database()); }
    std::string code_of(const std::function<Status(Transaction&)>& work) {
        const auto done = database().write(work);
        return done ? "done" : done.error().code;
    }
};
STEWARD_FOR_EACH_ENGINE(Transactions);

TEST_P(Transactions, that_fail_leave_nothing_behind) {
    const auto done = database().write([](Transaction& transaction) -> Status {
        STEWARD_CHECK(add(transaction, 1, "kept?"));
        return fail(ErrorKind::Conflict, "story.changed_its_mind", "No.");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "story.changed_its_mind") << "the caller's own error comes back";
    EXPECT_EQ(count(), 0);
}

TEST_P(Transactions, name_what_the_database_refused) {
    write([](Transaction& transaction) { return add(transaction, 1, "first"); });
    EXPECT_EQ(code_of([](Transaction& transaction) { return add(transaction, 1, "second"); }), "storage.unique");
    EXPECT_EQ(code_of([](Transaction& transaction) { return add(transaction, 2, "first"); }), "storage.unique");
    EXPECT_EQ(code_of([](Transaction& transaction) { return add(transaction, 2, "second", 99); }), "storage.foreign_key");
    EXPECT_EQ(code_of([](Transaction& transaction) -> Status {
                  STEWARD_CHECK(transaction.execute("delete from owners"));
                  return {};
              }),
              "storage.foreign_key");
    EXPECT_EQ(code_of([](Transaction& transaction) -> Status {
                  STEWARD_CHECK(transaction.execute("select from nowhere"));
                  return {};
              }),
              "storage.failed");
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(code_of([](Transaction& transaction) { return add(transaction, 2, "second"); }), "done") << "a failure does not stick";
}

TEST_P(Transactions, count_what_they_changed) {
    write([](Transaction& transaction) -> Status {
        for (int i = 0; i < 5; ++i) STEWARD_CHECK(add(transaction, i, std::to_string(i)));
        EXPECT_EQ(transaction.execute("update things set name = name where id > $1", 2).value(), 2);
        EXPECT_EQ(transaction.execute("insert into things (id, name) values (1, 'x') on conflict do nothing").value(), 0);
        EXPECT_EQ(transaction.execute("delete from things where id = 77").value(), 0);
        STEWARD_TRY(const auto row, transaction.query_one("update things set name = 'new' where id = $1 returning id, name", 4));
        EXPECT_EQ(row->text(1), "new");
        STEWARD_TRY(const auto none, transaction.query_one("select id from things where id = 77"));
        EXPECT_FALSE(none);
        return {};
    });
}

TEST_P(Transactions, say_that_they_are_through_in_order_and_only_when_others_can_see_it) {
    std::vector<std::string> said;
    (void)database().write([&](Transaction& transaction) -> Status {
        transaction.after_commit([&] { said.push_back("never"); });
        return fail(ErrorKind::Conflict, "story.no", "No.");
    });
    write([&](Transaction& transaction) -> Status {
        transaction.after_commit([&] { said.push_back("first, of " + std::to_string(count())); });
        transaction.after_commit([&] {
            said.push_back("second");
            write([](Transaction& another) { return add(another, 2, "from the hook"); });
        });
        said.push_back("still inside");
        return add(transaction, 1, "one");
    });
    EXPECT_THAT(said, ::testing::ElementsAre("still inside", "first, of 1", "second"));
    EXPECT_EQ(count(), 2);
}

TEST_P(Transactions, that_read_see_one_moment_while_writers_go_on) {
    read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto before, transaction.query_one("select count(*) from things"));
        write([](Transaction& writer) { return add(writer, 1, "meanwhile"); });
        STEWARD_TRY(const auto after, transaction.query_one("select count(*) from things"));
        EXPECT_EQ(before->integer(0), after->integer(0));
        return {};
    });
    EXPECT_EQ(count(), 1);
}

TEST_P(Transactions, that_read_cannot_write) {
    const auto done = database().read([](Transaction& transaction) { return add(transaction, 1, "sneaky"); });
    EXPECT_FALSE(done);
    EXPECT_EQ(count(), 0);
}

TEST_P(Transactions, that_look_first_and_write_then_lose_nothing_to_others) {
    auto second = fresh().open_another();
    ASSERT_TRUE(second) << second.error().cause;
    write([](Transaction& transaction) { return add(transaction, 0, "0"); });
    const auto raise = [](Database& of) {
        return of.write([](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select name from things where id = 0"));
            STEWARD_CHECK(transaction.execute("update things set name = $1 where id = 0", std::to_string(std::stoi(row->text(0)) + 1)));
            return {};
        });
    };
    std::atomic<int> failures{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                for (int round = 0; round < 10; ++round) failures += raise(i % 2 ? database() : **second) ? 0 : 1;
            });
        }
    }
    EXPECT_EQ(failures, 0);
    read([](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select name from things where id = 0"));
        EXPECT_EQ(row->text(0), "40");
        return {};
    });
}

TEST_P(Transactions, held_by_an_object_commit_when_told_and_never_by_themselves) {
    {
        auto held = database().begin(true);
        ASSERT_TRUE(held);
        ASSERT_TRUE(add((*held)->transaction(), 1, "forgotten"));
    }
    EXPECT_EQ(count(), 0);
    auto held = database().begin(true);
    ASSERT_TRUE(held);
    ASSERT_TRUE(add((*held)->transaction(), 1, "kept"));
    EXPECT_EQ(count(), 0) << "nobody sees it before";
    ASSERT_TRUE((*held)->commit());
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(code_of([](Transaction& transaction) { return add(transaction, 2, "next"); }), "done")
        << "the next writer is let in at the commit";
}

TEST_P(Transactions, go_through_long_lists_row_by_row_stop_early_and_may_ask_in_between) {
    write([](Transaction& transaction) -> Status {
        for (int i = 0; i < 1'300; ++i) STEWARD_CHECK(add(transaction, i, std::to_string(i)));
        return {};
    });
    read([&](Transaction& transaction) -> Status {
        int64_t next = 5;
        const Value from[] = {int64_t{5}};
        STEWARD_CHECK(transaction.for_each("select id from things where id >= $1 order by id", from,
                                           [&](const Row& row) { return row.integer(0) == next++; }));
        EXPECT_EQ(next, 1'300);
        int seen = 0;
        STEWARD_CHECK(transaction.for_each("select id from things order by id", {}, [&](const Row& row) {
            const auto name = transaction.query_one("select name from things where id = $1", row.integer(0));
            EXPECT_TRUE(name && (*name)->text(0) == std::to_string(row.integer(0)));
            int inner = 0;
            EXPECT_TRUE(transaction.for_each("select id from things", {}, [&](const Row&) { return ++inner < 2; }));
            return ++seen < 3;
        }));
        EXPECT_EQ(seen, 3);
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from things"));
        EXPECT_EQ(row->integer(0), 1'300) << "the connection is free again";
        return {};
    });
}

TEST_P(Transactions, are_still_there_when_the_database_is_opened_again) {
    write([](Transaction& transaction) { return add(transaction, 1, "kept"); });
    ASSERT_TRUE(fresh().reopen());
    EXPECT_EQ(count(), 1);
}

TEST_P(Transactions, of_many_texts_do_not_wear_the_connection_out) {
    read([](Transaction& transaction) -> Status {
        for (int i = 0; i < 700; ++i) {
            STEWARD_TRY(const auto row, transaction.query_one("select " + std::to_string(i) + " + $1", 1));
            EXPECT_EQ(row->integer(0), i + 1);
        }
        return {};
    });
}

TEST_P(Transactions, follow_a_table_that_changed_under_their_statements) {
    const auto look = [&] {
        read([](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.query("select * from owners where id = $1", 1));
            return {};
        });
    };
    look();
    auto second = fresh().open_another();
    ASSERT_TRUE(second);
    ASSERT_TRUE((*second)->write([](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("alter table owners add column note text"));
        return {};
    }));
    look();
}

}  // namespace
}  // namespace steward::storage
