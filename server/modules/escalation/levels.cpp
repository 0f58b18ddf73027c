#include "server/modules/escalation/levels.h"

#include <algorithm>

namespace steward::escalation {

std::vector<Level> levels_of(const v1::EscalationRules& rules) {
    std::vector<Level> levels;
    for (const auto& level : rules.levels()) {
        Level& made = levels.emplace_back();
        made.name = level.name();
        made.move_after = std::chrono::minutes(level.move_after_minutes());
        made.priorities.assign(level.priorities().begin(), level.priorities().end());
        made.roles.assign(level.roles().begin(), level.roles().end());
        for (const auto& account : level.account_ids()) made.accounts.push_back(AccountId::parse(account).value_or(AccountId{}));
        made.vendor = level.vendor();
    }
    if (!levels.empty()) return levels;
    for (const auto& name : rules.functional_path()) levels.emplace_back().name = name;
    return levels;
}

size_t position_of(const std::vector<Level>& levels, std::string_view name) {
    const auto at = std::find_if(levels.begin(), levels.end(), [&](const Level& level) { return level.name == name; });
    return at == levels.end() ? 0 : static_cast<size_t>(at - levels.begin());
}

std::optional<size_t> next_by_itself(const std::vector<Level>& levels, size_t position, std::string_view priority) {
    if (position + 1 >= levels.size()) return std::nullopt;
    const Level& level = levels[position];
    const bool concerned =
        level.priorities.empty() || std::find(level.priorities.begin(), level.priorities.end(), priority) != level.priorities.end();
    if (level.move_after <= Duration{0} || !concerned || levels[position + 1].vendor) return std::nullopt;
    return position + 1;
}

bool counts_progress(std::string_view ticket_state) { return ticket_state == "assigned" || ticket_state == "in_progress"; }

}  // namespace steward::escalation
