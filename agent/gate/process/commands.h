// `steward-gate`: the service, its runners, and what this machine's administrator says to it.
#pragma once

#include <string>

namespace steward::gate {

enum Exit : int { done = 0, failed = 1, usage = 2, not_enrolled = 3, not_running = 7, refused = 9 };

int run_command(int argc, char** argv);

/// `status` and `limits` in words.
struct StateAnswer;
struct PoliciesAnswer;
std::string in_words(const PoliciesAnswer& answer);
std::string in_words(const StateAnswer& state);

}  // namespace steward::gate
