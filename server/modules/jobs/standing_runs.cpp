#include "server/modules/jobs/standing_runs.h"

#include "trust/class_name.h"

namespace steward::jobs {

namespace {
using namespace std::chrono_literals;
constexpr Duration on_its_way = 1h;        // of what a machine says, after the work must have ended
constexpr Duration without_a_limit = 24h;  // where the policy names none

Result<std::optional<PolicyRow>> policy_of(Transaction& transaction, ClientId client, const std::string& id) {
    STEWARD_TRY(auto policy, find_policy(transaction, PolicyId::parse(id).value_or(PolicyId{})));
    if (policy && policy->client != client) policy.reset();
    return policy;
}
}  // namespace

Result<std::optional<PolicyItem>> Ordered::item(Transaction& transaction, ClientId client, const std::string& policy_id, int64_t item,
                                                Instant now) {
    STEWARD_TRY(const auto policy, policy_of(transaction, client, policy_id));
    if (!policy) return std::nullopt;
    const auto items = trust::template_items(policy->job_class, {policy->allowed});
    if (!items || item < 0 || static_cast<size_t>(item) >= items->size()) return std::nullopt;
    const auto& chosen = (*items)[static_cast<size_t>(item)];
    return PolicyItem{.policy_name = chosen.name,
                      .job_class = std::string(trust::class_name(policy->job_class)),
                      .is_in_force = now >= policy->not_before && now < policy->not_after,
                      .levels = chosen.levels};
}

Result<RunReport> Ordered::order(Transaction& transaction, const RunOrder& order, Instant now) {
    STEWARD_TRY(const auto policy, policy_of(transaction, order.client, order.policy_id));
    if (!policy) return fail(ErrorKind::NotFound, "jobs.policy_not_found", "There is no such policy, or it is not this client's.");
    if (order.item < 0) return bad_field("/item", "The policy has no such item.");
    const trust::Selection selection{.item = static_cast<uint64_t>(order.item), .values = order.values};
    STEWARD_TRY(const auto run, policies_.run(transaction, *policy, selection, order.device, order.cause, "", now, order.material));
    transaction.after_commit([this, device = order.device] { (void)work_.deliver(device); });
    return report_of(transaction, run);
}

Result<std::optional<RunReport>> Ordered::find(Transaction& transaction, const std::string& run_id) {
    STEWARD_TRY(const auto run, find_run(transaction, RunId::parse(run_id).value_or(RunId{})));
    if (!run) return std::nullopt;
    STEWARD_TRY(auto report, report_of(transaction, *run));
    return report;
}

Result<Bytes> Ordered::output(Transaction& transaction, const std::string& run_id) {
    STEWARD_TRY(const auto run, find_run(transaction, RunId::parse(run_id).value_or(RunId{})));
    if (!run) return Bytes{};
    return output_of(transaction, run_id, run->device);
}

Result<RunReport> Ordered::report_of(Transaction& transaction, const RunRow& run) {
    RunReport report{.run_id = run.id.text(),
                     .state = run.state,
                     .words = run.words,
                     .is_over = is_over(run.state),
                     .exit = run.exit,
                     .issued_at = run.issued_at,
                     .ended_at = run.ended_at,
                     .until = {},
                     .has_output = run.output_bytes > 0,
                     .is_whole = run.output_whole};
    STEWARD_TRY(const auto policy, find_policy(transaction, run.policy));
    const auto rules = policy ? signed_policy(*policy) : std::nullopt;
    const bool has_limit = rules && rules->limits.timeout_s > 0;
    report.until = run.not_after + (has_limit ? Duration(std::chrono::seconds(rules->limits.timeout_s)) : without_a_limit) + on_its_way;
    if (run.output_whole) {
        STEWARD_TRY(const Bytes output, output_of(transaction, run.id.text(), run.device));
        report.is_genuine = to_hex(trust::sha256(output)) == run.output_digest;
    }
    return report;
}

}  // namespace steward::jobs
