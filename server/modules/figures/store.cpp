#include "server/modules/figures/store.h"

namespace steward::figures {

namespace {
using storage::Transaction;

Bytes serialized(const google::protobuf::Message& message) {
    const std::string text = message.SerializeAsString();
    return Bytes(text.begin(), text.end());
}

Status read_into(google::protobuf::Message& message, const Bytes& bytes) {
    if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
    return fail(ErrorKind::Internal, "figures.unreadable", "A closed month cannot be read.");
}

// client_id, month, number, computed_at, definition_version, reason, totals and, when they were selected, lines.
Result<std::vector<Snapshot>> snapshots_in(const std::vector<storage::Row>& rows, bool with_lines) {
    std::vector<Snapshot> snapshots;
    for (const auto& row : rows) {
        Snapshot& one = snapshots.emplace_back();
        one.client = row.id<ClientId>(0);
        one.month = row.text(1);
        one.number = row.integer(2);
        one.computed_at = row.instant(3);
        one.definition = row.integer(4);
        one.reason = row.text(5);
        STEWARD_CHECK(read_into(one.totals, row.bytes(6)));
        if (with_lines) STEWARD_CHECK(read_into(one.lines, row.bytes(7)));
    }
    return snapshots;
}

constexpr std::string_view columns = "s.client_id, s.month, s.number, s.computed_at, s.definition_version, s.reason, s.totals";
constexpr std::string_view newest =
    " from figures_months m join figures_snapshots s on s.client_id = m.client_id and s.month = m.month and s.number = m.number";
}  // namespace

Result<std::vector<Snapshot>> newest_snapshots(Transaction& transaction, const std::vector<std::string>& months, bool with_lines) {
    std::vector<storage::Value> values;
    std::string list;
    for (const auto& month : months) {
        values.push_back(storage::to_value(month));
        list += (list.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    if (list.empty()) return std::vector<Snapshot>{};
    STEWARD_TRY(const auto rows, transaction.run("select " + std::string(columns) + (with_lines ? ", s.lines" : "") + std::string(newest) +
                                                     " where m.month in (" + list + ")",
                                                 values));
    return snapshots_in(rows, with_lines);
}

Result<std::vector<Snapshot>> recounted(Transaction& transaction, const std::string& month) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(columns) +
                                      " from figures_months m join figures_snapshots s on s.client_id = m.client_id and s.month = m.month "
                                      "where m.month = $1 and m.number > 1 order by s.client_id, s.number limit 1000",
                                  month));
    return snapshots_in(rows, false);
}

Result<std::optional<Snapshot>> newest_snapshot(Transaction& transaction, ClientId client, const std::string& month) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(columns) + ", s.lines" + std::string(newest) +
                                                       " where m.month = $1 and m.client_id = $2",
                                                   month, client));
    STEWARD_TRY(auto all, snapshots_in(rows, true));
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

Status insert_snapshot(Transaction& transaction, const Snapshot& one, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into figures_snapshots (client_id, month, number, computed_at, definition_version, reason, totals, lines) values ($1, $2, "
        "$3, $4, $5, "
        "$6, $7, $8)",
        one.client, one.month, one.number, one.computed_at, one.definition, one.reason, serialized(one.totals), serialized(one.lines)));
    STEWARD_CHECK(transaction.execute(
        "insert into figures_months (month, client_id, number, definition_version, checked_at) values ($1, $2, $3, $4, $5) on conflict "
        "(month, client_id) "
        "do update set number = excluded.number, definition_version = excluded.definition_version, checked_at = excluded.checked_at",
        one.month, one.client, one.number, one.definition, now));
    return {};
}

Status note_checked(Transaction& transaction, ClientId client, const std::string& month, Instant now) {
    STEWARD_CHECK(transaction.execute("update figures_months set checked_at = $3 where month = $1 and client_id = $2", month, client, now));
    return {};
}

Result<std::vector<MonthState>> all_months(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select client_id, month, definition_version, checked_at from figures_months"));
    std::vector<MonthState> months;
    for (const auto& row : rows) months.push_back({row.id<ClientId>(0), row.text(1), row.integer(2), row.instant(3)});
    return months;
}

Result<std::vector<Whose>> clients_of(Transaction& transaction, const std::string& scope, const std::vector<storage::Value>& values) {
    STEWARD_TRY(const auto rows,
                transaction.run("select t.id, t.zone from directory_v_clients t where true" + scope + " order by t.id", values));
    std::vector<Whose> clients;
    for (const auto& row : rows) clients.push_back({row.id<ClientId>(0), row.text(1).empty() ? "UTC" : row.text(1)});
    return clients;
}

}  // namespace steward::figures
