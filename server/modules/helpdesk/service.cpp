#include "server/modules/helpdesk/service.h"

#include <utility>

#include "server/modules/helpdesk/accounts.h"
#include "server/modules/helpdesk/categories.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/contact.h"
#include "server/modules/helpdesk/exceptions.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/resolution.h"
#include "server/modules/helpdesk/voice.h"

namespace steward::helpdesk {

namespace {
// Joiners, movers and leavers are raised by the people contact (domain/model.md section 3).
constexpr std::string_view kinds_for_clients[] = {"incident", "request", "lifecycle"};
std::span<const std::string_view> kinds_for(const Caller& caller) {
    if (!caller.client_side) return ticket_kinds;
    return std::span(kinds_for_clients).first(caller.roles.contains("CHR") ? 3 : 2);
}
constexpr size_t longest_text = 100'000;

std::unexpected<Error> ticket_not_found() {
    return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
}

std::unexpected<Error> staff_only() {
    return fail(ErrorKind::Forbidden, "helpdesk.staff_only", "Only the provider's people can do this. Write a message instead.");
}

void set_priority(TicketRow& ticket, bool vip) {
    auto verdict = judge_priority(ticket.impact, ticket.urgency, vip);
    ticket.priority = std::move(verdict.priority);
    ticket.priority_reason = std::move(verdict.reason);
}

// An override stands until a person takes it back by setting what the matrix says.
Status override_priority(const v1::UpdateTicketRequest& request, TicketRow& after) {
    Form form;
    const std::string wanted = form.choice("/priority", request.priority(), priorities);
    STEWARD_CHECK(form.status());
    const auto computed = matrix_priority(after.impact, after.urgency);
    after.priority = wanted;
    after.priority_reason = wanted == computed ? "" : form.text("/priority_reason", request.priority_reason(), 1000);
    if (wanted != computed && after.priority_reason.size() < shortest_reason) {
        form.refuse("/priority_reason", "Impact and urgency make this " + std::string(computed.value_or("P4")) + ". Say in at least " +
                                            std::to_string(shortest_reason) + " letters why it is " + wanted + ".");
    }
    return form.status();
}
}  // namespace

Status require_staff(const Caller& caller) { return caller.client_side ? Status(staff_only()) : Status{}; }

Status etag_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "helpdesk.changed_meanwhile",
                "Somebody else changed this ticket meanwhile. Load it again and repeat your change.");
}

Status still_alive(const TicketRow& ticket) {
    if (is_open(ticket.state) || ticket.state == "resolved") return {};
    return fail(ErrorKind::Conflict, "helpdesk.ticket_ended",
                "This ticket is " + ticket.state + ". Open a new ticket and name this one in it.");
}

Result<TicketRow> Service::load_ticket(Transaction& transaction, const Call& call, std::string_view id) const {
    const auto ticket_id = TicketId::parse(id);
    if (!ticket_id) return bad_field("/ticket_id", ticket_id.error().message);
    STEWARD_TRY(auto ticket, find_ticket(transaction, *ticket_id));
    if (!ticket || ticket->client != call.client()) return ticket_not_found();
    STEWARD_TRY(const bool is_theirs, may_read(transaction, *ticket, call.caller()));
    if (!is_theirs) return ticket_not_found();
    return std::move(*ticket);
}

Result<TicketRow> Service::load_to_write(Transaction& transaction, const Call& call, std::string_view id) const {
    STEWARD_TRY(auto ticket, load_ticket(transaction, call, id));
    STEWARD_TRY(const bool writes, may_write(transaction, ticket.id, call.caller()));
    if (writes) return ticket;
    return fail(ErrorKind::Forbidden, "helpdesk.only_read",
                "You read this ticket; whoever asked for it or follows it writes in it. Open one of your own.");
}

Result<bool> Service::is_asker(Transaction& transaction, const Caller& caller, const TicketRow& ticket) const {
    if (!caller.client_side || ticket.requester.is_nil()) return true;
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from helpdesk_tickets t where t.id = $1 and " + asked_by("$2"), ticket.id, caller.account));
    return row.has_value();
}

