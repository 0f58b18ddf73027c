#include "agent/gate/actions/script/script.h"

#include <unistd.h>

#include "agent/gate/runner/run.h"

namespace steward::gate::actions::script {

namespace {
std::optional<std::vector<trust::Digest>> script_needs(const trust::Item& action) {
    const auto script = trust::read_message<ScriptAction>(action.bytes);
    if (!script) return std::nullopt;
    return std::vector{script->body};
}

Effect run_script(const trust::Item& action, Run& run) {
    const auto script = trust::read_message<ScriptAction>(action.bytes);
    const int body = script ? run.sealed_copy(script->body) : -1;
    if (body < 0) {
        run.say("steward: the script is not here, or is not what was signed; it was not started");
        return {.outcome = trust::Outcome::Failed, .exit = -1};
    }
    Program program{.path = script->interpreter, .arguments = {"/dev/fd/3"}, .body = body};
    program.arguments.insert(program.arguments.end(), script->arguments.begin(), script->arguments.end());
    const Ran ran = run.start(program);
    ::close(body);
    if (!ran.is_in_time) run.say("steward: its time was over; it was ended, with all that it had started");
    return {.outcome = ran.is_in_time && ran.exit == 0 ? trust::Outcome::Done : trust::Outcome::Failed, .exit = ran.exit};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind script{trust::JobClass::Script, "script", script_needs, run_script};
    return script;
}

}  // namespace steward::gate::actions::script
