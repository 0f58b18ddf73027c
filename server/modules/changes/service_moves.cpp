// How a change goes on: moves, decisions, the client's answer, and what it caused.
#include <algorithm>

#include "server/modules/changes/messages.h"
#include "server/modules/changes/service.h"
#include "server/platform/access/typed_text.h"

namespace steward::changes {

namespace {
using access::typed_choice, access::typed_text;
constexpr std::string_view decisions[] = {"approved", "rejected"};
constexpr std::string_view verdicts[] = {"confirmed", "rejected"};
constexpr int most_people = 20;
}  // namespace

Result<v1::Change> Service::move_change(Call& call, const v1::MoveChangeRequest& request) {
    STEWARD_TRY(auto change, load(call, request.change_id()));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_words, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    ChangeWish wish{.to = request.state(),
                    .text = text,
                    .starts_at = Instant{request.starts_at_unix_ms()},
                    .ends_at = Instant{request.ends_at_unix_ms()}};
    wish.despite_collision = request.despite_collision();
    if (wish.to == "scheduled" && wish.ends_at > wish.starts_at) {
        STEWARD_TRY(const auto freezes, freezes_of(*transaction, change.client, wish.starts_at, wish.ends_at));
        STEWARD_TRY(const auto collisions, collisions_of(*transaction, change, wish.starts_at, wish.ends_at));
        wish.is_frozen = !freezes.empty();
        wish.collides = !collisions.empty();
    }
    if (wish.to == "approved" && !request.verbal_by_account_id().empty()) {
        const auto account = AccountId::parse(request.verbal_by_account_id()).value_or(AccountId{});
        STEWARD_TRY(const auto who, colleague(*transaction, account, change.client));
        STEWARD_TRY(const bool wrote, is_writer(*transaction, change.id, account));
        if (!who || !may_approve_emergency(who->roles))
            return bad_field("/verbal_by_account_id", "Name a service manager or an owner who may see this client.");
        STEWARD_TRY(const bool another, has_another(*transaction, change, approving_roles(change.type)));
        if (wrote && another) return bad_field("/verbal_by_account_id", "Whoever wrote a change does not approve it.");
        wish.has_verbal = true;
        change.verbal_by_id = account;
        change.verbal_by = who->name;
    }
    call.add_audit_detail("from", change.state);
    STEWARD_CHECK(judge_move(face_of(change), wish, call.caller().roles, call.now()));
    STEWARD_CHECK(acts_.move(*transaction, change, wish, request.service_hurt(), doer_of(call.caller()), call.now()));
    call.add_audit_detail("to", change.state);
    return answer(call, change.id);
}

Result<v1::Change> Service::decide_change(Call& call, const v1::DecideChangeRequest& request) {
    STEWARD_TRY(auto change, load(call, request.change_id()));
    STEWARD_TRY(const auto decision, typed_choice("/decision", request.decision(), decisions));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_reason, decision == "rejected"));
    if (call.caller().account.is_nil())
        return fail(ErrorKind::Forbidden, "changes.no_person", "A person decides on a change, not a program.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool wrote, is_writer(*transaction, change.id, call.caller().account));
    STEWARD_TRY(const bool another, has_another(*transaction, change, approving_roles(change.type)));
    STEWARD_CHECK(judge_decision(face_of(change), call.caller().roles, wrote && another));
    const bool is_alone = wrote && !another && decision == "approved";
    if (is_alone && change.alone_until.is_set()) return fail(ErrorKind::Conflict, "changes.decided", missing_approval(face_of(change)));
    STEWARD_CHECK(etag_holds(request.etag(), change.revision));
    if (request.etag().empty() && decision == "approved") return bad_field("/etag", "Say which text you read: its etag.");
    call.add_audit_detail("decision", decision);
    if (is_alone) STEWARD_CHECK(acts_.approve_alone(*transaction, change, text, doer_of(call.caller()), call.now()));
    else STEWARD_CHECK(acts_.decide(*transaction, change, decision == "approved", text, doer_of(call.caller()), call.now()));
    return answer(call, change.id);
}

