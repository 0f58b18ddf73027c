// A class of jobs: what its action says, which files it needs, and how it is done. Each folder here is one (actions.cpp of the build
// lists them); what has no folder is not in this version and is refused.
//
// Done means read back: an action says that it is done when the machine shows it, not when a program ended well.
#pragma once

#include "trust/work.h"

namespace steward::gate {

class Run;

/// How it went.
struct Effect {
    trust::Outcome outcome{};
    int64_t exit = 0;
    bool awaits_restart = false;  // done when the machine has started anew; the outcome comes then
};

struct ActionKind {
    trust::JobClass job_class{};
    std::string_view name;
    /// The digests of the files that it needs; nothing: the action says what we cannot do.
    std::optional<std::vector<trust::Digest>> (*needs)(const trust::Item& action);
    /// Does it, in the runner. The action was read by `needs` before.
    Effect (*perform)(const trust::Item& action, Run& run);
};

std::span<const ActionKind* const> action_kinds();
/// Nothing: not in this version.
const ActionKind* action_kind(trust::JobClass job_class);

}  // namespace steward::gate
