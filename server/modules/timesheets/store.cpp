#include "server/modules/timesheets/store.h"

#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/access/call.h"

namespace steward::timesheets {

namespace {
std::optional<Instant> happened(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

// To compare days with, as the filter language compares dates.
int64_t day_at(const EntryRow& entry) { return parse_rfc3339(entry.day + "T00:00:00Z").value_or(Instant{}).unix_ms; }

Status insert_pieces(Transaction& transaction, const EntryRow& entry, const std::vector<Piece>& pieces) {
    for (size_t i = 0; i < pieces.size(); ++i) {
        STEWARD_CHECK(transaction.execute(
            "insert into timesheets_pieces (entry_id, number, account_id, from_at, until_at) values ($1, $2, $3, $4, $5)", entry.id, i,
            entry.account, pieces[i].from, pieces[i].until));
    }
    return {};
}
}  // namespace

Result<SettingsRow> load_settings(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select zone, step_minutes, mode, minimum_minutes, forgotten_after_h, weekly_minutes, "
                                      "closed_through, revision, time_to_resolve from timesheets_settings where id = 1"));
    if (!row) return fail(ErrorKind::Internal, "timesheets.no_settings", "The settings of time are missing.");
    return SettingsRow{.zone = row->text(0),
                       .rounding = {row->integer(1), row->text(2), row->integer(3)},
                       .forgotten_after_h = row->integer(4),
                       .weekly_minutes = row->integer(5),
                       .closed_through = row->text(6),
                       .revision = row->integer(7),
                       .time_to_resolve = row->boolean(8)};
}

Status save_settings(Transaction& transaction, SettingsRow& settings) {
    ++settings.revision;
    STEWARD_CHECK(transaction.execute(
        "update timesheets_settings set zone = $1, step_minutes = $2, mode = $3, minimum_minutes = $4, "
        "forgotten_after_h = $5, weekly_minutes = $6, closed_through = $7, revision = $8, time_to_resolve = $9 where "
        "id = 1",
        settings.zone, settings.rounding.step_minutes, settings.rounding.mode, settings.rounding.minimum_minutes,
        settings.forgotten_after_h, settings.weekly_minutes, settings.closed_through, settings.revision, settings.time_to_resolve));
    return {};
}

const std::string_view entry_columns =
    "e.id, e.account_id, e.client_id, e.ticket_id, e.device_id, e.project, e.day, e.week, e.from_at, e.until_at, e.worked_s, e.counted_s, "
    "e.rounding, e.activity, e.coverage, e.coverage_reason, e.note, e.source, e.created_at, e.changed_at, e.revision, "
    "case when e.day <= s.closed_through or e.source = 'import' then 'locked' else coalesce(w.state, 'draft') end, coalesce(a.name, "
    "e.worker_name), "
    "coalesce(t.reference, ''), coalesce(t.title, '')";
const size_t entry_column_count = 25;
const std::string_view entries_from =
    " from timesheets_entries e join timesheets_settings s on s.id = 1 left join timesheets_weeks w on w.account_id = e.account_id and "
    "w.week = e.week left join access_v_accounts a on a.account_id = e.account_id left join helpdesk_v_ticket_contents t on t.ticket_id = "
    "e.ticket_id left join helpdesk_v_ticket_places place on place.ticket_id = e.ticket_id left join helpdesk_v_ticket_contents into_t on "
    "into_t.ticket_id = place.merged_into_id left join directory_v_clients c on c.id = e.client_id left join directory_v_devices d on d.id "
    "= e.device_id and d.client_id = e.client_id where true";

EntryRow read_entry(const storage::Row& row) {
    EntryRow entry;
    entry.id = row.id<EntryId>(0);
    entry.account = row.id<AccountId>(1);
    entry.client = id_or_nil<ClientId>(row, 2);
    entry.ticket = id_or_nil<TicketId>(row, 3);
    entry.device = id_or_nil<DeviceId>(row, 4);
    entry.project = row.text(5);
    entry.day = row.text(6);
    entry.week = row.text(7);
    entry.from = Instant{row.integer_or(8, 0)};
    entry.until = Instant{row.integer_or(9, 0)};
    entry.worked_s = row.integer(10);
    entry.counted_s = row.integer(11);
    entry.rounding = row.text(12);
    entry.activity = row.text(13);
    entry.coverage = row.text(14);
    entry.coverage_reason = row.text(15);
    entry.note = row.text(16);
    entry.source = row.text(17);
    entry.created_at = row.instant(18);
    entry.changed_at = row.instant(19);
    entry.revision = row.integer(20);
    entry.state = row.text(21);
    entry.person = row.text(22);
    entry.ticket_reference = row.text(23);
    entry.ticket_title = row.text(24);
    return entry;
}

Result<std::optional<EntryRow>> find_entry(Transaction& transaction, EntryId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(entry_columns) + std::string(entries_from) + " and e.id = $1", id));
    return row ? std::optional(read_entry(*row)) : std::nullopt;
}

std::string note_for(const Caller& reader) {
    std::vector<storage::Value> own;
    std::string readable = helpdesk::without_confidential(reader, own, "e.ticket_id");
    if (readable.empty()) return "e.note";
    // Said in the words themselves: a list is also counted and summed without its columns, and then has no use for a parameter of theirs.
    const std::string account = "'" + reader.account.text() + "'";
    for (size_t at = readable.find("$1"); at != std::string::npos; at = readable.find("$1", at + account.size()))
        readable.replace(at, 2, account);
    return "case when e.account_id = " + account + " or (true" + readable + ") then e.note else '' end";
}

std::string columns_with(const std::string& note) {
    constexpr std::string_view plain = "e.note";
    std::string columns(entry_columns);
    return columns.replace(columns.find(plain), plain.size(), note);
}

