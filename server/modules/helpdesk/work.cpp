#include "server/modules/helpdesk/work.h"

#include "server/modules/helpdesk/categories.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/service.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
Actor work_actor(const Doer& doer) { return {.kind = doer.kind, .account = doer.account, .name = doer.name, .role = doer.role}; }

TicketPaper paper_of(const TicketRow& ticket) {
    return {.id = ticket.id,
            .client = ticket.client,
            .reference = ticket.reference,
            .kind = ticket.kind,
            .title = ticket.title,
            .priority = ticket.priority,
            .state = ticket.state,
            .queue = ticket.queue,
            .requester = ticket.requester,
            .requester_name = ticket.requester_name,
            .device_name = ticket.device_name_now.empty() ? ticket.device_name : ticket.device_name_now,
            .is_alive = is_open(ticket.state) || ticket.state == "resolved",
            .impact = ticket.impact,
            .is_confidential = ticket.confidential};
}

std::unexpected<Error> ticket_is_missing() { return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket."); }

// Work begins by the question itself: from "triaged" or "assigned" by way of "in progress", each a move of the table.
bool may_begin(std::string_view state) { return state == "triaged" || state == "assigned"; }
}  // namespace

Result<std::optional<TicketPaper>> Work::read(storage::Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    return ticket ? std::optional(paper_of(*ticket)) : std::nullopt;
}

Result<bool> Work::may_see(storage::Transaction& transaction, TicketId id, const Caller& caller) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    if (!ticket) return false;
    return may_read(transaction, *ticket, caller);
}

Result<bool> Work::may_write(storage::Transaction& transaction, TicketId id, const Caller& caller) {
    return helpdesk::may_write(transaction, id, caller);
}

Result<std::optional<CategoryFace>> Work::find_category(storage::Transaction& transaction, std::string_view name) {
    STEWARD_TRY(const auto category, category_named(transaction, name));
    if (!category) return std::optional<CategoryFace>{};
    return CategoryFace{.id = category->id.text(), .path = category->path};
}

Result<std::string> Work::priority_of(storage::Transaction& transaction, const Caller& caller, ClientId client,
                                      std::string_view requester_person_id, std::string_view impact, std::string_view urgency) {
    Form form;
    const std::string how_wide = form.choice("/impact", impact, impacts, "limited");
    const std::string how_soon = form.choice("/urgency", urgency, urgencies, "medium");
    STEWARD_CHECK(form.status());
    STEWARD_TRY(const std::string wanted, requester_wanted(transaction, caller, client, requester_person_id));
    bool vip = false;
    if (!wanted.empty()) {
        const auto person = PersonId::parse(wanted);
        if (!person) return bad_field("/requester_person_id", person.error().message);
        STEWARD_TRY(const auto requester, find_requester(transaction, client, *person));
        if (!requester) return bad_field("/requester_person_id", "This client has no such person.");
        vip = requester->vip;
    }
    return judge_priority(how_wide, how_soon, vip).priority;
}

Result<TicketPaper> Work::open(storage::Transaction& transaction, const TicketOrder& order, const Doer& doer, Instant now) {
    STEWARD_TRY(const bool exists, client_exists(transaction, order.client));
    if (!exists) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client, or it is not one of yours.");
    TicketRow ticket;
    ticket.client = order.client;
    ticket.kind = order.kind;
    ticket.source = order.source;
    ticket.title = order.title;
    ticket.description = order.description;
    ticket.impact = order.impact;
    ticket.urgency = order.urgency;
    ticket.state = "new";
    ticket.queue = is_queue(order.queue) ? order.queue : std::string(queue_service_desk);
    ticket.client_name = directory_.client_name(order.client);
    bool vip = false;
    if (!order.requester.is_nil()) {
        STEWARD_TRY(const auto requester, find_requester(transaction, order.client, order.requester));
        if (!requester) return bad_field("/requester_person_id", "This client has no such person.");
        ticket.requester = order.requester;
        ticket.requester_name = requester->name;
        vip = requester->vip;
    }
    if (!order.device.is_nil()) {
        const auto device = directory_.device(order.device);
        if (!device || device->client != order.client) return bad_field("/device_id", "This client has no such device.");
        ticket.device = order.device;
        ticket.device_name = ticket.device_name_now = device->name;
    }
    if (!order.category.empty()) {
        STEWARD_TRY(const auto category, require_category(transaction, order.category));
        ticket.category = category.id;
        ticket.category_path = category.path;
        ticket.state = "triaged";  // by the rule that named the category (domain/model.md 5.11)
    }
    if (!order.assignee.is_nil()) {
        ticket.assignee = order.assignee;
        ticket.assignee_name = order.assignee_name;
        ticket.state = "assigned";
    }
    ticket.confidential = is_confidential_by_itself(ticket.kind, ticket.category);
    auto verdict = judge_priority(ticket.impact, ticket.urgency, vip);
    ticket.priority = std::move(verdict.priority);
    ticket.priority_reason = std::move(verdict.reason);
    STEWARD_CHECK(desk_.open(transaction, ticket, work_actor(doer), true, now));
    return paper_of(ticket);
}

Status Work::say(storage::Transaction& transaction, TicketId id, const Doer& doer, bool internal, std::string text, Instant now) {
    STEWARD_TRY(auto ticket, find_ticket(transaction, id));
    if (!ticket) return ticket_is_missing();
    STEWARD_CHECK(desk_.say(transaction, *ticket, work_actor(doer), doer.kind != "system", internal, std::move(text), now));
    return {};
}

Status Work::ask_client(storage::Transaction& transaction, TicketId id, const Doer& doer, std::string text, Instant now) {
    STEWARD_TRY(auto ticket, find_ticket(transaction, id));
    if (!ticket) return ticket_is_missing();
    for (const std::string_view next : {"in_progress", "waiting_client"}) {
        const bool moves = next == "in_progress" ? may_begin(ticket->state) : ticket->state == "in_progress";
        if (!moves) continue;
        TicketRow after = *ticket;
        after.state = next;
        STEWARD_CHECK(desk_.change(transaction, *ticket, after, work_actor(doer), "The client is asked.", now));
        ticket = after;
    }
    STEWARD_CHECK(desk_.say(transaction, *ticket, work_actor(doer), doer.kind != "system", false, std::move(text), now));
    return {};
}

Status Work::work_began(storage::Transaction& transaction, TicketId id, const Doer& doer, Instant now) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    if (!ticket) return ticket_is_missing();
    if (!may_begin(ticket->state)) return {};
    TicketRow after = *ticket;
    after.state = "in_progress";
    return desk_.change(transaction, *ticket, after, work_actor(doer), "Time is booked on it.", now);
}

Status Work::give(storage::Transaction& transaction, TicketId id, AccountId account, const std::string& account_name, const Doer& doer,
                  Instant now) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    if (!ticket) return ticket_is_missing();
    if (!is_open(ticket->state) || ticket->assignee == account) return {};
    TicketRow after = *ticket;
    after.assignee = account;
    after.assignee_name = account_name;
    if (after.state == "new" || after.state == "triaged") after.state = "assigned";
    return desk_.change(transaction, *ticket, after, work_actor(doer), "", now);
}

Status Work::client_answered(storage::Transaction& transaction, TicketId id, std::string reason, Instant now) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    if (!ticket) return ticket_is_missing();
    if (ticket->state != "waiting_client") return {};
    TicketRow after = *ticket;
    after.state = "in_progress";
    return desk_.change(transaction, *ticket, after, {.kind = "system", .account = {}, .name = "Steward", .role = "SYS"}, reason, now);
}

}  // namespace steward::helpdesk
