// The functional path of a policy: who works at which level, and when work moves on by itself. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/modules/escalation/rules.h"

namespace steward::escalation {

struct Level {
    std::string name;
    Duration move_after{0};               // without progress; 0: never by itself
    std::vector<std::string> priorities;  // of which it moves by itself; empty: all
    std::vector<std::string> roles;
    std::vector<AccountId> accounts;
    bool vendor = false;
};

/// The levels; of a policy that names stations only, stations where nothing moves by itself.
std::vector<Level> levels_of(const v1::EscalationRules& rules);
/// By name; the first when the ticket is nowhere yet or its level is gone from the policy.
size_t position_of(const std::vector<Level>& levels, std::string_view name);
/// Where work of that priority goes by itself from there; nothing at the end of our own levels.
std::optional<size_t> next_by_itself(const std::vector<Level>& levels, size_t position, std::string_view priority);
/// Time without progress counts while somebody has the work and nobody else is waited for (domain/model.md 5.11).
bool counts_progress(std::string_view ticket_state);

}  // namespace steward::escalation
