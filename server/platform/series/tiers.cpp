#include "server/platform/series/tiers.h"

#include <algorithm>

#include "server/platform/series/window.h"

namespace steward::series {

namespace {
__extension__ using Wide = __int128;

// Beyond 63 bits (a span of nearly all numbers) the largest stands for it: such a value is no measurement.
int64_t saturate(Wide value) {
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    return value > most ? most : static_cast<int64_t>(value);
}

struct Folded {
    int64_t minimum = missing_sample, maximum = 0, count = 0;
    Wide sum = 0;

    void add(int64_t value) {
        if (value == missing_sample) return;
        minimum = count == 0 ? value : std::min(minimum, value);
        maximum = count == 0 ? value : std::max(maximum, value);
        sum += value;
        ++count;
    }
};

void fold_column(std::span<const int64_t> values, std::span<const size_t> ends, std::span<std::vector<int64_t>> parts) {
    size_t at = 0;
    for (const size_t end : ends) {
        Folded folded;
        for (; at < end; ++at) folded.add(values[at]);
        parts[tier_minimum].push_back(folded.minimum);
        parts[tier_span].push_back(folded.count == 0 ? 0 : saturate(Wide{folded.maximum} - folded.minimum));
        parts[tier_excess].push_back(folded.count == 0 ? 0 : saturate(folded.sum - Wide{folded.minimum} * folded.count));
        parts[tier_count].push_back(folded.count);
    }
}
}  // namespace

std::vector<SeriesKind> tier_kinds(const Layout& layout) {
    std::vector<SeriesKind> kinds;
    for (const SeriesKind kind : layout.kinds()) {
        const SeriesKind spread = kind == SeriesKind::State ? SeriesKind::State : SeriesKind::Gauge;
        kinds.insert(kinds.end(), {kind, spread, spread, SeriesKind::State});
    }
    return kinds;
}

Table fold(const Table& table, Duration resolution) {
    Table folded{table.layout, {}, std::vector<std::vector<int64_t>>(table.columns.size() * tier_parts)};
    std::vector<size_t> ends;
    for (size_t i = 0; i < table.times.size(); ++i) {
        const int64_t at = floor_to(table.times[i], resolution.count());
        if (folded.times.empty() || folded.times.back() != at) {
            folded.times.push_back(at);
            ends.push_back(i);
        }
        ends.back() = i + 1;
    }
    for (size_t i = 0; i < table.columns.size(); ++i) {
        fold_column(table.columns[i], ends, std::span(folded.columns).subspan(i * tier_parts, tier_parts));
    }
    return folded;
}

}  // namespace steward::series
