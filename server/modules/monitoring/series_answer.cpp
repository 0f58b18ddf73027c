#include "server/modules/monitoring/series_answer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "server/modules/monitoring/metrics.h"

namespace steward::monitoring {

namespace {
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
constexpr int decimals_between_states = 2;  // the average of two states is worth decimals that they do not have

void fill_definition(v1::Series& message, const series::Definition& definition) {
    message.set_metric(definition.metric);
    message.set_item(definition.item);
    message.set_unit(std::string(unit_of(definition.metric)));
    message.set_kind(definition.kind == SeriesKind::Counter ? "counter" : definition.kind == SeriesKind::State ? "state" : "gauge");
}

void fill_series(v1::Series& message, const series::Range& range) {
    fill_definition(message, range.definition);
    const bool spread = std::any_of(range.points.begin(), range.points.end(),
                                    [](const auto& point) { return point.samples > 0 && point.minimum != point.maximum; });
    for (const auto& point : range.points) {
        const bool seen = point.samples > 0;
        message.add_at_unix_ms(point.at.unix_ms);
        message.add_average(seen ? point.average : no_value);
        if (!spread) continue;
        message.add_minimum(seen ? point.minimum : no_value);
        message.add_maximum(seen ? point.maximum : no_value);
    }
}

// To the nearest whole number, by the processor: the library's function is a call for each of 57,600 points.
double whole_of(double value) {
    constexpr double no_fraction = 4503599627370496.0;  // 2^52: from here on numbers are whole
    if (!(std::fabs(value) < no_fraction)) return value;
    return static_cast<double>(static_cast<int64_t>(value + (value < 0 ? -0.5 : 0.5)));
}

bool is_whole(const series::Range& range, std::span<const series::Range::Point> moments) {
    return std::equal(range.points.begin(), range.points.end(), moments.begin(), moments.end(),
                      [](const auto& point, const auto& moment) { return point.samples > 0 && point.at == moment.at; });
}

}  // namespace

void fill_full(v1::GetSeriesResponse& response, std::span<const series::Range> ranges) {
    for (const auto& range : ranges) fill_series(*response.add_series(), range);
}

void fill_compact(v1::GetSeriesResponse& response, std::span<const series::Range> ranges) {
    std::span<const series::Range::Point> moments;
    for (const auto& range : ranges) {
        v1::Series& message = *response.add_series();
        fill_definition(message, range.definition);
        if (moments.empty() && is_whole(range, range.points)) moments = range.points;
        if (!is_whole(range, moments)) {
            for (const auto& point : range.points) {
                message.add_at_unix_ms(point.at.unix_ms);
                message.add_average(point.samples > 0 ? point.average : no_value);
            }
            continue;
        }
        const int decimals = range.definition.decimals + (range.definition.kind == SeriesKind::State ? decimals_between_states : 0);
        const double factor = std::pow(10.0, decimals);
        message.set_decimals(decimals);
        message.mutable_differences()->Reserve(static_cast<int>(range.points.size()));
        double before = 0;
        for (const auto& point : range.points) {
            const double whole = whole_of(point.average * factor);
            message.add_differences(whole - before);
            before = whole;
        }
    }
    for (const auto& moment : moments) response.add_at_unix_ms(moment.at.unix_ms);
}

}  // namespace steward::monitoring
