// What rooms below ask of the standing policies, answered (jobs.h).
#pragma once

#include "server/modules/jobs/jobs.h"
#include "server/modules/jobs/work.h"

namespace steward::jobs {

class Ordered final : public StandingRuns {
public:
    Ordered(Policies& policies, Work& work) : policies_(policies), work_(work) {}

    Result<std::optional<PolicyItem>> item(Transaction& transaction, ClientId client, const std::string& policy_id, int64_t item,
                                           Instant now) override;
    Result<RunReport> order(Transaction& transaction, const RunOrder& order, Instant now) override;
    Result<std::optional<RunReport>> find(Transaction& transaction, const std::string& run_id) override;
    Result<Bytes> output(Transaction& transaction, const std::string& run_id) override;

private:
    Result<RunReport> report_of(Transaction& transaction, const RunRow& run);

    Policies& policies_;
    Work& work_;
};

}  // namespace steward::jobs
