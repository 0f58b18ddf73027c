// The demonstration comes, is alive in every room, and goes without a trace; on both databases.
#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>
#include <set>

#include "server/demo/cast.h"
#include "server/demo/demo.h"
#include "server/demo/tables.h"
#include "server/platform/assembly/module.h"
#include "server/platform/setup/setup.h"
#include "tests/contract/databases.h"

namespace steward::demo {

namespace {
namespace fs = std::filesystem;
using storage::Row;
using storage::Transaction;

class Demonstration : public contract::EachEngine {
protected:
    void SetUp() override {
        ASSERT_GE(sodium_init(), 0);
        EachEngine::SetUp();
        std::string pattern = (fs::temp_directory_path() / "steward-demo-test-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        ASSERT_TRUE(fresh().migrate(assembly::all_migrations()));
        ASSERT_TRUE(setup::create_installation(database(), folder_ + "/master.key", "Harbour Services", {}, now_, rng_));
        ASSERT_TRUE(setup::create_first_owner(database(), {"Ada", "ada@harbour.example"}, {}, now_, rng_));
        series_ = series::open_embedded(folder_ + "/series", clock_).value();
    }
    void TearDown() override {
        series_.reset();
        fs::remove_all(folder_);
    }
    Home home() { return {database(), *series_, folder_}; }
    int64_t count(const std::string& sql) {
        int64_t found = -1;
        const auto read = database().read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one(sql));
            found = row->integer(0);
            return {};
        });
        EXPECT_TRUE(read) << sql << ": " << (read ? "" : read.error().cause);
        return found;
    }
    /// How many rows each table holds.
    std::map<std::string, int64_t> sizes() {
        std::map<std::string, int64_t> all;
        const auto read = database().read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(const auto tables, tables_of(transaction));
            for (const Table& table : tables) {
                STEWARD_TRY(const auto row, transaction.query_one("select count(*) from " + table.name));
                all[table.name] = row->integer(0);
            }
            return {};
        });
        EXPECT_TRUE(read);
        for (const auto* table : {"directory_demo_rows", "knowledge_words", "journal_facts"})
            all[table] = count("select count(*) from " + std::string(table));
        return all;
    }
    void add() {
        std::string refusals;
        const auto added =
            demo::add(home(), now_, [&](const std::string& line) { refusals += line.starts_with("refused") ? line + "\n" : ""; });
        ASSERT_TRUE(added) << added.error().message << " " << added.error().cause;
        EXPECT_EQ(added->refused, 0) << refusals;
        EXPECT_EQ(added->clients, 12);
        EXPECT_EQ(added->devices, 300);
    }

    std::string folder_;
    const Instant now_ = parse_rfc3339("2026-11-27T14:20:00Z").value();  // a Friday afternoon
    SystemClock clock_;
    SystemRng rng_;
    std::unique_ptr<series::SeriesStore> series_;
};

struct Room {
    const char* sql;
    int64_t at_least;
};
// Somebody who looks for the first time finds something everywhere.
constexpr Room rooms[] = {
    {"select count(*) from helpdesk_tickets", 300},
    {"select count(distinct title) from helpdesk_tickets", 50},
    {"select count(distinct state) from helpdesk_tickets", 9},
    {"select count(distinct kind) from helpdesk_tickets", 5},
    {"select count(distinct priority) from helpdesk_tickets", 4},
    {"select count(*) from helpdesk_messages", 900},
    {"select count(*) from helpdesk_tickets where state = 'merged'", 1},
    {"select count(distinct state) from service_levels_clocks", 4},
    {"select count(*) from service_levels_clocks where state = 'breached'", 5},
    {"select count(*) from attachments_files", 1},
    {"select count(*) from alerting_alerts", 80},
    {"select count(*) from alerting_alerts where state in ('open', 'acknowledged')", 2},
    {"select count(distinct verdict) from proactivity_disturbances", 3},
    {"select count(*) from proactivity_snapshots", 12},
    {"select count(*) from figures_snapshots", 12},
    {"select count(*) from major_incidents_incidents where state = 'reviewed'", 1},
    {"select count(*) from problems_problems", 2},
    {"select count(*) from problems_problems where state in ('known_error', 'fix_planned')", 1},
    {"select count(*) from changes_changes", 12},
    {"select count(distinct state) from changes_changes", 3},
    {"select count(*) from changes_freezes", 1},
    {"select count(*) from approvals_requests where state = 'pending'", 3},
    {"select count(*) from surveys_surveys where answer = 'bad'", 2},
    {"select count(*) from surveys_surveys where follow_up_ticket_id is not null", 2},
    {"select count(*) from timesheets_entries", 500},
    {"select count(distinct state) from timesheets_weeks", 2},
    {"select count(*) from knowledge_articles", 12},
    {"select count(*) from templates_replies", 6},
    {"select count(*) from templates_checklist", 5},
    {"select count(*) from templates_occurrences", 2},
    {"select count(*) from escalation_runs", 5},
    {"select count(*) from correspondence_mails where state = 'held'", 2},
    {"select count(*) from imports_batches where state = 'done'", 1},
    {"select count(*) from notices_notices", 10},
    {"select count(*) from notifications_deliveries where state = 'withheld'", 50},
};

// The rows that a running server would find out of its cursors: none may be told anew what is three months old.
// One story, as ninety days take a while to be told.
TEST_P(Demonstration, is_alive_in_every_room_sends_nothing_and_goes_without_a_trace) {
    const auto before = sizes();
    add();
    for (const Room& room : rooms) EXPECT_GE(count(room.sql), room.at_least) << room.sql;
    EXPECT_EQ(count("select count(*) from notifications_deliveries where state not in ('withheld', 'pending')"), 0) << "nothing was sent";
    EXPECT_EQ(count("select count(*) from journal_facts"), 0) << "no room is told what is three months old";
    EXPECT_EQ(count("select count(*) from directory_clients where not demo"), 0);
    EXPECT_EQ(count("select count(*) from access_accounts where email_key not like '%demo.invalid'"), 1) << "the owner alone is real";

    EXPECT_EQ(count("select count(*) from alerting_alerts where item not in ('', '/') and item not like '%.service'"), 0)
        << "of what its machines have no chart";

    EXPECT_EQ(demo::add(home(), now_, [](const std::string&) {}).error().code, "demo.there") << "once is enough";
    const auto removed = demo::remove(home());
    ASSERT_TRUE(removed) << removed.error().message << " " << removed.error().cause;
    EXPECT_EQ(removed->clients, 12);
    EXPECT_EQ(removed->devices, 300);
    for (const auto& [table, size] : sizes()) EXPECT_EQ(size, before.at(table)) << table;
    EXPECT_TRUE(demo::remove(home())) << "removing what is not there is done";
}

STEWARD_FOR_EACH_ENGINE(Demonstration);
}  // namespace

}  // namespace steward::demo
