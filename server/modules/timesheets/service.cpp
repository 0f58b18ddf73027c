#include "server/modules/timesheets/service.h"

#include "server/modules/timesheets/activities.h"

namespace steward::timesheets {

namespace {
constexpr size_t longest_note = 4000, longest_reason = 500, longest_project = 200;

Status check_texts(const EntryRow& entry) {
    if (entry.note.size() > longest_note) return bad_field("/worked/note", "At most 4,000 characters.");
    if (entry.coverage_reason.size() > longest_reason) return bad_field("/worked/coverage_reason", "At most 500 characters.");
    if (entry.project.size() > longest_project) return bad_field("/worked/project", "At most 200 characters.");
    return {};
}

std::unexpected<Error> no_such_entry() {
    return fail(ErrorKind::NotFound, "timesheets.entry_not_found", "There is no such time entry of yours.");
}

// What a change says about the time; what it does not say stays.
Result<std::optional<Worked>> worked_again(const zones::Zone& zone, const EntryRow& entry, const v1::UpdateTimeEntryRequest& request,
                                           Instant now) {
    if (!request.has_day() && !request.has_minutes() && !request.has_from() && !request.has_until()) return std::optional<Worked>{};
    const std::string day = request.has_day() ? request.day() : entry.day;
    const bool says_times = !request.from().empty() || !request.until().empty();
    // One with pauses in it moves to another day by its length alone.
    const bool has_pauses = entry.worked_s != (entry.until - entry.from).count() / 1000;
    const bool keeps_times = !request.has_minutes() && entry.from.is_set() && !has_pauses;
    if (!says_times && !keeps_times) {
        STEWARD_TRY(
            auto worked,
            read_worked(zone, day, request.has_minutes() ? request.minutes() : std::max<int64_t>(1, entry.worked_s / 60), "", "", now));
        return std::optional(std::move(worked));
    }
    const std::string from = request.has_from() ? request.from() : entry.from.is_set() ? clock_text(zone, entry.from) : "";
    const std::string until = request.has_until() ? request.until() : entry.until.is_set() ? clock_text(zone, entry.until) : "";
    STEWARD_TRY(auto worked, read_worked(zone, day, 0, from, until, now));
    return std::optional(std::move(worked));
}
}  // namespace

Result<AccountId> own_account(const Call& call) {
    if (!call.caller().account.is_nil()) return call.caller().account;
    return fail(ErrorKind::Forbidden, "timesheets.no_person", "Only a person with an account works hours. Sign in as one.");
}

Result<DeviceId> Service::device_in(const std::string& text, ClientId client) const {
    DeviceId device;
    if (text.empty()) return device;
    STEWARD_TRY(device, DeviceId::parse(text));
    const auto card = directory_.device(device);
    if (!card || card->client != client) return bad_field("/device_id", "This client has no such device.");
    return device;
}

Status Service::work_began(Call& call, TicketId ticket) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const Caller& caller = call.caller();
    const std::string role = caller.roles.empty() ? std::string() : *caller.roles.begin();
    return tickets_.work_began(*transaction, ticket, {.kind = "staff", .account = caller.account, .name = caller.name, .role = role},
                               call.now());
}

Result<v1::TimeEntry> Service::answer(Call& call, EntryId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto entry, find_entry(*transaction, id));
    if (!entry) return no_such_entry();
    v1::TimeEntry message;
    fill(message, *entry, directory_, call.caller());
    STEWARD_TRY(const auto overlaps, overlaps_of(*transaction, id));
    for (const EntryId other : overlaps) message.add_overlaps(other.text());
    call.set_audit_subject(id.text());
    call.add_audit_detail("day", entry->day);
    call.add_audit_detail("worked_s", std::to_string(entry->worked_s));
    return message;
}

