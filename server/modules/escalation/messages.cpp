#include "server/modules/escalation/messages.h"

namespace steward::escalation {

void fill(v1::Override& message, const Override& made, ScheduleId schedule, const Colleagues& colleagues) {
    message.set_override_id(made.id.text());
    message.set_schedule_id(schedule.text());
    message.set_layer(made.layer);
    message.set_account_id(made.person.text());
    message.set_name(name_of(colleagues, made.person));
    message.set_from_unix_ms(made.from.unix_ms);
    message.set_until_unix_ms(made.until.unix_ms);
    message.set_reason(made.reason);
    message.set_made_by(made.made_by);
    message.set_made_at_unix_ms(made.made_at.unix_ms);
}

void fill(v1::Schedule& message, const ScheduleRow& schedule, const Colleagues& colleagues, const Caller& caller) {
    message.set_schedule_id(schedule.id.text());
    message.set_name(schedule.name);
    *message.mutable_rules() = schedule.rules;
    std::set<AccountId> members;
    for (const Layer& layer : layers_of(schedule.rules)) members.insert(layer.people.begin(), layer.people.end());
    for (const AccountId member : members) {
        if (member.is_nil()) continue;
        v1::Member& line = *message.add_members();
        const auto known = colleagues.find(member);
        line.set_account_id(member.text());
        line.set_name(name_of(colleagues, member));
        line.set_active(known != colleagues.end() && known->second.active);
    }
    for (const Override& made : schedule.overrides) fill(*message.add_overrides(), made, schedule.id, colleagues);
    message.set_has_feed(schedule.has_feed);
    message.set_changed_at_unix_ms(schedule.changed_at.unix_ms);
    message.set_changed_by(schedule.changed_by);
    message.set_etag(std::to_string(schedule.revision));
    if (!caller.may("oncall.write")) return;
    for (const char* action : {"edit", "delete", "override", "feed", "test"}) message.add_allowed_actions(action);
}

void fill(v1::Shift& message, const ScheduleRow& schedule, const Shift& shift, const Colleagues& colleagues, Instant now) {
    message.set_layer(shift.layer);
    if (shift.layer < schedule.rules.layers_size()) message.set_layer_name(schedule.rules.layers(shift.layer).name());
    if (!shift.person.is_nil()) {
        message.set_account_id(shift.person.text());
        message.set_name(name_of(colleagues, shift.person));
    }
    message.set_from_unix_ms(shift.from.unix_ms);
    message.set_until_unix_ms(shift.until.unix_ms);
    if (!shift.by_override.is_nil()) message.set_override_id(shift.by_override.text());
    message.set_state(shift.until <= now ? "ended" : shift.from <= now ? "active" : "planned");
}

void fill(v1::EscalationPolicy& message, const PolicyRow& policy, const directory::Directory& directory, const Caller& caller) {
    message.set_policy_id(policy.id.text());
    message.set_name(policy.name);
    if (!policy.client.is_nil()) {
        message.set_client_id(policy.client.text());
        message.set_client_name(directory.client_name(policy.client));
    }
    if (!policy.schedule.is_nil()) message.set_schedule_id(policy.schedule.text());
    *message.mutable_rules() = policy.rules;
    message.set_version(static_cast<int32_t>(policy.version));
    message.set_changed_at_unix_ms(policy.changed_at.unix_ms);
    message.set_changed_by(policy.changed_by);
    message.set_etag(std::to_string(policy.revision));
    const bool is_ours = policy.client.is_nil() ? caller.scope.all : caller.scope.contains(policy.client);
    if (!caller.may("oncall.write") || !is_ours) return;
    message.add_allowed_actions("edit");
    if (!policy.client.is_nil()) message.add_allowed_actions("delete");
}

void fill(v1::Run& message, const RunRow& run, const directory::Directory& directory, const Caller& caller) {
    message.set_run_id(run.id.text());
    message.set_kind(run.kind);
    if (!run.client.is_nil()) {
        message.set_client_id(run.client.text());
        message.set_client_name(directory.client_name(run.client));
    }
    message.set_ticket_id(run.ticket_id);
    message.set_reference(run.reference);
    message.set_title(run.title);
    message.set_priority(run.priority);
    if (!run.policy.is_nil()) message.set_policy_id(run.policy.text());
    message.set_policy_version(static_cast<int32_t>(run.policy_version));
    message.set_state(run.state);
    message.set_started_at_unix_ms(run.started_at.unix_ms);
    message.set_acknowledged_at_unix_ms(run.acknowledged_at.unix_ms);
    message.set_acknowledged_by(run.acknowledged_by);
    message.set_acknowledged_via(run.acknowledged_via);
    message.set_closed_at_unix_ms(run.closed_at.unix_ms);
    message.set_next_at_unix_ms(run.next_at.unix_ms);
    if (run.acknowledged_at.is_set())
        message.set_seconds_to_acknowledge(static_cast<int32_t>((run.acknowledged_at - run.started_at).count() / 1000));
    if (run.is_test()) message.set_schedule_id(run.schedule.text());
    if (!run.is_test() && !run.is_over() && !run.acknowledged_at.is_set() && caller.may("alert.write"))
        message.add_allowed_actions("acknowledge");
}

void fill(v1::Page& message, const PageRow& page) {
    message.set_page_id(page.id.text());
    if (!page.account.is_nil()) message.set_account_id(page.account.text());
    message.set_name(page.name);
    message.set_label(page.label);
    message.set_step(page.step);
    message.set_round(page.round);
    message.set_due_at_unix_ms(page.due_at.unix_ms);
    message.set_sent_at_unix_ms(page.sent_at.unix_ms);
    message.set_state(page.state);
}

void fill(v1::NamedContact& message, const ContactRow& contact) {
    message.set_client_id(contact.client.text());
    if (!contact.person.is_nil()) {
        message.set_person_id(contact.person.text());
        message.set_name(contact.name);
        message.set_email(contact.email);
    }
    message.set_changed_at_unix_ms(contact.changed_at.unix_ms);
    message.set_changed_by(contact.changed_by);
    message.set_etag(std::to_string(contact.revision));
}

void fill(v1::ClientNote& message, const NoteRow& note, const directory::Directory& directory) {
    message.set_note_id(to_text(note.id));
    message.set_client_id(note.client.text());
    message.set_client_name(directory.client_name(note.client));
    message.set_ticket_id(note.ticket_id);
    message.set_reference(note.reference);
    message.set_kind(note.kind);
    message.set_person_name(note.person_name);
    message.set_address(note.address);
    message.set_text(note.body);
    message.set_state(note.state);
    message.set_due_at_unix_ms(note.due_at.unix_ms);
    message.set_breach_at_unix_ms(note.breach_at.unix_ms);
    message.set_told_at_unix_ms(note.told_at.unix_ms);
}

}  // namespace steward::escalation
