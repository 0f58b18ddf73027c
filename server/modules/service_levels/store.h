// All SQL of the room. Every function works in the caller's transaction.
// store.cpp has calendars and policies, store_clocks.cpp clocks and their events.
#pragma once

#include <optional>

#include "server/modules/service_levels/clock.h"
#include "server/modules/service_levels/service_levels.h"
#include "steward/service_levels/v1/service_levels.pb.h"

namespace steward::service_levels {

using storage::Transaction;

struct CalendarRow {
    CalendarId id;
    ClientId client;  // nil: for all clients
    std::string name;
    v1::CalendarRules rules;
    int64_t version = 1;
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 1;
};

extern const std::string_view calendar_columns;
constexpr size_t calendar_column_count = 8;
Result<CalendarRow> read_calendar(const storage::Row& row);
Result<std::optional<CalendarRow>> find_calendar(Transaction& transaction, CalendarId id);
/// As it was in that version, also when it is gone. Only name and rules are filled.
Result<std::optional<CalendarRow>> find_calendar_version(Transaction& transaction, CalendarId id, int64_t version);
/// Failure: Conflict "service_levels.name_taken".
Status insert_calendar(Transaction& transaction, const CalendarRow& calendar);
/// Keeps the new version when the rules changed. Failures: Conflict "service_levels.name_taken", StaleEtag.
Status save_calendar(Transaction& transaction, CalendarRow& calendar, bool rules_changed);
Status delete_calendar(Transaction& transaction, CalendarId id);
/// Whether a policy or an open clock goes by it.
Result<bool> is_calendar_used(Transaction& transaction, CalendarId id);

struct PolicyRow {
    PolicyId id;
    ClientId client;  // nil: the standard policy
    std::string name;
    v1::SlaRules rules;
    int64_t version = 1;
    Instant effective_from, changed_at;
    std::string changed_by;
    int64_t revision = 1;
};

extern const std::string_view policy_columns;
constexpr size_t policy_column_count = 9;
Result<PolicyRow> read_policy(const storage::Row& row);
Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id);
Result<bool> has_standard_policy(Transaction& transaction);
/// What is promised to the client for what is received at `at`; nothing when nothing is.
Result<std::optional<PolicyRow>> policy_for(Transaction& transaction, ClientId client, Instant at);
Result<std::optional<PolicyRow>> find_policy_version(Transaction& transaction, PolicyId id, int64_t version);
/// Failure: Conflict "service_levels.client_has_policy".
Status insert_policy(Transaction& transaction, const PolicyRow& policy);
Status save_policy(Transaction& transaction, PolicyRow& policy, bool rules_changed);
Status delete_policy(Transaction& transaction, PolicyId id);

struct ClockRow {
    ClockId id;
    ClientId client;
    std::string subject, kind;
    int64_t round = 1;
    std::string priority;
    PolicyId policy;
    int64_t policy_version = 0;
    CalendarId calendar;  // nil: around the clock
    int64_t calendar_version = 0;
    std::string zone, zone_version;
    Clock clock;
    Instant next_at;        // when the next mark is reached; unset: none
    int64_t announced = 0;  // the highest mark that was: 0, 50, 75, 100
    int64_t event_count = 0;
    bool is_open() const { return !clock.stopped_at; }
    /// What other indexes than those of due times hold, as it lies in the database; none: it was not read from there.
    struct Filed {
        std::string priority, zone, zone_version;
        int64_t policy_version = 0;
        std::optional<Instant> breach_at, stopped_at;
        bool operator==(const Filed&) const = default;
    };
    std::optional<Filed> filed;
    Filed to_file() const { return {priority, zone, zone_version, policy_version, clock.breach_at, clock.stopped_at}; }
};

extern const std::string_view clock_columns;
constexpr size_t clock_column_count = 28;
ClockRow read_clock(const storage::Row& row);
Status insert_clock(Transaction& transaction, const ClockRow& clock);
Status save_clock(Transaction& transaction, const ClockRow& clock);
/// The newest round of each kind, in the order of `clock_kinds`.
Result<std::vector<ClockRow>> clocks_of(Transaction& transaction, std::span<const std::string> subjects);
/// Those whose next mark has come, the oldest first.
Result<std::vector<ClockRow>> clocks_to_mark(Transaction& transaction, Instant now, int limit);
/// Open clocks that were counted on another version of a calendar or policy than holds, or with another zone database.
Result<std::vector<ClockRow>> clocks_to_recount(Transaction& transaction, const std::string& zone_version, int limit);

/// Raises `clock.event_count`, which the caller saves.
Status add_event(Transaction& transaction, ClockRow& clock, const ClockEvent& event);
/// In place of all that stood there; sets `clock.event_count`.
Status replace_events(Transaction& transaction, ClockRow& clock, std::span<const ClockEvent> events);
Result<std::vector<ClockEvent>> events_of(Transaction& transaction, ClockId clock);

/// A clock of `subject` before the one of `other` went into it; `made`: it had none.
struct BeforeAbsorbed {
    Instant at;  // when it went in
    bool made = false;
    std::optional<Instant> due_at, breach_at;
    std::string breach_reason;
    std::vector<ClockEvent> events;
};
Status keep_before_absorbed(Transaction& transaction, const ClockRow& mine, std::string_view other, const BeforeAbsorbed& before);
Result<std::optional<BeforeAbsorbed>> before_absorbed(Transaction& transaction, const ClockRow& mine, std::string_view other);
Status forget_absorbed(Transaction& transaction, std::string_view subject, std::string_view other);

}  // namespace steward::service_levels
