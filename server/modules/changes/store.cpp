#include "server/modules/changes/store.h"

#include "server/platform/storage/columns.h"

namespace steward::changes {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset;

const std::string_view change_columns =
    "g.id, g.client_id, g.ticket_id, g.type, g.state, g.author_id, g.author, g.drafted_at, g.template_id, g.template_name, g.reason, "
    "g.plan, "
    "g.rollback_plan, g.test, g.impact, g.likelihood, g.affects_users, g.cost_minor, g.currency, g.approval_id, g.client_approval, "
    "g.second_id, "
    "g.second_person, g.second_at, g.decision_text, g.verbal_by_id, g.verbal_by, g.verbal_at, g.written_due, g.written_at, g.overdue_said, "
    "g.starts_at, g.ends_at, g.began_at, g.ended_at, g.implementer, g.outcome, g.service_hurt, g.finding_ticket_id, g.review_due, "
    "g.review_said, "
    "g.review, g.reviewed_by, g.reviewed_at, g.changed_at, g.revision, c.name, t.reference, t.title, t.state, coalesce(w.reference, ''), "
    "g.alone_until, g.outcome_said, c.zone";
const std::string_view changes_joined =
    " from changes_changes g join directory_v_clients c on c.id = g.client_id join helpdesk_v_desk t on t.id = g.ticket_id left join "
    "helpdesk_v_tickets w on w.ticket_id = g.finding_ticket_id where true";

namespace {
std::string select_changes(std::string_view rest) {
    return "select " + std::string(change_columns) + std::string(changes_joined) + std::string(rest);
}

Result<std::optional<ChangeRow>> first_of(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_change(**row)) : std::nullopt;
}
Result<std::vector<ChangeRow>> all_of(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<ChangeRow> changes;
    for (const auto& row : *rows) changes.push_back(read_change(row));
    return changes;
}
}  // namespace

ChangeRow read_change(const storage::Row& row) {
    return {.id = row.id<ChangeId>(0),
            .client = row.id<ClientId>(1),
            .ticket = row.id<TicketId>(2),
            .type = row.text(3),
            .state = row.text(4),
            .author_id = id_or_nil<AccountId>(row, 5),
            .author = row.text(6),
            .drafted_at = row.instant(7),
            .source = id_or_nil<ChangeTemplateId>(row, 8),
            .source_name = row.text(9),
            .reason = row.text(10),
            .plan = row.text(11),
            .rollback = row.text(12),
            .test = row.text(13),
            .impact = row.text(14),
            .likelihood = row.text(15),
            .affects_users = row.boolean(16),
            .cost_minor = row.integer(17),
            .currency = row.text(18),
            .approval_id = row.text_or(19),
            .client_approval = row.text(20),
            .second_id = id_or_nil<AccountId>(row, 21),
            .second_person = row.text(22),
            .second_at = instant_or_unset(row, 23),
            .decision_text = row.text(24),
            .verbal_by_id = id_or_nil<AccountId>(row, 25),
            .verbal_by = row.text(26),
            .verbal_at = instant_or_unset(row, 27),
            .written_due = instant_or_unset(row, 28),
            .written_at = instant_or_unset(row, 29),
            .overdue_said = row.boolean(30),
            .starts_at = instant_or_unset(row, 31),
            .ends_at = instant_or_unset(row, 32),
            .began_at = instant_or_unset(row, 33),
            .ended_at = instant_or_unset(row, 34),
            .implementer = row.text(35),
            .outcome = row.text(36),
            .service_hurt = row.boolean(37),
            .finding = id_or_nil<TicketId>(row, 38),
            .review_due = instant_or_unset(row, 39),
            .review_said = row.boolean(40),
            .review = row.text(41),
            .reviewed_by = row.text(42),
            .reviewed_at = instant_or_unset(row, 43),
            .changed_at = row.instant(44),
            .revision = row.integer(45),
            .alone_until = instant_or_unset(row, 51),
            .outcome_said = row.boolean(52),
            .client_name = row.text(46),
            .zone = row.text_or(53),
            .reference = row.text(47),
            .title = row.text(48),
            .ticket_state = row.text(49),
            .finding_reference = row.text(50)};
}

