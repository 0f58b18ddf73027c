// A ticket as one caller sees it.
#include <algorithm>
#include <map>

#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
void add_actions(const TicketRow& ticket, const Caller& caller, Instant now, v1::Ticket& message) {
    const bool alive = is_open(ticket.state) || ticket.state == "resolved";
    if (alive && caller.may("ticket.watch")) message.add_allowed_actions("watch");
    if (alive && may_open_up(caller) && caller.may("ticket.write")) message.add_allowed_actions("confide");
    if (!caller.may("ticket.write")) return;
    const MoveContext context{ticket.state, ticket.kind, !ticket.assignee.is_nil(), ticket.resolved_at};
    const Mover mover = mover_of(caller);
    for (const auto state : allowed_moves(context, mover, now)) message.add_allowed_actions(std::string(state));
    const auto bar = [&](std::string_view action, std::string_view why) {
        auto& barred = *message.add_barred_actions();
        barred.set_action(std::string(action));
        barred.set_why(std::string(why));
    };
    for (const auto& move : barred_moves(context, mover, now)) bar(move.to, move.why);
    if (alive) message.add_allowed_actions("reply");
    if (!caller.client_side) message.add_allowed_actions("note");
    if (alive && !caller.client_side) message.add_allowed_actions("assign");
    if (alive) message.add_allowed_actions("edit");
    if (caller.client_side) return;
    const auto directs = require_directing(mover);
    const bool merges = is_open(ticket.state), unmerges = ticket.state == "merged";
    if (directs && merges) message.add_allowed_actions("merge");
    if (directs && unmerges) message.add_allowed_actions("unmerge");
    if (directs && alive) message.add_allowed_actions("give");
    if (!directs && merges) bar("merge", directs.error().message);
    if (!directs && unmerges) bar("unmerge", directs.error().message);
    if (!directs && alive) bar("give", directs.error().message);
    if (alive) message.add_allowed_actions("split");
    message.add_allowed_actions("relate");
}
}  // namespace

Mover mover_of(const Caller& caller) {
    return {.side = side_of(caller), .roles = caller.roles, .is_program = caller.kind == PrincipalKind::System};
}

Actor actor_of(const Caller& caller) {
    Actor actor{.kind = caller.client_side                     ? "person"
                        : caller.kind == PrincipalKind::System ? "system"
                                                               : "staff",
                .account = caller.account,
                .name = caller.name,
                .role = "",
                .by_program = caller.kind == PrincipalKind::Token || caller.kind == PrincipalKind::System};
    for (const auto& role : caller.roles) actor.role += (actor.role.empty() ? "" : ",") + role;
    return actor;
}

bool sees_only_own(const Caller& caller) {
    constexpr std::string_view sees_all[] = {"CDM", "CAP", "CRO", "AUD"};
    return caller.client_side && std::none_of(std::begin(sees_all), std::end(sees_all),
                                              [&](std::string_view role) { return caller.roles.contains(std::string(role)); });
}

bool writes_only_own(const Caller& caller) {
    return caller.client_side && !sees_only_own(caller) && !caller.roles.contains("CUS") && !caller.roles.contains("CHR");
}

Result<bool> may_write(Transaction& transaction, TicketId ticket, const Caller& caller) {
    if (!writes_only_own(caller)) return true;
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from helpdesk_tickets t where t.id = $1 and " + own_tickets("$2"), ticket, caller.account));
    return row.has_value();
}

std::string visible_tickets(const Caller& caller, std::vector<storage::Value>& parameters) {
    if (!caller.client_side) return without_confidential(caller, parameters, "t.id");
    const std::string where = " and t.kind <> 'internal'";
    if (!sees_only_own(caller)) return where + without_confidential(caller, parameters, "t.id");
    parameters.push_back(storage::to_value(caller.account));
    const std::string own = own_tickets_of("$" + std::to_string(parameters.size()));
    if (!reads_confidential(caller)) return where + " and " + own;
    return where + " and (" + own + " or t.id in (select h.ticket_id from helpdesk_v_confidential h))";
}

