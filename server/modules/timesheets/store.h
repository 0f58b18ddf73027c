// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/modules/timesheets/rounding.h"
#include "server/modules/timesheets/sheet.h"
#include "server/modules/timesheets/timer.h"
#include "server/modules/timesheets/timesheets.h"
#include "server/modules/timesheets/utilisation.h"
#include "server/platform/storage/database.h"

namespace steward {
struct Caller;  // platform/access/call.h
}

namespace steward::timesheets {

using storage::Transaction;

using AbsenceId = Id<struct AbsenceTag>;

struct SettingsRow {
    std::string zone;
    RoundingRule rounding;
    int64_t forgotten_after_h = 10, weekly_minutes = 2400;
    std::string closed_through;  // a day; empty: nothing is closed
    int64_t revision = 0;
    bool time_to_resolve = true;
};
Result<SettingsRow> load_settings(Transaction& transaction);
Status save_settings(Transaction& transaction, SettingsRow& settings);  // raises the revision

struct EntryRow {
    EntryId id;
    AccountId account;
    ClientId client;  // nil: our own time
    TicketId ticket;
    DeviceId device;
    std::string project, day, week;
    Instant from, until;  // unset: only the length was said
    int64_t worked_s = 0, counted_s = 0;
    std::string rounding, activity, coverage, coverage_reason, note, source;
    Instant created_at, changed_at;
    int64_t revision = 0;

    // Read only.
    std::string state = "draft";  // of its week, or "locked"
    std::string person, ticket_reference, ticket_title;
};

// --- entries ---
extern const std::string_view entry_columns;  // of `read_entry`
extern const std::string_view entries_from;   // what they come from, with the names that filters use
extern const size_t entry_column_count;
EntryRow read_entry(const storage::Row& row);
Result<std::optional<EntryRow>> find_entry(Transaction& transaction, EntryId id);
/// The note of an entry as SQL, as this reader may read it: of a confidential ticket only whoever reads that, and whoever wrote it.
std::string note_for(const Caller& reader);
/// `entry_columns` with such a note.
std::string columns_with(const std::string& note);
Result<std::vector<EntryRow>> entries_of_week(Transaction& transaction, const Caller& reader, AccountId account, std::string_view week);
Status insert_entry(Transaction& transaction, const EntryRow& entry, const std::vector<Piece>& pieces);
/// Raises the revision. `pieces` replace those that are there; nothing leaves them.
Status update_entry(Transaction& transaction, EntryRow& entry, const std::optional<std::vector<Piece>>& pieces);
Status delete_entry(Transaction& transaction, EntryId id);
/// Other entries of the same person that were worked on at the same time.
Result<std::vector<EntryId>> overlaps_of(Transaction& transaction, EntryId id);

struct TicketFace {
    TicketId id;
    ClientId client;
    std::string reference, title, kind, source;
    DeviceId device;
};
Result<std::optional<TicketFace>> find_ticket_face(Transaction& transaction, TicketId id);
/// Empty when there is no such account.
Result<std::string> person_name(Transaction& transaction, AccountId account);

// --- timers ---
Result<std::optional<Timer>> find_timer(Transaction& transaction, AccountId account);
Status save_timer(Transaction& transaction, const Timer& timer);
Status remove_timer(Transaction& transaction, AccountId account);

// --- weeks ---
Result<Sheet> load_sheet(Transaction& transaction, AccountId account, std::string_view week);
/// Writes the sheet, and the decision beside it. Failure: Conflict "storage.unique" when two submit at once.
Status save_sheet(Transaction& transaction, Sheet& sheet, std::string_view from_state, std::string_view by, Instant now, Rng& rng);
struct DecisionRow {
    Instant at;
    std::string by, from, to, reason;
};
Result<std::vector<DecisionRow>> decisions_of(Transaction& transaction, AccountId account, std::string_view week);
struct SheetSums {
    int64_t entries = 0, worked_s = 0, counted_s = 0, client_s = 0, revisions = 0;
    Instant changed_at;  // the newest change of an entry
};
Result<SheetSums> sums_of(Transaction& transaction, AccountId account, std::string_view week);

// --- what people are to work ---
/// Seconds that were booked, by person and day ("2026-11-28"); what came by import is not planned with.
Result<std::map<std::pair<AccountId, std::string>, int64_t>> booked_by_day(Transaction& transaction, Date from, Date until);
Result<Contract> contract_of(Transaction& transaction, AccountId account, const SettingsRow& settings, Date from, Date until);
Status set_weekly_minutes(Transaction& transaction, AccountId account, int64_t minutes);
struct AbsenceRow {
    AbsenceId id;
    AccountId account;
    std::string day;
    int64_t minutes = 0;
    std::string kind, note;
    std::string person;  // read only
};
extern const std::string_view absence_columns, absences_from;
AbsenceRow read_absence(const storage::Row& row);
Result<std::optional<AbsenceRow>> find_absence(Transaction& transaction, AbsenceId id);
Status insert_absence(Transaction& transaction, const AbsenceRow& absence);
Status delete_absence(Transaction& transaction, AbsenceId id);

struct PersonSums {
    int64_t client_s = 0, internal_s = 0, billable_s = 0, approved_s = 0, entries = 0;
};
/// Of everybody who booked anything on days from `from` until before `until`.
Result<std::map<AccountId, PersonSums>> sums_of_people(Transaction& transaction, Date from, Date until);
struct Colleague {
    AccountId account;
    std::string name;
};
/// Active accounts of our side that may book time, by name.
Result<std::vector<Colleague>> colleagues(Transaction& transaction);

template <typename Tag>
std::optional<Id<Tag>> or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace steward::timesheets