Status Service::require_asker(Transaction& transaction, const Caller& caller, const TicketRow& ticket) const {
    STEWARD_TRY(const bool asked, is_asker(transaction, caller, ticket));
    if (asked) return {};
    return fail(ErrorKind::Forbidden, "helpdesk.not_the_requester",
                "Whoever asked for this decides that, or we do. Write a message in it instead.");
}

Status Service::set_requester(Transaction& transaction, TicketRow& ticket, std::string_view person_id, bool& vip) const {
    ticket.requester = {};
    ticket.requester_name.clear();
    vip = false;
    if (person_id.empty()) return {};
    const auto id = PersonId::parse(person_id);
    if (!id) return bad_field("/requester_person_id", id.error().message);
    STEWARD_TRY(const auto person, find_requester(transaction, ticket.client, *id));
    if (!person) return bad_field("/requester_person_id", "This client has no such person.");
    ticket.requester = *id;
    ticket.requester_name = person->name;
    vip = person->vip;
    return {};
}

Status Service::set_device(TicketRow& ticket, std::string_view device_id) const {
    ticket.device = {};
    ticket.device_name.clear();
    ticket.device_name_now.clear();
    if (device_id.empty()) return {};
    const auto id = DeviceId::parse(device_id);
    if (!id) return bad_field("/device_id", id.error().message);
    const auto device = directory_.device(*id);
    if (!device || device->client != ticket.client) return bad_field("/device_id", "This client has no such device.");
    ticket.device = *id;
    ticket.device_name = ticket.device_name_now = device->name;
    return {};
}

Result<v1::Ticket> Service::answer(Transaction& transaction, const TicketRow& ticket, const Call& call) const {
    v1::Ticket message = ticket_message(ticket, call);
    v1::Ticket* messages[] = {&message};
    STEWARD_CHECK(add_clocks(transaction, messages, true, call.now()));
    STEWARD_CHECK(add_decisions(transaction, messages));
    STEWARD_CHECK(keep_askers_actions(transaction, call, messages));
    if (call.caller().client_side) return message;
    STEWARD_CHECK(add_tags(transaction, messages));
    STEWARD_TRY(const bool needs_time, this->needs_time(transaction, call.caller(), ticket.id));
    message.set_needs_time(needs_time && is_open(ticket.state));
    return message;
}

Result<v1::Ticket> Service::get_ticket(Call& call, const v1::GetTicketRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    return answer(*transaction, ticket, call);
}

// Whoever signs in for the client and names nobody asks for themselves. For colleagues ask users who see all tickets of the
// client, and the people contact (domain/model.md section 3: CHR raises joiners, movers and leavers).
Result<std::string> requester_wanted(Transaction& transaction, const Caller& caller, ClientId client, std::string_view person_id) {
    const std::string named(person_id);
    const bool for_colleagues = !caller.client_side || caller.roles.contains("CHR") || (!sees_only_own(caller) && !writes_only_own(caller));
    if (!caller.client_side || (!named.empty() && for_colleagues)) return named;
    STEWARD_TRY(const auto person, person_of_account(transaction, client, caller.account));
    const std::string self = person.is_nil() ? std::string() : person.text();
    if (!named.empty() && named != self) return bad_field("/requester_person_id", "You can only ask for yourself.");
    return self;
}

namespace {
// Who opens a follow-up saw that it is back: nobody of the client called, unless the request says so.
std::string_view usual_source(const v1::CreateTicketRequest& request) { return request.follows_ticket_id().empty() ? "phone" : "audit"; }
}  // namespace

