#include "agent/gate/actions/agent_config/agent_config.h"

#include <sys/stat.h>

#include <cstdlib>

#include "agent/gate/actions/file_put/file_put.h"
#include "agent/gate/runner/run.h"
#include "trust/digest.h"

namespace steward::gate {

std::string agent_settings(const trust::AgentConfigAction& action) {
    const std::string interval = action.interval_seconds == 0 ? "" : "--interval " + std::to_string(action.interval_seconds);
    return "# Written by the gate from a signed job.\nSTEWARD_AGENT_OPTIONS=" + interval + "\n";
}

namespace actions::agent_config {

namespace {
std::string settings_file() {
#ifdef STEWARD_GATE_TESTED
    if (const char* other = std::getenv("STEWARD_GATE_SETTINGS")) return other;
#endif
    return "/etc/steward/agent.env";
}

Effect set_and_restart(const trust::AgentConfigAction& settings, Run& run) {
    const std::string text = agent_settings(settings), path = settings_file();
    ::mkdir(path.substr(0, path.rfind('/')).c_str(), 0755);
    const auto put = put_file({.path = path, .content = trust::sha256(as_bytes(text)), .mode = 0644}, as_bytes(text));
    run.say("steward: " + (put ? path + " stands as signed" : put.error()));
    if (!put) return {.outcome = trust::Outcome::Failed, .exit = 1};
    const Ran ran = run.start({.path = "systemctl", .arguments = {"try-restart", "--", "steward-agent.service"}, .is_ours = true});
    return {.outcome = ran.exit == 0 ? trust::Outcome::Done : trust::Outcome::Failed, .exit = ran.exit};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind agent_config =
        kind_of<trust::AgentConfigAction, set_and_restart>(trust::JobClass::AgentConfig, "agent settings");
    return agent_config;
}

}  // namespace actions::agent_config

}  // namespace steward::gate