Status insert_change(Transaction& transaction, const ChangeRow& g) {
    STEWARD_CHECK(transaction.execute(
        "insert into changes_changes (id, client_id, ticket_id, type, state, author_id, author, drafted_at, template_id, template_name, "
        "reason, "
        "plan, rollback_plan, test, impact, likelihood, affects_users, cost_minor, currency, device_ids, client_approval, second_person, "
        "decision_text, "
        "verbal_by, overdue_said, implementer, outcome, service_hurt, review_said, review, reviewed_by, changed_at, revision) values ($1, "
        "$2, $3, "
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, '', $20, '', '', '', $21, '', '', $21, $21, '', '', $8, "
        "1)",
        g.id, g.client, g.ticket, g.type, g.state, null_for_nil(g.author_id), g.author, g.drafted_at, null_for_nil(g.source), g.source_name,
        g.reason, g.plan, g.rollback, g.test, g.impact, g.likelihood, g.affects_users, g.cost_minor, g.currency, g.client_approval, false));
    return {};
}

Status save_change(Transaction& transaction, ChangeRow& g) {
    const std::optional<std::string> approval = g.approval_id.empty() ? std::nullopt : std::optional(g.approval_id);
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute(
            "update changes_changes set type = $3, state = $4, author_id = $5, author = $6, reason = $7, plan = $8, rollback_plan = $9, "
            "test = $10, "
            "impact = $11, likelihood = $12, affects_users = $13, cost_minor = $14, currency = $15, approval_id = $16, client_approval = "
            "$17, "
            "second_id = $18, second_person = $19, second_at = $20, decision_text = $21, verbal_by_id = $22, verbal_by = $23, verbal_at = "
            "$24, "
            "written_due = $25, written_at = $26, overdue_said = $27, starts_at = $28, ends_at = $29, began_at = $30, ended_at = $31, "
            "implementer = $32, outcome = $33, service_hurt = $34, finding_ticket_id = $35, review_due = $36, review_said = $37, review = "
            "$38, "
            "reviewed_by = $39, reviewed_at = $40, changed_at = $41, alone_until = $42, outcome_said = $43, revision = revision + 1 where "
            "id = $1 and revision = $2",
            g.id, g.revision, g.type, g.state, null_for_nil(g.author_id), g.author, g.reason, g.plan, g.rollback, g.test, g.impact,
            g.likelihood, g.affects_users, g.cost_minor, g.currency, approval, g.client_approval, null_for_nil(g.second_id),
            g.second_person, null_for_unset(g.second_at), g.decision_text, null_for_nil(g.verbal_by_id), g.verbal_by,
            null_for_unset(g.verbal_at), null_for_unset(g.written_due), null_for_unset(g.written_at), g.overdue_said,
            null_for_unset(g.starts_at), null_for_unset(g.ends_at), null_for_unset(g.began_at), null_for_unset(g.ended_at), g.implementer,
            g.outcome, g.service_hurt, null_for_nil(g.finding), null_for_unset(g.review_due), g.review_said, g.review, g.reviewed_by,
            null_for_unset(g.reviewed_at), g.changed_at, null_for_unset(g.alone_until), g.outcome_said));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "changes.changed_meanwhile",
                    "Somebody else changed this a moment ago. Load it again and repeat your change.");
    ++g.revision;
    return {};
}

Result<std::optional<ChangeRow>> find_change(Transaction& transaction, ChangeId id) {
    return first_of(transaction.query_one(select_changes(" and g.id = $1"), id));
}
Result<std::optional<ChangeRow>> change_of_ticket(Transaction& transaction, TicketId ticket) {
    return first_of(transaction.query_one(select_changes(" and g.ticket_id = $1"), ticket));
}
Result<std::optional<ChangeRow>> change_of_approval(Transaction& transaction, std::string_view approval) {
    return first_of(transaction.query_one(select_changes(" and g.approval_id = $1"), approval));
}

Result<std::vector<ChangeRow>> unwritten_by(Transaction& transaction, Instant now, int limit) {
    return all_of(transaction.query(
        select_changes(" and g.written_due <= $1 and g.written_at is null and g.overdue_said = $2 order by g.written_due, g.id limit $3"),
        now, false, limit));
}
Result<std::vector<ChangeRow>> alone_long_enough(Transaction& transaction, Instant now, int limit) {
    return all_of(transaction.query(
        select_changes(" and g.alone_until <= $1 and g.state = 'assessed' and g.second_at is null and t.state not in ('cancelled', "
                       "'merged') order by g.alone_until, g.id limit $2"),
        now, limit));
}
Result<std::vector<ChangeRow>> without_outcome_by(Transaction& transaction, Instant now, int limit) {
    return all_of(transaction.query(
        select_changes(" and g.ends_at < $1 and g.state = 'implementing' and g.outcome_said = $2 order by g.ends_at, g.id limit $3"), now,
        false, limit));
}
Result<std::vector<ChangeRow>> unreviewed_by(Transaction& transaction, Instant now, int limit) {
    return all_of(transaction.query(
        select_changes(" and g.review_due <= $1 and g.state = 'completed' and g.review_said = $2 order by g.review_due, g.id limit $3"),
        now, false, limit));
}

