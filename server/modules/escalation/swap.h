// A turn that somebody on call gives to a colleague, alone or for one of theirs: what must hold for it. Pure.
#pragma once

#include "server/modules/escalation/rota.h"

namespace steward::escalation {

using SwapId = Id<struct ShiftSwapTag>;

struct Span {
    Instant from, until;
    bool is_set() const { return from.is_set(); }
    bool operator==(const Span&) const = default;
};

struct Swap {
    int layer = 0;
    AccountId from, to;  // who has the turn, and who is to take it
    Span turn;
    Span in_return;  // of `to`, in the same layer; unset: nothing
};

inline constexpr Duration longest_swap = std::chrono::days(31);

/// Whether one person has the layer in all of the span.
bool has_turn(const Schedule& schedule, const zones::Zone& zone, int layer, AccountId person, const Span& span);

/// The schedule as it were with the swap, made by the two overrides with these ids.
Schedule with_swap(Schedule schedule, const Swap& swap, OverrideId first, OverrideId second, Instant now);

/// The rest that two people would miss because of it and do not miss already; empty: none.
std::vector<RestProblem> rest_lost(const Schedule& schedule, const zones::Zone& zone, std::span<const CallOut> call_outs, const Swap& swap,
                                   Instant now);

/// What is wrong with the offer itself, whoever makes it. Failures: fields; Conflict "escalation.shift_changed" when one of
/// them does not have the turn (any more) that they give.
Status check_swap(const Schedule& schedule, const zones::Zone& zone, const Swap& swap, Instant now);

}  // namespace steward::escalation
