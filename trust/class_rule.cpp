#include "trust/class_rule.h"

#include <algorithm>

namespace steward::trust {

ClassRule class_rule(JobClass job_class, const RosterRules& rules) {
    using enum JobClass;
    const auto found = std::ranges::find(rules.class_rules, job_class, &ClassRule::job_class);
    if (found != rules.class_rules.end()) return *found;
    const bool for_two = job_class == Account || job_class == Uninstall || job_class == AgentConfig || job_class == SensitiveCollection ||
                         job_class == VaultUse;
    return {.job_class = job_class, .few_holders = for_two ? 2U : 1U};
}

bool is_fit(const KeyRecord& key, Role role, JobClass job_class, const ShortId& client) {
    return key.has(role) && key.classes.has(job_class) && key.clients.has(client) && key.assurance >= Assurance::Software;
}

}  // namespace steward::trust
