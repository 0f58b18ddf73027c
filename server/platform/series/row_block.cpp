#include "server/platform/series/row_block.h"

#include <algorithm>
#include <numeric>

namespace steward::series {

namespace {
constexpr uint32_t usual_chunk = 2016;  // with its counter and the allocator's own words 2 KiB
}  // namespace

// Late data may have come in any order.
void sort_by_time(Table& table) {
    if (std::ranges::is_sorted(table.times)) return;
    std::vector<size_t> order(table.times.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, {}, [&](size_t i) { return table.times[i]; });
    const auto rearrange = [&](std::vector<int64_t>& values) {
        std::vector<int64_t> sorted;
        sorted.reserve(values.size());
        for (const size_t i : order) sorted.push_back(values[i]);
        values = std::move(sorted);
    };
    rearrange(table.times);
    for (auto& column : table.columns) {
        if (!column.empty()) rearrange(column);
    }
}
void RowBlock::add(ByteView row, Instant at, uint64_t place) {
    const auto needed = static_cast<uint32_t>(row.size()) + 3;
    if (chunks_.empty() || chunks_.back().size - chunks_.back().used < needed) {
        const uint32_t size = std::max(usual_chunk, needed);
        chunks_.push_back({std::make_shared_for_overwrite<uint8_t[]>(size), 0, size});
    }
    Chunk& chunk = chunks_.back();
    const auto length = static_cast<uint32_t>(row.size());
    std::memcpy(chunk.data.get() + chunk.used, &length, 3);
    std::memcpy(chunk.data.get() + chunk.used + 3, row.data(), row.size());
    chunk.used += needed;
    bytes_ += needed;
    ++rows_;
    ended_ = place;
    first_ = std::min(first_, at);
    last_ = std::max(last_, at);
}

Result<Table> to_table(const RowBlock& block, const std::function<bool(size_t)>& wanted) {
    Table table{block.layout(), {}, std::vector<std::vector<int64_t>>(block.layout()->columns())};
    table.times.reserve(block.rows());
    std::vector<std::pair<size_t, int64_t*>> places;  // the wanted columns and where their next value goes
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (wanted && !wanted(i)) continue;
        table.columns[i].resize(block.rows());
        places.emplace_back(i, table.columns[i].data());
    }
    RowStream stream(block.layout());
    std::vector<int64_t> values(block.layout()->columns());
    Status status;
    block.for_each([&](ByteView row) {
        RowHead head;
        if (status) status = stream.decode(row, head, values);
        if (!status) return;
        table.times.push_back(head.at.unix_ms);
        for (auto& [column, place] : places) *place++ = values[column];
    });
    STEWARD_CHECK(status);
    sort_by_time(table);
    return table;
}

}  // namespace steward::series
