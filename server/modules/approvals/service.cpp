#include "server/modules/approvals/service.h"

#include <algorithm>

#include "server/modules/approvals/verdict.h"
#include "server/platform/access/typed_text.h"

namespace steward::approvals {

namespace {
constexpr size_t longest_question = 4000, longest_comment = 2000, most_approvers = 20;
constexpr int64_t largest_cost = 100'000'000'000;
constexpr Duration link_life = std::chrono::days(30), latest_due = std::chrono::days(366);
constexpr std::string_view choices[] = {"approved", "rejected"};

helpdesk::Doer doer_of(const Caller& caller) {
    return {.kind = caller.kind == PrincipalKind::System ? "system" : "staff", .account = caller.account, .name = caller.name, .role = ""};
}

// Three capital letters, as ISO 4217 writes them.
Result<std::string> currency_in(const v1::AskApprovalRequest& request) {
    if (request.cost_minor() < 0 || request.cost_minor() > largest_cost)
        return bad_field("/cost_minor", "A cost is between nothing and 1,000 million.");
    if (request.cost_minor() == 0) return std::string();
    const std::string& code = request.currency();
    const bool good = code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!good) return bad_field("/currency", "A cost has a currency, three letters: CHF, EUR.");
    return code;
}

Result<Instant> due_in(const v1::AskApprovalRequest& request, Instant now) {
    const Instant due{request.due_at_unix_ms()};
    if (!due.is_set()) return due;
    if (due <= now) return bad_field("/due_at_unix_ms", "The day until which to decide must lie ahead.");
    if (due - now > latest_due) return bad_field("/due_at_unix_ms", "At most a year ahead.");
    return due;
}

// Whoever decides saw this question as it stands: whom it is asked in which ticket, and what others decided meanwhile.
Status etag_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "approvals.changed_meanwhile",
                "Something about this question changed meanwhile. Look at it again, and decide then.");
}

Result<Decision> decision_in(std::string_view choice, std::string_view comment, std::string via, AccountId account) {
    STEWARD_TRY(auto chosen, access::typed_choice("/decision", choice, choices));
    STEWARD_TRY(auto text, access::typed_text("/comment", comment, longest_comment, false));
    if (chosen == "rejected" && text.empty()) return bad_field("/comment", "Say in a few words why not: whoever asked reads it.");
    return Decision{.choice = std::move(chosen), .comment = std::move(text), .via = std::move(via), .account = account};
}

// Those who were named, each of whom may be asked.
Result<std::vector<Party>> chosen_of_client(Transaction& transaction, const helpdesk::TicketPaper& ticket,
                                            const v1::AskApprovalRequest& request) {
    STEWARD_TRY(const auto people, people_of_client(transaction, ticket.client));
    std::vector<Party> chosen;
    for (const auto& id : request.person_ids()) {
        const auto at = std::find_if(people.begin(), people.end(), [&](const Party& one) { return one.person.text() == id; });
        if (at == people.end()) return bad_field("/person_ids", "This client has no such person.");
        const Candidate candidate{.roles = at->roles, .limit = at->limit, .is_requester = at->person == ticket.requester};
        const std::string refusal = refusal_of_client(candidate, request.kind(), {request.cost_minor(), request.currency()});
        if (!refusal.empty()) return bad_field("/person_ids", at->name + ": " + refusal);
        if (std::none_of(chosen.begin(), chosen.end(), [&](const Party& one) { return one.person == at->person; })) chosen.push_back(*at);
    }
    return chosen;
}

Result<std::vector<Party>> chosen_of_ours(Transaction& transaction, const helpdesk::TicketPaper& ticket,
                                          const v1::AskApprovalRequest& request, const Caller& asker) {
    STEWARD_TRY(const auto people, our_people(transaction, ticket.client));
    std::vector<Party> chosen;
    for (const auto& id : request.account_ids()) {
        const auto at = std::find_if(people.begin(), people.end(), [&](const Party& one) { return one.account.text() == id; });
        if (at == people.end()) return bad_field("/account_ids", "None of our people with that account may decide for this client.");
        const std::string refusal =
            refusal_of_staff({.roles = at->roles, .is_asker = at->account == asker.account, .is_active = at->is_active});
        if (!refusal.empty()) return bad_field("/account_ids", at->name + ": " + refusal);
        if (std::none_of(chosen.begin(), chosen.end(), [&](const Party& one) { return one.account == at->account; })) chosen.push_back(*at);
    }
    return chosen;
}

