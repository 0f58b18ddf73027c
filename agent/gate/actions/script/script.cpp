// A script: an interpreter, its arguments one by one, and a body that is named by its digest. No shell joins them.
#include "agent/gate/actions/action.h"
#include "agent/gate/runner/run.h"
#include "trust/actions.h"

namespace steward::gate::actions::script {

namespace {
std::vector<trust::Digest> body_of(const trust::ScriptAction& script) { return {script.body}; }

Effect run_script(const trust::ScriptAction& script, Run& run) {
    const Descriptor body = run.sealed_copy(script.body);
    if (!body.is_open()) {
        run.say("steward: the script is not here, or is not what was signed; it was not started");
        return {.outcome = trust::Outcome::Failed, .exit = -1};
    }
    Program program{.path = script.interpreter, .arguments = {"/dev/fd/3"}, .body = body.number()};
    program.arguments.insert(program.arguments.end(), script.arguments.begin(), script.arguments.end());
    const Ran ran = run.start(program);
    if (!ran.is_in_time) run.say("steward: its time was over; it was ended, with all that it had started");
    return {.outcome = ran.is_in_time && ran.exit == 0 ? trust::Outcome::Done : trust::Outcome::Failed, .exit = ran.exit};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind script = kind_of<trust::ScriptAction, run_script, body_of>(trust::JobClass::Script, "script");
    return script;
}

}  // namespace steward::gate::actions::script
