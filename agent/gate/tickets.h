// Runs of standing policies: by a ticket that the server's log key signed, or by the policy's own schedule (design/trust.md 4.1.3, message
// 10; 4.1.6). The server's key authorises nothing: it selects inside what people signed, and everything is asked again here.
//
// Pure, as checks.h; the details are in policies.h.
#pragma once

#include "agent/gate/policies.h"

namespace steward::gate {

/// Decides over a ticket as it came. What runs is said as a job that nobody wrote: class, action, limits and end follow from the policy.
std::expected<Accepted, Refusal> judge_ticket(ByteView bytes, const PolicySituation& situation);

/// What a schedule has to begin now, and did not begin: the windows of policies whose moment has come, and whose run the journal does not
/// know.
struct Due {
    const StandingPolicy* policy = nullptr;
    OpenWindow window;
    trust::ShortId run{};
};
std::vector<Due> due_now(const PolicySituation& situation);

/// The first item of the policy, in that window.
std::expected<Accepted, Refusal> judge_scheduled(const Due& due, const PolicySituation& situation);

}  // namespace steward::gate
