// Saved views that were made with an earlier program.
#include <filesystem>
#include <fstream>

#include "tests/contract/databases.h"

namespace steward::access {
namespace {

class OldViews : public contract::EachEngine {
protected:
    // Runs that migration of this room once more: a database of these tests had none of the old rows when it ran.
    void run_again(const std::string& name) {
        std::ifstream file(std::filesystem::path(STEWARD_SOURCE_DIR) / "server/platform/access/migrations" / name);
        std::string statement;
        for (std::string line; std::getline(file, line);) statement += line.starts_with("--") ? "" : line + "\n";
        ASSERT_NE(statement, "") << name;
        write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(statement));
            return {};
        });
    }
    void save(const std::string& id, const std::string& page, const std::string& query) {
        write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("insert into access_saved_views (id, account_id, page, name, query, team, created_at) "
                                    "values ($1, 'ada', $2, $1, $3, $4, 0)",
                                    id, page, query, false));
            return {};
        });
    }
    std::string query_of(const std::string& id) {
        std::string query;
        read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select query from access_saved_views where id = $1", id));
            query = row->text(0);
            return {};
        });
        return query;
    }
};
STEWARD_FOR_EACH_ENGINE(OldViews);

TEST_P(OldViews, of_incidents_that_said_closed_say_how_an_incident_ends) {
    migrate({"journal", "ledger", "access"});
    write([](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) "
            "values ('ada', 'ada@harbour.example', 'ada@harbour.example', 'Ada', 'active', $1, 1, 0, 0)",
            true));
        return {};
    });
    save("open", "incidents", "-state:resolved,closed priority:P1");  // as this page shipped it
    save("ended", "incidents", "state:closed client:\"Enclosed Ltd\"");
    save("first", "incidents", "priority:P1 state:closed,resolved");
    save("some", "incidents", "state:restored,closed");
    save("other", "incidents", "client:closed,acme disclosed");
    save("alerts", "alerts", "state:closed");
    run_again("0012_name_ended_incidents.sql");

    EXPECT_EQ(query_of("open"), "-state:resolved,discarded priority:P1");
    EXPECT_EQ(query_of("ended"), "state:resolved,discarded client:\"Enclosed Ltd\"");
    EXPECT_EQ(query_of("first"), "priority:P1 state:resolved,discarded") << "once each";
    EXPECT_EQ(query_of("some"), "state:restored,resolved,discarded");
    EXPECT_EQ(query_of("other"), "client:closed,acme disclosed") << "nothing but states";
    EXPECT_EQ(query_of("alerts"), "state:closed") << "an alert is closed";
}

}  // namespace
}  // namespace steward::access
