#include "server/modules/timesheets/history.h"

#include "server/modules/timesheets/activities.h"
#include "server/modules/timesheets/days.h"

namespace steward::timesheets {

namespace {
constexpr std::string_view past_source = "import", past_reason = "As it was booked elsewhere.";
constexpr size_t longest_past_note = 4000, longest_worker = 200;
constexpr int64_t longest_past_s = 7 * 24 * 3600;

PastTime past_of(const EntryRow& entry) {
    return {.id = entry.id,
            .client = entry.client,
            .ticket = entry.ticket,
            .account = entry.account,
            .worker_name = entry.account.is_nil() ? entry.person : std::string(),
            .from = entry.from,
            .until = entry.until,
            .day = entry.day,
            .worked_s = entry.worked_s,
            .activity = entry.activity,
            .coverage = entry.coverage,
            .note = entry.note,
            .was_brought_in = entry.source == past_source,
            .revision = entry.revision};
}

Status settle(PastTime& entry, const zones::Zone& zone, Instant now) {
    if (entry.from.is_set() != entry.until.is_set()) return bad_field("/until", "Both when it began and when it ended, or neither.");
    if (entry.from.is_set()) {
        if (entry.until <= entry.from) return bad_field("/until", "It ended before it began.");
        if (entry.worked_s == 0) entry.worked_s = (entry.until - entry.from).count() / 1000;
        if (entry.day.empty()) entry.day = day_text(day_of(zone, entry.from));
    }
    if (entry.day.empty()) return bad_field("/day", "On which day was that?");
    STEWARD_TRY(const auto day, parse_day("/day", entry.day));
    if (day > day_of(zone, now)) return bad_field("/day", "That day is still to come.");
    entry.day = day_text(day);
    if (entry.worked_s < 1 || entry.worked_s > longest_past_s) return bad_field("/minutes", "Between one second and seven days.");
    if (entry.activity.empty()) entry.activity = "reactive";
    const ActivityKind* kind = find_activity(entry.activity);
    if (!kind) return bad_field("/activity", "There is no such activity.");
    if (entry.coverage.empty()) entry.coverage = std::string(kind->coverage);
    if (!is_coverage(entry.coverage)) return bad_field("/coverage", "One of: covered, billable, goodwill.");
    if (entry.note.size() > longest_past_note) return bad_field("/note", "At most 4,000 characters.");
    if (entry.worker_name.size() > longest_worker) return bad_field("/person", "At most 200 characters.");
    if (entry.account.is_nil() && entry.worker_name.empty()) return bad_field("/person", "Who worked?");
    if (!entry.account.is_nil()) entry.worker_name.clear();
    return {};
}
}  // namespace

Result<std::optional<PastTime>> History::find(Transaction& transaction, EntryId id) {
    STEWARD_TRY(const auto entry, find_entry(transaction, id));
    return entry ? std::optional(past_of(*entry)) : std::nullopt;
}

Result<std::string_view> History::consider(Transaction& transaction, PastTime& past, Instant now) {
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    STEWARD_CHECK(settle(past, zone, now));
    if (past.id.is_nil()) return "created";
    STEWARD_TRY(const auto there, find(transaction, past.id));
    if (there && *there == past) return "unchanged";
    if (!there || !there->was_brought_in || there->revision != past.revision || there->ticket != past.ticket ||
        there->account != past.account)
        return fail(ErrorKind::Conflict, "timesheets.not_brought_in", "This time was booked here, or is another person's or ticket's.");
    return "updated";
}

Result<std::string_view> History::put(Transaction& transaction, PastTime& past, Instant now) {
    STEWARD_TRY(const auto outcome, consider(transaction, past, now));
    if (outcome == "unchanged") return outcome;
    EntryRow entry;
    entry.id = past.id;
    entry.account = past.account;
    entry.client = past.client;
    entry.ticket = past.ticket;
    entry.day = past.day;
    STEWARD_TRY(const auto day, parse_day("/day", past.day));
    entry.week = week_text(day);
    entry.from = past.from;
    entry.until = past.until;
    entry.worked_s = entry.counted_s = past.worked_s;
    entry.activity = past.activity;
    entry.coverage = past.coverage;
    entry.coverage_reason = past_reason;
    entry.note = past.note;
    entry.source = past_source;
    entry.created_at = entry.changed_at = now;
    past.was_brought_in = true;
    if (entry.id.is_nil()) {
        past.id = entry.id = EntryId::make(now, rng_);
        past.revision = 1;
        // Without pieces: what was booked elsewhere overlaps nothing here.
        STEWARD_CHECK(insert_entry(transaction, entry, {}));
    } else {
        entry.revision = past.revision;
        STEWARD_CHECK(update_entry(transaction, entry, std::nullopt));
        past.revision = entry.revision;
    }
    STEWARD_CHECK(transaction.execute("update timesheets_entries set worker_name = $1 where id = $2", past.worker_name, past.id));
    return outcome;
}

Result<bool> History::remove(Transaction& transaction, EntryId id, int64_t revision) {
    STEWARD_TRY(const auto changed, transaction.execute("delete from timesheets_entries where id = $1 and revision = $2 and source = $3",
                                                        id, revision, past_source));
    if (changed > 0) return true;
    STEWARD_TRY(const auto there, find_entry(transaction, id));
    return !there.has_value();
}

Result<bool> History::has_time(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from timesheets_entries where ticket_id = $1 and source <> $2", ticket, past_source));
    if (row) return true;
    STEWARD_TRY(const auto timer, transaction.query_one("select 1 from timesheets_timers where ticket_id = $1", ticket));
    return timer.has_value();
}

Result<std::vector<PastTime>> History::after(Transaction& transaction, EntryId id, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(entry_columns) + std::string(entries_from) +
                                                       " and e.id > $1 order by e.id limit $2",
                                                   id, limit));
    std::vector<PastTime> found;
    for (const auto& row : rows) found.push_back(past_of(read_entry(row)));
    return found;
}

std::vector<std::string> History::activities() {
    std::vector<std::string> names;
    for (const auto& kind : activity_kinds()) names.emplace_back(kind.name);
    return names;
}

}  // namespace steward::timesheets
