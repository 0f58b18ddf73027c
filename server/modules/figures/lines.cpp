#include "server/modules/figures/lines.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace steward::figures {

namespace {
int64_t open_among(std::span<const Line> lines) { return std::ranges::count_if(lines, &Line::open); }
}  // namespace

Times times_of(std::vector<double> seconds) {
    if (seconds.empty()) return {};
    std::ranges::sort(seconds);
    const size_t count = seconds.size();
    const double sum = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    const auto nearest_rank = static_cast<size_t>(std::ceil(0.9 * static_cast<double>(count)));
    return {.mean = sum / static_cast<double>(count),
            .median = (seconds[(count - 1) / 2] + seconds[count / 2]) / 2,
            .p90 = seconds[std::max<size_t>(nearest_rank, 1) - 1]};
}

Value share_of(std::span<const Line> lines) {
    return {.numerator = std::ranges::count_if(lines, &Line::counted),
            .denominator = static_cast<double>(lines.size()),
            .sample = static_cast<int64_t>(lines.size()),
            .open = open_among(lines),
            .times = {}};
}

Value time_of(std::span<const Line> lines) {
    std::vector<double> seconds;
    for (const Line& line : lines) seconds.push_back(line.seconds);
    const auto count = static_cast<int64_t>(lines.size());
    return {.numerator = count,
            .denominator = static_cast<double>(count),
            .sample = count,
            .open = open_among(lines),
            .times = times_of(std::move(seconds))};
}

Value per_endpoint_of(std::span<const Line> lines, double endpoints) {
    const auto count = static_cast<int64_t>(lines.size());
    return {.numerator = count, .denominator = endpoints, .sample = count, .open = 0, .times = {}};
}

Value hours_per_endpoint_of(std::span<const Line> lines, double endpoints) {
    Value value = per_endpoint_of(lines, endpoints);
    for (const Line& line : lines) value.seconds += line.seconds;
    return value;
}

double endpoints_in(std::span<const Care> care, const Period& period, Instant now) {
    const Instant end = std::min(period.until, now);
    if (end <= period.from) return 0;
    double weighted = 0;
    for (const Care& one : care) {
        const Instant from = std::max(one.since, period.from), until = one.until == Instant{} ? end : std::min(one.until, end);
        if (until > from) weighted += static_cast<double>((until - from).count());
    }
    return weighted / static_cast<double>((end - period.from).count());
}

}  // namespace steward::figures
