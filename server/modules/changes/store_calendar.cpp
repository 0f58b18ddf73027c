// Windows that collide, freezes, and the templates of standard changes.
#include <algorithm>

#include "server/modules/changes/store.h"
#include "server/platform/storage/columns.h"

namespace steward::changes {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset;

const std::string_view freeze_columns =
    "f.id, f.client_id, f.from_at, f.until_at, f.reason, f.created_by, f.end_reason, coalesce(c.name, '')";
const std::string_view freezes_joined = " from changes_freezes f left join directory_v_clients c on c.id = f.client_id where true";
const std::string_view template_columns =
    "m.id, m.name, m.plan, m.rollback_plan, m.test, m.impact, m.likelihood, m.state, m.author_id, m.author, m.changed_at, m.approved_by, "
    "m.approved_at, m.used, m.revision";

namespace {
// Windows that still take their time.
constexpr std::string_view taking_time = "g.state in ('scheduled', 'implementing') and t.state not in ('cancelled', 'merged')";

std::string key_of(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
    return name;
}

Status name_is_free(const Result<int64_t>& changed) {
    if (!changed && changed.error().code == "storage.unique")
        return fail(ErrorKind::Conflict, "changes.name_taken", "There is a template of that name already. Choose another name.");
    if (!changed) return std::unexpected(changed.error());
    if (*changed == 0)
        return fail(ErrorKind::StaleEtag, "changes.changed_meanwhile",
                    "Somebody else changed this a moment ago. Load it again and repeat your change.");
    return {};
}
}  // namespace

FreezeRow read_freeze(const storage::Row& row) {
    return {.id = row.id<FreezeId>(0),
            .client = id_or_nil<ClientId>(row, 1),
            .from = row.instant(2),
            .until = row.instant(3),
            .reason = row.text(4),
            .created_by = row.text(5),
            .end_reason = row.text(6),
            .client_name = row.text(7)};
}

Status insert_freeze(Transaction& transaction, const FreezeRow& f) {
    STEWARD_CHECK(
        transaction.execute("insert into changes_freezes (id, client_id, from_at, until_at, reason, created_by, end_reason) values ($1, "
                            "$2, $3, $4, $5, $6, '')",
                            f.id, null_for_nil(f.client), f.from, f.until, f.reason, f.created_by));
    return {};
}

Status end_freeze(Transaction& transaction, const FreezeRow& f) {
    STEWARD_CHECK(
        transaction.execute("update changes_freezes set until_at = $2, end_reason = $3 where id = $1", f.id, f.until, f.end_reason));
    return {};
}

Result<std::optional<FreezeRow>> find_freeze(Transaction& transaction, FreezeId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(freeze_columns) + std::string(freezes_joined) + " and f.id = $1", id));
    return row ? std::optional(read_freeze(*row)) : std::nullopt;
}

Result<std::vector<FreezeRow>> freezes_between(Transaction& transaction, Instant from, Instant until, const std::string& scope,
                                               const std::vector<storage::Value>& values) {
    std::vector<storage::Value> parameters = values;
    parameters.push_back(storage::to_value(from));
    parameters.push_back(storage::to_value(until));
    const std::string first = "$" + std::to_string(parameters.size() - 1), last = "$" + std::to_string(parameters.size());
    STEWARD_TRY(const auto rows,
                transaction.run("select " + std::string(freeze_columns) + std::string(freezes_joined) + " and f.until_at > " + first +
                                    " and f.from_at < " + last + " and f.from_at < f.until_at and (f.client_id is null or (true" + scope +
                                    ")) order by f.from_at, f.id limit 200",
                                parameters));
    std::vector<FreezeRow> freezes;
    for (const auto& row : rows) freezes.push_back(read_freeze(row));
    return freezes;
}

Result<std::vector<FreezeRow>> freezes_of(Transaction& transaction, ClientId client, Instant from, Instant until) {
    return freezes_between(transaction, from, until, " and f.client_id = $1", {storage::to_value(client)});
}

