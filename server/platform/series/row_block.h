// Rows of one device in memory, until there are enough of them for a block in a file.
#pragma once

#include <functional>
#include <vector>

#include "server/platform/series/row_stream.h"

namespace steward::series {

/// The first row is self-contained. Kept in small chunks, so that a thousand half-filled blocks
/// waste little. A copy shares the rows, as they are at that moment, and may be read on another
/// thread while the original grows; only the original may be added to.
class RowBlock {
public:
    RowBlock() = default;
    RowBlock(std::shared_ptr<const Layout> layout, uint64_t began, Instant first)
        : layout_(std::move(layout)), began_(began), ended_(began), first_(first), last_(first) {}

    /// `place`: of the row in the log.
    void add(ByteView row, Instant at, uint64_t place);

    bool empty() const { return rows_ == 0; }
    uint32_t rows() const { return rows_; }
    size_t bytes() const { return bytes_; }
    uint64_t began() const { return began_; }  // place in the log of its first row: its name
    uint64_t ended() const { return ended_; }  // and of its last
    Instant first() const { return first_; }   // earliest and latest moment
    Instant last() const { return last_; }
    const std::shared_ptr<const Layout>& layout() const { return layout_; }

    /// Calls `each(ByteView row)` in the order of arrival.
    template <typename Each>
    void for_each(const Each& each) const;

private:
    struct Chunk {
        std::shared_ptr<uint8_t[]> data;
        uint32_t used = 0, size = 0;
    };
    std::shared_ptr<const Layout> layout_;
    uint64_t began_ = 0, ended_ = 0;
    Instant first_, last_;
    uint32_t rows_ = 0;
    size_t bytes_ = 0;
    std::vector<Chunk> chunks_;
};

template <typename Each>
void RowBlock::for_each(const Each& each) const {
    for (const Chunk& chunk : chunks_) {
        for (uint32_t at = 0; at < chunk.used;) {
            uint32_t size = 0;
            std::memcpy(&size, chunk.data.get() + at, 3);
            each(ByteView(chunk.data.get() + at + 3, size));
            at += 3 + size;
        }
    }
}

/// A block as a table: one entry of `rows` per report in rising time, one vector per column.
struct Table {
    std::shared_ptr<const Layout> layout;
    std::vector<int64_t> times;                 // unix milliseconds
    std::vector<std::vector<int64_t>> columns;  // missing_sample where there was none
};

/// Rows of late data stand where they belong.
void sort_by_time(Table& table);

/// Columns for which `wanted` says false stay empty. Failure: Internal "series.damaged": never, unless memory is.
Result<Table> to_table(const RowBlock& block, const std::function<bool(size_t column)>& wanted = nullptr);

}  // namespace steward::series
