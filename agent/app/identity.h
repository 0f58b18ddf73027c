// Who this device is: the file `identity` in the state folder, written once by the enrolment.
//
// Plain text, one "name value" a line, mode 0600: it holds the device's key.
#pragma once

#include <optional>
#include <string>

#include "agent/link/device_key.h"

namespace steward::agent {

struct Identity {
    DeviceId device;
    DeviceKey::Seed key{};
    ServerAddress server;
    std::string client_name;            // for people
    std::string machine_fingerprint;    // as said at enrolment
    std::vector<std::string> services;  // the usual ones that ran at enrolment: watched for good
    std::string machine;                // of the machine id alone: tells when the state was copied to another machine
};

std::string to_text(const Identity& identity);
/// Failure: Invalid "identity.malformed".
Result<Identity> parse_identity(std::string_view text);

/// Failures: NotFound "agent.not_enrolled"; Forbidden "agent.state_unreadable"; Invalid as above.
Result<Identity> load_identity(const std::string& folder);
/// Whole or not at all. Failure: Unavailable "agent.state_unwritable".
Status save_identity(const std::string& folder, const Identity& identity);

/// Whose measurements the spool holds until the next start, before another identity is written (spool_owner.h). Failure: as above.
Status save_spool_owner(const std::string& folder, DeviceId device);

/// An enrolment whose answer was lost is the same enrolment when it is tried again with the same key:
/// it costs no second use of the line.
Result<DeviceKey> key_for_enrolment(const std::string& folder, const std::array<uint8_t, 16>& token_id, Rng& rng);
void forget_enrolment(const std::string& folder);

/// The folder with mode 0700. Failure: Unavailable "agent.state_unwritable".
Status make_state_folder(const std::string& folder);

struct Start {
    uint32_t count = 0;          // 0: the folder cannot be written
    bool after_restart = false;  // the machine was started anew since the start before
};
Start count_start(const std::string& folder, std::string_view boot_id);

}  // namespace steward::agent
