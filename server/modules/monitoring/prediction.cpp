#include "server/modules/monitoring/prediction.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace steward::monitoring {

namespace {
constexpr double day_ms = 86'400'000.0;
constexpr Duration whole_day = std::chrono::hours(24);

struct Line {
    double per_day = 0, at_now = 0, r_squared = 0;
};

Line fit(std::span<const UsedAt> points, Instant now) {
    const double count = static_cast<double>(points.size());
    double sum_x = 0, sum_y = 0;
    for (const auto& point : points) {
        sum_x += static_cast<double>((point.at - now).count()) / day_ms;
        sum_y += point.used;
    }
    const double mean_x = sum_x / count, mean_y = sum_y / count;
    double xx = 0, xy = 0, yy = 0;
    for (const auto& point : points) {
        const double x = static_cast<double>((point.at - now).count()) / day_ms - mean_x, y = point.used - mean_y;
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    Line line;
    if (xx == 0) return line;
    line.per_day = xy / xx;
    line.at_now = mean_y - line.per_day * mean_x;
    line.r_squared = yy == 0 ? 0 : xy * xy / (xx * yy);
    return line;
}

// One point for each whole day before `now`: the highest value of that day, at its own time.
std::vector<UsedAt> daily_maxima(std::span<const UsedAt> points, Instant now) {
    std::vector<UsedAt> days;
    int64_t current = -1;
    for (const auto& point : points) {
        const int64_t day = (now - point.at) / whole_day;
        const UsedAt peak{point.at, point.maximum, point.maximum};
        if (day != current) days.push_back(peak);
        else if (peak.used > days.back().used) days.back() = peak;
        current = day;
    }
    return days;
}

// No slope and no new height: a volume that breathes falls for hours of every day, and still grows.
bool has_not_grown(std::span<const UsedAt> points, const PredictionTerms& terms, Instant now) {
    const auto since = [&](Duration ago) {
        return std::find_if(points.begin(), points.end(), [&](const UsedAt& point) { return point.at >= now - ago; });
    };
    const auto first = since(terms.shrinking), before = since(2 * terms.shrinking);
    const std::span recent(first, points.end());
    // Most of that time must have been observed.
    if (recent.size() < 2 || static_cast<double>(recent.size()) < 0.8 * static_cast<double>(terms.shrinking / terms.step)) return false;
    const auto lower = [](const UsedAt& a, const UsedAt& b) { return a.maximum < b.maximum; };
    const bool new_height =
        before != first && std::max_element(first, points.end(), lower)->maximum > std::max_element(before, first, lower)->maximum;
    return !new_height && fit(recent, now).per_day <= 0;
}
}  // namespace

Prediction predict_full(std::span<const UsedAt> history, double size, const PredictionTerms& terms, Instant now) {
    const auto first = std::find_if(history.begin(), history.end(), [&](const UsedAt& point) { return point.at >= now - terms.window; });
    const std::span window(first, history.end());
    Prediction prediction;
    if (window.size() < 2 || size <= 0) return prediction;
    if (has_not_grown(window, terms, now)) {
        prediction.kind = Prediction::Kind::Shrinking;
        return prediction;
    }
    if (window.back().at - window.front().at < terms.least - 2 * terms.step) return prediction;
    Line line = fit(window, now);
    if (line.r_squared < terms.least_r_squared) {
        const auto maxima = daily_maxima(window, now);
        if (maxima.size() < 3) return prediction;
        line = fit(maxima, now);
        prediction.by_daily_maxima = true;
    }
    prediction.growth_per_day = line.per_day;
    prediction.r_squared = line.r_squared;
    if (line.r_squared < terms.least_r_squared || line.per_day < terms.least_growth_per_day) return prediction;
    prediction.kind = Prediction::Kind::Days;
    prediction.days = std::round(std::max(0.0, (size - line.at_now) / line.per_day) * 100) / 100;
    return prediction;
}

}  // namespace steward::monitoring
