// All SQL of the room, once, for both databases.
#pragma once

#include "server/modules/escalation/rules.h"
#include "server/platform/storage/database.h"

namespace steward::escalation {

using storage::Transaction;

struct ScheduleRow {
    ScheduleId id;
    std::string name;
    v1::ScheduleRules rules;
    bool has_feed = false;
    Instant created_at, changed_at;
    std::string changed_by;
    int64_t revision = 1;
    std::vector<Override> overrides = {};  // those that end after the moment asked for

    Schedule schedule() const { return {name, rules.zone(), layers_of(rules), overrides}; }
};

struct PolicyRow {
    PolicyId id;
    ClientId client;  // nil: the standard policy
    std::string name;
    ScheduleId schedule;  // nil: the oldest one
    v1::EscalationRules rules;
    int64_t version = 1;
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 1;
};

struct RunRow {
    RunId id;
    std::string kind;  // ticket, test
    ClientId client;   // nil: a test
    std::string ticket_id, alert_id, reference, title, priority;
    PolicyId policy;
    int64_t policy_version = 0;
    ScheduleId schedule;  // of a test
    std::string state;
    Instant started_at, acknowledged_at, closed_at, next_at;
    std::string acknowledged_by, acknowledged_via;
    AccountId acknowledged_by_id;
    std::map<int, Instant> marks = {};

    bool is_test() const { return kind == "test"; }
    bool is_over() const { return closed_at.is_set(); }
};

struct PageRow {
    PageId id;
    RunId run;
    int position = 0, round = 0, step = 0;
    std::string label;
    AccountId account;  // nil: there was nobody, or a client's person
    std::string name, address;
    Instant due_at, sent_at;
    std::string state;  // sent, nobody, acknowledged, told
};

struct ContactRow {
    ClientId client;
    PersonId person;
    std::string name, email;
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 0;
};

struct NoteRow {
    RawId id;
    ClientId client;
    std::string ticket_id, reference, kind, cause, person_name, address, body, state;
    Instant due_at, breach_at, told_at;
};

// --- schedules ---
extern const std::string_view schedule_columns;
Result<ScheduleRow> read_schedule(const storage::Row& row);
Result<std::optional<ScheduleRow>> find_schedule(Transaction& transaction, ScheduleId id, Instant overrides_after);
/// The oldest first.
Result<std::vector<ScheduleRow>> all_schedules(Transaction& transaction, Instant overrides_after);
Result<std::optional<ScheduleRow>> schedule_of_feed(Transaction& transaction, const std::string& feed_hash, Instant overrides_after);
Result<bool> any_schedule(Transaction& transaction);
/// Failure: Conflict "escalation.name_taken".
Status insert_schedule(Transaction& transaction, const ScheduleRow& schedule);
Status update_schedule(Transaction& transaction, const ScheduleRow& schedule);
Status delete_schedule(Transaction& transaction, ScheduleId id);
Status set_feed(Transaction& transaction, ScheduleId id, const std::optional<std::string>& feed_hash);
Status add_overrides(Transaction& transaction, ScheduleRow& schedule, Instant after);
Status insert_override(Transaction& transaction, ScheduleId schedule, const Override& made);
/// The schedule it belonged to; nothing when there was none.
Result<std::optional<ScheduleId>> delete_override(Transaction& transaction, OverrideId id);

// --- policies ---
extern const std::string_view policy_columns;
Result<PolicyRow> read_policy(const storage::Row& row);
Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id);
/// The client's own, otherwise the standard one.
Result<std::optional<PolicyRow>> policy_for(Transaction& transaction, ClientId client);
Result<v1::EscalationRules> rules_of_version(Transaction& transaction, PolicyId id, int64_t version);
Result<bool> has_standard_policy(Transaction& transaction);
/// Failure: Conflict "escalation.policy_exists".
Status insert_policy(Transaction& transaction, const PolicyRow& policy);
/// Keeps the new version when `rules` changed.
Status update_policy(Transaction& transaction, const PolicyRow& policy, bool new_version);
Status delete_policy(Transaction& transaction, PolicyId id);

// --- runs and pages ---
extern const std::string_view run_columns;
RunRow read_run(const storage::Row& row);
Result<std::optional<RunRow>> find_run(Transaction& transaction, RunId id);
/// The newest of the ticket that is not closed.
Result<std::optional<RunRow>> open_run_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// Of the ticket that is about the alert: an alert that joined counts as the one that opened it.
Result<std::optional<RunRow>> open_run_of_alert(Transaction& transaction, std::string_view alert_id);
/// The newest that somebody took, of the tickets that were merged into this one.
Result<std::optional<RunRow>> taken_run_of_merged(Transaction& transaction, std::string_view ticket_id);
/// Open or closed.
Result<std::optional<RunRow>> newest_run_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// The alert that came last of those the ticket is about; empty: none.
Result<std::string> alert_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// By the index on the next due moment.
Result<std::vector<RunRow>> runs_due(Transaction& transaction, Instant now, int limit);
Status insert_run(Transaction& transaction, const RunRow& run);
Status update_run(Transaction& transaction, const RunRow& run);
Result<std::vector<PageRow>> pages_of(Transaction& transaction, RunId run);
Result<std::optional<PageRow>> find_page(Transaction& transaction, PageId id);
Status insert_page(Transaction& transaction, const PageRow& page);
Status set_page_state(Transaction& transaction, PageId id, std::string_view state);
/// From acknowledgements since `since` until the runs' ends, or `now`.
Result<std::vector<CallOut>> call_outs(Transaction& transaction, Instant since, Instant now);
Result<int64_t> unanswered_runs(Transaction& transaction, std::string_view client_filter, std::span<const storage::Value> parameters);
Result<std::optional<RunRow>> newest_test(Transaction& transaction, ScheduleId schedule);

// --- notices, contacts, notes, keys ---
/// False when it was said before.
Result<bool> say_once(Transaction& transaction, const std::string& key, Instant now);
Result<std::optional<ContactRow>> contact_of(Transaction& transaction, ClientId client);
Status save_contact(Transaction& transaction, const ContactRow& contact);
extern const std::string_view note_columns;
NoteRow read_note(const storage::Row& row);
/// False when there is a note of that cause.
Result<bool> insert_note(Transaction& transaction, const NoteRow& note);
Result<std::optional<Bytes>> sealed_key(Transaction& transaction, std::string_view name);
Status insert_key(Transaction& transaction, std::string_view name, const Bytes& sealed);

}  // namespace steward::escalation
