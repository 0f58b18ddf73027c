// A machine whose disk is as it was whenever a story wants it, with the gate in this process: so that one act is tried again and again, and
// each time another call of the system fails in it.
#pragma once

#include <gtest/gtest.h>

#include "tests/evil/world.h"
#include "tests/faults/system_calls.h"

namespace steward::faults {

using namespace trust;
using evil::World;
using gate::Want;

/// Starts runners as forks of this program: quicker than new programs, and their calls may fail, too.
class ForkingLauncher final : public gate::Launcher {
public:
    explicit ForkingLauncher(std::string folder) : folder_(std::move(folder)) {}
    Result<gate::ProcessId> start(const ShortId& work) override;
    Fault fault;  // in the runners; their depth is 0

private:
    std::string folder_;
};

struct FailingMachine {
    FailingMachine();
    World world;
    ForkingLauncher* launcher = nullptr;

    /// The disk, and what was shown on it, as it is now; and as it was then, with a gate that was just started and heard the beacon.
    void keep();
    void go_back();
    /// The disk alone; no gate.
    void restore();
    /// Another gate on the same disk, in which nothing fails.
    void start_anew();
    /// Until no runner of this machine is left; calls that are waited with do not count. Whether they came to an end.
    bool wait() const;
    size_t songs() const;  // how often a job had its effect

    std::string take(const Bytes& frame) { return world.take(frame); }
    gate::StateAnswer state() { return read_message<gate::StateAnswer>(world.ask(Want::State).body).value_or(gate::StateAnswer{}); }
    /// Of the result that waits: "done", "failed", "unknown"; "none".
    std::string result_of(const ShortId& work);
    std::string acknowledge(const ShortId& work) { return world.say(Want::Acknowledge, {work}); }

private:
    std::filesystem::path kept_;
};

/// For each call that an act makes, and each of these errors: `once` with a fault that has not begun. Returns how many failed; a sweep that
/// finds no end has failed.
size_t each_call(const Fault& like, const std::function<std::string(const Fault& fault)>& once);

constexpr const char* calls_that_wait = "read,write,pread,poll,recv,send,accept4";

}  // namespace steward::faults
