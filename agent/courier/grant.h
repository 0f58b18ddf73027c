// An enrolment with a grant: what the server sent with it goes to the gate, which verifies it from the authority that the line named.
#pragma once

#include "agent/courier/gate_client.h"
#include "agent/gate/door/request.h"
#include "base/enrolment_line.h"

namespace steward::agent {

/// Whether a gate answers, before anything is said to the server. Failure: Unavailable "gate.not_running".
Status gate_is_there(const std::string& socket, const Clock& clock);

/// `line`: with an authority, as the administrator pasted it: the grant must be the one that this line was made for. `frames`: genesis, the
/// chain, the grant; `pins`: those under which this machine will know its server. Asks as root. When it returns well, the gate has pinned
/// all of it, and says what. Failures: Unavailable "gate.not_running"; Forbidden "gate.no_answer" (not root); Invalid "enrol.no_grant",
/// "enrol.other_grant", "enrol.pins"; Forbidden with the gate's own code and sentence.
Result<gate::StateAnswer> give_grant(const std::string& socket, const EnrolmentLine& line, const std::vector<Bytes>& frames,
                                     const std::vector<Bytes>& pins, const Clock& clock);

/// The client, the classes and the authority that were pinned, for whoever compares them.
std::string words_of_pinned(const gate::StateAnswer& pinned);

}  // namespace steward::agent
