#include "server/modules/figures/groups.h"

namespace steward::figures {

std::string key_of(const Line& line, Grouping by) {
    if (by == Grouping::Priority) return line.priority;
    if (by == Grouping::Client) return line.client.text();
    return line.technician == AccountId{} ? std::string() : line.technician.text();
}

std::optional<Grouping> grouping_of(std::string_view name) {
    if (name.empty() || name == "priority") return Grouping::Priority;
    if (name == "client") return Grouping::Client;
    if (name == "technician") return Grouping::Technician;
    return std::nullopt;
}

Value value_of(const Definition& figure, std::span<const Line> lines, double endpoints) {
    switch (figure.shape) {
        case Shape::Share:
            return share_of(lines);
        case Shape::Time:
            return time_of(lines);
        case Shape::PerEndpoint:
            return per_endpoint_of(lines, endpoints);
        case Shape::HoursPerEndpoint:
            return hours_per_endpoint_of(lines, endpoints);
    }
    return {};
}

std::vector<Group> groups_of(const Definition& figure, std::span<const Line> lines, const std::map<ClientId, double>& endpoints,
                             Grouping by) {
    std::map<std::string, std::vector<Line>> lines_by_key;
    std::map<std::string, double> endpoints_by_key;
    double all_endpoints = 0;
    for (const auto& [client, count] : endpoints) all_endpoints += count;
    for (const Line& line : lines) lines_by_key[key_of(line, by)].push_back(line);
    if (is_per_endpoint(figure.shape) && by == Grouping::Client) {
        for (const auto& [client, count] : endpoints) {
            endpoints_by_key[client.text()] = count;
            lines_by_key.try_emplace(client.text());  // a client without any ticket is the best of all
        }
    }
    std::vector<Group> groups;
    for (const auto& [key, some] : lines_by_key)
        groups.push_back({key, value_of(figure, some, by == Grouping::Client ? endpoints_by_key[key] : all_endpoints)});
    return groups;
}

std::vector<std::string> below_target(const Definition& figure, std::span<const Line> lines) {
    std::vector<std::string> below;
    if (!figure.code.starts_with("K05.")) return below;
    for (const Group& group : groups_of(figure, lines, {}, Grouping::Priority)) {
        const double percent = 100 * static_cast<double>(group.value.numerator) / group.value.denominator;
        if ((group.key == "P1" || group.key == "P2") && percent < figure.target) below.push_back(group.key);
    }
    return below;
}

}  // namespace steward::figures