Result<std::vector<EntryRow>> entries_of_week(Transaction& transaction, const Caller& reader, AccountId account, std::string_view week) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + columns_with(note_for(reader)) + std::string(entries_from) +
                                      " and e.account_id = $1 and e.week = $2 and e.source <> 'import' order by e.day, coalesce(e.from_at, "
                                      "e.created_at), e.id limit 2000",
                                  account, week));
    std::vector<EntryRow> entries;
    for (const auto& row : rows) entries.push_back(read_entry(row));
    return entries;
}

Status insert_entry(Transaction& transaction, const EntryRow& e, const std::vector<Piece>& pieces) {
    STEWARD_CHECK(transaction.execute(
        "insert into timesheets_entries (id, account_id, client_id, ticket_id, device_id, project, day, week, from_at, until_at, worked_s, "
        "counted_s, rounding, activity, coverage, coverage_reason, note, source, created_at, changed_at, revision, day_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, 1, $20)",
        e.id, e.account, or_null(e.client), or_null(e.ticket), or_null(e.device), e.project, e.day, e.week, happened(e.from),
        happened(e.until), e.worked_s, e.counted_s, e.rounding, e.activity, e.coverage, e.coverage_reason, e.note, e.source, e.created_at,
        day_at(e)));
    return insert_pieces(transaction, e, pieces);
}

Status update_entry(Transaction& transaction, EntryRow& e, const std::optional<std::vector<Piece>>& pieces) {
    ++e.revision;
    STEWARD_CHECK(transaction.execute(
        "update timesheets_entries set project = $2, day = $3, week = $4, from_at = $5, until_at = $6, worked_s = $7, counted_s = $8, "
        "rounding = $9, activity = $10, coverage = $11, coverage_reason = $12, note = $13, changed_at = $14, revision = $15, day_at = $16 "
        "where id = $1",
        e.id, e.project, e.day, e.week, happened(e.from), happened(e.until), e.worked_s, e.counted_s, e.rounding, e.activity, e.coverage,
        e.coverage_reason, e.note, e.changed_at, e.revision, day_at(e)));
    if (!pieces) return {};
    STEWARD_CHECK(transaction.execute("delete from timesheets_pieces where entry_id = $1", e.id));
    return insert_pieces(transaction, e, *pieces);
}

Status delete_entry(Transaction& transaction, EntryId id) {
    STEWARD_CHECK(transaction.execute("delete from timesheets_pieces where entry_id = $1", id));
    STEWARD_CHECK(transaction.execute("delete from timesheets_entries where id = $1", id));
    return {};
}

Result<std::vector<EntryId>> overlaps_of(Transaction& transaction, EntryId id) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select distinct q.entry_id from timesheets_pieces p join timesheets_pieces q on q.account_id = p.account_id "
                          "and q.from_at < p.until_at and q.until_at > p.from_at and q.entry_id <> p.entry_id where p.entry_id = $1 "
                          "order by 1 limit 50",
                          id));
    std::vector<EntryId> found;
    for (const auto& row : rows) found.push_back(row.id<EntryId>(0));
    return found;
}

Result<std::optional<TicketFace>> find_ticket_face(Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select client_id, reference, title, kind, source, device_id from "
                                                      "helpdesk_v_ticket_contents where ticket_id = $1",
                                                      id));
    if (!row) return std::optional<TicketFace>{};
    return TicketFace{id, row->id<ClientId>(0), row->text(1), row->text(2), row->text(3), row->text(4), id_or_nil<DeviceId>(*row, 5)};
}

Result<std::string> person_name(Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto row, transaction.query_one("select name from access_v_accounts where account_id = $1", account));
    return row ? row->text(0) : std::string();
}

Result<std::optional<Timer>> find_timer(Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto row, transaction.query_one("select client_id, ticket_id, started_at, running_since, sure_until, activity, note "
                                                      "from timesheets_timers where account_id = $1",
                                                      account));
    if (!row) return std::optional<Timer>{};
    Timer timer{.account = account,
                .client = row->id<ClientId>(0),
                .ticket = row->id<TicketId>(1),
                .started_at = row->instant(2),
                .running_since = Instant{row->integer_or(3, 0)},
                .sure_until = row->instant(4),
                .activity = row->text(5),
                .note = row->text(6),
                .pieces = {}};
    STEWARD_TRY(const auto pieces,
                transaction.query("select from_at, until_at from timesheets_timer_pieces where account_id = $1 order by number", account));
    for (const auto& piece : pieces) timer.pieces.push_back({piece.instant(0), piece.instant(1)});
    return timer;
}

Status save_timer(Transaction& transaction, const Timer& t) {
    STEWARD_CHECK(remove_timer(transaction, t.account));
    STEWARD_CHECK(
        transaction.execute("insert into timesheets_timers (account_id, client_id, ticket_id, started_at, running_since, sure_until, "
                            "activity, note) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                            t.account, t.client, t.ticket, t.started_at, happened(t.running_since), t.sure_until, t.activity, t.note));
    for (size_t i = 0; i < t.pieces.size(); ++i) {
        STEWARD_CHECK(
            transaction.execute("insert into timesheets_timer_pieces (account_id, number, from_at, until_at) values ($1, $2, $3, $4)",
                                t.account, i, t.pieces[i].from, t.pieces[i].until));
    }
    return {};
}

Status remove_timer(Transaction& transaction, AccountId account) {
    STEWARD_CHECK(transaction.execute("delete from timesheets_timer_pieces where account_id = $1", account));
    STEWARD_CHECK(transaction.execute("delete from timesheets_timers where account_id = $1", account));
    return {};
}

}  // namespace steward::timesheets