v1::Ticket ticket_message(const TicketRow& ticket, const Call& call) { return ticket_message(ticket, call.caller(), call.now()); }

v1::Ticket ticket_message(const TicketRow& ticket, const Caller& caller, Instant now) {
    v1::Ticket message;
    message.set_ticket_id(ticket.id.text());
    message.set_reference(ticket.reference);
    message.set_client_id(ticket.client.text());
    message.set_client_name(ticket.client_name);
    message.set_kind(ticket.kind);
    message.set_source(ticket.source);
    message.set_title(ticket.title);
    message.set_description(ticket.description);
    message.set_impact(ticket.impact);
    message.set_urgency(ticket.urgency);
    message.set_priority(ticket.priority);
    message.set_state(ticket.state);
    // How we divide our work and by which accounts is ours (the schema hides it once more).
    if (!caller.client_side) {
        message.set_queue(ticket.queue);
        if (!ticket.assignee.is_nil()) message.set_assignee_account_id(ticket.assignee.text());
    }
    message.set_assignee_name(ticket.assignee_name);
    if (!ticket.requester.is_nil()) message.set_requester_person_id(ticket.requester.text());
    message.set_requester_name(ticket.requester_name);
    // A device that moved to another client leaves its name here and no way to follow it.
    const bool still_here = !ticket.device_name_now.empty();
    if (still_here) message.set_device_id(ticket.device.text());
    message.set_device_name(still_here ? ticket.device_name_now : ticket.device_name);
    if (!ticket.alert.is_nil()) message.set_alert_id(ticket.alert.text());
    if (!ticket.incident.is_nil()) message.set_incident_id(ticket.incident.text());
    message.set_created_at_unix_ms(ticket.created_at.unix_ms);
    message.set_changed_at_unix_ms(ticket.changed_at.unix_ms);
    message.set_resolved_at_unix_ms(ticket.resolved_at.unix_ms);
    message.set_closed_at_unix_ms(ticket.closed_at.unix_ms);
    message.set_first_response_at_unix_ms(ticket.first_response_at.unix_ms);
    message.set_resolution_code(ticket.resolution_code);
    message.set_resolution_text(ticket.resolution_text);
    message.set_root_cause(ticket.root_cause);
    message.set_message_count(static_cast<int32_t>(ticket.public_count + (caller.client_side ? 0 : ticket.internal_count)));
    message.set_reopened_count(static_cast<int32_t>(ticket.reopened_count));
    message.set_alert_state(ticket.alert_state);
    if (!ticket.follows.is_nil()) message.set_follows_ticket_id(ticket.follows.text());
    message.set_follows_reference(ticket.follows_reference);
    message.set_is_repeat(ticket.is_repeat);
    if (!ticket.category.is_nil()) message.set_category_id(ticket.category.text());
    message.set_category(ticket.category_path);
    if (!ticket.parent.is_nil() && !caller.client_side) {
        message.set_parent_ticket_id(ticket.parent.text());
        message.set_parent_reference(ticket.parent_reference);
    }
    message.set_open_child_count(static_cast<int32_t>(caller.client_side ? 0 : ticket.open_children));
    if (!ticket.merged_into.is_nil()) {
        message.set_merged_into_ticket_id(ticket.merged_into.text());
        message.set_merged_into_reference(ticket.merged_into_reference);
    }
    message.set_state_since_unix_ms(ticket.state_since.unix_ms);
    message.set_until_unix_ms(ticket.until.unix_ms);
    message.set_pause_ground(ticket.pause_ground);
    message.set_etag(std::to_string(ticket.revision));
    message.set_priority_overridden(!ticket.priority_reason.empty());
    if (!caller.client_side) message.set_priority_reason(ticket.priority_reason);
    message.set_confidential(ticket.confidential);
    add_actions(ticket, caller, now, message);
    return message;
}

