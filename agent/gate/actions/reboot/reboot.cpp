#include "agent/gate/actions/reboot/reboot.h"

#include "agent/gate/runner/run.h"

namespace steward::gate::actions::reboot {

namespace {
std::optional<std::vector<trust::Digest>> reboot_needs(const trust::Item& action) {
    if (!trust::read_message<RebootAction>(action.bytes)) return std::nullopt;
    return std::vector<trust::Digest>{};
}

Effect announce_restart(const trust::Item& action, Run& run) {
    const auto reboot = trust::read_message<RebootAction>(action.bytes);
    if (!reboot) return {.outcome = trust::Outcome::Failed, .exit = -1};
    const std::string words = reboot->message.empty() ? "This machine restarts for maintenance." : reboot->message;
    const Ran ran =
        run.start({.path = "shutdown", .arguments = {"-r", "+" + std::to_string(reboot->delay_minutes), "--", words}, .is_ours = true});
    const bool is_announced = ran.exit == 0 && ran.is_in_time;
    return {.outcome = is_announced ? trust::Outcome::InterruptedUnknown : trust::Outcome::Failed,
            .exit = ran.exit,
            .awaits_restart = is_announced};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind reboot{trust::JobClass::Reboot, "reboot", reboot_needs, announce_restart};
    return reboot;
}

}  // namespace steward::gate::actions::reboot