Result<v1::Ticket> Service::create_ticket(Call& call, const v1::CreateTicketRequest& request) {
    const bool client_side = call.caller().client_side;
    Form form;
    TicketRow ticket;
    ticket.client = call.client();
    ticket.kind = form.choice("/kind", request.kind(), kinds_for(call.caller()), "incident");
    if (client_side && !request.category_id().empty()) form.refuse("/category_id", "Only the provider's people choose it.");
    ticket.source = client_side ? "portal" : form.choice("/source", request.source(), manual_sources, usual_source(request));
    ticket.title = form.title("/title", request.title());
    ticket.description = form.text("/description", request.description(), longest_text);
    ticket.impact = form.choice("/impact", request.impact(), impacts, "limited");
    ticket.urgency = form.choice("/urgency", request.urgency(), urgencies, "medium");
    const Instant received_at = contact_began(form, request.contact_began_at_unix_ms(), ticket.source, call.now());
    STEWARD_CHECK(form.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool exists, client_exists(*transaction, ticket.client));
    if (!exists) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client, or it is not one of yours.");
    bool vip = false;
    STEWARD_TRY(const std::string requester, requester_wanted(*transaction, call.caller(), ticket.client, request.requester_person_id()));
    STEWARD_CHECK(set_requester(*transaction, ticket, requester, vip));
    STEWARD_CHECK(set_device(ticket, request.device_id()));
    set_priority(ticket, vip);
    if (!request.category_id().empty()) {
        STEWARD_TRY(const auto category, require_category(*transaction, request.category_id()));
        ticket.category = category.id;
        ticket.category_path = category.path;
    }
    if (!request.follows_ticket_id().empty()) {
        STEWARD_TRY(const auto ended, load_to_write(*transaction, call, request.follows_ticket_id()));
        if (is_open(ended.state)) return bad_field("/follows_ticket_id", "That ticket is still open. Write in it instead.");
        follow(ticket, ended, call.now());
        ticket.confidential = ended.confidential;
    }
    ticket.confidential = request.has_confidential() ? request.confidential()
                                                     : ticket.confidential || is_confidential_by_itself(ticket.kind, ticket.category);
    // domain/model.md 5.11: what says its category, impact and urgency is triaged, if whoever opens it may say so.
    ticket.state = !ticket.category.is_nil() && may_triage(mover_of(call.caller())) ? "triaged" : "new";
    ticket.queue = queue_service_desk;
    ticket.client_name = directory_.client_name(ticket.client);
    STEWARD_CHECK(desk_.open(*transaction, ticket, actor_of(call.caller()), true, call.now(), received_at));
    if (!request.service_id().empty()) {
        STEWARD_TRY(const auto service, affected_service(*transaction, ticket, "/service_id", request.service_id()));
        STEWARD_CHECK(add_affected(*transaction, ticket, service));
    }
    call.set_audit_subject(ticket.id.text());
    return answer(*transaction, ticket, call);
}

// Closing it to others is anybody's who reads it; opening it is not.
namespace {
Status apply_confidence(const Caller& caller, const v1::UpdateTicketRequest& request, const TicketRow& before, TicketRow& after) {
    const bool became_so =
        is_confidential_by_itself(after.kind, after.category) && !is_confidential_by_itself(before.kind, before.category);
    after.confidential = before.confidential || became_so;
    if (!request.has_confidential() || request.confidential() == after.confidential) return {};
    if (!request.confidential() && !may_open_up(caller))
        return fail(
            ErrorKind::Forbidden, "helpdesk.other_role",
            "What is confidential is opened to others by the client's people contact, a dispatcher, a service manager or the owner.");
    after.confidential = request.confidential();
    return {};
}
}  // namespace

Status Service::apply_update(Transaction& transaction, const v1::UpdateTicketRequest& request, TicketRow& after) const {
    Form form;
    if (request.has_title()) after.title = form.title("/title", request.title());
    if (request.has_description()) after.description = form.text("/description", request.description(), longest_text);
    if (request.has_kind()) after.kind = form.choice("/kind", request.kind(), ticket_kinds);
    if (request.has_impact()) after.impact = form.choice("/impact", request.impact(), impacts);
    if (request.has_urgency()) after.urgency = form.choice("/urgency", request.urgency(), urgencies);
    STEWARD_CHECK(form.status());
    bool vip = false;
    if (request.has_requester_person_id()) {
        STEWARD_CHECK(set_requester(transaction, after, request.requester_person_id(), vip));
    } else if (!after.requester.is_nil()) {
        STEWARD_TRY(const auto requester, find_requester(transaction, after.client, after.requester));
        vip = requester && requester->vip;
    }
    if (request.has_device_id()) STEWARD_CHECK(set_device(after, request.device_id()));
    if (request.has_category_id()) {
        after.category = {};
        after.category_path.clear();
        if (!request.category_id().empty()) {
            STEWARD_TRY(const auto category, require_category(transaction, request.category_id()));
            after.category = category.id;
            after.category_path = category.path;
            if (after.state == "new") after.state = "triaged";  // domain/model.md 5.11: by its category, impact and urgency
        }
    }
    if (request.has_priority()) return override_priority(request, after);
    // A person's override outlives a change of impact or urgency; what the rules set is set anew.
    const bool overridden_by_person =
        !after.priority_reason.empty() && after.priority_reason != judge_priority("limited", "medium", true).reason;
    if (!overridden_by_person && (request.has_impact() || request.has_urgency() || request.has_requester_person_id()))
        set_priority(after, vip);
    return {};
}

