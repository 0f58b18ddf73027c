// Between what stands in the schema (and in the tables, as JSON) and the values that decisions are made with.
#pragma once

#include "server/modules/escalation/rota.h"
#include "server/modules/escalation/run.h"
#include "steward/escalation/v1/escalation.pb.h"

namespace steward::escalation {

inline constexpr int most_layers = 5, most_people_a_layer = 50, most_steps = 30;

/// The published policy of a new installation.
const v1::StandardPolicy& standard_policy();

/// Refuses with a field each: a zone nobody knows, a bad date or time, too many. Fills in what was left out.
Status check_schedule_rules(v1::ScheduleRules& rules);
Status check_escalation_rules(v1::EscalationRules& rules);

/// Of rules that were checked.
std::vector<Layer> layers_of(const v1::ScheduleRules& rules);
/// The steps for that priority; none when the policy does not name it.
Ladder ladder_of(const v1::EscalationRules& rules, std::string_view priority);

}  // namespace steward::escalation
