#include "server/modules/timesheets/messages.h"

#include "server/modules/timesheets/activities.h"

namespace steward::timesheets {

void fill(v1::TimeEntry& message, const EntryRow& e, const directory::Directory& directory, const Caller& caller) {
    message.set_entry_id(e.id.text());
    message.set_account_id(e.account.text());
    message.set_person_name(e.person);
    message.set_day(e.day);
    message.set_week(e.week);
    message.set_from_unix_ms(e.from.unix_ms);
    message.set_until_unix_ms(e.until.unix_ms);
    message.set_worked_s(e.worked_s);
    message.set_counted_s(e.counted_s);
    message.set_rounding(e.rounding);
    message.set_activity(e.activity);
    message.set_coverage(e.coverage);
    message.set_state(e.state);
    message.set_source(e.source);
    message.set_created_at_unix_ms(e.created_at.unix_ms);
    message.set_changed_at_unix_ms(e.changed_at.unix_ms);
    message.set_etag(std::to_string(e.revision));
    if (e.account == caller.account && may_be_edited(e.state) && e.state != "locked") {
        message.add_allowed_actions("edit");
        message.add_allowed_actions("delete");
    }
    if (!e.client.is_nil() && !caller.scope.contains(e.client) && e.account != caller.account) {
        message.set_client_name("Another client");
        return;
    }
    message.set_note(e.note);
    message.set_project(e.project);
    message.set_coverage_reason(e.coverage_reason);
    if (e.client.is_nil()) return;
    message.set_client_id(e.client.text());
    message.set_client_name(directory.client_name(e.client));
    if (!e.ticket.is_nil()) message.set_ticket_id(e.ticket.text());
    message.set_ticket_reference(e.ticket_reference);
    message.set_ticket_title(e.ticket_title);
    const auto card = directory.device(e.device);
    if (!card || card->client != e.client) return;
    message.set_device_id(e.device.text());
    message.set_device_name(card->name);
}

void fill(v1::Timer& message, const Timer& t, const std::optional<TicketFace>& ticket, const directory::Directory& directory, Instant now,
          int64_t forgotten_after_h) {
    message.set_state(t.is_running() ? "running" : "paused");
    message.set_ticket_id(t.ticket.text());
    if (ticket) message.set_ticket_reference(ticket->reference);
    if (ticket) message.set_ticket_title(ticket->title);
    message.set_client_id(t.client.text());
    message.set_client_name(directory.client_name(t.client));
    message.set_started_at_unix_ms(t.started_at.unix_ms);
    message.set_running_since_unix_ms(t.running_since.unix_ms);
    message.set_collected_s(t.collected().count() / 1000);
    message.set_activity(t.activity);
    message.set_note(t.note);
    message.set_is_forgotten(is_forgotten(t, now));
    message.set_forgotten_after_h(static_cast<int32_t>(forgotten_after_h));
}

void fill(v1::TimeSettings& message, const SettingsRow& settings, const Caller& caller) {
    message.set_zone(settings.zone);
    message.set_step_minutes(static_cast<int32_t>(settings.rounding.step_minutes));
    message.set_mode(settings.rounding.mode);
    message.set_minimum_minutes(static_cast<int32_t>(settings.rounding.minimum_minutes));
    message.set_rounding(in_words(settings.rounding));
    message.set_forgotten_after_h(static_cast<int32_t>(settings.forgotten_after_h));
    message.set_weekly_minutes(static_cast<int32_t>(settings.weekly_minutes));
    message.set_closed_through(settings.closed_through);
    for (const auto& kind : activity_kinds()) {
        v1::Activity& activity = *message.add_activities();
        activity.set_name(std::string(kind.name));
        activity.set_label(std::string(kind.label));
        activity.set_coverage(std::string(kind.coverage));
        activity.set_is_client_work(kind.is_client_work);
    }
    message.set_time_to_resolve(settings.time_to_resolve);
    message.set_etag(std::to_string(settings.revision));
    if (caller.may("time.configure")) message.add_allowed_actions("edit");
}

void fill(v1::Absence& message, const AbsenceRow& absence) {
    message.set_absence_id(absence.id.text());
    message.set_account_id(absence.account.text());
    message.set_person_name(absence.person);
    message.set_day(absence.day);
    message.set_minutes(static_cast<int32_t>(absence.minutes));
    message.set_kind(absence.kind);
    message.set_note(absence.note);
}

}  // namespace steward::timesheets
