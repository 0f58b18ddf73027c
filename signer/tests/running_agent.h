// OpenSSH's own key agent, running for one story.
#pragma once

#include <string>
#include <vector>

#include "signer/tests/person.h"

namespace steward::signer {

class RunningAgent {
public:
    explicit RunningAgent(Office& office);
    ~RunningAgent();
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;

    /// A new key, made by ssh-keygen and put in by ssh-add.
    void add(const std::string& comment, const std::string& kind = "ed25519") const;
    void forget_all() const;

private:
    int run(std::vector<std::string> words) const;
    Office& office_;
    std::string socket_;
    int process_;
};

}  // namespace steward::signer
