// Tickets by the calendar.
#include "server/modules/templates/messages.h"
#include "server/modules/templates/scheduler.h"
#include "server/modules/templates/service.h"
#include "server/platform/access/typed_text.h"

namespace steward::templates {

namespace {
constexpr size_t longest_schedule_name = 100;
constexpr int previewed = 5;

// A person and a device that are the client's, or none.
Status set_subject(Transaction& transaction, const directory::Directory& directory, ScheduleRow& row, std::string_view person,
                   std::string_view device) {
    row.requester = PersonId::parse(person).value_or(PersonId{});
    row.device = DeviceId::parse(device).value_or(DeviceId{});
    if (!person.empty()) {
        STEWARD_TRY(const auto contact, find_contact(transaction, row.client, row.requester));
        if (!contact) return bad_field("/requester_person_id", "This client has no such person.");
    }
    const auto card = row.device.is_nil() ? std::nullopt : directory.device(row.device);
    if (!device.empty() && (!card || card->client != row.client)) return bad_field("/device_id", "This client has no such device.");
    return {};
}

// Checked as a whole, and the rule kept in its one form; the next date is counted from `now`.
Status settle_dates(ScheduleRow& row, Instant now) {
    STEWARD_TRY(const auto timing, timing_of(row));
    row.rule = to_text(timing.rule);
    if (auto zone = zones::Zone::open(row.zone); !zone) return bad_field("/zone", zone.error().message);
    STEWARD_TRY(row.next_at, next_date_of(row, now));
    return {};
}

Result<std::vector<Instant>> next_five(ScheduleRow row, Instant now) {
    if (row.ended) return std::vector<Instant>{};
    row.paused = false;
    std::vector<Instant> dates;
    for (Instant after = now; dates.size() < previewed;) {
        STEWARD_TRY(const auto next, next_date_of(row, after));
        if (!next.is_set()) break;
        dates.push_back(next);
        after = next;
    }
    return dates;
}
}  // namespace

Result<ScheduleRow> Service::load_schedule(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_schedule(*transaction, ScheduleId::parse(id).value_or(ScheduleId{})));
    if (!row || row->client != call.client())
        return fail(ErrorKind::NotFound, "templates.schedule_not_found", "There is no such schedule.");
    return std::move(*row);
}

Result<v1::TicketSchedule> Service::answer(Call& call, ScheduleId id) const {
    STEWARD_TRY(const auto row, load_schedule(call, id.text()));
    v1::TicketSchedule message;
    fill(message, row, call.caller());
    STEWARD_TRY(const auto dates, next_five(row, call.now()));
    for (const auto date : dates) message.add_next_unix_ms(date.unix_ms);
    return message;
}

Result<v1::TicketSchedule> Service::get_ticket_schedule(Call& call, const v1::GetTicketScheduleRequest& request) {
    STEWARD_TRY(const auto row, load_schedule(call, request.schedule_id()));
    return answer(call, row.id);
}

Result<v1::TicketSchedule> Service::create_ticket_schedule(Call& call, const v1::CreateTicketScheduleRequest& request) {
    ScheduleRow row{
        .id = ScheduleId::make(call.now(), rng_), .client = call.client(), .changed_at = call.now(), .changed_by = call.caller().name};
    STEWARD_TRY(row.name, access::typed_line("/name", request.name(), longest_schedule_name));
    STEWARD_TRY(const auto source, load_template(call, request.template_id()));
    row.source = source.id;
    row.rule = request.rule();
    row.zone = request.zone().empty() ? directory_.client_zone(row.client) : request.zone();
    row.starts_on = request.starts_on();
    row.at = request.at().empty() ? "08:00" : request.at();
    row.ends_on = request.ends_on();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(set_subject(*transaction, directory_, row, request.requester_person_id(), request.device_id()));
    STEWARD_CHECK(settle_dates(row, call.now()));
    STEWARD_CHECK(insert_schedule(*transaction, row));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("rule", row.rule);
    return answer(call, row.id);
}

namespace {
Status still_goes_on(const ScheduleRow& row) {
    if (!row.ended) return {};
    return fail(ErrorKind::Conflict, "templates.schedule_ended", "This schedule was ended. Make a new one.");
}
}  // namespace

Result<v1::TicketSchedule> Service::update_ticket_schedule(Call& call, const v1::UpdateTicketScheduleRequest& request) {
    STEWARD_TRY(auto row, load_schedule(call, request.schedule_id()));
    STEWARD_CHECK(still_goes_on(row));
    STEWARD_CHECK(etag_holds(call, row.revision));
    if (request.has_name()) {
        STEWARD_TRY(row.name, access::typed_line("/name", request.name(), longest_schedule_name));
    }
    if (request.has_template_id()) {
        STEWARD_TRY(const auto source, load_template(call, request.template_id()));
        row.source = source.id;
    }
    if (request.has_rule()) row.rule = request.rule();
    if (request.has_zone()) row.zone = request.zone();
    if (request.has_starts_on()) row.starts_on = request.starts_on();
    if (request.has_at()) row.at = request.at();
    if (request.has_ends_on()) row.ends_on = request.ends_on();
    if (request.has_paused() && request.paused() != row.paused) {
        row.paused = request.paused();
        call.add_audit_detail("state", row.paused ? "paused" : "goes on");
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_requester_person_id() || request.has_device_id()) {
        const std::string person = request.has_requester_person_id() ? request.requester_person_id()
                                   : row.requester.is_nil()          ? ""
                                                                     : row.requester.text();
        const std::string device = request.has_device_id() ? request.device_id() : row.device.is_nil() ? "" : row.device.text();
        STEWARD_CHECK(set_subject(*transaction, directory_, row, person, device));
    }
    row.changed_at = call.now();
    row.changed_by = call.caller().name;
    STEWARD_CHECK(settle_dates(row, call.now()));
    STEWARD_CHECK(save_schedule(*transaction, row));
    call.set_audit_subject(row.id.text());
    return answer(call, row.id);
}

Result<v1::DeleteTicketScheduleResponse> Service::delete_ticket_schedule(Call& call, const v1::DeleteTicketScheduleRequest& request) {
    STEWARD_TRY(const auto row, load_schedule(call, request.schedule_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(end_schedule(*transaction, row.id, call.now(), call.caller().name));
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("name", row.name);
    return v1::DeleteTicketScheduleResponse{};
}

Result<v1::RecurrencePreview> Service::preview_recurrence(Call& call, const v1::PreviewRecurrenceRequest& request) {
    ScheduleRow row{.rule = request.rule(),
                    .zone = request.zone().empty() ? "UTC" : request.zone(),
                    .starts_on = request.starts_on(),
                    .at = request.at().empty() ? "08:00" : request.at(),
                    .ends_on = request.ends_on()};
    STEWARD_CHECK(settle_dates(row, call.now()));
    STEWARD_TRY(const auto timing, timing_of(row));
    v1::RecurrencePreview answer;
    answer.set_words(in_words(timing.rule, timing.starts_on));
    STEWARD_TRY(const auto dates, next_five(row, call.now()));
    for (const auto date : dates) answer.add_next_unix_ms(date.unix_ms);
    return answer;
}

}  // namespace steward::templates
