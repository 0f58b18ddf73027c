// Priority from impact and urgency: domain/playbooks.md section 4. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::helpdesk {

inline constexpr std::string_view impacts[] = {"extensive", "significant", "limited"};
inline constexpr std::string_view urgencies[] = {"high", "medium", "low"};
inline constexpr std::string_view priorities[] = {"P1", "P2", "P3", "P4"};

/// The matrix. Nothing when a word is not one of the lists above.
std::optional<std::string_view> matrix_priority(std::string_view impact, std::string_view urgency);

/// A cell of the matrix that gives `priority`: where an alert, which comes with a priority, enters.
struct MatrixCell {
    std::string_view impact, urgency;
};
std::optional<MatrixCell> cell_of(std::string_view priority);

/// P1 before P2. Both must be priorities.
bool is_more_urgent(std::string_view a, std::string_view b);

struct PriorityVerdict {
    std::string priority;
    std::string reason;  // of the override; empty: the matrix alone
    bool operator==(const PriorityVerdict&) const = default;
};

/// A VIP's urgency counts one step up, but that alone never makes a P1. Such a step is an override
/// with its reason, so that priority = matrix(impact, urgency) stays true without one.
PriorityVerdict judge_priority(std::string_view impact, std::string_view urgency, bool vip);

}  // namespace steward::helpdesk
