// Who may decide an approval, and when it is decided: domain/model.md sections 3 and 5.11. Pure.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::approvals {

inline constexpr std::string_view approval_kinds[] = {"access", "purchase", "change", "other"};
inline constexpr std::string_view approval_rules[] = {"any", "all"};

/// "pending", "approved" or "rejected", of the states of those who were asked. Rule "any": one yes is enough, and it is
/// rejected when nobody is left to say it. Rule "all": one no is enough.
std::string_view verdict(std::string_view rule, std::span<const std::string> states);

/// An amount in hundredths of a currency; without a currency: none.
struct Amount {
    int64_t minor = 0;
    std::string currency = {};
    bool is_something() const { return minor > 0; }
};
/// "1,250.00 CHF".
std::string amount_words(const Amount& amount);

/// One who may be asked.
struct Candidate {
    std::set<std::string> roles;
    Amount limit = {};          // up to which an approver approves; none: nothing that costs money
    bool is_requester = false;  // of the ticket
    bool is_asker = false;
    bool is_active = true;
};

/// Why this person of the client cannot be asked; empty: they can. Access and purchases: an approver (CAP) up to their limit, or
/// the decision-maker (CDM); a change with a cost: the decision-maker alone. Whoever raised the ticket cannot approve it.
std::string refusal_of_client(const Candidate& candidate, std::string_view kind, const Amount& cost);
/// The same of our own people: never the one who asks.
std::string refusal_of_staff(const Candidate& candidate);

/// When those who have not decided are to be reminded next after `after`: a day before it is due, when it is due, and
/// three days later; nothing without a due date.
std::optional<Instant> next_reminder(Instant due_at, Instant after);

}  // namespace steward::approvals
