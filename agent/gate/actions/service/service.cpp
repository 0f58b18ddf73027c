#include "agent/gate/actions/service/service.h"

#include <algorithm>

#include "agent/gate/runner/run.h"

namespace steward::gate {

UnitState read_unit_state(std::string_view shown) {
    UnitState state;
    while (!shown.empty()) {
        const std::string_view line = shown.substr(0, shown.find('\n'));
        shown.remove_prefix(std::min(shown.size(), line.size() + 1));
        const size_t at = line.find('=');
        if (at == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, at), value = line.substr(at + 1);
        if (name == "ActiveState") state.active = value;
        if (name == "UnitFileState") state.enabled = value;
        if (name == "InvocationID") state.invocation = value;
        if (name == "Result") state.result = value;
        if (name == "Type") state.type = value;
    }
    return state;
}

bool shows(trust::ServiceVerb verb, const UnitState& before, const UnitState& after) {
    // What runs once and ends is inactive when all went well.
    const bool has_run = after.type == "oneshot" && after.active == "inactive" && after.result == "success";
    const bool is_up = after.active == "active" || has_run;
    if (verb == trust::ServiceVerb::Start) return is_up;
    if (verb == trust::ServiceVerb::Restart) return is_up && !after.invocation.empty() && after.invocation != before.invocation;
    if (verb == trust::ServiceVerb::Stop) return after.active == "inactive" || after.active == "failed";
    if (verb == trust::ServiceVerb::Enable) return after.enabled == "enabled" || after.enabled == "static" || after.enabled == "alias";
    return after.enabled == "disabled" || after.enabled == "masked";
}

namespace actions::service {

namespace {
UnitState look(const std::string& unit, Run& run) {
    const std::vector<std::string> asked = {"show", "--property=ActiveState,UnitFileState,InvocationID,Result,Type", "--", unit};
    return read_unit_state(run.start({.path = "systemctl", .arguments = asked, .is_ours = true}).words);
}

Effect act_on_service(const trust::ServiceAction& service, Run& run) {
    static constexpr const char* verbs[] = {"", "start", "stop", "restart", "enable", "disable"};
    const UnitState before = look(service.unit, run);
    const Ran ran = run.start({.path = "systemctl",
                               .arguments = {"--no-ask-password", verbs[static_cast<size_t>(service.verb)], "--", service.unit},
                               .is_ours = true});
    const UnitState after = look(service.unit, run);
    const bool is_seen = shows(service.verb, before, after);
    run.say("steward: was " + before.active + "/" + before.enabled + ", is " + after.active + "/" + after.enabled +
            (is_seen ? "" : ": not as wanted"));
    return {.outcome = is_seen && ran.exit == 0 ? trust::Outcome::Done : trust::Outcome::Failed, .exit = ran.exit};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind service = kind_of<trust::ServiceAction, act_on_service>(trust::JobClass::Service, "service");
    return service;
}

}  // namespace actions::service

}  // namespace steward::gate
