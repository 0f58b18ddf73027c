// The one shape of background work: no input, safe to repeat, `now` given.
//
// A runner thread calls each reconciler when its period has passed or when facts were appended that
// it reads (wake_on_facts): which, shows in what its runs ask the journal for. Before a run it takes the reconciler's lease in the
// database, so that two server processes on one PostgreSQL do not do the same work twice.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::reconcilers {

struct Reconciler {
    std::string name;                        // "alerting.conditions": room first; also the lease's name
    Duration period;                         // the longest time between two runs; from a second on, they come on whole seconds
    bool wake_on_facts = false;              // also soon after facts were appended that it reads; reads it none, after `wake_workers`
    std::function<Status(Instant now)> run;  // an error is logged and counted, the next run comes as usual
    bool own_thread = false;                 // talks to the outside and may be slow: must not hold up the others
    bool on_every_server = false;            // what each process does for itself, for example for its own memory: no lease
};

/// Runs reconcilers until stopped. With a ManualClock, call `run_due` instead of `start`.
class Runner {
public:
    virtual ~Runner() = default;
    virtual void start() = 0;  // one background thread, and one for each `own_thread` reconciler
    virtual void stop() = 0;   // returns when no run is under way
    /// A fact of this kind was appended; empty: work was laid down that no fact speaks of. Any thread.
    virtual void wake(std::string_view kind = {}) = 0;
    /// Runs everything due at the clock's now, repeatedly until quiet. For tests and simulation.
    virtual Status run_due() = 0;
};

/// What a run that failed said; for the log and a counter. Called on the runner's threads.
using Report = std::function<void(const std::string& name, const Error& error)>;

/// `holder` names this process in the leases (random per start); empty: nobody else works on this database, no leases are taken.
std::unique_ptr<Runner> make_runner(storage::Database& database, Clock& clock, std::string holder, std::vector<Reconciler> reconcilers,
                                    Report report);

}  // namespace steward::reconcilers