void fill_approver(v1::Approver& message, const ApproverRow& row, const RequestRow& request, bool has_address) {
    message.set_approver_id(row.id.text());
    if (!row.person.is_nil()) message.set_person_id(row.person.text());
    if (!row.account.is_nil()) message.set_account_id(row.account.text());
    message.set_name(row.name);
    message.set_state(row.state);
    message.set_decided_at_unix_ms(row.decided_at.unix_ms);
    message.set_via(row.via);
    message.set_comment(row.comment);
    message.set_asked_at_unix_ms(request.asked_at.unix_ms);
    message.set_has_address(has_address);
}
}  // namespace

Result<helpdesk::TicketPaper> Service::load_ticket(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, work_.read(*transaction, TicketId::parse(id).value_or(TicketId{})));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    return std::move(*ticket);
}

Result<RequestRow> Service::load_request(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto request, find_request(*transaction, ApprovalId::parse(id).value_or(ApprovalId{})));
    if (!request || request->client != call.client() || (call.caller().client_side && !request->is_of_client()))
        return fail(ErrorKind::NotFound, "approvals.not_found", "There is no such approval, or it is not one of yours.");
    return std::move(*request);
}

Status Service::fill(Call& call, v1::Approval& message, const RequestRow& request) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    message.set_approval_id(request.id.text());
    message.set_client_id(request.client.text());
    message.set_client_name(request.client_name);
    message.set_ticket_id(request.ticket.text());
    message.set_reference(request.reference);
    message.set_ticket_title(request.ticket_title);
    message.set_side(request.side);
    message.set_kind(request.kind);
    message.set_question(request.question);
    message.set_consequence(request.consequence);
    message.set_cost_minor(request.cost_minor);
    message.set_currency(request.currency);
    message.set_rule(request.rule);
    message.set_state(request.state);
    message.set_due_at_unix_ms(request.due_at.unix_ms);
    message.set_overdue(request.is_pending() && request.due_at.is_set() && request.due_at <= call.now());
    message.set_asked_by(request.asked_by);
    message.set_asked_at_unix_ms(request.asked_at.unix_ms);
    message.set_ended_at_unix_ms(request.ended_at.unix_ms);
    message.set_end_reason(request.end_reason);
    message.set_reminder_count(static_cast<int32_t>(request.reminder_count));
    message.set_reminded_at_unix_ms(request.reminded_at.unix_ms);
    message.set_etag(std::to_string(request.revision));
    STEWARD_TRY(const auto approvers, approvers_of(*transaction, request.id));
    STEWARD_TRY(const auto mine, approver_of_account(*transaction, request.id, call.caller().account));
    for (const auto& approver : approvers) {
        STEWARD_TRY(const auto party, party_of(*transaction, approver));
        fill_approver(*message.add_approvers(), approver, request, party && !party->address.empty());
        const bool can_decide =
            request.is_pending() && approver.id == mine && approver.state == "pending" && call.caller().may("approval.decide");
        if (can_decide) message.add_allowed_actions("decide");
    }
    if (!request.is_pending() || !call.caller().may("approval.ask")) return {};
    for (const char* action : {"remind", "withdraw"}) message.add_allowed_actions(action);
    return {};
}

Result<v1::Approval> Service::answer(Call& call, const RequestRow& request) const {
    call.set_audit_subject(request.id.text());
    v1::Approval message;
    STEWARD_CHECK(fill(call, message, request));
    return message;
}

