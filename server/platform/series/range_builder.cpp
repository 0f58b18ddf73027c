#include "server/platform/series/range_builder.h"

#include <algorithm>
#include <cmath>

#include "server/platform/series/window.h"

namespace steward::series {

RangeBuilder::RangeBuilder(std::string_view metric, std::optional<std::string_view> item, Instant from, Instant to, Duration step)
    : metric_(metric),
      item_(item),
      from_(from.unix_ms),
      to_(to.unix_ms),
      step_(std::max<int64_t>(step.count(), 1)),
      piece_from_(from_),
      piece_to_(to_) {}

void RangeBuilder::only(Instant from, Instant to) {
    piece_from_ = std::max(from_, from.unix_ms);
    piece_to_ = std::min(to_, to.unix_ms);
}

const std::vector<RangeBuilder::Wanted>& RangeBuilder::wanted(const Layout& layout) {
    auto [known, is_new] = known_.try_emplace(layout.digest());
    if (!is_new) return known->second;
    const auto definitions = layout.definitions();
    for (size_t i = 0; i < definitions.size(); ++i) {
        const Definition& definition = definitions[i];
        if ((!metric_.empty() && definition.metric != metric_) || (item_ && definition.item != *item_)) continue;
        const auto [line, is_first] = lines_.try_emplace({definition.metric, definition.item}, ranges_.size());
        if (is_first) ranges_.push_back({definition, {}});
        known->second.push_back({i, line->second, std::pow(10.0, definition.decimals)});
    }
    return known->second;
}

void RangeBuilder::find_runs(std::span<const int64_t> times) {
    runs_.clear();
    int64_t end_of_run = std::numeric_limits<int64_t>::min();
    const auto begin = static_cast<size_t>(std::ranges::lower_bound(times, piece_from_) - times.begin());
    for (size_t i = begin; i < times.size() && times[i] < piece_to_; ++i) {
        if (times[i] < end_of_run) {
            runs_.back().end = i + 1;
            continue;
        }
        const int64_t start = floor_to(times[i], step_);
        end_of_run = start + step_;
        runs_.push_back({std::max(start, from_), i, i + 1});
    }
}

// At most what a day of minutes needs: beyond it vectors may grow as they do.
size_t RangeBuilder::expected_points() const {
    const int64_t distance = std::max(step_, pieces_.back().interval);
    return std::min<size_t>(static_cast<size_t>((to_ - runs_.front().at) / distance) + 3, 1'500);
}

// Two points of one step become one: each counts as often as it has samples.
void RangeBuilder::join(Range::Point& held, const Range::Point& point) {
    const double samples = static_cast<double>(held.samples) + point.samples;
    held.minimum = std::min(held.minimum, point.minimum);
    held.maximum = std::max(held.maximum, point.maximum);
    // A mean of equal numbers must not lie beside them by a rounding.
    held.average = std::clamp((held.average * held.samples + point.average * point.samples) / samples, held.minimum, held.maximum);
    held.samples += point.samples;
}

void RangeBuilder::add_point(std::vector<Range::Point>& points, const Range::Point& point) {
    if (!points.empty() && points.back().at >= point.at) {
        if (points.back().at == point.at) return join(points.back(), point);
        in_order_ = false;
    }
    points.push_back(point);
}

Range::Point RangeBuilder::point_of(const Run& run, std::span<const int64_t> values, double divisor) {
    int64_t minimum = std::numeric_limits<int64_t>::max(), maximum = std::numeric_limits<int64_t>::min();
    uint64_t sum = 0;
    uint32_t samples = 0;
    for (const int64_t value : values.subspan(run.begin, run.end - run.begin)) {
        if (value == missing_sample) continue;
        minimum = std::min(minimum, value);
        maximum = std::max(maximum, value);
        sum += static_cast<uint64_t>(value);
        ++samples;
    }
    if (samples == 0) return {};
    const double lowest = static_cast<double>(minimum) / divisor;
    if (minimum == maximum) return {Instant{run.at}, lowest, lowest, lowest, samples};
    const double highest = static_cast<double>(maximum) / divisor;
    // Whole numbers are summed exactly while no sum of them can leave 2^53; measured ones are far below.
    constexpr int64_t small = int64_t{1} << 40;
    if (minimum > -small && maximum < small && samples < 1U << 12)
        return {Instant{run.at}, static_cast<double>(static_cast<int64_t>(sum)) / (divisor * samples), lowest, highest, samples};
    double wide = 0;
    for (const int64_t value : values.subspan(run.begin, run.end - run.begin))
        if (value != missing_sample) wide += static_cast<double>(value);
    return {Instant{run.at}, std::clamp(wide / divisor / samples, lowest, highest), lowest, highest, samples};
}

// Flattened: 57,600 points of one picture, each in a few nanoseconds.
[[gnu::flatten]] void RangeBuilder::add_samples(std::span<const int64_t> values, const Wanted& wanted) {
    std::vector<Range::Point>& points = ranges_[wanted.line].points;
    if (points.empty()) points.reserve(expected_points());
    // Pieces that follow each other, which is nearly always, need no look at the point before.
    const bool follows = points.empty() || points.back().at.unix_ms < runs_.front().at;
    for (const Run& run : runs_) {
        const Range::Point point = point_of(run, values, wanted.divisor);
        if (point.samples == 0) continue;
        if (follows) points.push_back(point);
        else add_point(points, point);
    }
}

void RangeBuilder::add_folded(std::span<const int64_t> minimum, std::span<const int64_t> span, std::span<const int64_t> excess,
                              std::span<const int64_t> count, const Wanted& wanted) {
    for (const Run& run : runs_) {
        for (size_t i = run.begin; i < run.end; ++i) {
            // What a file says is not trusted: it must be possible.
            const bool possible = count[i] > 0 && count[i] <= std::numeric_limits<uint32_t>::max() && span[i] >= 0 && excess[i] >= 0;
            if (!possible || minimum[i] == missing_sample) continue;
            const auto lowest = static_cast<double>(minimum[i]), samples = static_cast<double>(count[i]);
            const double floor = lowest / wanted.divisor, ceiling = (lowest + static_cast<double>(span[i])) / wanted.divisor;
            const double average = (lowest * samples + static_cast<double>(excess[i])) / wanted.divisor / samples;
            add_point(ranges_[wanted.line].points,
                      {Instant{run.at}, std::clamp(average, floor, ceiling), floor, ceiling, static_cast<uint32_t>(count[i])});
        }
    }
}

int64_t RangeBuilder::interval_at(int64_t at) const {
    const auto next = std::ranges::upper_bound(pieces_, at, {}, &Piece::first);
    return next == pieces_.begin() ? step_ : (next - 1)->interval;
}

void RangeBuilder::put_in_order(std::vector<Range::Point>& points) const {
    if (in_order_) return;
    std::ranges::stable_sort(points, {}, &Range::Point::at);
    size_t kept = 0;
    for (size_t i = 1; i < points.size(); ++i) {
        if (points[i].at != points[kept].at) {
            points[++kept] = points[i];
            continue;
        }
        join(points[kept], points[i]);
    }
    points.resize(kept + 1);
}

// With a step shorter than the interval most steps are empty without anything being missed, and a
// report a little late is no gap either: half an interval is allowed.
void RangeBuilder::mark_gaps(std::vector<Range::Point>& points) const {
    std::vector<Range::Point> marked;
    int64_t usual_distance = step_;
    if (!pieces_.empty()) usual_distance = std::max(step_, std::ranges::min(pieces_, {}, &Piece::interval).interval);
    if (points.empty()) return;
    const int64_t steps = (floor_to(points.back().at.unix_ms, step_) - floor_to(points.front().at.unix_ms, step_)) / step_;
    if (steps + 1 == static_cast<int64_t>(points.size())) return;  // one point a step: nothing is missing
    for (size_t i = 0; i + 1 < points.size(); ++i) {
        const int64_t at = points[i].at.unix_ms, next = points[i + 1].at.unix_ms;
        if (!marked.empty()) marked.push_back(points[i]);
        if (next - at <= usual_distance) continue;
        const int64_t usual = std::max(interval_at(at), interval_at(next)), length = std::max(step_, usual);
        // A first point may stand in the middle of its step, at `from`.
        if (next - floor_to(at, step_) <= length + usual / 2) continue;
        if (marked.empty()) marked.assign(points.begin(), points.begin() + static_cast<ptrdiff_t>(i) + 1);
        marked.push_back({Instant{floor_to(at, step_) + length}, 0, 0, 0, 0});
    }
    if (marked.empty()) return;
    marked.push_back(points.back());
    points = std::move(marked);
}

std::vector<Range> RangeBuilder::finish() {
    std::ranges::sort(pieces_);
    for (Range& range : ranges_) {
        put_in_order(range.points);
        mark_gaps(range.points);
    }
    return std::move(ranges_);
}

}  // namespace steward::series