namespace {
// A change of kind by which a promise ends, or after one was missed, says why.
Status kind_has_reason(const TicketRow& before, const TicketRow& after, const std::vector<std::string>& missed, const std::string& reason) {
    if (withdrawal_of(before, after, missed).empty() || reason.size() >= shortest_reason) return {};
    return bad_field("/reason", (missed.empty() ? "Whoever asked was promised something, which ends by this. Say in at least "
                                                : "A promise was missed. Say in at least ") +
                                    std::to_string(shortest_reason) + " letters why it is a different kind.");
}
}  // namespace

Result<v1::Ticket> Service::update_ticket(Call& call, const v1::UpdateTicketRequest& request) {
    const bool only_words = !request.has_impact() && !request.has_urgency() && !request.has_priority() && !request.has_kind() &&
                            !request.has_requester_person_id() && !request.has_device_id() && !request.has_category_id();
    if (call.caller().client_side && !only_words) return staff_only();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, load_to_write(*transaction, call, request.ticket_id()));
    if (request.has_title() || request.has_description()) STEWARD_CHECK(require_asker(*transaction, call.caller(), before));
    STEWARD_CHECK(etag_holds(call, before.revision));
    STEWARD_CHECK(still_alive(before));
    TicketRow after = before;
    STEWARD_CHECK(apply_update(*transaction, request, after));
    STEWARD_CHECK(apply_confidence(call.caller(), request, before, after));
    if (after.state != before.state && !may_triage(mover_of(call.caller()))) after.state = before.state;
    Form form;
    const std::string reason = form.text("/reason", request.reason(), 1000);
    STEWARD_CHECK(form.status());
    std::vector<std::string> missed;
    if (before.kind != after.kind || is_lowered(before, after)) {
        STEWARD_TRY(missed, desk_.promises().missed(*transaction, before.id, call.now()));
    }
    STEWARD_CHECK(kind_has_reason(before, after, missed, reason));
    const std::string& why = reason.empty() ? request.priority_reason() : reason;
    STEWARD_CHECK(desk_.change(*transaction, before, after, actor_of(call.caller()), why, call.now()));
    STEWARD_CHECK(note_withdrawal(*transaction, call, before, after, missed, reason));
    STEWARD_CHECK(note_lowering(*transaction, call, before, after, missed, why));
    call.set_audit_subject(after.id.text());
    return answer(*transaction, after, call);
}

Result<v1::Ticket> Service::assign_ticket(Call& call, const v1::AssignTicketRequest& request) {
    if (call.caller().client_side) return staff_only();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(etag_holds(call, before.revision));
    STEWARD_CHECK(still_alive(before));
    TicketRow after = before;
    if (!request.queue().empty()) {
        if (!is_queue(request.queue())) return bad_field("/queue", "There is no such queue.");
        after.queue = request.queue();
    }
    after.assignee = {};
    after.assignee_name.clear();
    if (!request.assignee_account_id().empty()) {
        STEWARD_TRY(const auto account, require_assignable(*transaction, after.client, request.assignee_account_id()));
        after.assignee = account.id;
        after.assignee_name = account.name;
    }
    const Mover mover = mover_of(call.caller());
    const AccountId self = call.caller().account;
    const bool takes_it = !self.is_nil() && after.assignee == self;
    STEWARD_CHECK(judge_assignment(mover, takes_it, !self.is_nil() && before.assignee == self));
    const bool given = !after.assignee.is_nil() || after.queue != before.queue;  // to a person or to another queue
    // Assigned is the dispatcher's word (domain/model.md 5.11): whoever takes it goes on by beginning to work.
    if (given && may_direct(mover) && (after.state == "new" || after.state == "triaged")) after.state = "assigned";
    STEWARD_CHECK(desk_.change(*transaction, before, after, actor_of(call.caller()), "", call.now()));
    call.set_audit_subject(after.id.text());
    return answer(*transaction, after, call);
}

