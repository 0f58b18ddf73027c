#include "agent/gate/rules.h"

#include <algorithm>

#include "trust/class_rule.h"

namespace steward::gate {

using trust::ClassRule;
using trust::JobClass;

namespace {
std::optional<uint64_t> number_of(const std::vector<trust::ClassNumber>& numbers, JobClass job_class) {
    const auto found = std::ranges::find(numbers, job_class, &trust::ClassNumber::job_class);
    return found == numbers.end() ? std::nullopt : std::optional(found->number);
}

// Seconds that a signed number may hold without leaving the range of a duration.
Duration seconds_of(uint64_t number) { return std::chrono::seconds(std::min<uint64_t>(number, 1ULL << 40)); }
}  // namespace

ClassRule rule_of(JobClass job_class, const trust::RosterRules& rules, const trust::LocalLimits& limits) {
    ClassRule rule = trust::class_rule(job_class, rules);
    const uint64_t wanted = number_of(limits.signatures, job_class).value_or(1);
    rule.few_holders = std::max(rule.few_holders, wanted);
    rule.many_holders = std::max({rule.many_holders, rule.few_holders, wanted});
    rule.few = std::min(rule.few, limits.few);
    rule.many = std::min({rule.many, limits.many, most_devices});
    return rule;
}

Duration most_window(JobClass job_class, const trust::LocalLimits& limits) {
    const auto own = number_of(limits.most_window_s, job_class);
    return std::min(longest_window, own ? seconds_of(*own) : Duration(std::chrono::hours(24)));
}

Duration most_age(JobClass job_class, const trust::RosterRules& rules, const trust::LocalLimits& limits) {
    const bool soon = job_class == JobClass::Script || job_class == JobClass::Account;
    Duration age = std::chrono::hours(soon ? 24 : 24 * 7);
    const auto& ages = rules.fresh.most_age;
    if (const auto found = std::ranges::find(ages, job_class, &trust::MostAge::job_class); found != ages.end()) age = found->age;
    if (const auto own = number_of(limits.most_roster_age_s, job_class)) age = std::min(age, seconds_of(*own));
    return age;
}

trust::Assurance least_assurance(JobClass job_class, const trust::LocalLimits& limits) {
    // No browser signs a job: design/trust.md 4.1.1 lets it sign run tickets alone.
    const uint64_t own = number_of(limits.least_assurance, job_class).value_or(0);
    const auto software = static_cast<uint64_t>(trust::Assurance::Software), hardware = static_cast<uint64_t>(trust::Assurance::Hardware);
    return static_cast<trust::Assurance>(std::clamp(own, software, hardware));
}

std::optional<uint64_t> runs_a_day(JobClass job_class, const trust::LocalLimits& limits) { return number_of(limits.runs_a_day, job_class); }

}  // namespace steward::gate
