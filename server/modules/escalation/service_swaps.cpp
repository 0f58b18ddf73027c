// Turns on call that are offered to a colleague: by whoever has them, answered by whoever is asked; a manager may do both.
#include "server/modules/escalation/service.h"

#include <algorithm>

#include "server/modules/escalation/swapping.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::escalation {

namespace {
constexpr size_t longest_swap_note = 500;

constexpr filter::Field swap_fields[] = {{"state", "w.state"},
                                         {"schedule", "w.schedule_name"},
                                         {"schedule_id", "w.schedule_id"},
                                         {"layer", "w.layer", filter::Kind::Number},
                                         {"from_name", "w.from_name"},
                                         {"from_account_id", "w.from_account_id"},
                                         {"to_name", "w.to_name"},
                                         {"to_account_id", "w.to_account_id"},
                                         {"answered_by", "w.answered_by"},
                                         {"begins", "w.begins_at", filter::Kind::Time},
                                         {"asked", "w.asked_at", filter::Kind::Time}};
constexpr std::string_view swap_text[] = {"w.schedule_name", "w.from_name", "w.to_name", "w.note"};

bool is_one_of(const Caller& caller, std::initializer_list<AccountId> people) {
    return caller.may("oncall.write") ||
           (!caller.account.is_nil() && std::find(people.begin(), people.end(), caller.account) != people.end());
}

bool has_begun(const SwapRow& row, Instant now) {
    return row.swap.turn.from <= now || (row.swap.in_return.is_set() && row.swap.in_return.from <= now);
}
bool may_answer(const SwapRow& row, const Caller& caller, Instant now) {
    return row.state == "offered" && !has_begun(row, now) && is_one_of(caller, {row.swap.to});
}
bool may_undo(const SwapRow& row, const Caller& caller, Instant now) {
    if (has_begun(row, now)) return false;
    return row.state == "offered" ? is_one_of(caller, {row.swap.from})
                                  : row.state == "taken" && is_one_of(caller, {row.swap.from, row.swap.to});
}

v1::ShiftSwap message_of(const SwapRow& row, const Caller& caller, Instant now) {
    v1::ShiftSwap message;
    message.set_swap_id(row.id.text());
    message.set_schedule_id(row.schedule.text());
    message.set_schedule_name(row.schedule_name);
    message.set_layer(row.swap.layer);
    message.set_layer_name(row.layer_name);
    message.set_from_account_id(row.swap.from.text());
    message.set_from_name(row.from_name);
    message.set_to_account_id(row.swap.to.text());
    message.set_to_name(row.to_name);
    message.set_from_unix_ms(row.swap.turn.from.unix_ms);
    message.set_until_unix_ms(row.swap.turn.until.unix_ms);
    message.set_in_return_from_unix_ms(row.swap.in_return.from.unix_ms);
    message.set_in_return_until_unix_ms(row.swap.in_return.until.unix_ms);
    message.set_note(row.note);
    message.set_state(row.state);
    message.set_asked_by(row.asked_by);
    message.set_asked_at_unix_ms(row.asked_at.unix_ms);
    message.set_answered_by(row.answered_by);
    message.set_answered_at_unix_ms(row.answered_at.unix_ms);
    message.set_answer(row.answer);
    if (may_answer(row, caller, now)) {
        message.add_allowed_actions("take");
        message.add_allowed_actions("decline");
    }
    if (may_undo(row, caller, now)) message.add_allowed_actions(row.state == "offered" ? "withdraw" : "undo");
    return message;
}

std::unexpected<Error> swap_is_over(const SwapRow& row) {
    return fail(ErrorKind::Conflict, "escalation.swap_over",
                row.state == "offered" || row.state == "taken" ? "The turn has begun: a manager changes the rota from now on."
                                                               : "This offer is " + row.state + ".");
}

Result<SwapRow> load_swap(Call& call, const std::string& id) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_swap(*transaction, SwapId::parse(id).value_or(SwapId{})));
    if (!row) return fail(ErrorKind::NotFound, "escalation.swap_not_found", "There is no such offer.");
    call.set_audit_subject(row->id.text());
    return std::move(*row);
}
}  // namespace