namespace {
// The views go as far as what they look at.
MoveWish wish_of(const v1::MoveTicketRequest& request, std::string_view message, std::string_view reason, std::string_view reference) {
    return {request.state(),
            message,
            request.resolution_code(),
            request.resolution_text(),
            reason,
            Instant{request.until_unix_ms()},
            request.requester_agreed(),
            request.minutes(),
            request.category_id(),
            reference};
}

// What the move itself writes into the ticket, beside the state.
void apply_move(const TicketMove& move, const v1::MoveTicketRequest& request, const std::string& solution, TicketRow& after, Instant now) {
    after.state = std::string(move.to);
    if (move.guard == Guard::Resolution) {
        after.resolution_code = request.resolution_code();
        after.resolution_text = solution;
        after.root_cause = request.root_cause().empty() && after.kind == "incident" ? "unknown" : request.root_cause();
        after.resolved_at = now;
    }
    if (move.guard == Guard::ReopenInTime) after = reopened(std::move(after));
    if (move.to == "closed" || move.to == "cancelled") after.closed_at = now;
    if (move.from != "in_progress") return;
    after.until = Instant{request.until_unix_ms()};
    if (move.guard == Guard::Date && request.requester_agreed()) after.pause_ground = "agreed";
    if (move.to == "waiting_vendor" && request.vendor_is_the_clients()) after.pause_ground = "client_vendor";
}
}  // namespace

