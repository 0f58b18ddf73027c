#include "server/modules/figures/groups.h"

namespace steward::figures {

namespace {
std::string key_of(const Line& line, Grouping by) {
    if (by == Grouping::Priority) return line.priority;
    if (by == Grouping::Client) return line.client.text();
    return line.technician == AccountId{} ? std::string() : line.technician.text();
}
}  // namespace

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
    if (is_per_endpoint(figure.shape) && by != Grouping::Client) return {};
    std::map<std::string, std::vector<Line>> lines_by_key;
    std::map<std::string, double> endpoints_by_key;
    for (const Line& line : lines) lines_by_key[key_of(line, by)].push_back(line);
    if (is_per_endpoint(figure.shape)) {
        for (const auto& [client, count] : endpoints) {
            endpoints_by_key[client.text()] = count;
            lines_by_key.try_emplace(client.text());  // a client without any ticket is the best of all
        }
    }
    std::vector<Group> groups;
    for (const auto& [key, some] : lines_by_key) groups.push_back({key, value_of(figure, some, endpoints_by_key[key])});
    return groups;
}

}  // namespace steward::figures