Result<v1::ListShiftSwapsResponse> Service::list_shift_swaps(Call& call, const v1::ListShiftSwapsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page, filter::read_list(*transaction,
                                                   {std::string(swap_columns), " from escalation_swaps w where true", swap_fields,
                                                    swap_text, "w.id", "-asked"},
                                                   filter::question_of(request), call.now(), {}));
    v1::ListShiftSwapsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) *list.add_swaps() = message_of(read_swap(row), call.caller(), call.now());
    return list;
}

Result<v1::ShiftSwap> Service::offer_shift(Call& call, const v1::OfferShiftRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    const Caller& caller = call.caller();
    SwapRow row;
    row.id = SwapId::make(call.now(), rng_);
    row.schedule = schedule.id;
    row.schedule_name = schedule.name;
    row.swap = {
        .layer = request.layer(),
        .from = request.from_account_id().empty() ? caller.account : AccountId::parse(request.from_account_id()).value_or(AccountId{}),
        .to = AccountId::parse(request.to_account_id()).value_or(AccountId{}),
        .turn = {Instant{request.from_unix_ms()}, Instant{request.until_unix_ms()}},
        .in_return = {Instant{request.in_return_from_unix_ms()}, Instant{request.in_return_until_unix_ms()}}};
    if (!is_one_of(caller, {row.swap.from}))
        return fail(ErrorKind::Forbidden, "escalation.not_your_shift", "Only whoever has a turn offers it, or a manager.");
    STEWARD_TRY(row.note, access::typed_text("/note", request.note(), longest_swap_note, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(check_now(*transaction, schedule.id, row.swap, call.now()));
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    row.layer_name = schedule.rules.layers(row.swap.layer).name();
    row.from_name = name_of(colleagues, row.swap.from);
    row.to_name = name_of(colleagues, row.swap.to);
    row.asked_by = caller.name;
    row.asked_at = call.now();
    STEWARD_CHECK(insert_swap(*transaction, row));
    call.add_audit_detail("to", row.to_name);
    STEWARD_CHECK(say_swap(*transaction, hub_, row, {caller.name, caller.account}, call.now()));
    return message_of(row, caller, call.now());
}

Result<v1::ShiftSwap> Service::answer_shift_swap(Call& call, const v1::AnswerShiftSwapRequest& request) {
    STEWARD_TRY(auto row, load_swap(call, request.swap_id()));
    const Caller& caller = call.caller();
    if (!is_one_of(caller, {row.swap.to}))
        return fail(ErrorKind::Forbidden, "escalation.not_your_shift", "Only whoever is asked answers, or a manager.");
    if (row.state != "offered" || has_begun(row, call.now())) return swap_is_over(row);
    STEWARD_TRY(row.answer, access::typed_text("/answer", request.answer(), longest_swap_note, false));
    row.state = request.take() ? "taken" : "declined";
    row.answered_by = caller.name;
    row.answered_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.take()) {
        STEWARD_CHECK(check_now(*transaction, row.schedule, row.swap, call.now()));
        STEWARD_CHECK(take_swap(*transaction, row, rng_, call.now()));
    }
    STEWARD_CHECK(save_swap(*transaction, row));
    call.add_audit_detail("outcome", row.state);
    STEWARD_CHECK(say_swap(*transaction, hub_, row, {caller.name, caller.account}, call.now()));
    return message_of(row, caller, call.now());
}

Result<v1::ShiftSwap> Service::undo_shift_swap(Call& call, const v1::UndoShiftSwapRequest& request) {
    STEWARD_TRY(auto row, load_swap(call, request.swap_id()));
    const Caller& caller = call.caller();
    const bool theirs = row.state == "offered" ? is_one_of(caller, {row.swap.from}) : is_one_of(caller, {row.swap.from, row.swap.to});
    if (!theirs) return fail(ErrorKind::Forbidden, "escalation.not_your_shift", "Only the people of this swap undo it, or a manager.");
    if (!may_undo(row, caller, call.now())) return swap_is_over(row);
    STEWARD_TRY(auto* transaction, call.transaction());
    row.state = row.state == "offered" ? "withdrawn" : "undone";
    row.answered_at = call.now();
    row.answered_by = caller.name;
    STEWARD_CHECK(undo_swap(*transaction, row));
    STEWARD_CHECK(save_swap(*transaction, row));
    call.add_audit_detail("outcome", row.state);
    STEWARD_CHECK(say_swap(*transaction, hub_, row, {caller.name, caller.account}, call.now()));
    return message_of(row, caller, call.now());
}

}  // namespace steward::escalation