Result<v1::Ticket> Service::move_ticket(Call& call, const v1::MoveTicketRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto before, load_to_write(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(etag_holds(call, before.revision));
    Form form;
    std::string message = form.text("/message", request.message(), longest_text);
    const std::string solution = form.text("/resolution_text", request.resolution_text(), 10'000);
    form.text("/root_cause", request.root_cause(), 1000);
    std::string reason = form.text("/reason", request.reason(), 1000);
    const std::string reference = form.text("/vendor_reference", request.vendor_reference(), 200);
    STEWARD_CHECK(form.status());
    STEWARD_TRY(const std::string question, open_question(*transaction, before.id));
    MoveContext context{before.state,       before.kind, !before.assignee.is_nil(),
                        before.resolved_at, question,    request.with_children() ? 0 : before.open_children};
    if (request.state() == "resolved") {
        STEWARD_TRY(context.needs_time, needs_time(*transaction, call.caller(), before.id));
    }
    if (request.state() == "triaged" && before.category.is_nil()) {
        STEWARD_TRY(context.lacks_category, has_categories(*transaction));
    }
    const MoveWish wish = wish_of(request, message, reason, reference);
    Mover mover = mover_of(call.caller());
    STEWARD_TRY(mover.is_requester, is_asker(*transaction, call.caller(), before));
    STEWARD_TRY(const auto move, judge_move(context, wish, mover, call.now()));
    if (move.to == "resolved" && request.minutes() != 0) STEWARD_CHECK(book_time(*transaction, call, before.id, request));
    const Actor actor = actor_of(call.caller());
    const bool has_name = call.caller().kind == PrincipalKind::Account;
    if (move.to == "resolved" && has_name) {  // before it moves: an open ticket takes the word as its first response
        if (!message.empty()) STEWARD_CHECK(desk_.say(*transaction, before, actor, true, false, std::exchange(message, {}), call.now()));
        STEWARD_CHECK(say_resolution(*transaction, desk_, before, actor, solution, call.now()));
    }
    TicketRow after = before;
    apply_move(move, request, solution, after, call.now());
    if (move.guard == Guard::Category && !request.category_id().empty()) {
        STEWARD_TRY(const auto category, require_category(*transaction, request.category_id()));
        after.category = category.id;
        after.category_path = category.path;
        after.confidential = after.confidential || is_confidential_by_itself(after.kind, after.category);
    }
    if (move.guard == Guard::Vendor) reason = "Known to the vendor as " + reference + (reason.empty() ? "." : ". " + reason);
    std::vector<std::string> missed;
    if (move.to == "cancelled") {
        STEWARD_TRY(missed, desk_.promises().missed(*transaction, before.id, call.now()));
    }
    STEWARD_CHECK(desk_.change(*transaction, before, after, actor, reason, call.now()));
    STEWARD_CHECK(note_withdrawal(*transaction, call, before, after, missed, reason));
    if (move.to == "resolved" && before.open_children > 0) {
        STEWARD_CHECK(resolve_children(*transaction, call, after));
        after.open_children = 0;
    }
    if (!message.empty()) STEWARD_CHECK(desk_.say(*transaction, after, actor, has_name, false, message, call.now()));
    call.set_audit_subject(after.id.text());
    call.add_audit_detail("state", before.state + " to " + after.state);
    if (!reason.empty()) call.add_audit_detail("reason", reason);
    return answer(*transaction, after, call);
}

Result<bool> Service::needs_time(Transaction& transaction, const Caller& caller, TicketId ticket) const {
    // A program works no hours, a client's person none of ours, and who books none cannot be asked for them.
    TicketTime* const time = desk_.time();
    if (!time || caller.client_side || caller.kind != PrincipalKind::Account || !caller.may("time.write")) return false;
    STEWARD_TRY(const bool required, time->is_required(transaction));
    if (!required) return false;
    STEWARD_TRY(const bool booked, time->is_booked(transaction, ticket));
    return !booked;
}

Status Service::book_time(Transaction& transaction, const Call& call, TicketId ticket, const v1::MoveTicketRequest& request) const {
    if (!desk_.time()) return bad_field("/minutes", "Time is not kept on this installation.");
    return desk_.time()->book(transaction, ticket, call.caller(), request.minutes(), request.resolution_text(), call.now());
}

Status Service::nothing_newer(Transaction& transaction, const Call& call, const TicketRow& ticket, Instant seen) const {
    if (!seen.is_set()) return {};
    constexpr int most_named = 50;
    STEWARD_TRY(const auto ids, said_after(transaction, ticket.id, call.caller().account, seen, !call.caller().client_side, most_named));
    if (ids.empty()) return {};
    Error newer{.kind = ErrorKind::Conflict,
                .code = "helpdesk.newer_messages",
                .message = ids.size() == 1 ? "Somebody else wrote meanwhile. Read it, and send yours again if it still holds."
                                           : std::to_string(ids.size()) +
                                                 " messages came meanwhile. Read them, and send yours again if it still holds."};
    for (const auto& id : ids) newer.fields.push_back({"/if_no_newer_than_unix_ms", id});
    return std::unexpected(std::move(newer));
}

Result<v1::TicketMessage> Service::add_message(Call& call, const v1::AddMessageRequest& request) {
    const Caller& caller = call.caller();
    if (caller.client_side && request.internal()) return staff_only();
    Form form;
    const std::string text = form.text("/text", request.text(), longest_text, true);
    STEWARD_CHECK(form.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_to_write(*transaction, call, request.ticket_id()));
    if (!request.internal()) STEWARD_CHECK(still_alive(ticket));
    STEWARD_CHECK(nothing_newer(*transaction, call, ticket, Instant{request.if_no_newer_than_unix_ms()}));
    const Actor author = actor_of(caller);
    STEWARD_TRY(const auto message,
                desk_.say(*transaction, ticket, author, caller.kind == PrincipalKind::Account, request.internal(), text, call.now()));
    if (message.internal) STEWARD_CHECK(mention(*transaction, ticket, message));
    STEWARD_TRY(const std::string decision, desk_.decision_awaited_of(*transaction, ticket));
    if (caller.client_side && ticket.state == "waiting_client" && decision.empty()) {
        // The answer that was waited for: the system moves it on (domain/model.md 5.11). A word is no decision.
        TicketRow after = ticket;
        after.state = "in_progress";
        STEWARD_CHECK(desk_.change(*transaction, ticket, after, {.kind = "system", .account = {}, .name = "Steward", .role = "SYS"},
                                   "The client answered.", call.now()));
    }
    call.set_audit_subject(ticket.id.text());
    v1::TicketMessage answer;
    answer.set_message_id(message.id.text());
    answer.set_ticket_id(ticket.id.text());
    answer.set_at_unix_ms(message.at.unix_ms);
    answer.set_author_name(message.author.name);
    answer.set_author_kind(message.author.kind);
    answer.set_internal(message.internal);
    answer.set_text(message.text);
    answer.set_kind(message.internal ? "note" : "message");
    return answer;
}

}  // namespace steward::helpdesk
