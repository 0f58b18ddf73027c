#include "server/modules/problems/pattern.h"

#include <algorithm>

namespace steward::problems {

std::optional<std::vector<Incident>> pattern_in(std::span<const Incident> same, Instant since, Instant now) {
    std::vector<Incident> counted;
    for (const Incident& one : same) {
        if (one.at <= now && now - one.at <= pattern_span && (!since.is_set() || one.at > since)) counted.push_back(one);
    }
    if (counted.size() < pattern_size) return std::nullopt;
    std::sort(counted.begin(), counted.end(), [](const Incident& a, const Incident& b) { return a.at < b.at; });
    return counted;
}

}  // namespace steward::problems
