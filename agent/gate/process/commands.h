// `steward-gate`: the service, its runners, and what this machine's administrator says to it.
#pragma once

namespace steward::gate {

enum Exit : int { done = 0, failed = 1, usage = 2, not_enrolled = 3, not_running = 7, refused = 9 };

int run_command(int argc, char** argv);

}  // namespace steward::gate
