// What the agent says of the machine it runs on when it greets the server.
#pragma once

#include <array>
#include <string>

#include "agent/host/host.h"

namespace steward::agent {

struct MachineFacts {
    std::string hostname;
    std::string boot_id;  // as text
    std::array<uint8_t, 16> boot_raw{};
    std::string machine;      // hex SHA-256 of the machine id; empty when there is none
    std::string fingerprint;  // hex SHA-256 of machine id and DMI UUID, as far as readable; empty: neither
};

MachineFacts read_machine(Host& host);

}  // namespace steward::agent
