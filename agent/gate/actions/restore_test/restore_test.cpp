// A restore test: steward-prove does it, which restores and compares apart from everything (prove/README.md), and says what came of it.
#include "trust/restore_test.h"

#include "agent/gate/actions/action.h"
#include "agent/gate/runner/run.h"

namespace steward::gate::actions::restore_test {

namespace {
std::vector<trust::Digest> witness_of(const trust::RestoreTestAction& test) {
    return std::vector<trust::Digest>(test.witness == trust::Digest{} ? 0 : 1, test.witness);
}

Effect restore_and_compare(const trust::RestoreTestAction& test, Run& run) {
    const Descriptor witness = run.sealed_copy(test.witness);
    Program prover{.path = "steward-prove",
                   .arguments = {"run", "--action", to_hex(trust::write_message(test))},
                   .body = witness.number(),
                   .is_ours = true};
    if (witness.is_open()) prover.arguments.insert(prover.arguments.end(), {"--witness", "/dev/fd/3"});
    const Ran ran = run.start(prover);
    return {.outcome = ran.exit == 0 ? trust::Outcome::Done : trust::Outcome::Failed, .exit = ran.exit};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind restore_test =
        kind_of<trust::RestoreTestAction, restore_and_compare, witness_of>(trust::JobClass::RestoreTest, "restore test");
    return restore_test;
}

}  // namespace steward::gate::actions::restore_test
