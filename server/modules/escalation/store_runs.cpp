// Runs, their pages, and what was said once.
#include "server/modules/escalation/store.h"

namespace steward::escalation {

const std::string_view run_columns =
    "r.id, r.kind, r.client_id, r.ticket_id, r.alert_id, r.reference, r.title, r.priority, r.policy_id, r.policy_version, r.schedule_id, "
    "r.state, r.started_at, r.acknowledged_at, r.acknowledged_by, r.acknowledged_by_id, r.acknowledged_via, r.closed_at, r.marks, "
    "r.next_at";
const std::string_view note_columns =
    "n.id, n.client_id, n.ticket_id, n.reference, n.kind, n.cause, n.person_name, n.address, n.body, n.state, n.due_at, n.breach_at, "
    "n.told_at";

namespace {
constexpr std::string_view page_columns = "id, run_id, position, round, step, label, account_id, name, address, due_at, sent_at, state";

std::optional<int64_t> time_or_null(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
std::optional<std::string> text_or_null(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
template <typename Tag>
std::optional<std::string> text_or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id.text());
}
Instant time_in(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }
template <typename AnyId>
AnyId id_in(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

// "50:1795000000000,75:1795000003600".
std::string text_of_marks(const std::map<int, Instant>& marks) {
    std::string text;
    for (const auto& [percent, at] : marks) text += (text.empty() ? "" : ",") + std::to_string(percent) + ":" + std::to_string(at.unix_ms);
    return text;
}

std::map<int, Instant> marks_in(std::string_view text) {
    std::map<int, Instant> marks;
    int64_t number = 0;
    int percent = 0;
    for (const char c : std::string(text) + ",") {
        if (c >= '0' && c <= '9') {
            number = number * 10 + (c - '0');
        } else if (c == ':') {
            percent = static_cast<int>(number);
            number = 0;
        } else {
            if (percent > 0) marks[percent] = Instant{number};
            percent = 0;
            number = 0;
        }
    }
    return marks;
}

PageRow read_page(const storage::Row& row) {
    return {.id = row.id<PageId>(0),
            .run = row.id<RunId>(1),
            .position = static_cast<int>(row.integer(2)),
            .round = static_cast<int>(row.integer(3)),
            .step = static_cast<int>(row.integer(4)),
            .label = row.text(5),
            .account = id_in<AccountId>(row, 6),
            .name = row.text(7),
            .address = row.text(8),
            .due_at = row.instant(9),
            .sent_at = row.instant(10),
            .state = row.text(11)};
}

Result<std::optional<RunRow>> one_run(Transaction& transaction, std::string_view where, std::string_view value) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(run_columns) + " from escalation_runs r where " +
                                                          std::string(where) + " order by r.started_at desc, r.id desc limit 1",
                                                      value));
    return row ? std::optional(read_run(*row)) : std::nullopt;
}
}  // namespace

RunRow read_run(const storage::Row& row) {
    return {.id = row.id<RunId>(0),
            .kind = row.text(1),
            .client = id_in<ClientId>(row, 2),
            .ticket_id = row.text_or(3),
            .alert_id = row.text_or(4),
            .reference = row.text(5),
            .title = row.text(6),
            .priority = row.text(7),
            .policy = row.id<PolicyId>(8),
            .policy_version = row.integer(9),
            .schedule = id_in<ScheduleId>(row, 10),
            .state = row.text(11),
            .started_at = row.instant(12),
            .acknowledged_at = time_in(row, 13),
            .closed_at = time_in(row, 17),
            .next_at = time_in(row, 19),
            .acknowledged_by = row.text(14),
            .acknowledged_via = row.text(16),
            .acknowledged_by_id = id_in<AccountId>(row, 15),
            .marks = marks_in(row.text(18))};
}

Result<std::optional<RunRow>> find_run(Transaction& transaction, RunId id) { return one_run(transaction, "r.id = $1", id.text()); }

Result<std::optional<RunRow>> open_run_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    return one_run(transaction, "r.ticket_id = $1 and r.closed_at is null", ticket_id);
}

Result<std::optional<RunRow>> open_run_of_alert(Transaction& transaction, std::string_view alert_id) {
    return one_run(transaction,
                   "r.ticket_id = (select a.ticket_id from helpdesk_v_alert_tickets a where a.alert_id = $1) and r.closed_at is null",
                   alert_id);
}

