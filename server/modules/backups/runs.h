// Takes in what was told of runs: whose it is, which expected time it answers, whether it is a success, what could be restored since.
#pragma once

#include "base/random.h"
#include "server/modules/backups/store.h"

namespace steward::backups {

class Runs {
public:
    explicit Runs(Rng& rng) : rng_(rng) {}

    /// In the caller's transaction; told twice it is the first one, unchanged.
    Result<RunRow> take(Transaction& transaction, ClientId client, DeviceId device, const ToldRun& told, Instant heard_at);
    /// Earlier runs of the plan's label become its own: its newest five hundred.
    Status adopt(Transaction& transaction, const PlanRow& plan);
    /// Writes down every expected time that nothing answered although its tolerance is over, up to `heard_until`: nothing is missed by
    /// a machine that itself was not heard of since, for a day.
    Status write_missed(Transaction& transaction, PlanRow& plan, Instant heard_until, Instant now);

private:
    Result<Instant> answered_time(Transaction& transaction, PlanRow& plan, const ToldRun& told);
    Status settle(Transaction& transaction, RunRow& run, std::optional<PlanRow>& plan);

    Rng& rng_;
};

}  // namespace steward::backups
