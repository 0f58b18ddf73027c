// Levels of a ticket, and hand-overs between people on call.
#include "server/modules/escalation/hand_over.h"
#include "server/modules/escalation/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::escalation {

namespace {
using filter::Kind;
constexpr size_t longest_duty_note = 20'000;

constexpr filter::Field hand_over_fields[] = {{"state", "h.state"},
                                              {"schedule", "h.schedule_name"},
                                              {"schedule_id", "h.schedule_id"},
                                              {"layer", "h.layer", Kind::Number},
                                              {"from_name", "h.from_name"},
                                              {"from_account_id", "h.from_account_id"},
                                              {"to_name", "h.to_name"},
                                              {"to_account_id", "h.to_account_id"},
                                              {"confirmed_by", "h.confirmed_by"},
                                              {"at", "h.at", Kind::Time},
                                              {"confirmed", "coalesce(h.confirmed_at, 0)", Kind::Time}};
constexpr std::string_view hand_over_text[] = {"h.schedule_name", "h.from_name", "h.to_name", "h.note"};

bool may_write(const HandOverRow& row, const Caller& caller) {
    return row.state != "confirmed" &&
           (caller.may("oncall.write") || (!caller.account.is_nil() && (caller.account == row.from || caller.account == row.to)));
}
bool may_confirm(const HandOverRow& row, const Caller& caller) {
    return (row.state == "due" || row.state == "late") &&
           (caller.may("oncall.write") || (!caller.account.is_nil() && caller.account == row.to));
}

void fill(v1::HandOver& message, const HandOverRow& row, const Caller& caller) {
    message.set_hand_over_id(row.id.text());
    message.set_schedule_id(row.schedule.text());
    message.set_schedule_name(row.schedule_name);
    message.set_layer(row.layer);
    message.set_layer_name(row.layer_name);
    message.set_from_account_id(row.from.text());
    message.set_from_name(row.from_name);
    message.set_to_account_id(row.to.text());
    message.set_to_name(row.to_name);
    message.set_at_unix_ms(row.at.unix_ms);
    message.set_state(row.state);
    message.set_note(row.note);
    message.set_note_by(row.note_by);
    message.set_note_at_unix_ms(row.note_at.unix_ms);
    message.set_confirmed_at_unix_ms(row.confirmed_at.unix_ms);
    message.set_confirmed_by(row.confirmed_by);
    message.set_etag(std::to_string(row.revision));
    if (may_write(row, caller)) message.add_allowed_actions("write");
    if (may_confirm(row, caller)) message.add_allowed_actions("confirm");
}

// Of clients that the reader does not see, nothing leaves the server.
template <typename Lines>
void keep_visible(Lines& lines, const ClientScope& scope) {
    for (int i = lines.size(); i-- > 0;) {
        const auto client = ClientId::parse(lines.Get(i).client_id());
        if (!client || !scope.contains(*client)) lines.DeleteSubrange(i, 1);
    }
}

v1::HandOverReport visible(v1::HandOverReport report, const ClientScope& scope) {
    if (scope.all) return report;
    keep_visible(*report.mutable_tickets(), scope);
    keep_visible(*report.mutable_runs(), scope);
    keep_visible(*report.mutable_incidents(), scope);
    return report;
}
}  // namespace

Result<HandOverRow> Service::load_hand_over(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_hand_over(*transaction, HandOverId::parse(id).value_or(HandOverId{})));
    if (!row) return fail(ErrorKind::NotFound, "escalation.hand_over_not_found", "There is no such hand-over.");
    call.set_audit_subject(row->id.text());
    return std::move(*row);
}

Result<v1::HandOver> Service::answer(Call& call, const HandOverRow& row) const {
    v1::HandOver message;
    fill(message, row, call.caller());
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::HandOverReport report = row.report;
    if (row.state != "confirmed") {
        STEWARD_TRY(report, report_now(*transaction, row.from, call.now()));
    }
    *message.mutable_report() = visible(std::move(report), call.caller().scope);
    return message;
}

Result<v1::ListHandOversResponse> Service::list_hand_overs(Call& call, const v1::ListHandOversRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page, filter::read_list(*transaction,
                                                   {std::string(hand_over_columns), " from escalation_hand_overs h where true",
                                                    hand_over_fields, hand_over_text, "h.id", "-at"},
                                                   filter::question_of(request), call.now(), {}));
    v1::ListHandOversResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_hand_overs(), read_hand_over(row), call.caller());
    return list;
}

Result<v1::HandOver> Service::get_hand_over(Call& call, const v1::GetHandOverRequest& request) {
    STEWARD_TRY(const auto row, load_hand_over(call, request.hand_over_id()));
    return answer(call, row);
}

Result<v1::HandOver> Service::write_hand_over(Call& call, const v1::WriteHandOverRequest& request) {
    STEWARD_TRY(auto row, load_hand_over(call, request.hand_over_id()));
    if (row.state == "confirmed")
        return fail(ErrorKind::Conflict, "escalation.hand_over_ended", row.confirmed_by + " has confirmed this hand-over.");
    if (!may_write(row, call.caller()))
        return fail(ErrorKind::Forbidden, "escalation.not_your_hand_over", "Whoever hands over or takes over writes it, or a manager.");
    if (!call.is_as_seen(row.revision))
        return fail(ErrorKind::StaleEtag, "escalation.changed_meanwhile", "Somebody changed this meanwhile. Look again, then decide.");
    STEWARD_TRY(row.note, access::typed_text("/note", request.note(), longest_duty_note, false));
    row.note_by = call.caller().name;
    row.note_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_hand_over(*transaction, row));
    return answer(call, row);
}

