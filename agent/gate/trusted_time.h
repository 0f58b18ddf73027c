// What a machine knows of the true time (design/trust.md 4.1.8): at least what was signed and the running time since, at most
// what its own clock says or that, whichever is later. Setting the clock back revives nothing; setting it forward only ends things.
//
// Pure: `running` is the monotonic clock of this start.
#pragma once

#include "base/time.h"

namespace steward::gate {

/// How far behind the true time a machine's clock may stand and still hear a beacon, and so how far one beacon that lies can carry it: by
/// minutes, not to where what is signed today is over.
constexpr Duration most_behind = std::chrono::minutes(10);

class TrustedTime {
public:
    /// `kept`: the lower bound that was kept before this start, or what the pinned messages say.
    TrustedTime(Instant kept, Duration running) : at_least_(kept), at_most_(kept), since_(running) {}

    /// A signed time was heard. What is older than what is known changes nothing. `on_its_way`: how long it can have been, of an
    /// answer the time since the question; of a message that nobody asked for it is not known, and it bounds nothing from above.
    void hear(Instant signed_time, Duration running, Duration on_its_way = Duration{0});

    /// The lower bound: never goes back while the gate runs, and is kept for the next start. Delays of the roster are counted
    /// with it, and what only narrows ends by it.
    Instant at_least(Duration running) const { return at_least_ + (running - since_); }
    /// The upper bound: what ends at a time has ended when this has come. `wall`: the machine's own clock.
    Instant at_most(Instant wall, Duration running) const;

private:
    Instant at_least_, at_most_;  // at `since_`
    Duration since_;
};

}  // namespace steward::gate