void fill_clock(v1::TicketClock& message, const service_levels::ClockFace& face) {
    message.set_kind(face.kind);
    message.set_state(face.state);
    message.set_target_s(face.target.count());
    message.set_consumed_s(face.consumed.count());
    message.set_paused_s(face.paused.count());
    message.set_counting(face.counting);
    message.set_due_at_unix_ms(face.due_at.unix_ms);
    message.set_breach_at_unix_ms(face.breach_at.unix_ms);
    message.set_stopped_at_unix_ms(face.stopped_at.unix_ms);
    message.set_explanation(face.explanation);
    for (const auto& step : face.steps) {
        auto& line = *message.add_steps();
        line.set_kind(step.kind);
        line.set_from_unix_ms(step.from.unix_ms);
        line.set_until_unix_ms(step.until.unix_ms);
        line.set_business_s(step.business.count());
        line.set_text(step.text);
    }
}
// Of a client's people: what whoever asked decides is not offered to those who only see it.
Status Service::keep_askers_actions(Transaction& transaction, const Call& call, std::span<v1::Ticket* const> messages) const {
    const Caller& caller = call.caller();
    if (!caller.client_side || messages.empty()) return {};
    std::vector<storage::Value> values = {storage::to_value(caller.account)};
    std::string places;
    for (const auto* message : messages) {
        values.emplace_back(message->ticket_id());
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    STEWARD_TRY(const auto rows, transaction.run("select t.id, t.requester_id is null, " + asked_by("$1") + ", " + own_tickets("$1") +
                                                     " from helpdesk_tickets t where t.id in (" + places + ")",
                                                 values));
    struct Tie {
        bool asked_by_nobody, asked, own;
    };
    std::map<std::string, Tie> ties;
    for (const auto& row : rows) ties[row.text(0)] = {row.boolean(1), row.boolean(2), row.boolean(3)};
    for (auto* message : messages) {
        const auto [asked_by_nobody, asked, own] = ties[message->ticket_id()];
        const bool writes = own || !writes_only_own(caller);
        std::vector<std::string> kept;
        for (const auto& action : message->allowed_actions()) {
            const bool for_all = writes && (action == "reply" || action == "confide");
            const bool watches = action == "watch" && (asked || may_invite(caller));
            if (for_all || watches || (action != "watch" && (asked || (writes && asked_by_nobody)))) kept.push_back(action);
        }
        message->mutable_allowed_actions()->Assign(kept.begin(), kept.end());
    }
    return {};
}

Status Service::add_decisions(Transaction& transaction, std::span<v1::Ticket* const> messages) const {
    std::vector<TicketId> waiting;
    for (const auto* message : messages) {
        if (message->state() == "waiting_client") waiting.push_back(TicketId::parse(message->ticket_id()).value_or(TicketId{}));
    }
    STEWARD_TRY(const auto awaited, desk_.decisions_awaited(transaction, waiting));
    for (auto* message : messages) {
        if (const auto at = awaited.find(message->ticket_id()); at != awaited.end()) message->set_decision_awaited_of(at->second);
    }
    return {};
}

Status Service::add_tags(Transaction& transaction, std::span<v1::Ticket* const> messages) const {
    std::map<TicketId, v1::Ticket*> by_id;
    std::vector<TicketId> ids;
    for (auto* message : messages) {
        ids.push_back(TicketId::parse(message->ticket_id()).value_or(TicketId{}));
        by_id[ids.back()] = message;
    }
    STEWARD_TRY(const auto tags, tags_of(transaction, ids));
    for (const auto& one : tags) by_id.at(one.ticket)->add_tags(one.tag);
    return {};
}

Status Service::add_clocks(Transaction& transaction, std::span<v1::Ticket* const> messages, bool with_steps, Instant now) const {
    std::map<std::string, v1::Ticket*> by_id;
    std::vector<std::string> ids;
    for (auto* message : messages) {
        by_id[message->ticket_id()] = message;
        ids.push_back(message->ticket_id());
    }
    STEWARD_TRY(const auto faces, desk_.promises().clocks(transaction, ids, with_steps, now));
    for (const auto& face : faces) fill_clock(*by_id.at(face.subject)->add_clocks(), face);
    return {};
}

}  // namespace steward::helpdesk