Result<std::vector<CollisionRow>> collisions_of(Transaction& transaction, const ChangeRow& change, Instant from, Instant until) {
    if (!from.is_set()) return std::vector<CollisionRow>{};
    STEWARD_TRY(const auto mine, devices_of(transaction, change.id));
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select g.id, t.reference, t.title, c.name, g.client_id, g.starts_at, g.ends_at from changes_changes g join "
                    "directory_v_clients c on c.id = g.client_id join helpdesk_v_desk t on t.id = g.ticket_id where g.client_id = $1 and "
                    "g.id <> $2 and g.starts_at < $3 and g.ends_at > $4 and " +
                        std::string(taking_time) + " order by g.starts_at, g.id limit 50",
                    change.client, change.id, until, from));
    std::vector<CollisionRow> collisions;
    for (const auto& row : rows) {
        CollisionRow one{.change = change.id,
                         .other = row.id<ChangeId>(0),
                         .reference = row.text(1),
                         .title = row.text(2),
                         .client_name = row.text(3),
                         .device_name = {},
                         .client = row.id<ClientId>(4),
                         .from = row.instant(5),
                         .until = row.instant(6)};
        STEWARD_TRY(const auto theirs, devices_of(transaction, one.other));
        bool shares = mine.empty() || theirs.empty();
        for (const auto& device : mine) {
            if (std::none_of(theirs.begin(), theirs.end(), [&](const DeviceOfChange& other) { return other.id == device.id; })) continue;
            one.device_name = device.name;
            shares = true;
        }
        if (shares) collisions.push_back(std::move(one));
    }
    return collisions;
}

Result<std::vector<ChangeRow>> changes_between(Transaction& transaction, Instant from, Instant until, const std::string& scope,
                                               std::vector<storage::Value> values, int limit) {
    values.push_back(storage::to_value(from));
    values.push_back(storage::to_value(until));
    values.push_back(storage::to_value(limit));
    const auto at = [&](size_t back) { return "$" + std::to_string(values.size() - back); };
    STEWARD_TRY(const auto rows,
                transaction.run("select " + std::string(change_columns) + std::string(changes_joined) + scope + " and g.ends_at > " +
                                    at(2) + " and g.starts_at < " + at(1) +
                                    " and t.state not in ('cancelled', 'merged') order by g.starts_at, g.id limit " + at(0),
                                values));
    std::vector<ChangeRow> changes;
    for (const auto& row : rows) changes.push_back(read_change(row));
    return changes;
}

TemplateRow read_template(const storage::Row& row) {
    return {.id = row.id<ChangeTemplateId>(0),
            .name = row.text(1),
            .plan = row.text(2),
            .rollback = row.text(3),
            .test = row.text(4),
            .impact = row.text(5),
            .likelihood = row.text(6),
            .state = row.text(7),
            .author_id = id_or_nil<AccountId>(row, 8),
            .author = row.text(9),
            .changed_at = row.instant(10),
            .approved_by = row.text(11),
            .approved_at = instant_or_unset(row, 12),
            .used = row.integer(13),
            .revision = row.integer(14)};
}

Status insert_template(Transaction& transaction, const TemplateRow& m) {
    return name_is_free(
        transaction.execute("insert into changes_templates (id, name, name_key, plan, rollback_plan, test, impact, likelihood, state, "
                            "author_id, author, changed_at, "
                            "approved_by, used, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0, 1)",
                            m.id, m.name, key_of(m.name), m.plan, m.rollback, m.test, m.impact, m.likelihood, m.state,
                            null_for_nil(m.author_id), m.author, m.changed_at));
}

Status save_template(Transaction& transaction, TemplateRow& m) {
    STEWARD_CHECK(name_is_free(
        transaction.execute("update changes_templates set name = $3, name_key = $4, plan = $5, rollback_plan = $6, test = $7, impact = $8, "
                            "likelihood = $9, state = $10, "
                            "author_id = $11, author = $12, changed_at = $13, approved_by = $14, approved_at = $15, used = $16, revision = "
                            "revision + 1 where id = $1 and "
                            "revision = $2",
                            m.id, m.revision, m.name, key_of(m.name), m.plan, m.rollback, m.test, m.impact, m.likelihood, m.state,
                            null_for_nil(m.author_id), m.author, m.changed_at, m.approved_by, null_for_unset(m.approved_at), m.used)));
    ++m.revision;
    return {};
}

Result<std::optional<TemplateRow>> find_template(Transaction& transaction, ChangeTemplateId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(template_columns) + " from changes_templates m where m.id = $1", id));
    return row ? std::optional(read_template(*row)) : std::nullopt;
}

}  // namespace steward::changes
