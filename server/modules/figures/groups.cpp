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

Value value_of(const Definition& figure, std::span<const Line> lines, std::span<const Care> care, const Period& period, Instant now) {
    switch (figure.shape) {
        case Shape::Share:
            return share_of(lines);
        case Shape::Time:
            return time_of(lines);
        case Shape::PerEndpoint:
            return per_endpoint_of(lines, endpoints_in(care, period, now));
    }
    return {};
}

std::vector<Group> groups_of(const Definition& figure, std::span<const Line> lines, std::span<const Care> care, Grouping by,
                             const Period& period, Instant now) {
    if (figure.shape == Shape::PerEndpoint && by != Grouping::Client) return {};
    std::map<std::string, std::vector<Line>> lines_by_key;
    std::map<std::string, std::vector<Care>> care_by_key;
    for (const Line& line : lines) lines_by_key[key_of(line, by)].push_back(line);
    if (figure.shape == Shape::PerEndpoint) {
        for (const Care& one : care) {
            care_by_key[one.client.text()].push_back(one);
            lines_by_key.try_emplace(one.client.text());  // a client without any ticket is the best of all
        }
    }
    std::vector<Group> groups;
    for (const auto& [key, some] : lines_by_key) groups.push_back({key, value_of(figure, some, care_by_key[key], period, now)});
    return groups;
}

}  // namespace steward::figures
