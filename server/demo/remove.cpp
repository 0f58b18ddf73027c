// Takes a demonstration back: whatever is its clients', whatever it noted down as its own, and all that hangs on either.
#include <algorithm>
#include <array>
#include <filesystem>

#include "server/demo/cast.h"
#include "server/demo/demo.h"
#include "server/demo/tables.h"

namespace steward::demo {

namespace {
using storage::Row;
using storage::Transaction;
using Ids = std::vector<std::string>;

const std::string demo_clients = "(select id from directory_clients where demo)";

// Rows that belong to another without a foreign key that says so.
struct Belonging {
    std::string_view table, column, to;
};
constexpr std::array<Belonging, 8> belongings = {{{"service_levels_policy_versions", "policy_id", "service_levels_policies"},
                                                  {"service_levels_calendar_versions", "calendar_id", "service_levels_calendars"},
                                                  {"escalation_policy_versions", "policy_id", "escalation_policies"},
                                                  {"escalation_hand_overs", "schedule_id", "escalation_schedules"},
                                                  {"escalation_runs", "schedule_id", "escalation_schedules"},
                                                  {"imports_links", "batch_id", "imports_batches"},
                                                  {"major_incidents_candidates", "ticket_id", "helpdesk_tickets"},
                                                  {"knowledge_uses", "article_id", "knowledge_articles"}}};

std::string noted(std::string_view table) {
    return "(select row_key from directory_demo_rows where table_name = '" + std::string(table) + "')";
}

class Doom {
public:
    explicit Doom(const std::vector<Table>& tables) : tables_(tables) {}

    /// The condition on rows of the table that go. Depth-bound, because categories stand under categories.
    std::string of(const Table& table, int depth = 4) const {
        const bool has_client = table.has("client_id");
        std::string condition = has_client ? "client_id in " + demo_clients : "false";
        if (table.has_text_key()) condition += " or " + table.key() + " in " + noted(table.name);
        if (table.has("account_id"))
            condition += " or (account_id in " + noted("access_accounts") + (has_client ? " and client_id is null)" : ")");
        for (const Belonging& one : belongings) {
            if (one.table == table.name) condition += in_doomed(std::string(one.column), std::string(one.to), "id", depth);
        }
        if (has_client) return condition;
        for (const Reference& one : table.references) condition += in_doomed(one.column, one.table, one.to, depth);
        return condition;
    }

private:
    std::string in_doomed(const std::string& column, const std::string& table, const std::string& to, int depth) const {
        const auto at = std::find_if(tables_.begin(), tables_.end(), [&](const Table& one) { return one.name == table; });
        if (depth == 0 || at == tables_.end() || table == "directory_clients") return {};
        return " or " + column + " in (select " + to + " from " + table + " where " + of(*at, depth - 1) + ")";
    }
    const std::vector<Table>& tables_;
};

Result<Ids> texts(Transaction& transaction, const std::string& sql) {
    STEWARD_TRY(const auto rows, transaction.query(sql));
    Ids ids;
    for (const Row& row : rows) ids.push_back(row.text(0));
    return ids;
}

// A demonstration that an older version made noted nothing down.
Status note_old_account(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from access_accounts where email_key = $1", robin_address));
    if (!row) return {};
    STEWARD_CHECK(transaction.execute(
        "insert into directory_demo_rows (table_name, row_key) values ('access_accounts', $1) on conflict do nothing", row->text(0)));
    return {};
}

// The index of words knows neither clients nor foreign keys.
Status forget_words(Transaction& transaction) {
    STEWARD_CHECK(
        transaction.execute("delete from knowledge_words where article_id in (select id from knowledge_articles where client_id in " +
                            demo_clients + " or id in " + noted("knowledge_articles") + ")"));
    return {};
}

Status remove_rows(Transaction& transaction, Numbers& numbers) {
    STEWARD_TRY(auto tables, tables_of(transaction));
    const Doom doom(tables);
    // All conditions first, then the rows: what one table's condition asks of another must still be there, so children go before parents.
    std::vector<std::pair<std::string, std::string>> orders;
    for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
        if (table->name != "directory_clients") orders.emplace_back(table->name, doom.of(*table));
    }
    for (const auto& [name, condition] : orders) {
        STEWARD_TRY(const int64_t gone, transaction.execute("delete from " + name + " where " + condition));
        if (name == "helpdesk_tickets") numbers.tickets = static_cast<int>(gone);
    }
    STEWARD_CHECK(transaction.execute("delete from journal_facts where client_id in " + demo_clients));
    // An index of words without the words cannot forget single ones: the server makes it anew when it starts.
    STEWARD_CHECK(transaction.execute("delete from search_state"));
    STEWARD_TRY(const int64_t clients, transaction.execute("delete from directory_clients where demo"));
    STEWARD_CHECK(transaction.execute("delete from directory_demo_rows"));
    numbers.clients = static_cast<int>(clients);
    return {};
}
}  // namespace

Result<Numbers> remove(const Home& home) {
    Numbers numbers;
    Ids devices, imports;
    STEWARD_CHECK(home.database.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(devices, texts(transaction, "select id from directory_devices where client_id in " + demo_clients));
        STEWARD_TRY(imports, texts(transaction, "select id from imports_batches where id in " + noted("imports_batches")));
        STEWARD_CHECK(note_old_account(transaction));
        STEWARD_CHECK(forget_words(transaction));
        return remove_rows(transaction, numbers);
    }));
    numbers.devices = static_cast<int>(devices.size());
    for (const auto& text : devices) {
        STEWARD_TRY(const auto id, DeviceId::parse(text));
        STEWARD_CHECK(home.series.erase(id));
    }
    // Files of tickets that no row needs any more are swept by the server itself.
    for (const auto& id : imports) {
        std::error_code ignored;
        for (const auto* end : {"", ".rejected"}) std::filesystem::remove(home.state_folder + "/imports/" + id + end, ignored);
    }
    STEWARD_CHECK(home.series.sync());
    return numbers;
}

}  // namespace steward::demo
