#include "prove/levels/database/tables.h"

#include "base/counted.h"

namespace steward::prove::database {

namespace {
using trust::CheckVerdict;
using trust::RestoreCheck;

constexpr Duration clocks_may_differ = std::chrono::hours(24);
}  // namespace

void Found::tell(trust::RestoreRecord& record, std::vector<std::string>& names) const {
    for (const RestoreCheck& check : checks) {
        record.checks.push_back(check);
        if (check.verdict == CheckVerdict::Failed) names.push_back(check.expected + "; found: " + check.found);
    }
    record.not_covered.insert(record.not_covered.end(), not_covered.begin(), not_covered.end());
}

void Tables::look_into(DatabaseServer& server, const std::string& server_name) {
    const Consistency consistency = server.consistency();
    if (!consistency.is_asked) {
        found_.not_covered.push_back("The consistency of tables and indexes: " + server_name + " of this host has no program to check it.");
    } else {
        found_.checks.push_back({.name = "database.consistent",
                                 .expected = "tables and indexes without an error",
                                 .found = consistency.is_sound ? "none in " + counted(consistency.objects, "object") : "errors",
                                 .objects = consistency.objects,
                                 .verdict = consistency.is_sound ? CheckVerdict::Passed : CheckVerdict::Failed,
                                 .words = ""});
    }
    for (const auto& table : expected_.tables) look_at_table(server, table);
}

void Tables::look_at_table(DatabaseServer& server, const trust::TableExpectation& table) {
    const auto rows = server.rows(table.table);
    found_.checks.push_back({.name = "table.rows",
                             .expected = table.table + ": " + counted(table.least_rows, "row") + " or more",
                             .found = rows ? counted(*rows, "row") : "no such table",
                             .objects = rows.value_or(0),
                             .verdict = rows && *rows >= table.least_rows ? CheckVerdict::Passed : CheckVerdict::Failed,
                             .words = ""});
    if (rows && !table.time_column.empty()) look_at_newest(server, table);
}

void Tables::look_at_newest(DatabaseServer& server, const trust::TableExpectation& table) {
    const Instant least = content_ - std::chrono::seconds(table.newest_within_s);
    const auto newest = server.newest(table.table, table.time_column);
    const bool is_there = newest && newest->is_set(), is_ahead = is_there && *newest > content_ + clocks_may_differ;
    RestoreCheck check{.name = "table.newest",
                       .expected = table.table + ": " + table.time_column + " of " + to_rfc3339(least) + " or later",
                       .found = !newest    ? "no column that can be read as a time"
                                : is_there ? to_rfc3339(*newest)
                                           : "no row",
                       .objects = is_there ? 1U : 0U,
                       .verdict = is_there && *newest >= least && !is_ahead ? CheckVerdict::Passed : CheckVerdict::Failed,
                       .words = ""};
    if (is_ahead)
        check.words = "That is after the recovery point was made: a clock was wrong, or the column does not say when a row was written.";
    found_.checks.push_back(std::move(check));
}

}  // namespace steward::prove::database
