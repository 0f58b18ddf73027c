#include "server/modules/timesheets/booking.h"

#include "server/modules/timesheets/activities.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::timesheets {

namespace {
constexpr int64_t seconds_a_minute = 60, longest_minutes = 24 * 60;
constexpr std::string_view usual_reason = "Usual for this activity; no agreement says otherwise.";

void apply(EntryRow& entry, const Worked& worked, const SettingsRow& settings) {
    entry.day = worked.day;
    entry.week = worked.week;
    entry.worked_s = worked.worked_s;
    entry.from = worked.pieces.empty() ? Instant{} : worked.pieces.front().from;
    entry.until = worked.pieces.empty() ? Instant{} : worked.pieces.back().until;
    entry.counted_s = counted_seconds(entry.worked_s, settings.rounding);
    entry.rounding = in_words(settings.rounding);
}
}  // namespace

Result<Worked> read_worked(const zones::Zone& zone, const std::string& day_said, int64_t minutes, const std::string& from,
                           const std::string& until, Instant now) {
    const Date today = day_of(zone, now);
    Date day = today;
    if (!day_said.empty()) {
        STEWARD_TRY(day, parse_day("/worked/day", day_said));
    }
    if (day > today) return bad_field("/worked/day", "That day is still to come: only what was worked can be booked.");
    Worked worked{.day = day_text(day), .week = week_text(day), .worked_s = 0, .pieces = {}};
    if (from.empty() && until.empty()) {
        if (minutes < 1 || minutes > longest_minutes)
            return bad_field("/worked/minutes", "From 1 minute to 24 hours, or from when until when.");
        worked.worked_s = minutes * seconds_a_minute;
        return worked;
    }
    if (minutes != 0) return bad_field("/worked/minutes", "Either minutes, or from when until when.");
    STEWARD_TRY(const int from_second, parse_clock("/worked/from", from));
    STEWARD_TRY(const int until_second, parse_clock("/worked/until", until));
    if (from_second == until_second) return bad_field("/worked/until", "It ended when it began.");
    const Piece piece = piece_on(zone, day, from_second, until_second);
    // A time that the clocks skip on that day: 02:10 to 02:50 never was.
    if (piece.until <= piece.from) return bad_field("/worked/until", "The clocks skip this time on that day.");
    if (piece.until > now) return bad_field("/worked/until", "That is still to come: only what was worked can be booked.");
    worked.pieces.push_back(piece);
    worked.worked_s = worked_seconds(worked.pieces);
    return worked;
}

Worked worked_of(const zones::Zone& zone, std::vector<Piece> pieces) {
    const Date day = day_of(zone, pieces.front().from);
    const int64_t seconds = worked_seconds(pieces);
    return {day_text(day), week_text(day), seconds, std::move(pieces)};
}

Result<Charge> settle_kind(Charge said, std::string_view usual, bool has_client) {
    if (said.activity.empty()) said.activity = std::string(usual);
    const ActivityKind* kind = find_activity(said.activity);
    if (!kind) {
        std::string known;
        for (const auto& one : activity_kinds()) known += (known.empty() ? "" : ", ") + std::string(one.name);
        return bad_field("/worked/activity", "One of: " + known + ".");
    }
    if (!has_client && said.activity != "internal" && said.activity != "project" && said.activity != "travel")
        return bad_field("/worked/activity", "Without a client it can be internal, project or travel.");
    if (said.coverage.empty()) said.coverage = std::string(kind->coverage);
    if (!is_coverage(said.coverage)) return bad_field("/worked/coverage", "One of: covered, billable, goodwill.");
    if (said.coverage == kind->coverage && said.reason.empty()) said.reason = std::string(usual_reason);
    if (said.coverage != kind->coverage && (!is_reason(said.reason) || said.reason == usual_reason))
        return bad_field("/worked/coverage_reason",
                         "Say in at least ten letters why this is " + said.coverage + ": usual is " + std::string(kind->coverage) + ".");
    return said;
}

Status may_be_booked(Transaction& transaction, AccountId account, std::string_view day, std::string_view week,
                     const SettingsRow& settings) {
    if (day <= settings.closed_through)
        return fail(ErrorKind::Conflict, "timesheets.period_closed",
                    "Time up to " + settings.closed_through + " is closed. Corrections are new entries in an open period.");
    STEWARD_TRY(const auto sheet, load_sheet(transaction, account, week));
    if (may_be_edited(sheet.state)) return {};
    return fail(ErrorKind::Conflict, "timesheets.week_approved",
                "The week " + std::string(week) + " is approved. Whoever approves time can open it again.");
}

Result<EntryRow> Booking::book(Transaction& transaction, EntryRow entry, const Worked& worked, const SettingsRow& settings, Instant now) {
    apply(entry, worked, settings);
    STEWARD_CHECK(may_be_booked(transaction, entry.account, entry.day, entry.week, settings));
    entry.id = EntryId::make(now, rng_);
    entry.created_at = entry.changed_at = now;
    STEWARD_CHECK(insert_entry(transaction, entry, worked.pieces));
    STEWARD_CHECK(say(transaction, entry, true, entry.worked_s, now));
    return entry;
}

Result<EntryRow> Booking::change(Transaction& transaction, EntryRow entry, const std::optional<Worked>& worked, const SettingsRow& settings,
                                 Instant now) {
    STEWARD_CHECK(may_be_booked(transaction, entry.account, entry.day, entry.week, settings));
    if (worked) {
        apply(entry, *worked, settings);
        STEWARD_CHECK(may_be_booked(transaction, entry.account, entry.day, entry.week, settings));
    }
    entry.changed_at = now;
    STEWARD_CHECK(update_entry(transaction, entry, worked ? std::optional(worked->pieces) : std::nullopt));
    STEWARD_CHECK(say(transaction, entry, false, entry.worked_s, now));
    return entry;
}

Status Booking::remove(Transaction& transaction, const EntryRow& entry, const SettingsRow& settings, Instant now) {
    STEWARD_CHECK(may_be_booked(transaction, entry.account, entry.day, entry.week, settings));
    STEWARD_CHECK(delete_entry(transaction, entry.id));
    return say(transaction, entry, false, 0, now);
}

Status Booking::say(Transaction& transaction, const EntryRow& entry, bool is_new, int64_t worked_s, Instant now) {
    facts::v1::TimeBooked fact;
    if (!entry.client.is_nil()) fact.set_client_id(entry.client.text());
    fact.set_entry_id(entry.id.text());
    if (!entry.ticket.is_nil()) fact.set_ticket_id(entry.ticket.text());
    fact.set_account_id(entry.account.text());
    fact.set_activity(entry.activity);
    fact.set_day(entry.day);
    fact.set_worked_s(worked_s);
    fact.set_is_new(is_new);
    return journal::append(transaction, now, entry.client, entry.id.text(), fact);
}

}  // namespace steward::timesheets