Status set_devices(Transaction& transaction, const ChangeRow& change, const std::vector<DeviceId>& devices) {
    STEWARD_CHECK(transaction.execute("delete from changes_devices where change_id = $1", change.id));
    std::string all;
    for (const DeviceId device : devices) {
        all += device.text() + " ";
        STEWARD_CHECK(
            transaction.execute("insert into changes_devices (change_id, device_id, client_id) values ($1, $2, $3) on conflict (change_id, "
                                "device_id) do nothing",
                                change.id, device, change.client));
    }
    STEWARD_CHECK(transaction.execute("update changes_changes set device_ids = $2 where id = $1", change.id, all));
    return {};
}

Result<std::vector<DeviceOfChange>> devices_of(Transaction& transaction, ChangeId change) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select x.device_id, coalesce(d.name, '') from changes_devices x join changes_changes g on g.id = x.change_id left "
                    "join directory_v_devices d on d.id = x.device_id and d.client_id = g.client_id where x.change_id = $1 order by 2, 1",
                    change));
    std::vector<DeviceOfChange> devices;
    for (const auto& row : rows) devices.push_back({row.id<DeviceId>(0), row.text(1)});
    return devices;
}

Status add_writer(Transaction& transaction, ChangeId change, AccountId account) {
    if (account.is_nil()) return {};
    STEWARD_CHECK(transaction.execute(
        "insert into changes_writers (change_id, account_id) values ($1, $2) on conflict (change_id, account_id) do nothing", change,
        account));
    return {};
}

Result<bool> is_writer(Transaction& transaction, ChangeId change, AccountId account) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from changes_writers where change_id = $1 and account_id = $2", change, account));
    return row.has_value();
}

Result<bool> has_another(Transaction& transaction, const ChangeRow& change, const std::vector<std::string>& roles) {
    std::vector<storage::Value> parameters = {storage::to_value(change.id), storage::to_value(change.client)};
    std::string places;
    for (const auto& role : roles) {
        parameters.emplace_back(role);
        places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    STEWARD_TRY(const auto rows,
                transaction.run("select 1 from access_v_accounts a where a.status = 'active' and exists (select 1 from "
                                "access_v_account_roles r where r.account_id = a.account_id and r.role in (" +
                                    places +
                                    ")) and (a.all_clients or exists (select 1 from access_v_account_clients c where c.account_id = "
                                    "a.account_id and c.client_id = $2)) and a.account_id not in (select w.account_id from "
                                    "changes_writers w where w.change_id = $1) limit 1",
                                parameters));
    return !rows.empty();
}

Status add_line(Transaction& transaction, ChangeId change, const LineRow& line) {
    STEWARD_CHECK(transaction.execute(
        "insert into changes_lines (change_id, number, at, by_name, kind, from_state, to_state, body) values ($1, (select "
        "coalesce(max(number), 0) + 1 from changes_lines where change_id = $1), $2, $3, $4, $5, $6, $7)",
        change, line.at, line.by, line.kind, line.from, line.to, line.text));
    return {};
}

Result<std::vector<LineRow>> lines_of(Transaction& transaction, ChangeId change) {
    STEWARD_TRY(const auto rows,
                transaction.query("select at, by_name, kind, from_state, to_state, body from changes_lines where change_id = $1 "
                                  "order by number limit 1000",
                                  change));
    std::vector<LineRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
    return lines;
}

Result<std::optional<Colleague>> colleague(Transaction& transaction, AccountId account, ClientId client) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select a.name, r.role from access_v_accounts a join access_v_account_roles r on r.account_id = a.account_id where "
                    "a.account_id = $1 and a.status = 'active' and (a.all_clients or exists (select 1 from access_v_account_clients c "
                    "where c.account_id = a.account_id and c.client_id = $2))",
                    account, client));
    if (rows.empty()) return std::optional<Colleague>{};
    Colleague one{.name = rows.front().text(0), .roles = {}};
    for (const auto& row : rows) one.roles.insert(row.text(1));
    return std::optional(std::move(one));
}

}  // namespace steward::changes
