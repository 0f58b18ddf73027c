#include "server/modules/approvals/verdict.h"

#include <algorithm>

namespace steward::approvals {

std::string_view verdict(std::string_view rule, std::span<const std::string> states) {
    const auto has = [&](std::string_view state) { return std::find(states.begin(), states.end(), state) != states.end(); };
    if (rule == "all") return has("rejected") ? "rejected" : has("pending") ? "pending" : "approved";
    return has("approved") ? "approved" : has("pending") ? "pending" : "rejected";
}

std::string refusal_of_client(const Candidate& candidate, std::string_view kind, bool has_cost) {
    const bool decides = candidate.roles.contains("CDM"), approves = candidate.roles.contains("CAP");
    if (!decides && !approves) return "Is neither an approver nor the decision-maker of the client.";
    if (candidate.is_requester) return "Asked for it: who raises a request cannot approve it.";
    if (kind == "change" && has_cost && !decides) return "A change that costs money is decided by the client's decision-maker.";
    return "";
}

std::string refusal_of_staff(const Candidate& candidate) {
    if (!candidate.is_active) return "This account is not active.";
    if (candidate.is_asker) return "Who asks cannot approve it: another person decides.";
    return "";
}

std::optional<Instant> next_reminder(Instant due_at, Instant after) {
    if (!due_at.is_set()) return std::nullopt;
    using std::chrono::days;
    for (const Instant at : {due_at - days(1), due_at, due_at + days(3)}) {
        if (at > after) return at;
    }
    return std::nullopt;
}

}  // namespace steward::approvals