Result<v1::ListPossibleApproversResponse> Service::list_possible_approvers(Call& call, const v1::ListPossibleApproversRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto people, people_of_client(*transaction, ticket.client));
    STEWARD_TRY(const auto ours, our_people(*transaction, ticket.client));
    std::erase_if(
        people, [&](const Party& one) { return ticket.kind == "internal" || (!one.roles.contains("CAP") && !one.roles.contains("CDM")); });
    people.insert(people.end(), ours.begin(), ours.end());
    STEWARD_TRY(const auto kind, access::typed_choice("/kind", request.kind(), approval_kinds, "access"));
    v1::ListPossibleApproversResponse answer;
    for (const auto& one : people) {
        const bool is_ours = !one.account.is_nil();
        const Candidate candidate{.roles = one.roles,
                                  .limit = one.limit,
                                  .is_requester = !is_ours && one.person == ticket.requester,
                                  .is_asker = is_ours && one.account == call.caller().account,
                                  .is_active = one.is_active};
        auto& line = *answer.add_people();
        if (is_ours) line.set_account_id(one.account.text());
        else line.set_person_id(one.person.text());
        line.set_name(one.name);
        std::string roles;
        for (const auto& role : one.roles) roles += (roles.empty() ? "" : ", ") + role;
        line.set_roles(roles);
        line.set_has_address(!one.address.empty());
        line.set_is_decision_maker(one.roles.contains("CDM"));
        line.set_limit_minor(one.limit.minor);
        line.set_limit_currency(one.limit.currency);
        line.set_refusal(is_ours ? refusal_of_staff(candidate)
                                 : refusal_of_client(candidate, kind, {request.cost_minor(), request.currency()}));
    }
    return answer;
}

Result<v1::Approval> Service::ask_approval(Call& call, const v1::AskApprovalRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
    RequestRow row{.id = ApprovalId::make(call.now(), rng_), .client = ticket.client, .ticket = ticket.id};
    row.reference = ticket.reference;
    row.ticket_title = helpdesk::spoken_title(ticket);
    STEWARD_TRY(row.kind, access::typed_choice("/kind", request.kind(), approval_kinds, "other"));
    STEWARD_TRY(row.question, access::typed_text("/question", request.question(), longest_question));
    STEWARD_TRY(row.consequence, access::typed_text("/consequence", request.consequence(), longest_question, false));
    STEWARD_TRY(row.rule, access::typed_choice("/rule", request.rule(), approval_rules, "any"));
    STEWARD_TRY(row.currency, currency_in(request));
    STEWARD_TRY(row.due_at, due_in(request, call.now()));
    row.cost_minor = request.cost_minor();
    if (!ticket.is_alive || ticket.state == "resolved")
        return fail(ErrorKind::Conflict, "approvals.ticket_ended",
                    "This ticket is " + ticket.state + ". There is nothing left to approve in it.");
    const bool of_client = !request.person_ids().empty(), of_ours = !request.account_ids().empty();
    if (of_client == of_ours) return bad_field("/person_ids", "Choose who is asked: people of the client, or our own.");
    if (of_client && ticket.kind == "internal") return bad_field("/person_ids", "The client does not see internal tickets.");
    if (request.person_ids_size() + request.account_ids_size() > static_cast<int>(most_approvers))
        return bad_field("/person_ids", "At most 20 people.");
    row.side = of_client ? "client" : "staff";
    STEWARD_TRY(auto* transaction, call.transaction());
    auto chosen =
        of_client ? chosen_of_client(*transaction, ticket, request) : chosen_of_ours(*transaction, ticket, request, call.caller());
    if (!chosen) return std::unexpected(std::move(chosen.error()));
    row.state = "pending";
    row.asked_by_id = call.caller().account;
    row.asked_by = call.caller().name;
    row.asked_at = call.now();
    row.expires_at = std::max(row.due_at, call.now()) + link_life;
    STEWARD_CHECK(acts_.ask(*transaction, row, *chosen, doer_of(call.caller()), call.now()));
    call.add_audit_detail("ticket", row.reference);
    STEWARD_TRY(const auto stored, find_request(*transaction, row.id));
    return answer(call, stored.value_or(row));
}

Result<v1::Approval> Service::get_approval(Call& call, const v1::GetApprovalRequest& request) {
    STEWARD_TRY(const auto row, load_request(call, request.approval_id()));
    return answer(call, row);
}

