// What only PostgreSQL brings with it: servers that restart, sessions that are cut off, passwords.
#include <atomic>
#include <thread>

#include "tests/contract/databases.h"
#include "tests/contract/private_postgres.h"

namespace steward::storage {
namespace {

class Postgres : public ::testing::Test {
protected:
    void SetUp() override {
        auto made = contract::FreshDatabase::make(Engine::Postgres);
        ASSERT_TRUE(made) << made.error().message << made.error().cause;
        fresh_ = std::move(*made);
        write([](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("create table things (id bigint primary key)"));
            return {};
        });
    }
    Database& database() { return fresh_->database(); }
    void write(const std::function<Status(Transaction&)>& work) {
        const auto done = database().write(work);
        ASSERT_TRUE(done) << done.error().code << " " << done.error().cause;
    }
    static Status add(Transaction& transaction, int id) {
        STEWARD_CHECK(transaction.execute("insert into things (id) values ($1)", id));
        return {};
    }
    int64_t count() {
        int64_t number = -1;
        const auto done = database().read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from things"));
            number = row->integer(0);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
        return number;
    }
    // Ends the server's side of the session in which `transaction` runs, as an administrator or a crash would.
    void cut_off(Transaction& transaction) {
        const auto session = transaction.query_one("select pg_backend_pid()");
        ASSERT_TRUE(session);
        const auto other = fresh_->open_another();
        ASSERT_TRUE(other);
        ASSERT_TRUE((*other)->read([&](Transaction& killer) -> Status {
            STEWARD_CHECK(killer.query("select pg_terminate_backend(cast($1 as integer), 5000)", (*session)->integer(0)));
            return {};
        }));
    }
    std::unique_ptr<contract::FreshDatabase> fresh_;
};

TEST_F(Postgres, is_found_again_after_it_restarted_with_all_that_was_committed) {
    write([](Transaction& transaction) { return add(transaction, 1); });
    EXPECT_EQ(count(), 1);
    ASSERT_TRUE(contract::restart_private_postgres());
    EXPECT_EQ(count(), 1) << "the reader's connection is made anew";
    write([](Transaction& transaction) { return add(transaction, 2); });
    EXPECT_EQ(count(), 2);
}

TEST_F(Postgres, that_cuts_a_transaction_off_fails_it_in_words_and_serves_the_next) {
    const auto done = database().write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(add(transaction, 1));
        cut_off(transaction);
        return add(transaction, 2);
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "storage.busy");
    EXPECT_EQ(count(), 0);
    write([](Transaction& transaction) { return add(transaction, 3); });
    EXPECT_EQ(count(), 1);
}

TEST_F(Postgres, that_went_away_at_the_commit_is_asked_what_became_of_it) {
    int runs = 0;
    write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(add(transaction, 1));
        if (++runs == 1) cut_off(transaction);
        return {};
    });
    EXPECT_EQ(runs, 2) << "it had rolled back, so the work was done again";
    EXPECT_EQ(count(), 1);
}

TEST_F(Postgres, keeps_a_failed_statement_from_being_committed_around) {
    const auto done = database().write([](Transaction& transaction) -> Status {
        STEWARD_CHECK(add(transaction, 1));
        (void)transaction.execute("insert into things (id) values (1)");
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "storage.failed");
    EXPECT_EQ(count(), 0);
}

TEST_F(Postgres, confirms_only_what_is_on_its_disk) {
    write([](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("show synchronous_commit"));
        EXPECT_EQ(row->text(0), "on");
        return {};
    });
}

TEST_F(Postgres, serves_more_readers_than_it_has_connections) {
    std::atomic<int> served{0};
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 20; ++i) readers.emplace_back([&] { served += count() == 0 ? 1 : 0; });
    }
    EXPECT_EQ(served, 20);
}

TEST_F(Postgres, never_quotes_data_or_passwords_in_what_is_logged) {
    const auto done = database().read([](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.query("select count(*) from things where id = $1", "hunter2"));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().cause.find("hunter2"), std::string::npos) << done.error().cause;
    write([](Transaction& transaction) { return add(transaction, 4711); });
    const auto twice = database().write([](Transaction& transaction) { return add(transaction, 4711); });
    EXPECT_EQ(twice.error().cause.find("4711"), std::string::npos) << twice.error().cause;
    for (const char* address :
         {"postgresql://steward:hunter2@nowhere.invalid/steward", "postgresql://steward:hunter2@[/steward", "password hunter2"}) {
        const auto opened = open_postgres(address);
        ASSERT_FALSE(opened) << address;
        EXPECT_EQ(opened.error().code, "storage.open_failed");
        EXPECT_EQ((opened.error().message + opened.error().cause).find("hunter2"), std::string::npos) << opened.error().cause;
    }
}

}  // namespace
}  // namespace steward::storage
