// SQL of first aid in turns.
#include "server/modules/jobs/columns.h"
#include "server/modules/jobs/policies.h"

namespace steward::jobs {

Result<std::vector<RunRow>> waiting_runs(Transaction& transaction, PolicyId policy) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(run_columns) +
                                                       " from jobs_policy_runs r where r.policy_id = $1 and r.state = 'waiting' order by "
                                                       "r.issued_at, r.id",
                                                   policy));
    std::vector<RunRow> runs;
    for (const auto& row : rows) runs.push_back(read_run(row));
    return runs;
}

Result<std::vector<RunRow>> waiting_for(Transaction& transaction, std::string_view fingerprint) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(run_columns) +
                                      " from jobs_policy_runs r where r.fingerprint = $1 and r.state = 'waiting' order by r.id",
                                  fingerprint));
    std::vector<RunRow> runs;
    for (const auto& row : rows) runs.push_back(read_run(row));
    return runs;
}

Result<std::vector<PolicyId>> policies_with_waiting(Transaction& transaction) {
    STEWARD_TRY(const auto rows,
                transaction.query("select distinct policy_id from jobs_policy_runs where state = 'waiting' order by policy_id"));
    std::vector<PolicyId> policies;
    for (const auto& row : rows) policies.push_back(row.id<PolicyId>(0));
    return policies;
}

Result<Turns> turns_of(Transaction& transaction, const PolicyRow& policy, Instant since) {
    Turns turns;
    STEWARD_TRY(const auto held,
                transaction.query_one("select count(*) from jobs_policy_devices where policy_id = $1 and state = 'held'", policy.id));
    turns.machines = held ? held->integer(0) : 0;
    // Whoever waits until its state before is kept has its turn.
    STEWARD_TRY(const auto under_way,
                transaction.query_one("select count(distinct device_id) from jobs_policy_runs where policy_id = $1 and fingerprint <> '' "
                                      "and (state in ('signed', 'delivered', 'started') or (state = 'waiting' and state_before_run is not "
                                      "null))",
                                      policy.id));
    turns.under_way = under_way ? under_way->integer(0) : 0;
    STEWARD_TRY(const auto rows, transaction.query("select state, count(*) from jobs_policy_runs where policy_id = $1 and fingerprint <> "
                                                   "'' and state in ('done', 'failed', 'unknown') and issued_at >= $2 group by state",
                                                   policy.id, std::max(since, policy.counted_from)));
    for (const auto& row : rows) {
        turns.ended += row.integer(1);
        if (row.text(0) != "done") turns.failed += row.integer(1);
    }
    return turns;
}

Status save_turn(Transaction& transaction, const RunRow& r) {
    STEWARD_CHECK(transaction.execute(
        "update jobs_policy_runs set state = $2, words = $3, issued_at = $4, not_after = $5, ended_at = $6, "
        "frame = $7, message_id = $8, state_before_run = $9 where id = $1",
        r.id, r.state, r.words, r.issued_at, r.not_after, null_for_unset(r.ended_at), r.frame, r.message_id, null_for_nil(r.state_before)));
    return {};
}

Status save_first_aid(Transaction& transaction, const PolicyRow& p) {
    STEWARD_CHECK(
        transaction.execute("update jobs_policies set stopped_at = $2, stop_words = $3, counted_from = $4, state_before = $5 where id = $1",
                            p.id, null_for_unset(p.stopped_at), p.stop_words, p.counted_from, p.state_before));
    return {};
}

}  // namespace steward::jobs
