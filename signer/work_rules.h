// How many persons a job or a policy needs, and how many have signed it: by the rules of the signer's own chain. The gate decides; this
// says early what it would refuse.
#pragma once

#include "signer/draft.h"
#include "trust/roster.h"
#include "trust/work.h"

namespace steward::signer {

/// One touch reaches so many machines, two persons so many, whatever a chain says (design/trust.md 4.1.12).
constexpr uint64_t most_of_one = 25, most_of_two = 500;

/// Nothing: more machines than a job may have at all.
std::optional<uint64_t> persons_needed(const trust::Job& job, const trust::RosterRules& rules);
/// Two, or one where only one person has the role.
uint64_t persons_needed(const trust::Policy& policy, const trust::RosterRules& rules);

/// Whether a key may sign it: role, class, client, and no browser's key.
bool is_fit(const trust::KeyRecord& key, const trust::Job& job);
bool is_fit(const trust::KeyRecord& key, const trust::Policy& policy);

/// Persons whose fit keys made a signature that holds.
template <class Work>
std::set<std::string> persons_who_signed(const Draft& draft, const Work& work, const trust::Roster& roster);
/// Persons on the list who could sign it at all.
std::set<std::string> persons_able(const trust::Job& job, const trust::RosterRules& rules, Instant now);

}  // namespace steward::signer
