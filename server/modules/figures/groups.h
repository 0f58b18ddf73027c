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
/// Which group a line is in: "P1", or the id of its client or technician; empty: nobody.
std::string key_of(const Line& line, Grouping by);
/// In the order of the keys. What is per endpoint is divided, by client, by the endpoints of each; by priority and technician by all of
/// them, since all machines are everybody's: these groups add up to the whole.
std::vector<Group> groups_of(const Definition& figure, std::span<const Line> lines, const std::map<ClientId, double>& endpoints,
                             Grouping by);

/// K05 is to be kept for P1 and P2 each: which of them are under the target, however few they are. Of every other figure nothing.
std::vector<std::string> below_target(const Definition& figure, std::span<const Line> lines);

}  // namespace steward::figures
