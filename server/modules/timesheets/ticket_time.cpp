#include "server/modules/timesheets/ticket_time.h"

#include "server/modules/timesheets/activities.h"
#include "server/platform/access/call.h"

namespace steward::timesheets {

namespace {
constexpr size_t longest_kept_note = 1000;

// As much as a weekly sheet needs of what was done, cut at a letter's end.
std::string note_of(std::string text) {
    if (text.size() <= longest_kept_note) return text;
    size_t end = longest_kept_note;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

// The form that asks for it is the desk's: there the field is called so.
Error about_minutes(Error error) {
    for (auto& field : error.fields) field.pointer = "/minutes";
    return error;
}
}  // namespace

Result<bool> TicketTime::is_required(storage::Transaction& transaction) {
    STEWARD_TRY(const auto settings, load_settings(transaction));
    return settings.time_to_resolve;
}

Result<bool> TicketTime::is_booked(storage::Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select 1 from timesheets_entries e where e.ticket_id = $1 or e.ticket_id in (select p.ticket_id from "
                                    "helpdesk_v_ticket_places p where p.merged_into_id = $1) limit 1",
                                    id));
    return row.has_value();
}

Status TicketTime::book(storage::Transaction& transaction, TicketId id, const Caller& caller, int64_t minutes, std::string note,
                        Instant now) {
    if (caller.account.is_nil() || !caller.may("time.write"))
        return fail(ErrorKind::Forbidden, "timesheets.no_person", "Only a person of ours with an account works hours.");
    STEWARD_TRY(const auto ticket, find_ticket_face(transaction, id));
    if (!ticket) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    const auto worked = read_worked(zone, "", minutes, "", "", now);
    if (!worked) return std::unexpected(about_minutes(worked.error()));
    STEWARD_TRY(const auto kind, settle_kind({}, usual_activity(ticket->kind, ticket->source), true));
    EntryRow entry;
    entry.account = caller.account;
    entry.client = ticket->client;
    entry.ticket = id;
    if (const auto card = directory_.device(ticket->device); card && card->client == entry.client) entry.device = ticket->device;
    entry.activity = kind.activity;
    entry.coverage = kind.coverage;
    entry.coverage_reason = kind.reason;
    entry.note = note_of(std::move(note));
    entry.source = "manual";
    STEWARD_CHECK(booking_.book(transaction, std::move(entry), *worked, settings, now));
    return {};
}

}  // namespace steward::timesheets
