#include "server/modules/jobs/states.h"

#include <algorithm>

#include "trust/class_rule.h"

namespace steward::jobs {

std::string_view radius_of(size_t devices) {
    return devices <= 1 ? "one" : devices <= few_devices ? "few" : devices <= many_devices ? "many" : "fleet";
}
bool needs_approval(std::string_view radius) { return radius == "many" || radius == "fleet"; }

uint64_t persons_needed(trust::JobClass job_class, size_t devices, const trust::RosterRules* rules) {
    trust::ClassRule rule = trust::class_rule(job_class, rules != nullptr ? *rules : trust::RosterRules{});
    rule.few = std::min<uint64_t>(rule.few, few_devices);
    return devices <= rule.few ? rule.few_holders : std::max(rule.many_holders, rule.few_holders);
}

size_t first_batch(size_t devices) { return needs_approval(radius_of(devices)) ? (devices + 9) / 10 : devices; }
bool is_too_many(size_t failed, size_t of) { return failed * 10 > of; }

void count(Counts& counts, std::string_view state, int64_t number) {
    if (state == "requested" || state == "signed") counts.waiting += number;
    else if (state == "delivered" || state == "started") counts.running += number;
    else if (state == "done") counts.done += number;
    else if (state == "failed") counts.failed += number;
    else if (state == "refused") counts.refused += number;
    else if (state == "expired") counts.expired += number;
    else if (state == "unknown") counts.unknown += number;
    else counts.cancelled += number;
}

bool is_over(std::string_view state) {
    static constexpr std::string_view open[] = {"requested", "waiting", "signed", "delivered", "started"};
    return std::ranges::find(open, state) == std::end(open);
}
bool has_failed(std::string_view state) { return state == "failed" || state == "refused" || state == "unknown"; }

std::string_view policy_state(bool is_over, int64_t held, int64_t refused) {
    if (is_over) return "over";
    if (held > 0) return refused > 0 ? "partly" : "in_force";
    return refused > 0 ? "refused" : "waiting";
}

bool ran_too_long(const trust::WorkResult& result, int64_t timeout_s) {
    constexpr int64_t killed = 128 + 9;  // as the machine's runner says it (agent/gate/runner/run.h)
    constexpr Duration clocks_differ = std::chrono::seconds(1);
    const bool has_times = result.started.is_set() && result.ended.is_set() && timeout_s > 0;
    return result.outcome == trust::Outcome::Failed && result.exit == killed && has_times &&
           result.ended - result.started >= std::chrono::seconds(timeout_s) - clocks_differ;
}

std::string_view state_of(const Counts& counts, bool has_started, int64_t too_long) {
    const bool has_ended_one = counts.done + counts.failed + counts.refused + counts.unknown > 0;
    if (counts.waiting + counts.running > 0) {
        if (has_started || has_ended_one) return "running";
        return counts.running > 0 ? "dispatched" : "queued";
    }
    if (counts.done == counts.all()) return "succeeded";
    if (counts.done > 0) return "partial";
    if (counts.cancelled == counts.all()) return "cancelled";
    if (counts.expired + counts.cancelled == counts.all()) return "expired";
    if (counts.failed > 0 && too_long == counts.failed && counts.refused + counts.unknown == 0) return "timed_out";
    return "failed";
}

bool is_open(std::string_view state) {
    static constexpr std::string_view open[] = {"drafted", "pending_approval", "approved", "queued", "dispatched", "running"};
    return std::ranges::find(open, state) != std::end(open);
}

std::string difference(const trust::Job& drafted, const trust::Job& made) {
    if (made.job_class != drafted.job_class) return "It does another kind of work.";
    if (made.action != drafted.action) return "It does something else.";
    if (made.target.client != drafted.target.client) return "It is for another client.";
    auto wanted = drafted.target.devices, signed_for = made.target.devices;
    std::ranges::sort(wanted);
    std::ranges::sort(signed_for);
    if (wanted != signed_for) return "It is for other machines.";
    if (made.limits != drafted.limits) return "Its run has other limits.";
    if (made.preconditions != drafted.preconditions) return "It wants other things of the machine.";
    if (made.not_before < drafted.not_before || made.not_after > drafted.not_after) return "Its window is wider.";
    if (made.log_level < drafted.log_level) return "It asks less of the log.";
    if (made.supersedes != drafted.supersedes) return "It takes the place of another job.";
    return {};
}

}  // namespace steward::jobs
