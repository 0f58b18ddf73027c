// A restart of the machine, announced to who works on it. Done when the machine has started anew.
#include "agent/gate/actions/action.h"
#include "agent/gate/runner/run.h"
#include "trust/actions.h"

namespace steward::gate::actions::reboot {

namespace {
Effect announce_restart(const trust::RebootAction& reboot, Run& run) {
    const std::string words = reboot.message.empty() ? "This machine restarts for maintenance." : reboot.message;
    const Ran ran =
        run.start({.path = "shutdown", .arguments = {"-r", "+" + std::to_string(reboot.delay_minutes), "--", words}, .is_ours = true});
    const bool is_announced = ran.exit == 0 && ran.is_in_time;
    return {.outcome = is_announced ? trust::Outcome::InterruptedUnknown : trust::Outcome::Failed,
            .exit = ran.exit,
            .awaits_restart = is_announced};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind reboot = kind_of<trust::RebootAction, announce_restart>(trust::JobClass::Reboot, "reboot");
    return reboot;
}

}  // namespace steward::gate::actions::reboot
