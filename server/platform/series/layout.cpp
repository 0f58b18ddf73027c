#include "server/platform/series/layout.h"

#include <sodium.h>

#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
constexpr size_t most_layout_columns = 10'000;
constexpr uint8_t most_decimals = 15;
constexpr uint8_t same_metric = 0x40;  // beside kind (2 bits) and decimals (4 bits)

Bytes pack_layout(std::span<const Definition> columns, Duration interval) {
    Bytes content;
    pack_number(content, static_cast<uint64_t>(interval.count()));
    pack_number(content, columns.size());
    std::string_view metric;
    for (const Definition& column : columns) {
        const bool same = column.metric == metric;
        content.push_back(
            static_cast<uint8_t>(static_cast<unsigned>(column.kind) | unsigned{column.decimals} << 2 | (same ? same_metric : 0)));
        if (!same) pack_text(content, column.metric);
        pack_text(content, column.item);
        metric = column.metric;
    }
    return content;
}

std::unexpected<Error> damaged_layout() {
    return fail(ErrorKind::Internal, "series.damaged",
                "The columns of a stored series are damaged; restore the series folder from a backup.");
}

// Calls `each(kind, decimals, metric, item)` per column; false when the content is damaged.
template <typename Each>
bool for_each_column(ByteView content, Duration& interval, const Each& each) {
    Unpacker in(content);
    interval = Duration(static_cast<int64_t>(in.number()));
    const uint64_t count = in.number();
    std::string_view metric;
    for (uint64_t i = 0; i < count && !in.failed(); ++i) {
        const ByteView head = in.bytes(1);
        if (in.failed()) return false;
        const unsigned kind = head[0] & 3;
        if (kind == 0 || (head[0] & 0x80) != 0) return false;
        if ((head[0] & same_metric) == 0) metric = in.text();
        each(static_cast<SeriesKind>(kind), static_cast<uint8_t>(head[0] >> 2 & most_decimals), metric, in.text());
    }
    return !in.failed() && in.rest().empty() && count != 0 && count <= most_layout_columns && interval.count() > 0;
}
}  // namespace

Result<std::shared_ptr<const Layout>> Layout::make(std::span<const Definition> columns, Duration interval) {
    bool sound = !columns.empty() && columns.size() <= most_layout_columns && interval.count() > 0;
    for (const Definition& column : columns) {
        const auto kind = static_cast<unsigned>(column.kind);
        sound = sound && column.decimals <= most_decimals && kind >= 1 && kind <= 3;
    }
    if (!sound)
        return fail(ErrorKind::Invalid, "series.columns",
                    "A report needs 1 to 10,000 columns of a known kind and an interval; update the agent.");
    return parse(pack_layout(columns, interval));
}

Result<std::shared_ptr<const Layout>> Layout::parse(ByteView content) {
    std::shared_ptr<Layout> layout(new Layout);
    const bool sound = for_each_column(
        content, layout->interval_, [&](SeriesKind kind, uint8_t, std::string_view, std::string_view) { layout->kinds_.push_back(kind); });
    if (!sound) return damaged_layout();
    layout->kinds_.shrink_to_fit();
    layout->content_.assign(content.begin(), content.end());
    crypto_generichash(layout->digest_.data(), layout->digest_.size(), content.data(), content.size(), nullptr, 0);
    return layout;
}

std::vector<Definition> Layout::definitions() const {
    std::vector<Definition> definitions;
    definitions.reserve(kinds_.size());
    Duration interval;
    for_each_column(content_, interval, [&](SeriesKind kind, uint8_t decimals, std::string_view metric, std::string_view item) {
        definitions.push_back({std::string(metric), std::string(item), kind, decimals});
    });
    return definitions;
}

}  // namespace steward::series
