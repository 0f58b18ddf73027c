// Enrolment: from the line that an administrator pasted to the identity file.
#pragma once

#include "agent/app/identity.h"
#include "agent/app/machine.h"
#include "agent/gate/door/request.h"
#include "agent/link/conversation.h"
#include "agent/link/net.h"

namespace steward::agent {

/// One conversation with the line's server. Waits at most a minute; a server that is busy is asked
/// again within it. Failures: those of Stream::connect, and what the server refused with its own code
/// (Forbidden).
Result<v1::Enrolled> enrol(Net& net, const Clock& clock, const EnrolmentLine& line, const DeviceKey& key, const Speaker& speaker,
                           v1::DeviceClass device_class);

/// What is kept of the answer. Failure: Invalid "enrol.answer" when a server that holds the pinned key says nonsense.
Result<Identity> identity_of(const v1::Enrolled& enrolled, const EnrolmentLine& line, const DeviceKey& key, const MachineFacts& machine,
                             std::vector<std::string> services);

/// With what a machine is enrolled; references outlive the call.
struct EnrolWith {
    Host& host;
    Net& net;
    const Clock& clock;
    Rng& rng;
    std::string state, version, gate_socket;
    bool force = false;  // also where an identity is there
};

struct EnrolledMachine {
    Identity identity;
    std::optional<gate::StateAnswer> pinned;  // what the gate says that it pinned; none: the line names no authority
};

/// All of an enrolment. With a line that names an authority the gate verifies and pins the grant before the identity is written: after a
/// failure nothing stays but the key of this line, so that the same line can be tried again. Failures: those of `enrol` and of give_grant;
/// Conflict "agent.enrolled"; Unavailable "agent.state_unwritable".
Result<EnrolledMachine> enrol_machine(const EnrolWith& with, const EnrolmentLine& line);

/// What whoever enrols the machine compares: under which client, and what may run here. The names are the server's, the rest was signed.
std::string told(const EnrolledMachine& enrolled);

}  // namespace steward::agent
