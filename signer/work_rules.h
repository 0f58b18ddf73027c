// How many persons a job or a policy needs, and how many have signed it: by the rules of the signer's own chain. The gate decides; this
// says early what it would refuse.
#pragma once

#include <functional>
#include <set>

#include "signer/places.h"
#include "trust/place.h"
#include "trust/roster.h"
#include "trust/work.h"

namespace steward::signer {

/// One touch reaches so many machines, two persons so many, whatever a chain says (design/trust.md 4.1.12).
constexpr uint64_t most_of_one = 25, most_of_two = 500;

/// Nothing: more machines than a job may have at all.
std::optional<uint64_t> persons_needed(const trust::Job& job, const trust::RosterRules& rules);
/// Two, or one where only one person has the role.
uint64_t persons_needed(const trust::Policy& policy, const trust::RosterRules& rules);

/// Two where the client or the tags change, by which standing policies reach a machine, or where it is not known here where the machine
/// belongs now (agent/gate/bindings.h).
uint64_t persons_needed(const trust::Binding& binding, const std::optional<KnownPlace>& now);

/// Whether a key may sign it: role, class, client, and no browser's key.
bool is_fit(const trust::KeyRecord& key, const trust::Job& job);
bool is_fit(const trust::KeyRecord& key, const trust::Policy& policy);
bool is_fit(const trust::KeyRecord& key, const trust::Grant& grant);
/// A key for the client that the machine leaves as well, where that is known.
bool is_fit(const trust::KeyRecord& key, const trust::Binding& binding, const std::optional<KnownPlace>& now);

/// Persons whose fit keys made a signature that holds.
/// Keys of all persons who may sign such a job, for whom its output can be sealed.
std::vector<trust::Digest> readers_of(const trust::Job& job, const trust::RosterRules& rules, Instant now);
std::unexpected<Error> nobody_reads();  // the sentence for where there are none

/// Whether the signature is one by this key over what the draft says.
bool holds(const Draft& draft, const OwnSignature& one, const trust::KeyRecord& key, const trust::Digest& authority);

using Fit = std::function<bool(const trust::KeyRecord&)>;
std::set<std::string> persons_who_signed(const Draft& draft, const trust::Roster& roster, const Fit& fit);
/// Persons on the list who could sign it at all.
std::set<std::string> persons_able(const trust::RosterRules& rules, Instant now, const Fit& fit);

}  // namespace steward::signer
