#include "server/modules/escalation/swapping.h"

#include "server/modules/escalation/roster.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
constexpr Duration looked_back_for_swaps = std::chrono::days(14);

std::string turn_words(const zones::Zone& zone, const Span& span) {
    return zone.text(zones::whole_seconds(span.from)) + " until " + zone.text(zones::whole_seconds(span.until));
}

std::string swap_words(const zones::Zone& zone, const SwapRow& row) {
    const std::string turn = turn_words(zone, row.swap.turn);
    const std::string both = turn + (row.swap.in_return.is_set() ? ", for " + turn_words(zone, row.swap.in_return) : "");
    const std::string said = row.answer.empty() ? "" : " " + row.answer;
    if (row.state == "offered")
        return row.from_name + " offers " + row.to_name + " a turn: " + both + "." + (row.note.empty() ? "" : " " + row.note);
    if (row.state == "taken") return row.to_name + " takes the turn of " + row.from_name + ": " + both + "." + said;
    if (row.state == "declined") return row.to_name + " does not take the turn of " + row.from_name + ": " + both + "." + said;
    if (row.state == "withdrawn") return "The offer of " + row.from_name + " was taken back: " + both + ".";
    if (row.state == "undone") return "The swap was undone. " + row.from_name + " is on call as before: " + turn + ".";
    return row.to_name + " did not answer in time. " + row.from_name + " is on call: " + turn + ".";
}

Override override_of(OverrideId id, const SwapRow& row, AccountId person, const Span& span, Instant now) {
    return {.id = id,
            .layer = row.swap.layer,
            .person = person,
            .from = span.from,
            .until = span.until,
            .reason = "Swap of " + row.from_name + " and " + row.to_name,
            .made_by = row.answered_by,
            .made_at = now};
}
}  // namespace

Status check_now(Transaction& transaction, ScheduleId schedule, const Swap& swap, Instant now) {
    STEWARD_TRY(const auto found, find_schedule(transaction, schedule, now - looked_back_for_swaps));
    if (!found) return fail(ErrorKind::NotFound, "escalation.schedule_not_found", "There is no such schedule.");
    STEWARD_TRY(const auto zone, zones::Zone::open(found->rules.zone()));
    const Schedule rota = found->schedule();
    STEWARD_CHECK(check_swap(rota, zone, swap, now));
    STEWARD_TRY(const auto colleagues, all_colleagues(transaction));
    const auto colleague = colleagues.find(swap.to);
    if (colleague == colleagues.end() || !colleague->second.active)
        return bad_field("/to_account_id", "Choose somebody who works here and whose account is active.");
    STEWARD_TRY(const auto outs, call_outs(transaction, now - looked_back_for_swaps, now));
    const auto lost = rest_lost(rota, zone, outs, swap, now);
    if (lost.empty()) return {};
    std::string words;
    for (const auto& problem : lost) words += (words.empty() ? "" : " ") + rest_words(colleagues, zone, problem);
    return fail(ErrorKind::Conflict, "escalation.no_rest", words + " Swap a shorter turn, or with somebody else.");
}

Status take_swap(Transaction& transaction, SwapRow& row, Rng& rng, Instant now) {
    row.override_id = OverrideId::make(now, rng);
    STEWARD_CHECK(insert_override(transaction, row.schedule, override_of(row.override_id, row, row.swap.to, row.swap.turn, now)));
    if (!row.swap.in_return.is_set()) return {};
    row.return_override_id = OverrideId::make(now, rng);
    return insert_override(transaction, row.schedule, override_of(row.return_override_id, row, row.swap.from, row.swap.in_return, now));
}

Status undo_swap(Transaction& transaction, SwapRow& row) {
    // A manager may have taken one of them away already.
    for (OverrideId* id : {&row.override_id, &row.return_override_id}) {
        if (id->is_nil()) continue;
        STEWARD_TRY(const auto schedule, delete_override(transaction, *id));
        static_cast<void>(schedule);
        *id = {};
    }
    return {};
}

Status say_swap(Transaction& transaction, live::Hub& hub, const SwapRow& row, const SwapMover& by, Instant now) {
    STEWARD_TRY(const auto schedule, find_schedule(transaction, row.schedule, now));
    STEWARD_TRY(const auto zone, zones::Zone::open(schedule ? schedule->rules.zone() : "UTC"));
    facts::v1::ShiftSwapMoved fact;
    fact.set_swap_id(row.id.text());
    fact.set_schedule_id(row.schedule.text());
    fact.set_schedule(row.schedule_name);
    fact.set_layer(row.layer_name);
    fact.set_from_account_id(row.swap.from.text());
    fact.set_from_name(row.from_name);
    fact.set_to_account_id(row.swap.to.text());
    fact.set_to_name(row.to_name);
    fact.set_state(row.state);
    fact.set_by(by.name);
    if (!by.account.is_nil()) fact.set_by_account_id(by.account.text());
    fact.set_text(swap_words(zone, row));
    STEWARD_CHECK(journal::append(transaction, now, {}, row.id.text(), fact));
    transaction.after_commit([&hub, id = row.id.text()] { hub.publish({{}, "escalation", id, "{}"}); });
    return {};
}

Status lapse_swaps(Transaction& transaction, live::Hub& hub, Instant now) {
    STEWARD_TRY(auto rows, swaps_to_lapse(transaction, now));
    for (SwapRow& row : rows) {
        row.state = "lapsed";
        row.answered_at = now;
        STEWARD_CHECK(save_swap(transaction, row));
        STEWARD_CHECK(say_swap(transaction, hub, row, {}, now));
    }
    return {};
}

}  // namespace steward::escalation
