#include "agent/gate/actions/action.h"

#include <algorithm>

namespace steward::gate {

const ActionKind* action_kind(trust::JobClass job_class) {
    const auto kinds = action_kinds();
    const auto found = std::ranges::find(kinds, job_class, &ActionKind::job_class);
    return found == kinds.end() ? nullptr : *found;
}

}  // namespace steward::gate