Result<v1::TimeEntry> Service::book(Call& call, EntryRow entry, const v1::Worked& said, std::string_view usual) {
    STEWARD_TRY(entry.account, own_account(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    STEWARD_TRY(const auto worked, read_worked(zone, said.day(), said.minutes(), said.from(), said.until(), call.now()));
    STEWARD_TRY(const auto kind, settle_kind({said.activity(), said.coverage(), said.coverage_reason()}, usual, !entry.client.is_nil()));
    entry.activity = kind.activity;
    entry.coverage = kind.coverage;
    entry.coverage_reason = kind.reason;
    entry.note = said.note();
    entry.project = said.project();
    entry.source = "manual";
    STEWARD_CHECK(check_texts(entry));
    STEWARD_TRY(const auto booked, booking_.book(*transaction, std::move(entry), worked, settings, call.now()));
    return answer(call, booked.id);
}

Result<v1::TimeEntry> Service::book_ticket_time(Call& call, const v1::BookTicketTimeRequest& request) {
    STEWARD_TRY(const auto id, TicketId::parse(request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, find_ticket_face(*transaction, id));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    EntryRow entry;
    entry.client = ticket->client;
    entry.ticket = id;
    STEWARD_TRY(entry.device, device_in(request.device_id(), entry.client));
    // A device that went to another client meanwhile is not this client's any more.
    if (const auto card = directory_.device(ticket->device); entry.device.is_nil() && card && card->client == entry.client)
        entry.device = ticket->device;
    STEWARD_TRY(auto booked, book(call, std::move(entry), request.worked(), usual_activity(ticket->kind, ticket->source)));
    STEWARD_CHECK(work_began(call, id));
    return booked;
}

Result<v1::TimeEntry> Service::book_client_time(Call& call, const v1::BookClientTimeRequest& request) {
    EntryRow entry;
    entry.client = call.client();
    STEWARD_TRY(entry.device, device_in(request.device_id(), entry.client));
    return book(call, std::move(entry), request.worked(), "reactive");
}

Result<v1::TimeEntry> Service::book_internal_time(Call& call, const v1::BookInternalTimeRequest& request) {
    return book(call, {}, request.worked(), "internal");
}

Result<EntryRow> Service::load_own(Call& call, const std::string& text) const {
    STEWARD_TRY(const auto account, own_account(call));
    STEWARD_TRY(const auto id, EntryId::parse(text));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto entry, find_entry(*transaction, id));
    if (!entry || entry->account != account) return no_such_entry();
    if (entry->source == "import")
        return fail(ErrorKind::Conflict, "timesheets.brought_in",
                    "This time was brought in as it was booked elsewhere. It does not change.");
    if (!call.is_as_seen(entry->revision))
        return fail(ErrorKind::StaleEtag, "request.stale", "This entry was changed meanwhile. Look at it again.");
    return std::move(*entry);
}

Result<v1::TimeEntry> Service::update_time_entry(Call& call, const v1::UpdateTimeEntryRequest& request) {
    STEWARD_TRY(auto entry, load_own(call, request.entry_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    STEWARD_TRY(const auto worked, worked_again(zone, entry, request, call.now()));
    const bool other_kind = request.has_activity() || request.has_coverage() || request.has_coverage_reason();
    if (other_kind) {
        // Another activity has another usual coverage; only what was said now needs a reason.
        Charge said{request.has_activity() ? request.activity() : entry.activity,
                    request.has_coverage()   ? request.coverage()
                    : request.has_activity() ? ""
                                             : entry.coverage,
                    request.coverage_reason()};
        STEWARD_TRY(const auto kind, settle_kind(std::move(said), entry.activity, !entry.client.is_nil()));
        entry.activity = kind.activity;
        entry.coverage = kind.coverage;
        entry.coverage_reason = kind.reason;
    }
    if (request.has_note()) entry.note = request.note();
    if (request.has_project()) entry.project = request.project();
    STEWARD_CHECK(check_texts(entry));
    STEWARD_TRY(const auto changed, booking_.change(*transaction, std::move(entry), worked, settings, call.now()));
    return answer(call, changed.id);
}

Result<v1::DeleteTimeEntryResponse> Service::delete_time_entry(Call& call, const v1::DeleteTimeEntryRequest& request) {
    STEWARD_TRY(const auto entry, load_own(call, request.entry_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_CHECK(booking_.remove(*transaction, entry, settings, call.now()));
    call.set_audit_subject(entry.id.text());
    call.add_audit_detail("day", entry.day);
    call.add_audit_detail("worked_s", std::to_string(entry.worked_s));
    return v1::DeleteTimeEntryResponse{};
}

}  // namespace steward::timesheets
