// Real databases for storage tests: SQLite in a fresh file, and a private PostgreSQL that is started
// once per test program on first use and gives every test a database of its own. What the migrations
// of some rooms build is built once per program; each test that asks for the same rooms gets a copy.
//
//   class TicketStore : public contract::EachEngine {};
//   STEWARD_FOR_EACH_ENGINE(TicketStore);
//   TEST_P(TicketStore, keeps_what_was_written) {
//       migrate({"directory", "helpdesk"});
//       ASSERT_TRUE(database().write([&](storage::Transaction& transaction) { ... }));
//   }
//
// A missing PostgreSQL is a failed test, never a skipped one: what runs on one engine only is not
// tested. The server is stopped and its files removed when the program ends, however it ends.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "server/platform/storage/database.h"

namespace steward::contract {

/// A database that is gone with the object: a copy of what its first migration builds, or an empty one, made when it is first asked for
/// (the program ends with the reason where that fails). One thread makes it, asks first and destroys it.
class FreshDatabase {
public:
    /// Failure: Unavailable "contract.postgres" with the package to install.
    static Result<std::unique_ptr<FreshDatabase>> make(storage::Engine engine);
    ~FreshDatabase();
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    storage::Database& database();
    storage::Engine engine() const { return engine_; }

    /// What `open_sqlite` or `open_postgres` takes: a path, or a connection string.
    const std::string& location();

    /// A second, independent opening of the same database, as another process would have.
    Result<std::unique_ptr<storage::Database>> open_another();

    /// Closes and opens again: what was committed must be there.
    Status reopen();

    /// Applies the migrations of these rooms (folders of server/platform or server/modules), in
    /// this order. A room whose tables refer to another's needs that one before it.
    Status migrate(std::span<const std::string_view> rooms);
    Status migrate(std::span<const storage::Migration> migrations);

private:
    explicit FreshDatabase(storage::Engine engine) : engine_(engine) {}
    Status begin(const std::string& model);

    storage::Engine engine_;
    std::string location_;  // empty until it is made
    std::unique_ptr<storage::Database> database_;
};

/// A fixture that runs its tests on both engines.
class EachEngine : public ::testing::TestWithParam<storage::Engine> {
protected:
    void SetUp() override;
    storage::Database& database() { return fresh_->database(); }
    FreshDatabase& fresh() { return *fresh_; }
    void migrate(std::initializer_list<std::string_view> rooms);

    /// `work` must succeed; the test fails with its code, message and cause otherwise.
    void write(const std::function<Status(storage::Transaction&)>& work);
    void read(const std::function<Status(storage::Transaction&)>& work);

private:
    std::unique_ptr<FreshDatabase> fresh_;
};

/// "Sqlite" or "Postgres", for the test's name.
std::string engine_name(const ::testing::TestParamInfo<storage::Engine>& info);

/// The values for parameterised tests; every test that touches SQL uses these and no others.
inline auto for_each_engine() { return ::testing::Values(storage::Engine::Sqlite, storage::Engine::Postgres); }

}  // namespace steward::contract

#define STEWARD_FOR_EACH_ENGINE(Fixture) \
    INSTANTIATE_TEST_SUITE_P(Engines, Fixture, ::steward::contract::for_each_engine(), ::steward::contract::engine_name)
