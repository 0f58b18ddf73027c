#include "server/platform/series/window.h"

namespace steward::series {

namespace {
constexpr std::string_view window_suffix = ".series";

constexpr std::string_view tier_word(Tier tier) {
    switch (tier) {
        case Tier::Raw:
            return "raw-";
        case Tier::FiveMinutes:
            return "five-minutes-";
        case Tier::Hour:
            return "hour-";
    }
    return "";
}
}  // namespace

std::string window_name(Tier tier, Instant start) {
    return std::string(tier_word(tier)) + to_rfc3339(start).substr(0, 10) + std::string(window_suffix);
}

std::optional<Window> parse_window_name(std::string_view name) {
    for (const Tier tier : all_tiers) {
        const std::string_view word = tier_word(tier);
        if (!name.starts_with(word) || !name.ends_with(window_suffix) || name.size() != word.size() + 10 + window_suffix.size()) continue;
        const auto start = parse_rfc3339(std::string(name.substr(word.size(), 10)) + "T00:00:00Z");
        if (start && window_start(tier, *start) == *start) return Window{tier, *start};
    }
    return std::nullopt;
}

}  // namespace steward::series
