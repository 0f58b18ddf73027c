// An enrolment with a grant: what the server sent with it goes to the gate, which verifies it from the authority that the line named.
#pragma once

#include "agent/courier/gate_client.h"
#include "trust/digest.h"

namespace steward::agent {

/// Whether a gate answers, before anything is said to the server. Failure: Unavailable "gate.not_running".
Status gate_is_there(const std::string& socket, const Clock& clock);

/// `head`: the newest link of the chain that the line vouches for; zeros: none. `frames`: genesis, the chain, the grant; `pins`: those
/// under which this machine will know its server. Asks as root. When it returns well, the gate has pinned all of it. Failures: Unavailable
/// "gate.not_running"; Forbidden "gate.no_answer" (not root); Invalid "enrol.no_grant", "enrol.pins"; Forbidden with the gate's own code
/// and sentence.
Status give_grant(const std::string& socket, const trust::Digest& authority, const trust::Digest& head, const std::vector<Bytes>& frames,
                  const std::vector<Bytes>& pins, const Clock& clock);

}  // namespace steward::agent
