// The program's part: begins tests when their time has come, hears what came of them, and says what is overdue.
#pragma once

#include "server/modules/jobs/jobs.h"
#include "server/modules/restore_tests/acts.h"
#include "server/modules/restore_tests/choice.h"

namespace steward::restore_tests {

class Scheduler {
public:
    Scheduler(storage::Database& database, backups::Protection& protection, jobs::StandingRuns& runs, Acts& acts, Rng& rng)
        : database_(database), protection_(protection), runs_(runs), acts_(acts), rng_(rng) {}

    /// Looks at every living plan and every test that is not over, each in a transaction of its own: one that cannot be judged holds up
    /// no other. Safe to repeat.
    Status run(Instant now);
    /// Begins it, or notes at its plan what it waits for. In the caller's transaction.
    Status begin(Transaction& transaction, const PlanRow& plan, TestRow& test, Instant now);

private:
    Status end_plan(ProofPlanId id, Instant now);
    Status look_at_plan(ProofPlanId id, Instant now);
    Status look_at_running(TestId id, Instant now);
    /// Why it cannot begin now, in one sentence; empty: it can, and the test says with what.
    Result<std::string> prepare(Transaction& transaction, const PlanRow& plan, TestRow& test, Bytes& witness, Instant now);
    Status pass_time(Transaction& transaction, TestRow& test, Instant now);

    storage::Database& database_;
    backups::Protection& protection_;
    jobs::StandingRuns& runs_;
    Acts& acts_;
    Rng& rng_;
};

}  // namespace steward::restore_tests