Result<std::optional<RunRow>> newest_run_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    return one_run(transaction, "r.ticket_id = $1", ticket_id);
}

Result<std::optional<RunRow>> taken_run_of_merged(Transaction& transaction, std::string_view ticket_id) {
    return one_run(transaction,
                   "r.acknowledged_at is not null and r.ticket_id in (select p.ticket_id from helpdesk_v_ticket_places p where "
                   "p.merged_into_id = $1)",
                   ticket_id);
}

Result<std::string> alert_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(const auto row, transaction.query_one("select alert_id from helpdesk_v_alert_tickets where ticket_id = $1 order by "
                                                      "joined_at desc, alert_id desc limit 1",
                                                      ticket_id));
    return row ? row->text(0) : std::string();
}

Result<std::vector<RunRow>> runs_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(run_columns) +
                                                       " from escalation_runs r where r.next_at <= $1 order by r.next_at, r.id limit $2",
                                                   now, limit));
    std::vector<RunRow> runs;
    for (const auto& row : rows) runs.push_back(read_run(row));
    return runs;
}

Status insert_run(Transaction& transaction, const RunRow& r) {
    STEWARD_CHECK(transaction.execute(
        "insert into escalation_runs (id, kind, client_id, ticket_id, alert_id, reference, title, priority, policy_id, policy_version, "
        "schedule_id, "
        "state, started_at, acknowledged_at, acknowledged_by, acknowledged_by_id, acknowledged_via, closed_at, marks, next_at) values "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        r.id, r.kind, text_or_null(r.client), text_or_null(r.ticket_id), text_or_null(r.alert_id), r.reference, r.title, r.priority,
        r.policy, r.policy_version, text_or_null(r.schedule), r.state, r.started_at, time_or_null(r.acknowledged_at), r.acknowledged_by,
        text_or_null(r.acknowledged_by_id), r.acknowledged_via, time_or_null(r.closed_at), text_of_marks(r.marks),
        time_or_null(r.next_at)));
    return {};
}

Status update_run(Transaction& transaction, const RunRow& r) {
    STEWARD_CHECK(transaction.execute(
        "update escalation_runs set priority = $2, policy_id = $3, policy_version = $4, state = $5, started_at = $6, acknowledged_at = $7, "
        "acknowledged_by = $8, acknowledged_by_id = $9, acknowledged_via = $10, closed_at = $11, marks = $12, next_at = $13, title = $14 "
        "where id = $1",
        r.id, r.priority, r.policy, r.policy_version, r.state, r.started_at, time_or_null(r.acknowledged_at), r.acknowledged_by,
        text_or_null(r.acknowledged_by_id), r.acknowledged_via, time_or_null(r.closed_at), text_of_marks(r.marks), time_or_null(r.next_at),
        r.title));
    return {};
}

Result<std::vector<PageRow>> pages_of(Transaction& transaction, RunId run) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select " + std::string(page_columns) + " from escalation_pages where run_id = $1 order by position", run));
    std::vector<PageRow> pages;
    for (const auto& row : rows) pages.push_back(read_page(row));
    return pages;
}

Result<std::optional<PageRow>> find_page(Transaction& transaction, PageId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(page_columns) + " from escalation_pages where id = $1", id));
    return row ? std::optional(read_page(*row)) : std::nullopt;
}

Status insert_page(Transaction& transaction, const PageRow& p) {
    STEWARD_CHECK(transaction.execute(
        "insert into escalation_pages (" + std::string(page_columns) + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", p.id,
        p.run, p.position, p.round, p.step, p.label, text_or_null(p.account), p.name, p.address, p.due_at, p.sent_at, p.state));
    return {};
}

Status set_page_state(Transaction& transaction, PageId id, std::string_view state) {
    STEWARD_CHECK(transaction.execute("update escalation_pages set state = $2 where id = $1", id, state));
    return {};
}

