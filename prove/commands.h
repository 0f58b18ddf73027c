// The command line of steward-prove.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace steward::prove {

constexpr int exit_passed = 0, exit_failed = 1, exit_not_proven = 2, exit_usage = 64;

struct Environment {
    const Clock& clock;
    Rng& rng;
    std::string host_name;
    std::string repositories, own_file;
};

/// `words`: without the program's own name. Writes to standard output; errors of usage to standard error.
int command(const std::vector<std::string>& words, const Environment& with);

}  // namespace steward::prove
