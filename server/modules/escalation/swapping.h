// What a swap does to the rota, and who is told of it.
#pragma once

#include "server/modules/escalation/people.h"
#include "server/modules/escalation/store_swaps.h"
#include "server/platform/live/hub.h"

namespace steward::escalation {

/// Rest, the turns themselves and the people, as they are now. Failures: those of `check_swap`; the field /to_account_id;
/// Conflict "escalation.no_rest" with who would miss which rest.
Status check_now(Transaction& transaction, ScheduleId schedule, const Swap& swap, Instant now);

/// Makes the overrides.
Status take_swap(Transaction& transaction, SwapRow& row, Rng& rng, Instant now);
/// Takes them away.
Status undo_swap(Transaction& transaction, SwapRow& row);

/// Who moved it there; nobody where time did.
struct SwapMover {
    std::string name;
    AccountId account;
};
/// Both people hear of it, and the screens ask again.
Status say_swap(Transaction& transaction, live::Hub& hub, const SwapRow& row, const SwapMover& by, Instant now);

/// Offers that nobody answered before the turn began.
Status lapse_swaps(Transaction& transaction, live::Hub& hub, Instant now);

}  // namespace steward::escalation
