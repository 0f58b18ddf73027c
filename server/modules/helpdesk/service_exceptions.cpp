// Tickets that leave their promises: the reason is asked for and kept, and a second person decides what was missed.
#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/exceptions.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
std::string listed(const std::vector<std::string>& kinds) {
    std::string words;
    for (const auto& kind : kinds) words += (words.empty() ? "" : ", ") + in_words(kind);
    return words;
}

v1::TicketException exception_message(const ExceptionRow& row) {
    v1::TicketException message;
    message.set_exception_id(row.id.text());
    message.set_ticket_id(row.ticket.text());
    message.set_what(row.what);
    message.set_from(row.from);
    message.set_to(row.to);
    message.set_reason(row.reason);
    for (const auto& kind : row.missed) message.add_missed(kind);
    message.set_state(row.state);
    message.set_asked_by(row.asked_by);
    message.set_at_unix_ms(row.at.unix_ms);
    message.set_decided_by(row.decided_by);
    message.set_decided_at_unix_ms(row.decided_at.unix_ms);
    message.set_note(row.note);
    return message;
}

std::string decision_words(const ExceptionRow& decided) {
    const bool agreed = decided.state == "agreed";
    if (decided.what == "priority_lowered")
        return agreed ? "In the figures it counts as " + decided.to + ": agreed as the second person."
                      : "In the figures it counts as " + decided.from + ": the lower priority was refused.";
    return agreed ? "What was missed no longer counts: agreed as the second person." : "What was missed counts: the exception was refused.";
}

EventRow exception_event(const Call& call, std::string text, const std::string& reason) {
    return {.at = call.now(),
            .actor = actor_of(call.caller()),
            .field = "exception",
            .from = "",
            .to = "",
            .reason = reason,
            .text = std::move(text),
            .internal = true};
}
}  // namespace

Status Service::note_exception(Transaction& transaction, Call& call, TicketRow& ticket, ExceptionRow row, const std::string& told) {
    row.id = ExceptionId::make(call.now(), desk_.rng());
    row.client = ticket.client;
    row.ticket = ticket.id;
    row.asked_by_id = call.caller().account;
    row.asked_by = call.caller().name;
    row.at = call.now();
    STEWARD_CHECK(insert_exception(transaction, row));
    call.add_audit_detail("exception", row.what);
    call.add_audit_detail("reason", row.reason);
    return desk_.remark(transaction, ticket, exception_event(call, told, row.reason));
}

Status Service::note_withdrawal(Transaction& transaction, Call& call, const TicketRow& before, TicketRow& after,
                                const std::vector<std::string>& missed, const std::string& reason) {
    const std::string_view what = withdrawal_of(before, after, missed);
    if (what.empty()) return {};
    const bool by_kind = what == "kind_changed";
    ExceptionRow row;
    row.title = before.title;
    row.priority = before.priority;
    row.what = std::string(what);
    row.from = by_kind ? before.kind : before.state;
    row.to = by_kind ? after.kind : after.state;
    row.missed = missed;
    row.reason = reason;
    row.state = missed.empty() ? "noted" : "pending";
    const std::string told = missed.empty() ? "Its promises ended by that, which stands among the exceptions of the month."
                                            : "Missed by then: " + listed(missed) + ". It counts as missed until a second person agrees.";
    return note_exception(transaction, call, after, std::move(row), told);
}

Status Service::note_lowering(Transaction& transaction, Call& call, const TicketRow& before, TicketRow& after,
                              const std::vector<std::string>& missed, const std::string& reason) {
    if (!is_lowered(before, after) || !promises_something(std::string_view(before.kind))) return {};
    STEWARD_TRY(const bool was_a_slip, takes_back(transaction, before, after, call.caller().account, call.now()));
    if (was_a_slip) return {};
    const bool waits = needs_second_person(before, after);
    if (waits && reason.size() < shortest_reason)
        return bad_field("/reason", "Say in at least " + std::to_string(shortest_reason) + " letters why this is no " + before.priority +
                                        ": it stands among the exceptions of the month.");
    ExceptionRow row;
    row.title = before.title;
    row.priority = before.priority;
    row.what = "priority_lowered";
    row.from = before.priority;
    row.to = after.priority;
    row.missed = missed;
    row.reason = reason;
    row.state = waits ? "pending" : "noted";
    const std::string told = waits ? "In the figures it counts as " + before.priority + " until a second person agrees."
                                   : "The lower priority stands among the exceptions of the month.";
    return note_exception(transaction, call, after, std::move(row), told);
}

Result<v1::TicketException> Service::decide_ticket_exception(Call& call, const v1::DecideTicketExceptionRequest& request) {
    const auto id = ExceptionId::parse(request.exception_id());
    if (!id) return bad_field("/exception_id", id.error().message);
    Form form;
    const std::string note = form.text("/note", request.note(), 1000);
    STEWARD_CHECK(form.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto asked, find_exception(*transaction, *id));
    if (!asked || asked->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.exception_not_found", "There is no such exception, or it is not one of your clients'.");
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, asked->ticket.text()));
    STEWARD_CHECK(judge_second_person(*asked, call.caller().account));
    asked->state = request.agree() ? "agreed" : "refused";
    asked->decided_by_id = call.caller().account;
    asked->decided_by = call.caller().name;
    asked->decided_at = call.now();
    asked->note = note;
    STEWARD_CHECK(save_decision(*transaction, *asked));
    STEWARD_CHECK(desk_.remark(*transaction, ticket, exception_event(call, decision_words(*asked), note)));
    call.set_audit_subject(asked->id.text());
    call.add_audit_detail("state", asked->state);
    return exception_message(*asked);
}

}  // namespace steward::helpdesk
