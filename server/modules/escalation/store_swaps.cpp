#include "server/modules/escalation/store_swaps.h"

namespace steward::escalation {

const std::string_view swap_columns =
    "w.id, w.schedule_id, w.schedule_name, w.layer, w.layer_name, w.from_account_id, w.from_name, w.to_account_id, w.to_name, w.begins_at, "
    "w.ends_at, w.return_begins_at, w.return_ends_at, w.note, w.state, w.asked_by, w.asked_at, w.answered_by, w.answered_at, w.answer, "
    "w.override_id, w.return_override_id";

namespace {
std::optional<OverrideId> override_or_null(OverrideId id) { return id.is_nil() ? std::nullopt : std::optional(id); }
std::optional<Instant> answered_or_null(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
}  // namespace

SwapRow read_swap(const storage::Row& row) {
    return {.id = row.id<SwapId>(0),
            .schedule = row.id<ScheduleId>(1),
            .schedule_name = row.text(2),
            .layer_name = row.text(4),
            .swap = {.layer = static_cast<int>(row.integer(3)),
                     .from = row.id<AccountId>(5),
                     .to = row.id<AccountId>(7),
                     .turn = {row.instant(9), row.instant(10)},
                     .in_return = {row.instant(11), row.instant(12)}},
            .from_name = row.text(6),
            .to_name = row.text(8),
            .note = row.text(13),
            .state = row.text(14),
            .asked_by = row.text(15),
            .asked_at = row.instant(16),
            .answered_by = row.text(17),
            .answer = row.text(19),
            .answered_at = Instant{row.integer_or(18, 0)},
            .override_id = row.is_null(20) ? OverrideId{} : row.id<OverrideId>(20),
            .return_override_id = row.is_null(21) ? OverrideId{} : row.id<OverrideId>(21)};
}

Result<std::optional<SwapRow>> find_swap(Transaction& transaction, SwapId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(swap_columns) + " from escalation_swaps w where w.id = $1", id));
    return row ? std::optional(read_swap(*row)) : std::nullopt;
}

Result<std::vector<SwapRow>> swaps_to_lapse(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(swap_columns) +
                                                       " from escalation_swaps w where w.state = 'offered' and w.begins_at <= $1 "
                                                       "order by w.begins_at limit 100",
                                                   now));
    std::vector<SwapRow> found;
    for (const auto& row : rows) found.push_back(read_swap(row));
    return found;
}

Status insert_swap(Transaction& transaction, const SwapRow& r) {
    STEWARD_CHECK(transaction.execute(
        "insert into escalation_swaps (id, schedule_id, schedule_name, layer, layer_name, from_account_id, from_name, to_account_id, "
        "to_name, begins_at, ends_at, return_begins_at, return_ends_at, note, state, asked_by, asked_at, answered_by, answer) values ($1, "
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', '')",
        r.id, r.schedule, r.schedule_name, r.swap.layer, r.layer_name, r.swap.from, r.from_name, r.swap.to, r.to_name, r.swap.turn.from,
        r.swap.turn.until, r.swap.in_return.from, r.swap.in_return.until, r.note, r.state, r.asked_by, r.asked_at));
    return {};
}

Status save_swap(Transaction& transaction, const SwapRow& r) {
    STEWARD_CHECK(
        transaction.execute("update escalation_swaps set state = $2, answered_by = $3, answered_at = $4, answer = $5, override_id = $6, "
                            "return_override_id = $7 where id = $1",
                            r.id, r.state, r.answered_by, answered_or_null(r.answered_at), r.answer, override_or_null(r.override_id),
                            override_or_null(r.return_override_id)));
    return {};
}

}  // namespace steward::escalation