// What was open at that moment stays written down.
Result<v1::HandOver> Service::confirm_hand_over(Call& call, const v1::ConfirmHandOverRequest& request) {
    STEWARD_TRY(auto row, load_hand_over(call, request.hand_over_id()));
    if (row.state == "confirmed")
        return fail(ErrorKind::Conflict, "escalation.hand_over_ended", row.confirmed_by + " has confirmed this hand-over.");
    if (row.state == "planned")
        return fail(ErrorKind::Conflict, "escalation.hand_over_early", "Its time has not come. It can be confirmed from then on.");
    if (!may_confirm(row, call.caller()))
        return fail(ErrorKind::Forbidden, "escalation.not_your_hand_over", "Whoever takes over confirms it, or a manager.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(row.report, report_now(*transaction, row.from, call.now()));
    row.state = "confirmed";
    row.confirmed_at = call.now();
    row.confirmed_by = call.caller().name;
    STEWARD_CHECK(save_hand_over(*transaction, row));
    STEWARD_CHECK(say_hand_over(*transaction, hub_, row, call.now()));
    return answer(call, row);
}

Result<TicketPlace> Service::load_place(Call& call, const std::string& ticket_id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto place, place_of_ticket(*transaction, ticket_id));
    if (!place || place->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    return std::move(*place);
}

Result<v1::TicketEscalation> Service::answer(Call& call, const TicketPlace& ticket) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto places, handing_.places(*transaction, ticket));
    STEWARD_TRY(const auto row, level_of_ticket(*transaction, ticket.id.text()));
    STEWARD_TRY(const auto moves, moves_of(*transaction, ticket.id.text()));
    v1::TicketEscalation answer;
    answer.set_ticket_id(ticket.id.text());
    bool passed = false;
    for (const Place& place : places) {
        v1::EscalationPlace& line = *answer.add_places();
        line.set_path(place.path);
        line.set_to(place.to);
        line.set_label(place.label);
        line.set_is_current(place.is_current);
        line.set_vendor(place.vendor);
        if (place.path == "functional" && passed && answer.next_level().empty()) answer.set_next_level(place.label);
        if (place.is_current) answer.set_level(place.label);
        passed |= place.is_current;
        for (const Colleague& colleague : place.people) {
            v1::Member& member = *line.add_people();
            member.set_account_id(colleague.id.text());
            member.set_name(colleague.name);
            member.set_active(true);
        }
    }
    if (row) {
        answer.set_since_unix_ms(row->since.unix_ms);
        answer.set_progress_at_unix_ms(row->progress_at.unix_ms);
        answer.set_moves_at_unix_ms(row->moves_at.unix_ms);
    }
    for (const MoveRow& move : moves) {
        v1::EscalationMove& line = *answer.add_moves();
        line.set_at_unix_ms(move.at.unix_ms);
        line.set_path(move.path);
        line.set_from(move.from);
        line.set_to(move.to);
        line.set_why(move.why);
        line.set_by(move.by);
        line.set_note(move.note);
        line.set_account_name(move.account_name);
    }
    const bool is_over = ticket.state == "resolved" || ticket.state == "closed" || ticket.state == "cancelled" || ticket.state == "merged";
    if (!is_over && call.caller().may("alert.write")) answer.add_allowed_actions("escalate");
    return answer;
}

Result<v1::TicketEscalation> Service::get_ticket_escalation(Call& call, const v1::GetTicketEscalationRequest& request) {
    STEWARD_TRY(const auto ticket, load_place(call, request.ticket_id()));
    return answer(call, ticket);
}

Result<v1::TicketEscalation> Service::escalate_ticket(Call& call, const v1::EscalateTicketRequest& request) {
    static constexpr std::string_view paths[] = {"functional", "skill", "hierarchical"};
    STEWARD_TRY(const auto ticket, load_place(call, request.ticket_id()));
    HandOrder order;
    STEWARD_TRY(order.path, access::typed_choice("/path", request.path(), paths, "functional"));
    STEWARD_TRY(order.to, access::typed_line("/to", request.to(), 60));
    STEWARD_TRY(order.note, access::typed_text("/note", request.note(), longest_hand_over_note));
    if (order.note.size() < shortest_hand_over_note)
        return bad_field("/note", "Write for whoever is next: what was tried, what is known, what is promised.");
    order.account = AccountId::parse(request.account_id()).value_or(AccountId{});
    if (!request.account_id().empty() && order.account.is_nil()) return bad_field("/account_id", "This is not the id of an account.");
    STEWARD_TRY(auto* transaction, call.transaction());
    const Caller& caller = call.caller();
    STEWARD_CHECK(handing_.hand(*transaction, ticket, order, {.kind = "staff", .account = caller.account, .name = caller.name, .role = ""},
                                call.now()));
    call.set_audit_subject(ticket.id.text());
    call.add_audit_detail("to", order.to);
    return answer(call, ticket);
}

}  // namespace steward::escalation
