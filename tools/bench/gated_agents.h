// A simulated agent with a gate beside it: the agent's own courier and the gate's own code (agent/courier, agent/gate), in this process and
// without the socket between them. Only the runner is made up: work ends at once, and writes one line.
#pragma once

#include "agent/courier/courier.h"
#include "agent/gate/process/gate.h"
#include "tools/bench/simulated_agents.h"

namespace steward::bench {

/// When a work began on a machine, and when the server had its result for good; 0: not yet. Seconds of the monotonic clock.
struct WorkTimes {
    double began = 0, kept = 0;
};

/// Ends work where it begins.
class PlayedLauncher final : public gate::Launcher {
public:
    PlayedLauncher(std::string folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {}
    Result<gate::ProcessId> start(const trust::ShortId& work) override;
    std::map<trust::ShortId, WorkTimes>& times() { return times_; }

private:
    std::string folder_;
    const Clock& clock_;
    std::map<trust::ShortId, WorkTimes> times_;
};

class GatedAgent final : public SimulatedAgent {
public:
    /// `folder`: where its gate keeps what is its own.
    GatedAgent(size_t number, Rng& rng, const Clock& clock, std::string folder);

    /// What came with the enrolment goes to the gate. Ends the program when the gate does not believe it.
    void take_grant(const agent::v1::Enrolled& enrolled, const trust::Digest& authority);
    void connected() { courier_.connected(clock_.monotonic()); }
    /// Everything that is due between courier and gate, and what is to be said.
    void turn();

    trust::ShortId gate_id() const { return gate_id_; }
    bool needs_answer() const;
    size_t refusals() const { return refusals_; }
    WorkTimes times_of(const trust::ShortId& work);

private:
    void for_gate(const agent::v1::ServerMessage& message) override;
    Bytes ask(const Bytes& request);

    const Clock& clock_;
    PlayedLauncher launcher_;
    gate::Gate gate_;
    agent::Courier courier_;
    trust::ShortId gate_id_{};
    size_t refusals_ = 0;
};

}  // namespace steward::bench
