// The end of a turn on call: what is open goes to whoever is next, who confirms (domain/model.md 5.26).
#pragma once

#include "server/modules/escalation/store_duty.h"
#include "server/platform/live/hub.h"

namespace steward::escalation {

inline constexpr Duration planned_before = std::chrono::hours(1), late_after = std::chrono::hours(1),
                          looked_back_for_turns = std::chrono::hours(2);

struct TurnChange {
    int layer = 0;
    AccountId from, to;
    Instant at;
    auto operator<=>(const TurnChange&) const = default;
};
/// Every moment in (from, until] at which one person takes over from another. From and to nobody is no hand-over.
std::vector<TurnChange> turn_changes(const Schedule& schedule, const zones::Zone& zone, Instant from, Instant until);

/// Writes down hand-overs an hour ahead, says at their time that the next person takes over, and an hour later that nobody confirmed.
Status tend_hand_overs(Transaction& transaction, live::Hub& hub, Rng& rng, Instant now);

/// To whoever listens; `state` of the row.
Status say_hand_over(Transaction& transaction, live::Hub& hub, const HandOverRow& row, Instant now);

}  // namespace steward::escalation
