#include "tests/scenarios/canaries.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "base/random.h"
#include "tests/scenarios/catalogue.h"

namespace steward::scenarios {

namespace {
struct SparedColumns {
    const char* why;
    const char* columns;  // a name, wherever it stands; or table.column
};

// Text that is not free: a word there would be no row that the product can write.
constexpr SparedColumns spared_columns[] = {
    {"a word of a closed list that a program reads back",
     "kind state status source impact urgency likelihood priority merged_priority survivor_alert_state survivor_impact survivor_priority "
     "survivor_urgency severity criticality check_code device_class attention audience channel activity coverage rounding radius halted "
     "scan "
     "told side how came_from path level field door origin authenticity event acknowledged_via answered_via via derived_then "
     "derived_verdict from_verdict to_verdict original_verdict verdict exclusion detected_by detected_from acted_from started_from "
     "suppressed_rule closed_reason alert_state actor_kind actor_role author_kind waits_for pause_ground pause_reason client_approval "
     "resolution_code reason_code unit from_state to_state from_place to_place breach_reason queue surveys_surveys.answer "
     "correspondence_sent.what problems_problems.about attachments_files.type changes_changes.type access_audit.outcome "
     "restore_tests_tests.why how_chosen changes_changes.outcome  figures_snapshots.reason proactivity_snapshots.reason linked_by"},
    {"a time, a zone, a currency or a colour",
     "templates_schedules.at day week starts_on ends_on review_on sent_month zone zone_version currency cost_currency "
     "approval_limit_currency color code_seed"},
    {"written by a program for itself: rules, lists, digests, addresses of other records",
     "rules rule conditions windows files marks data_json roles digest output_digest script_digest text_digest logo_digest logo_type "
     "fingerprint name_key from_key retry_of session principal merged_into authority_gates.words problems_problems.evidence "
     "journal_facts.subject suppressed_by restore_tests_tests.seed restore_tests_tests.witness"},
};

bool is_free_text(const CatalogueTable& table, const CatalogueColumn& column, std::set<std::string>& used) {
    if (column.type != "text" || column.is_key || column.name.ends_with("_id") || column.name.ends_with("_ids")) return false;
    for (const auto& spared : spared_columns) {
        std::istringstream words(spared.columns);
        for (std::string word; words >> word;) {
            if (word != column.name && word != table.name + "." + column.name) continue;
            used.insert(word);
            return false;
        }
    }
    return true;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

class CanaryPlanter {
public:
    CanaryPlanter(storage::Transaction& transaction, std::string client, std::string word, Instant now)
        : transaction_(transaction), client_(std::move(client)), word_(std::move(word)), now_(now) {}

    Result<Canaries> plant() {
        STEWARD_TRY(tables_, read_catalogue(transaction_));
        find_whose();
        for (auto& [name, table] : tables_) {
            if (table.of_client.empty()) continue;
            STEWARD_TRY(bool has_row, has_row_of_client(table));
            if (!has_row) {
                STEWARD_TRY(has_row, write_row(table, 0));
                if (!has_row) continue;
                planted_.planted.push_back(name);
            }
            planted_.tables.insert(name);
        }
        for (auto& [name, table] : tables_) {
            if (planted_.tables.contains(name)) STEWARD_CHECK(fill(table));
        }
        for (const auto& spared : spared_columns) {
            std::istringstream words(spared.columns);
            for (std::string one; words >> one;) {
                if (!used_.contains(one)) planted_.needless_spares.push_back(one);
            }
        }
        return std::move(planted_);
    }

private:
    void find_whose();
    Status fill(const CatalogueTable& table);
    Result<bool> has_row_of_client(const CatalogueTable& table);
    Result<bool> write_row(const CatalogueTable& table, int depth);
    Status follow_links(const CatalogueTable& table, int depth, std::map<std::string, storage::Value>& values);
    Result<storage::Value> value_for(const CatalogueTable& table, const CatalogueColumn& column);

    storage::Transaction& transaction_;
    const std::string client_, word_;
    const Instant now_;
    SystemRng rng_;
    std::map<std::string, CatalogueTable> tables_;
    std::set<std::string> used_;
    Canaries planted_;
};

// A row is the client's by its own column, or by a row of the client's that it belongs to.
void CanaryPlanter::find_whose() {
    tables_.at("directory_clients").of_client = "id = $1";
    for (auto& [name, table] : tables_) {
        const bool has = std::any_of(table.columns.begin(), table.columns.end(), [](const auto& one) { return one.name == "client_id"; });
        if (has) table.of_client = "client_id = $1";
    }
    for (bool found = true; found;) {
        found = false;
        for (auto& [name, table] : tables_) {
            for (const auto& link : table.links) {
                const auto& parent = tables_.at(link.parent);
                if (!table.of_client.empty() || parent.of_client.empty()) continue;
                std::vector<std::string> here, there;
                for (const auto& [own, its] : link.columns) {
                    here.push_back(own);
                    there.push_back(its);
                }
                table.of_client =
                    "(" + joined(here) + ") in (select " + joined(there) + " from " + parent.name + " where " + parent.of_client + ")";
                found = true;
            }
        }
    }
}

Result<bool> CanaryPlanter::has_row_of_client(const CatalogueTable& table) {
    STEWARD_TRY(const auto row, transaction_.query_one("select 1 from " + table.name + " where " + table.of_client + " limit 1", client_));
    return row.has_value();
}

Status CanaryPlanter::fill(const CatalogueTable& table) {
    std::string settings;
    std::vector<storage::Value> values{client_};
    for (const auto& column : table.columns) {
        if (!is_free_text(table, column, used_)) continue;
        const std::string place = table.name + "." + column.name;
        values.emplace_back(word_ + " of " + place);
        settings += (settings.empty() ? "" : ", ") + column.name + " = $" + std::to_string(values.size());
        planted_.columns.push_back(place);
    }
    if (settings.empty()) return {};
    STEWARD_TRY(const auto changed, transaction_.change("update " + table.name + " set " + settings + " where " + table.of_client, values));
    if (changed > 0) return {};
    return fail(ErrorKind::Internal, "canaries.lost", "No row of " + table.name + " is the client's any more.");
}

// What stands in another row of the table is something that the product can read.
Result<storage::Value> CanaryPlanter::value_for(const CatalogueTable& table, const CatalogueColumn& column) {
    if (column.name == "client_id") return storage::to_value(client_);
    if (column.name == "id" || column.name.ends_with("_id")) return storage::to_value(to_text(make_raw_id(now_, rng_)));
    if (column.type == "text" && column.is_key) return storage::to_value(word_ + " of " + table.name + "." + column.name);
    STEWARD_TRY(const auto other, transaction_.query_one("select " + column.name + " from " + table.name + " limit 1"));
    if (other && !column.is_key) return other->value(0);
    if (column.type == "boolean") return storage::to_value(false);
    if (column.type == "blob") return storage::to_value(Bytes{});
    if (column.type.find("int") != std::string::npos) {
        const bool is_time = column.name.ends_with("_at") || column.name.ends_with("since") || column.name.ends_with("until");
        return storage::to_value(is_time ? now_.unix_ms : int64_t{1});
    }
    if (column.type == "double precision" || column.type == "real") return storage::to_value(1.0);
    return storage::to_value(std::string());
}

// What belongs to other rows gets rows of this client; where there are none they are written first.
Status CanaryPlanter::follow_links(const CatalogueTable& table, int depth, std::map<std::string, storage::Value>& values) {
    for (const auto& link : table.links) {
        const auto& parent = tables_.at(link.parent);
        std::vector<std::string> there;
        for (const auto& [own, its] : link.columns) there.push_back(its);
        const std::string whose = parent.of_client.empty() ? "$1 <> ''" : parent.of_client;
        const std::string question = "select " + joined(there) + " from " + parent.name + " where " + whose + " limit 1";
        STEWARD_TRY(auto row, transaction_.query_one(question, client_));
        if (!row && parent.name != table.name) {
            STEWARD_TRY(const bool written, write_row(parent, depth + 1));
            if (written) {
                STEWARD_TRY(row, transaction_.query_one(question, client_));
            }
        }
        for (size_t i = 0; i < link.columns.size(); ++i) {
            const std::string& own = link.columns[i].first;
            if (own == "client_id") continue;
            if (row) values[own] = row->value(i);
            else values[own] = storage::Value{};  // as far as it may be without
        }
    }
    return {};
}

Result<bool> CanaryPlanter::write_row(const CatalogueTable& table, int depth) {
    if (depth > 4) return false;
    std::map<std::string, storage::Value> values;
    STEWARD_CHECK(follow_links(table, depth, values));
    std::string names, places;
    std::vector<storage::Value> in_order;
    for (const auto& column : table.columns) {
        const auto linked = values.find(column.name);
        const bool may_be_absent =
            !column.is_required && linked == values.end() && column.name.ends_with("_id") && column.name != "client_id";
        if (may_be_absent) continue;
        if (linked == values.end()) {
            STEWARD_TRY(auto value, value_for(table, column));
            in_order.push_back(std::move(value));
        } else {
            in_order.push_back(linked->second);
        }
        names += (names.empty() ? "" : ", ") + column.name;
        places += (places.empty() ? "$" : ", $") + std::to_string(in_order.size());
    }
    // One that is refused must not end the transaction, as it would on PostgreSQL.
    STEWARD_CHECK(transaction_.execute("savepoint canary"));
    const auto written = transaction_.change("insert into " + table.name + " (" + names + ") values (" + places + ")", in_order);
    STEWARD_CHECK(transaction_.execute(written ? "release savepoint canary" : "rollback to savepoint canary"));
    if (written) return true;
    if (depth == 0) planted_.without_row.push_back(table.name + ": " + written.error().message + " " + written.error().cause);
    return false;
}
}  // namespace

Result<Canaries> set_canaries(storage::Database& database, const std::string& client_id, const std::string& word, Instant now) {
    Canaries set;
    STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(set, CanaryPlanter(transaction, client_id, word, now).plant());
        return {};
    }));
    return set;
}

}  // namespace steward::scenarios
