// A class of jobs: what its action says, which files it needs, and how it is done. Each folder here is one (actions.cpp of the build
// lists them); what has no folder is not in this version and is refused.
//
// Done means read back: an action says that it is done when the machine shows it, not when a program ended well.
#pragma once

#include <algorithm>

#include "agent/gate/runner/plan.h"

namespace steward::gate {

class Run;

struct ActionKind {
    trust::JobClass job_class{};
    std::string_view name;
    /// The digests of the files that it needs; nothing: the action says what we cannot do.
    std::optional<std::vector<trust::Digest>> (*needs)(const trust::Item& action);
    /// Does it, in the runner. The action was read by `needs` before.
    Effect (*perform)(const trust::Item& action, Run& run);
};

template <class Action>
std::vector<trust::Digest> no_files(const Action&) {
    return {};
}
/// A class whose actions are messages of this type: how one is done, and the files that it names.
template <class Action, Effect (*perform)(const Action&, Run&), std::vector<trust::Digest> (*files)(const Action&) = no_files<Action>>
constexpr ActionKind kind_of(trust::JobClass job_class, std::string_view name) {
    const auto needs = [](const trust::Item& item) -> std::optional<std::vector<trust::Digest>> {
        const auto action = trust::read_message<Action>(item.bytes);
        return action ? std::optional(files(*action)) : std::nullopt;
    };
    const auto does = [](const trust::Item& item, Run& run) -> Effect {
        const auto action = trust::read_message<Action>(item.bytes);
        return action ? perform(*action, run) : Effect{.outcome = trust::Outcome::Failed, .exit = -1};
    };
    return {job_class, name, needs, does};
}

std::span<const ActionKind* const> action_kinds();
/// Nothing: not in this version.
inline const ActionKind* action_kind(trust::JobClass job_class) {
    const auto kinds = action_kinds();
    const auto found = std::ranges::find(kinds, job_class, &ActionKind::job_class);
    return found == kinds.end() ? nullptr : *found;
}

}  // namespace steward::gate