Result<v1::Approval> Service::decide_approval(Call& call, const v1::DecideApprovalRequest& request) {
    STEWARD_TRY(auto row, load_request(call, request.approval_id()));
    STEWARD_CHECK(etag_holds(call, row.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto mine, approver_of_account(*transaction, row.id, call.caller().account));
    STEWARD_TRY(const auto approver, find_approver(*transaction, mine));
    if (!approver) return fail(ErrorKind::Forbidden, "approvals.not_asked", "You were not asked for this decision.");
    STEWARD_TRY(const auto party, party_of(*transaction, *approver));
    if (row.is_pending() && !may_still_decide(row, party))
        return fail(ErrorKind::Forbidden, "approvals.not_yours_any_more",
                    "You may not decide this any more: your role or the amount up to which you approve was changed.");
    STEWARD_TRY(const auto decision, decision_in(request.decision(), request.comment(), "console", call.caller().account));
    STEWARD_CHECK(acts_.decide(*transaction, row, *approver, decision, call.now()));
    call.add_audit_detail("decision", decision.choice);
    call.add_audit_detail("ticket", row.reference);
    return answer(call, row);
}

Result<v1::Approval> Service::remind_approval(Call& call, const v1::RemindApprovalRequest& request) {
    STEWARD_TRY(auto row, load_request(call, request.approval_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto doer = doer_of(call.caller());
    STEWARD_CHECK(acts_.remind(*transaction, row, &doer, call.now()));
    return answer(call, row);
}

Result<v1::Approval> Service::withdraw_approval(Call& call, const v1::WithdrawApprovalRequest& request) {
    STEWARD_TRY(auto row, load_request(call, request.approval_id()));
    STEWARD_TRY(auto reason, access::typed_text("/reason", request.reason(), longest_comment));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.withdraw(*transaction, row, doer_of(call.caller()), std::move(reason), call.now()));
    call.add_audit_detail("reason", row.end_reason);
    return answer(call, row);
}

v1::ApprovalFace Service::face(const Door::Opened& opened, Instant now) const {
    const auto& [request, approver] = opened;
    v1::ApprovalFace face;
    face.set_reference(request.reference);
    face.set_ticket_title(request.ticket_title);
    face.set_client_name(request.client_name);
    face.set_kind(request.kind);
    face.set_question(request.question);
    face.set_consequence(request.consequence);
    face.set_cost_minor(request.cost_minor);
    face.set_currency(request.currency);
    face.set_due_at_unix_ms(request.due_at.unix_ms);
    face.set_asked_by(request.asked_by);
    face.set_asked_at_unix_ms(request.asked_at.unix_ms);
    face.set_approver_name(approver.name);
    face.set_state(request.state);
    face.set_my_state(approver.state);
    face.set_my_decided_at_unix_ms(approver.decided_at.unix_ms);
    face.set_can_decide(request.is_pending() && approver.state == "pending" && now < request.expires_at);
    face.set_end_reason(request.end_reason);
    return face;
}

Result<v1::ApprovalFace> Service::look_at_approval(Call& call, const v1::LookAtApprovalRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto opened, door_.open(*transaction, request.token(), call.now()));
    return face(opened, call.now());
}

// Whoever holds the link is the person who was asked. It decides once: after that it only shows what was decided.
Result<v1::ApprovalFace> Service::decide_by_link(Call& call, const v1::DecideByLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto opened, door_.open(*transaction, request.token(), call.now()));
    STEWARD_TRY(const auto decision, decision_in(request.decision(), request.comment(), "link", opened.approver.account));
    call.set_audit_subject(opened.request.id.text());
    call.add_audit_detail("by", opened.approver.name);
    call.add_audit_detail("decision", decision.choice);
    call.add_audit_detail("ticket", opened.request.reference);
    STEWARD_CHECK(acts_.decide(*transaction, opened.request, opened.approver, decision, call.now()));
    STEWARD_TRY(const auto approver, find_approver(*transaction, opened.approver.id));
    if (approver) opened.approver = *approver;
    return face(opened, call.now());
}

}  // namespace steward::approvals
