// The named attempts of design/trust.md, Appendix B, each an otherwise valid message with one thing wrong, or a sound one that is brought
// at the wrong time.
#pragma once

#include <functional>

#include "tests/evil/world.h"

namespace steward::evil {

struct Attempt {
    const char* group;
    const char* name;
    /// What the gate says, when the machine is fresh; the last answer is the one to the job that would gain from it.
    std::string fresh;
    std::function<std::string(World&)> try_it;
    /// What it says in the other conditions; empty: what `expected` says by the order of the checks.
    std::string restarted = {}, rolled_back = {};
    World::Wanted wanted = {};
    std::function<void(World&)> before = {};  // while all is well
};

/// By the order of the checks: a question that is open refuses at check 9 what a later check would; a fence at 17.
std::string expected(const Attempt& attempt, Condition condition);

std::vector<Attempt> of_frames();
std::vector<Attempt> of_signatures();
std::vector<Attempt> of_security_keys();
std::vector<Attempt> of_encoding();
std::vector<Attempt> of_scope();
std::vector<Attempt> of_time();
std::vector<Attempt> of_replay();
std::vector<Attempt> of_roster();
std::vector<Attempt> of_policies();
std::vector<Attempt> of_log();
std::vector<Attempt> all_attempts();

}  // namespace steward::evil