Result<v1::Change> Service::ask_change_approval(Call& call, const v1::AskChangeApprovalRequest& request) {
    STEWARD_TRY(auto change, load(call, request.change_id()));
    STEWARD_TRY(const auto question, typed_text("/question", request.question(), longest_reason, false));
    if (change.is_withdrawn() || change.state != "assessed")
        return fail(ErrorKind::Conflict, "changes.move_not_allowed",
                    "The client is asked about a change that is assessed and not decided.");
    if (!needs_client(face_of(change)) && !change.alone_until.is_set())
        return fail(ErrorKind::Conflict, "changes.client_not_needed", "Neither users nor money are affected: the client is not asked.");
    if (change.client_approval == "pending" || change.client_approval == "approved")
        return fail(ErrorKind::Conflict, "changes.client_is_asked", "The client was asked already.");
    if (request.person_ids_size() > most_people) return bad_field("/person_ids", "At most 20 people.");
    std::vector<PersonId> people;
    for (const auto& id : request.person_ids()) people.push_back(PersonId::parse(id).value_or(PersonId{}));
    const Instant due{request.due_at_unix_ms()};
    if (due.is_set() && due <= call.now()) return bad_field("/due_at_unix_ms", "The day until which to decide must lie ahead.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.ask_client(*transaction, change, people, question, due, doer_of(call.caller()), call.now()));
    return answer(call, change.id);
}

Result<v1::Change> Service::confirm_change(Call& call, const v1::ConfirmChangeRequest& request) {
    STEWARD_TRY(auto change, load(call, request.change_id()));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_reason));
    if (!change.verbal_at.is_set() || change.written_at.is_set())
        return fail(ErrorKind::Conflict, "changes.nothing_to_confirm",
                    "Nothing was approved by word of mouth here that is not written down.");
    if (change.verbal_by_id != call.caller().account)
        return fail(ErrorKind::Forbidden, "changes.another_said_it", change.verbal_by + " approved it and writes it down.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.confirm(*transaction, change, text, doer_of(call.caller()), call.now()));
    return answer(call, change.id);
}

Result<v1::Change> Service::judge_change_cause(Call& call, const v1::JudgeChangeCauseRequest& request) {
    STEWARD_TRY(const auto change, load(call, request.change_id()));
    STEWARD_TRY(const auto ticket, ticket_of_call(call, request.ticket_id()));
    STEWARD_TRY(const auto verdict, typed_choice("/verdict", request.verdict(), verdicts));
    if (!change.began_at.is_set()) return fail(ErrorKind::Conflict, "changes.not_begun", "A change that was not begun causes nothing.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(judge(*transaction, change, ticket, verdict, call.caller().name, call.now()));
    STEWARD_TRY(const auto paper, work_.read(*transaction, ticket));
    STEWARD_CHECK(
        acts_.note(*transaction, change, doer_of(call.caller()), "cause_" + verdict, "", "", paper ? paper->reference : "", call.now()));
    return answer(call, change.id);
}

Status Service::add_causes(Call& call, const std::vector<CauseRow>& causes,
                           google::protobuf::RepeatedPtrField<v1::TicketCause>& into) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    for (const auto& cause : causes) {
        STEWARD_TRY(const auto change, find_change(*transaction, cause.change));
        if (!change) continue;
        auto& shown = *into.Add();
        fill(*shown.mutable_change(), *change, call.caller(), false, call.now());
        shown.set_verdict(cause.verdict);
        shown.set_judged_by(cause.judged_by);
        shown.set_minutes((cause.at - change->began_at) / std::chrono::minutes(1));
    }
    return {};
}

Result<v1::ListTicketChangesResponse> Service::list_ticket_changes(Call& call, const v1::ListTicketChangesRequest& request) {
    STEWARD_TRY(const auto ticket, ticket_of_call(call, request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::ListTicketChangesResponse answer;
    STEWARD_TRY(const auto record, change_of_ticket(*transaction, ticket));
    if (record) {
        STEWARD_TRY(const bool wrote, is_barred(*transaction, *record, call.caller()));
        fill(*answer.mutable_record(), *record, call.caller(), wrote, call.now());
    }
    STEWARD_TRY(const auto causes, causes_of_ticket(*transaction, ticket));
    STEWARD_CHECK(add_causes(call, causes, *answer.mutable_causes()));
    return answer;
}

// An alert with a ticket shows what was said there; one without is compared now.
Result<v1::ListAlertChangesResponse> Service::list_alert_changes(Call& call, const v1::ListAlertChangesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::ListAlertChangesResponse answer;
    const auto alert = AlertId::parse(request.alert_id()).value_or(AlertId{});
    STEWARD_TRY(const auto ticket, ticket_of_alert(*transaction, alert));
    if (ticket) {
        STEWARD_TRY(const auto causes, causes_of_ticket(*transaction, *ticket));
        STEWARD_CHECK(add_causes(call, causes, *answer.mutable_causes()));
        if (answer.causes_size() > 0) return answer;
    }
    STEWARD_TRY(const auto beginning, beginning_of_alert(*transaction, alert));
    if (!beginning) return answer;
    STEWARD_TRY(const auto changes, changes_before(*transaction, call.client(), beginning->device, beginning->at));
    std::vector<CauseRow> causes;
    for (const auto& change : changes)
        causes.push_back(
            {.change = change.id, .ticket = {}, .device = beginning->device, .at = beginning->at, .verdict = "probable", .judged_by = {}});
    STEWARD_CHECK(add_causes(call, causes, *answer.mutable_causes()));
    return answer;
}

}  // namespace steward::changes
