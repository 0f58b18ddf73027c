// Who is on call: layers of people who take turns, and exceptions with dates.
//
// Pure: no store, no system clock. A layer hands over at a local time on the wall of the schedule's zone, so a
// turn over a change of the clocks is an hour longer or shorter and nobody's morning moves.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/escalation/escalation.h"
#include "server/platform/zones/zones.h"

namespace steward::escalation {

/// The first layer is the primary, the second the secondary.
struct Layer {
    std::string name;
    zones::Date starts_on;            // the day of the first hand-over
    int turn_days = 7;                // how long a turn lasts
    int hand_over_second = 9 * 3600;  // of the local day
    std::vector<AccountId> people;    // in the order of their turns; a nil place is nobody's: a gap
    bool operator==(const Layer&) const = default;
};

/// `person` takes over in [from, until). Of several at one moment the one made last holds.
struct Override {
    OverrideId id;
    int layer = 0;
    AccountId person;
    Instant from, until;
    std::string reason, made_by;
    Instant made_at;
};

struct Schedule {
    std::string name, zone;
    std::vector<Layer> layers;
    std::vector<Override> overrides;  // in the order in which they were made
};

struct Shift {
    int layer = 0;
    AccountId person;  // nil: nobody
    Instant from, until;
    OverrideId by_override;  // nil: by rotation
    bool operator==(const Shift&) const = default;
};

/// Who has the layer at `at`; nil: nobody.
AccountId on_call(const Schedule& schedule, const zones::Zone& zone, int layer, Instant at);

/// The layer's shifts that touch [from, until), cut to it, without holes: what is nobody's has a nil person.
/// Neighbours of one person by the same cause are one shift only within one turn.
std::vector<Shift> shifts(const Schedule& schedule, const zones::Zone& zone, int layer, Instant from, Instant until);

/// Nobody's time in [from, until), of all layers. A schedule without layers is one gap.
std::vector<Shift> gaps(const Schedule& schedule, const zones::Zone& zone, Instant from, Instant until);

/// Somebody was woken: from the page's acknowledgement until the work was over.
struct CallOut {
    AccountId person;
    Instant from, until;
};

struct RestProblem {
    enum class Kind { TooManyNights, NoRest } kind;
    AccountId person;
    Instant from, until;  // the nights in a row, or the rest that is missing
    int nights = 0;
    bool operator==(const RestProblem&) const = default;
};

inline constexpr int most_nights_in_a_row = 7;
inline constexpr int night_begins_second = 22 * 3600, night_ends_second = 6 * 3600;
inline constexpr Duration long_night_work = std::chrono::hours(2), rest_after_night_work = std::chrono::hours(11);

/// More than seven nights in a row, in whatever layer; and duty within the 11 hours after a call-out that took
/// more than two hours between 22:00 and 06:00. `from` should lie some days before what is of interest.
std::vector<RestProblem> rest_problems(const Schedule& schedule, const zones::Zone& zone, std::span<const CallOut> call_outs, Instant from,
                                       Instant until);

/// How much of [from, until) lies between 22:00 and 06:00.
Duration night_time(const zones::Zone& zone, Instant from, Instant until);

/// When the layer's turn changes next after `at`.
Instant next_hand_over(const Layer& layer, const zones::Zone& zone, Instant at);

}  // namespace steward::escalation