Result<std::vector<CallOut>> call_outs(Transaction& transaction, Instant since, Instant now) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select acknowledged_by_id, acknowledged_at, closed_at from escalation_runs where acknowledged_by_id is not null "
                          "and kind = 'ticket' and acknowledged_at >= $1 order by acknowledged_at",
                          since));
    std::vector<CallOut> found;
    for (const auto& row : rows) {
        const Instant from = row.instant(1);
        found.push_back({row.id<AccountId>(0), from, std::max(from, row.is_null(2) ? now : row.instant(2))});
    }
    return found;
}

Result<int64_t> unanswered_runs(Transaction& transaction, std::string_view client_filter, std::span<const storage::Value> parameters) {
    STEWARD_TRY(const auto rows,
                transaction.run("select count(*) from escalation_runs r where r.closed_at is null and r.acknowledged_at is null "
                                "and r.kind = 'ticket' and r.priority in ('P1', 'P2')" +
                                    std::string(client_filter),
                                parameters));
    return rows.front().integer(0);
}

Result<std::optional<RunRow>> newest_test(Transaction& transaction, ScheduleId schedule) {
    return one_run(transaction, "r.kind = 'test' and r.schedule_id = $1", schedule.text());
}

Result<bool> say_once(Transaction& transaction, const std::string& key, Instant now) {
    STEWARD_TRY(const int64_t said,
                transaction.execute("insert into escalation_notices (key, at) values ($1, $2) on conflict (key) do nothing", key, now));
    return said > 0;
}

Result<std::optional<ContactRow>> contact_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select c.client_id, c.person_id, coalesce(p.name, ''), coalesce(p.email, ''), c.changed_at, c.changed_by, "
                              "c.revision from escalation_contacts c left join directory_v_people p on p.id = c.person_id where "
                              "c.client_id = $1",
                              client));
    if (!row) return std::optional<ContactRow>{};
    return std::optional(ContactRow{.client = row->id<ClientId>(0),
                                    .person = id_in<PersonId>(*row, 1),
                                    .name = row->text(2),
                                    .email = row->text(3),
                                    .changed_at = row->instant(4),
                                    .changed_by = row->text(5),
                                    .revision = row->integer(6)});
}

Status save_contact(Transaction& transaction, const ContactRow& c) {
    STEWARD_CHECK(
        transaction.execute("insert into escalation_contacts (client_id, person_id, changed_at, changed_by, revision) values ($1, $2, $3, "
                            "$4, $5) on conflict (client_id) do update set person_id = excluded.person_id, changed_at = "
                            "excluded.changed_at, changed_by = excluded.changed_by, revision = excluded.revision",
                            c.client, text_or_null(c.person), c.changed_at, c.changed_by, c.revision));
    return {};
}

NoteRow read_note(const storage::Row& row) {
    return {.id = parse_raw_id(row.text(0)).value_or(RawId{}),
            .client = row.id<ClientId>(1),
            .ticket_id = row.text(2),
            .reference = row.text(3),
            .kind = row.text(4),
            .cause = row.text(5),
            .person_name = row.text(6),
            .address = row.text(7),
            .body = row.text(8),
            .state = row.text(9),
            .due_at = time_in(row, 10),
            .breach_at = time_in(row, 11),
            .told_at = row.instant(12)};
}

Result<bool> insert_note(Transaction& transaction, const NoteRow& n) {
    STEWARD_TRY(const int64_t inserted,
                transaction.execute(
                    "insert into escalation_notes (id, client_id, ticket_id, reference, kind, cause, person_name, address, body, "
                    "state, due_at, breach_at, told_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict "
                    "(cause) do nothing",
                    to_text(n.id), n.client, n.ticket_id, n.reference, n.kind, n.cause, n.person_name, n.address, n.body, n.state,
                    time_or_null(n.due_at), time_or_null(n.breach_at), n.told_at));
    return inserted > 0;
}

Result<std::optional<Bytes>> sealed_key(Transaction& transaction, std::string_view name) {
    STEWARD_TRY(const auto row, transaction.query_one("select sealed from escalation_keys where name = $1", name));
    return row ? std::optional(row->bytes(0)) : std::nullopt;
}

Status insert_key(Transaction& transaction, std::string_view name, const Bytes& sealed) {
    STEWARD_CHECK(transaction.execute("insert into escalation_keys (name, sealed) values ($1, $2)", name, sealed));
    return {};
}

}  // namespace steward::escalation
