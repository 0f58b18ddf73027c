#include "server/modules/templates/messages.h"

#include "server/modules/templates/recurrence.h"

namespace steward::templates {

namespace {
// What is stored was checked when it was; should it ever not be readable, the rule itself is shown.
std::string words_of(const ScheduleRow& row) {
    const auto rule = parse_recurrence(row.rule);
    const auto begins = parse_day("/starts_on", row.starts_on);
    return rule && begins ? in_words(*rule, *begins) : row.rule;
}
}  // namespace

void fill(v1::TicketTemplate& message, const TemplateRow& row, const Caller& caller) {
    message.set_template_id(row.id.text());
    message.set_name(row.name);
    message.set_title(row.title);
    message.set_description(row.description);
    message.set_kind(row.kind);
    message.set_category(row.category);
    message.set_impact(row.impact);
    message.set_urgency(row.urgency);
    message.set_queue(row.queue);
    *message.mutable_checklist() = row.checklist.items();
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_changed_by(row.changed_by);
    message.set_etag(std::to_string(row.revision));
    if (!caller.may("template.write")) return;
    for (const char* action : {"edit", "delete"}) message.add_allowed_actions(action);
}

void fill(v1::CannedReply& message, const ReplyRow& row, const Caller& caller) {
    message.set_reply_id(row.id.text());
    message.set_name(row.name);
    message.set_shortcut(row.shortcut);
    message.set_text(row.text);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_changed_by(row.changed_by);
    message.set_etag(std::to_string(row.revision));
    if (!caller.may("template.write")) return;
    for (const char* action : {"edit", "delete"}) message.add_allowed_actions(action);
}

void fill(v1::ChecklistItem& message, const ItemRow& row) {
    message.set_item_id(row.id.text());
    message.set_ticket_id(row.ticket.text());
    message.set_position(static_cast<int32_t>(row.position));
    message.set_title(row.title);
    message.set_required(row.required);
    message.set_done(row.done_at.is_set());
    message.set_done_at_unix_ms(row.done_at.unix_ms);
    message.set_done_by(row.done_by);
}

void fill(v1::TicketSchedule& message, const ScheduleRow& row, const Caller& caller) {
    message.set_schedule_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_name(row.name);
    message.set_template_id(row.source.text());
    message.set_template_name(row.template_name);
    message.set_rule(row.rule);
    message.set_rule_words(words_of(row));
    message.set_zone(row.zone);
    message.set_starts_on(row.starts_on);
    message.set_at(row.at);
    message.set_ends_on(row.ends_on);
    message.set_paused(row.paused);
    if (!row.requester_name.empty()) message.set_requester_person_id(row.requester.text());
    message.set_requester_name(row.requester_name);
    if (!row.device_name.empty()) message.set_device_id(row.device.text());
    message.set_device_name(row.device_name);
    message.set_next_at_unix_ms(row.next_at.unix_ms);
    message.set_last_opened_at_unix_ms(row.last_opened_at.unix_ms);
    message.set_last_problem(row.last_problem);
    message.set_changed_at_unix_ms(row.changed_at.unix_ms);
    message.set_changed_by(row.changed_by);
    message.set_etag(std::to_string(row.revision));
    if (!caller.may("template.write") || row.ended) return;
    message.add_allowed_actions("edit");
    message.add_allowed_actions(row.paused ? "resume" : "pause");
    message.add_allowed_actions("delete");
}

}  // namespace steward::templates
