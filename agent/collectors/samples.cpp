#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "agent/collectors/collector.h"

namespace steward::agent {

namespace {
constexpr std::array<double, 7> powers = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
}  // namespace

void Samples::add(const Metric& metric, std::string_view item, double value) {
    const double scaled = std::round(value * powers[std::min<size_t>(metric.decimals, powers.size() - 1)]);
    const bool fits = std::isfinite(scaled) && std::abs(scaled) < 9.2e18;
    put(metric, item, fits ? static_cast<int64_t>(scaled) : missing_sample);
}

void Samples::add_scaled(const Metric& metric, std::string_view item, int64_t scaled) { put(metric, item, scaled); }

void Samples::add_unknown(const Metric& metric, std::string_view item) { put(metric, item, missing_sample); }

void Samples::add_read(const Metric& metric, std::string_view item, std::optional<uint64_t> number) {
    const bool fits = number && *number <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    put(metric, item, fits ? static_cast<int64_t>(*number) : missing_sample);
}

void Samples::begin() {
    count_before_ = count_;
    count_ = 0;
    changed_ = false;
}

bool Samples::columns_changed() const { return changed_ || count_ != count_before_; }

void Samples::put(const Metric& metric, std::string_view item, int64_t scaled) {
    if (count_ == most_columns) return;
    if (count_ == columns_.size()) {
        columns_.push_back({&metric, std::string(item)});
        values_.push_back(scaled);
        changed_ = true;
    } else if (Column& column = columns_[count_]; column.metric != &metric || column.item != item) {
        column.metric = &metric;
        column.item = item;
        changed_ = true;
    }
    values_[count_++] = scaled;
}

}  // namespace steward::agent
