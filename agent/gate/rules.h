// What holds for a class of jobs when neither the roster nor the machine's own limits say more (design/trust.md 4.1.3, 4.1.5).
// Of roster and machine the stricter counts.
#pragma once

#include "trust/authority.h"
#include "trust/place.h"
#include "trust/work.h"

namespace steward::gate {

/// No window of a job is longer, whoever signed it.
constexpr Duration longest_window = std::chrono::hours(24) * 30;
/// A touch of a security key reaches no more, whatever the roster says.
constexpr uint64_t most_devices = 500;

/// How many persons must sign, by the number of devices.
trust::ClassRule rule_of(trust::JobClass job_class, const trust::RosterRules& rules, const trust::LocalLimits& limits);
/// How long a job may wait between its first and its last moment.
Duration most_window(trust::JobClass job_class, const trust::LocalLimits& limits);
/// How old the newest heartbeat may be.
Duration most_age(trust::JobClass job_class, const trust::RosterRules& rules, const trust::LocalLimits& limits);
/// How much a signature must say of a person.
trust::Assurance least_assurance(trust::JobClass job_class, const trust::LocalLimits& limits);
/// How many runs a day the machine lets happen; nothing: as many as come.
std::optional<uint64_t> runs_a_day(trust::JobClass job_class, const trust::LocalLimits& limits);

}  // namespace steward::gate
