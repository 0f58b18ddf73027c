// Clocks and the events that they are made of.
#include <algorithm>

#include "server/modules/service_levels/store.h"

namespace steward::service_levels {

const std::string_view clock_columns =
    "k.id, k.client_id, k.subject_id, k.kind, k.round, k.priority, k.policy_id, k.policy_version, k.calendar_id, k.calendar_version, "
    "k.zone, k.zone_version, k.state, k.counting, k.target_s, k.started_at, k.counted_until, k.consumed_s, k.paused_s, k.pause_reason, "
    "k.due_at, k.breach_at, k.breach_reason, k.stopped_at, k.next_at, k.announced, k.event_count, k.is_open";

namespace {
std::optional<Instant> moment_or_none(const storage::Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

std::optional<Instant> null_if_unset(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

size_t place_of_kind(const ClockRow& clock) {
    return static_cast<size_t>(std::find(std::begin(clock_kinds), std::end(clock_kinds), clock.kind) - std::begin(clock_kinds));
}

Result<std::vector<ClockRow>> read_all(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<ClockRow> clocks;
    clocks.reserve(rows->size());
    for (const auto& row : *rows) clocks.push_back(read_clock(row));
    return clocks;
}

std::string select_clocks() { return "select " + std::string(clock_columns) + " from service_levels_clocks k "; }
}  // namespace

ClockRow read_clock(const storage::Row& row) {
    ClockRow clock;
    clock.id = row.id<ClockId>(0);
    clock.client = row.id<ClientId>(1);
    clock.subject = row.text(2);
    clock.kind = row.text(3);
    clock.round = row.integer(4);
    clock.priority = row.text(5);
    clock.policy = row.id<PolicyId>(6);
    clock.policy_version = row.integer(7);
    clock.calendar = row.id<CalendarId>(8);
    clock.calendar_version = row.integer(9);
    clock.zone = row.text(10);
    clock.zone_version = row.text(11);
    clock.clock.state = clock_state_of(row.text(12)).value_or(ClockState::Cancelled);
    clock.clock.counting = row.boolean(13);
    clock.clock.target = Seconds(row.integer(14));
    clock.clock.started_at = row.instant(15);
    clock.clock.since = row.instant(16);
    clock.clock.consumed = Seconds(row.integer(17));
    clock.clock.paused = Seconds(row.integer(18));
    clock.clock.pause_reason = row.text(19);
    clock.clock.due_at = moment_or_none(row, 20);
    clock.clock.breach_at = moment_or_none(row, 21);
    clock.clock.breach_reason = row.text(22);
    clock.clock.stopped_at = moment_or_none(row, 23);
    clock.next_at = Instant{row.integer_or(24, 0)};
    clock.announced = row.integer(25);
    clock.event_count = row.integer(26);
    clock.filed = clock.to_file();
    return clock;
}

Status insert_clock(Transaction& transaction, const ClockRow& row) {
    const Clock& clock = row.clock;
    STEWARD_CHECK(transaction.execute(
        "insert into service_levels_clocks (id, client_id, subject_id, kind, round, priority, policy_id, policy_version, calendar_id, "
        "calendar_version, zone, zone_version, state, is_open, counting, target_s, started_at, counted_until, consumed_s, paused_s, "
        "pause_reason, due_at, breach_at, breach_reason, stopped_at, next_at, announced, event_count) values ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)",
        row.id, row.client, row.subject, row.kind, row.round, row.priority, row.policy, row.policy_version, row.calendar,
        row.calendar_version, row.zone, row.zone_version, name_of(clock.state), row.is_open(), clock.counting, clock.target.count(),
        clock.started_at, clock.since, clock.consumed.count(), clock.paused.count(), clock.pause_reason, clock.due_at, clock.breach_at,
        clock.breach_reason, clock.stopped_at, null_if_unset(row.next_at), row.announced, row.event_count));
    return {};
}

Status save_clock(Transaction& transaction, const ClockRow& row) {
    const Clock& clock = row.clock;
    // Most acts move a due time and nothing else: SQLite writes each index that a statement names anew, changed or not.
    if (row.filed == row.to_file()) {
        STEWARD_CHECK(transaction.execute(
            "update service_levels_clocks set calendar_id = $1, calendar_version = $2, state = $3, counting = $4, target_s = $5, "
            "counted_until = $6, consumed_s = $7, paused_s = $8, pause_reason = $9, due_at = $10, breach_reason = $11, next_at = $12, "
            "announced = $13, event_count = $14 where id = $15",
            row.calendar, row.calendar_version, name_of(clock.state), clock.counting, clock.target.count(), clock.since,
            clock.consumed.count(), clock.paused.count(), clock.pause_reason, clock.due_at, clock.breach_reason, null_if_unset(row.next_at),
            row.announced, row.event_count, row.id));
        return {};
    }
    STEWARD_CHECK(transaction.execute(
        "update service_levels_clocks set priority = $1, policy_version = $2, calendar_id = $3, calendar_version = $4, zone = $5, "
        "zone_version = $6, state = $7, is_open = $8, counting = $9, target_s = $10, counted_until = $11, consumed_s = $12, paused_s = "
        "$13, "
        "pause_reason = $14, due_at = $15, breach_at = $16, breach_reason = $17, stopped_at = $18, next_at = $19, announced = $20, "
        "event_count = $21 where id = $22",
        row.priority, row.policy_version, row.calendar, row.calendar_version, row.zone, row.zone_version, name_of(clock.state),
        row.is_open(), clock.counting, clock.target.count(), clock.since, clock.consumed.count(), clock.paused.count(), clock.pause_reason,
        clock.due_at, clock.breach_at, clock.breach_reason, clock.stopped_at, null_if_unset(row.next_at), row.announced, row.event_count,
        row.id));
    return {};
}

Result<std::vector<ClockRow>> clocks_of(Transaction& transaction, std::span<const std::string> subjects) {
    if (subjects.empty()) return std::vector<ClockRow>{};
    // One parameter for all: hundreds of them cost more than the rows.
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    const std::string quote = sqlite ? "\"" : "";
    std::string list;
    for (const auto& subject : subjects) list += (list.empty() ? "" : ",") + quote + subject + quote;
    // The last round of each kind: SQLite looks whether there is a later one, PostgreSQL reads its index once, in its order.
    const std::string sql =
        sqlite ? select_clocks() +
                     "where k.subject_id in (select value from json_each($1)) and not exists (select 1 from "
                     "service_levels_clocks n where n.subject_id = k.subject_id and n.kind = k.kind and n.round > k.round)"
               : "select distinct on (k.subject_id, k.kind) " + std::string(clock_columns) +
                     " from service_levels_clocks k where k.subject_id = any(string_to_array($1, ',')) order by k.subject_id, k.kind, "
                     "k.round desc";
    STEWARD_TRY(auto clocks, read_all(transaction.query(sql, sqlite ? "[" + list + "]" : list)));
    std::sort(clocks.begin(), clocks.end(), [](const ClockRow& a, const ClockRow& b) {
        return std::pair(std::string_view(a.subject), place_of_kind(a)) < std::pair(std::string_view(b.subject), place_of_kind(b));
    });
    return clocks;
}

Result<std::vector<ClockRow>> clocks_to_mark(Transaction& transaction, Instant now, int limit) {
    return read_all(transaction.query(select_clocks() + "where k.next_at <= $1 order by k.next_at limit $2", now, limit));
}

// One query for each reason. Open clocks are many and those to recount usually none: the few calendars and
// policies come first (a cross join keeps that order), and each finds its clocks by index.
Result<std::vector<ClockRow>> clocks_to_recount(Transaction& transaction, const std::string& zone_version, int limit) {
    const std::string columns = "select " + std::string(clock_columns);
    STEWARD_TRY(auto found, read_all(transaction.query(
                                columns + " from service_levels_calendars c cross join service_levels_clocks k where k.is_open = true "
                                          "and k.calendar_id = c.id and k.calendar_version < c.version limit $1",
                                limit)));
    if (!found.empty()) return found;
    STEWARD_TRY(found, read_all(transaction.query(
                           columns + " from service_levels_policies p cross join service_levels_clocks k where k.is_open = true "
                                     "and k.policy_id = p.id and k.policy_version < p.version and k.started_at >= "
                                     "p.effective_from limit $1",
                           limit)));
    if (!found.empty()) return found;
    STEWARD_TRY(found, read_all(transaction.query(select_clocks() + "where k.is_open = true and k.zone_version < $1 limit $2", zone_version,
                                                  limit)));
    if (!found.empty()) return found;
    return read_all(transaction.query(select_clocks() + "where k.is_open = true and k.zone_version > $1 limit $2", zone_version, limit));
}

Status add_event(Transaction& transaction, ClockRow& clock, const ClockEvent& event) {
    ++clock.event_count;
    STEWARD_CHECK(transaction.execute(
        "insert into service_levels_events (clock_id, client_id, position, at, kind, target_s, reason) values ($1, $2, $3, $4, $5, $6, $7)",
        clock.id, clock.client, clock.event_count, event.at, name_of(event.kind), event.target.count(), event.reason));
    return {};
}

Status replace_events(Transaction& transaction, ClockRow& clock, std::span<const ClockEvent> events) {
    STEWARD_CHECK(transaction.execute("delete from service_levels_events where clock_id = $1", clock.id));
    clock.event_count = 0;
    for (const auto& event : events) STEWARD_CHECK(add_event(transaction, clock, event));
    return {};
}

Result<std::vector<ClockEvent>> events_of(Transaction& transaction, ClockId clock) {
    STEWARD_TRY(const auto rows,
                transaction.query("select kind, at, target_s, reason from service_levels_events where clock_id = $1 order by "
                                  "position limit 1000",
                                  clock));
    std::vector<ClockEvent> events;
    for (const auto& row : rows) {
        if (const auto kind = clock_event_kind_of(row.text(0)))
            events.push_back({*kind, row.instant(1), Seconds(row.integer(2)), row.text(3)});
    }
    return events;
}

}  // namespace steward::service_levels
