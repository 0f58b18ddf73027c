// Lines by priority, client or technician, and what each group is worth. Pure.
#pragma once

#include <functional>
#include <optional>

#include "server/modules/figures/counted.h"

namespace steward::figures {

enum class Grouping { Priority, Client, Technician };
/// "" is by priority. Nothing for any other word than the three.
std::optional<Grouping> grouping_of(std::string_view name);

/// What the lines of a figure are worth, where it is per endpoint for that many.
Value value_of(const Definition& figure, std::span<const Line> lines, double endpoints);

struct Group {
    std::string key;  // "P1", or the id of a client or technician; empty: nobody
    Value value;
};
/// In the order of the keys. Endpoints have a client but no priority and no technician: there are no such groups of K09 and K10.
std::vector<Group> groups_of(const Definition& figure, std::span<const Line> lines, const std::map<ClientId, double>& endpoints,
                             Grouping by);

}  // namespace steward::figures
