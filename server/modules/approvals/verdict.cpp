#include "server/modules/approvals/verdict.h"

#include <algorithm>

namespace steward::approvals {

std::string_view verdict(std::string_view rule, std::span<const std::string> states) {
    const auto has = [&](std::string_view state) { return std::find(states.begin(), states.end(), state) != states.end(); };
    if (rule == "all") return has("rejected") ? "rejected" : has("pending") ? "pending" : "approved";
    return has("approved") ? "approved" : has("pending") ? "pending" : "rejected";
}

std::string amount_words(const Amount& amount) {
    std::string whole = std::to_string(amount.minor / 100);
    for (size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ",");
    const std::string cents = std::to_string(amount.minor % 100);
    return whole + "." + std::string(2 - cents.size(), '0') + cents + " " + amount.currency;
}

namespace {
// Amounts of two currencies are not compared: nobody said at which rate.
std::string refusal_of_limit(const Amount& limit, const Amount& cost) {
    constexpr std::string_view goes_on = " It goes to the client's decision-maker.";
    if (!limit.is_something()) return "No amount was agreed up to which they approve." + std::string(goes_on);
    if (limit.currency != cost.currency)
        return "Approves up to " + amount_words(limit) + ", and this is in " + cost.currency + "." + std::string(goes_on);
    if (cost.minor > limit.minor) return "Approves up to " + amount_words(limit) + ". More goes to the client's decision-maker.";
    return "";
}
}  // namespace

std::string refusal_of_client(const Candidate& candidate, std::string_view kind, const Amount& cost) {
    const bool decides = candidate.roles.contains("CDM"), approves = candidate.roles.contains("CAP");
    if (!decides && !approves) return "Is neither an approver nor the decision-maker of the client.";
    if (candidate.is_requester) return "Asked for it: who raises a request cannot approve it.";
    if (decides || !cost.is_something()) return "";
    if (kind == "change") return "A change that costs money is decided by the client's decision-maker.";
    return refusal_of_limit(candidate.limit, cost);
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
