// The SQL of swaps.
#pragma once

#include "server/modules/escalation/store.h"
#include "server/modules/escalation/swap.h"

namespace steward::escalation {

struct SwapRow {
    SwapId id;
    ScheduleId schedule;
    std::string schedule_name, layer_name;
    Swap swap;
    std::string from_name, to_name, note;
    std::string state = "offered";  // offered, taken, declined, withdrawn, lapsed, undone
    std::string asked_by;
    Instant asked_at;
    std::string answered_by, answer;
    Instant answered_at;
    OverrideId override_id, return_override_id;  // nil: not taken
};

extern const std::string_view swap_columns;  // of `escalation_swaps w`
SwapRow read_swap(const storage::Row& row);
Result<std::optional<SwapRow>> find_swap(Transaction& transaction, SwapId id);
/// Offered ones whose turn begins before `now`.
Result<std::vector<SwapRow>> swaps_to_lapse(Transaction& transaction, Instant now);
Status insert_swap(Transaction& transaction, const SwapRow& row);
Status save_swap(Transaction& transaction, const SwapRow& row);  // state, answer and overrides

}  // namespace steward::escalation
