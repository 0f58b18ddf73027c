#include "server/modules/helpdesk/priority.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
constexpr std::string_view matrix[3][3] = {
    //            high  medium low
    /* extensive   */ {"P1", "P2", "P3"},
    /* significant */ {"P2", "P3", "P4"},
    /* limited     */ {"P3", "P4", "P4"},
};

template <size_t count>
std::optional<size_t> place_in(const std::string_view (&list)[count], std::string_view word) {
    const auto at = std::find(std::begin(list), std::end(list), word);
    if (at == std::end(list)) return std::nullopt;
    return static_cast<size_t>(at - std::begin(list));
}
}  // namespace

std::optional<std::string_view> matrix_priority(std::string_view impact, std::string_view urgency) {
    const auto row = place_in(impacts, impact), column = place_in(urgencies, urgency);
    if (!row || !column) return std::nullopt;
    return matrix[*row][*column];
}

std::optional<MatrixCell> cell_of(std::string_view priority) {
    if (priority == "P1") return MatrixCell{"extensive", "high"};
    if (priority == "P2") return MatrixCell{"significant", "high"};
    if (priority == "P3") return MatrixCell{"significant", "medium"};
    if (priority == "P4") return MatrixCell{"limited", "medium"};
    return std::nullopt;
}

bool is_more_urgent(std::string_view a, std::string_view b) { return a < b; }

PriorityVerdict judge_priority(std::string_view impact, std::string_view urgency, bool vip) {
    const std::string base(matrix_priority(impact, urgency).value_or("P4"));
    const auto column = place_in(urgencies, urgency);
    if (!vip || !column || *column == 0) return {base, ""};
    std::string stepped(matrix_priority(impact, urgencies[*column - 1]).value_or(base));
    if (stepped == "P1") stepped = "P2";
    if (!is_more_urgent(stepped, base)) return {base, ""};
    return {stepped, "The requester is a VIP: urgency counts one step up."};
}

}  // namespace steward::helpdesk
