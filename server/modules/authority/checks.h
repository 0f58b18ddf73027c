// What a machine would refuse, found out before it is kept: the checks of the gate (design/trust.md 4.1.4) as far as a server can know.
//
// Pure. Every refusal has a stable code and says the next thing to try.
#pragma once

#include "server/modules/authority/standing.h"
#include "trust/place.h"
#include "trust/work.h"

namespace steward::authority {

/// The frame of what was handed over. Failures: Invalid "authority.frame", "authority.not_for_the_server" (of a type that nobody
/// publishes).
Result<trust::Frame> open_published(ByteView bytes);

std::unexpected<Error> refused(std::string code, std::string sentence);
std::unexpected<Error> refused_because(trust::Taken became);

/// Failures of all below: Invalid with "authority.no_genesis", "authority.unknown_key", "authority.bad_signature", "authority.unreadable",
/// "authority.other_authority", "authority.forked", "authority.key_over", "authority.may_not_sign", "authority.too_few" and what is their
/// own.

/// "authority.not_on_chain", "authority.too_many_machines", "authority.no_machine", "authority.window".
struct CheckedJob {
    trust::Job job;
    std::vector<std::string> holders;
};
Result<CheckedJob> check_job(const trust::Frame& frame, const Standing& standing, Instant now);
struct CheckedPolicy {
    trust::Policy policy;
    std::vector<std::string> holders;
};
Result<CheckedPolicy> check_policy(const trust::Frame& frame, const Standing& standing, Instant now);

struct CheckedGrant {
    trust::Grant grant;
    std::string holder;
};
/// "authority.grant_over", "authority.not_on_chain".
Result<CheckedGrant> check_grant(const trust::Frame& frame, const Standing& standing, Instant now);
/// `from`: the client that the machine belongs to by what was signed before.
Result<trust::Binding> check_binding(const trust::Frame& frame, const Standing& standing, const trust::ShortId& from, Instant now);
Result<trust::Heartbeat> check_heartbeat(const trust::Frame& frame, const Standing& standing, Instant now);
Result<trust::Suspend> check_suspend(const trust::Frame& frame, const Standing& standing, Instant now);
Result<trust::Stop> check_stop(const trust::Frame& frame, const Standing& standing, Instant now);

}  // namespace steward::authority
