// steward-agent enrol LINE | run | status | version
#pragma once

namespace steward::agent {

/// What scripts rely on; documented in README.md of this folder's parent.
enum Exit : int {
    ok = 0,
    failed = 1,
    usage = 2,
    not_enrolled = 3,
    refused = 4,
    unreachable = 5,
    wrong_server_key = 6,
    not_running = 7,
    not_connected = 8,
    gate_refused = 9,
};

int run_command(int argc, char** argv);

}  // namespace steward::agent
