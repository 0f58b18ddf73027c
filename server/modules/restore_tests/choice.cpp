#include "server/modules/restore_tests/choice.h"

#include <algorithm>

namespace steward::restore_tests {

namespace {
constexpr size_t newest_in_a_row = 2;
constexpr int most_draws = 256;  // of seeds that all want the newest there are fewer than one in 10^100

bool is_due_for_another(const std::vector<bool>& was_newest) {
    return was_newest.size() >= newest_in_a_row &&
           std::all_of(was_newest.begin(), was_newest.begin() + newest_in_a_row, [](bool was) { return was; });
}
}  // namespace

bool can_be_tested(const backups::RecoveryPoint& point) {
    return !point.name.empty() && trust::is_point_name(point.name) && point.has_witness && point.integrity != "corrupt" &&
           point.integrity != "expired";
}

std::optional<Choice> choose(const std::vector<backups::RecoveryPoint>& points, const std::vector<bool>& was_newest, Rng& rng,
                             Instant now) {
    size_t newest = points.size(), testable = 0;
    for (size_t i = 0; i < points.size(); ++i) {
        if (!can_be_tested(points[i])) continue;
        ++testable;
        if (newest == points.size() || points[newest].known_at < points[i].known_at) newest = i;
    }
    if (testable == 0) return std::nullopt;
    const bool wants_another = testable > 1 && is_due_for_another(was_newest);
    Choice choice;
    for (int draws = 0; draws < most_draws; ++draws) {
        rng.fill(choice.seed);
        trust::PointDraw draw(choice.seed, now);
        for (const auto& point : points)
            if (can_be_tested(point)) draw.offer({.name = point.name, .at = point.known_at, .content_at = point.content_at});
        const auto drawn = draw.drawn();
        choice.how = drawn->how;
        choice.point = static_cast<size_t>(std::ranges::find(points, drawn->point.name, [](const auto& point) { return point.name; }) -
                                           points.begin());
        choice.is_newest = points[choice.point].known_at == points[newest].known_at;
        if (!wants_another || !choice.is_newest) break;
    }
    return choice;
}

std::string_view how_word(trust::HowChosen how) {
    switch (how) {
        case trust::HowChosen::Newest:
            return "newest";
        case trust::HowChosen::Oldest:
            return "oldest";
        case trust::HowChosen::Any:
            return "any";
        default:
            return "hand";
    }
}

}  // namespace steward::restore_tests
