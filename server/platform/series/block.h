// A table of one device as the bytes of a file: times and every column for itself.
//
//   CRC-32C of the rest (4 bytes, little endian) ‖ format ‖ rows ‖ columns ‖ length of the times
//   ‖ length of each column ‖ times ‖ columns
//
// Numbers are LEB128; times and columns are as column_codec.h writes them. The kinds of the
// columns are not repeated here: they stand in the layout that the catalogue names.
#pragma once

#include <vector>

#include "base/error.h"
#include "server/platform/series/column_codec.h"

namespace steward::series {

/// Appends the block to `out`. `times` rises; every column has as many entries as `times`.
void encode_block(std::span<const int64_t> times, std::span<const SeriesKind> kinds, std::span<const std::vector<int64_t>> columns,
                  Bytes& out);

/// Reads a block; refers to the bytes it was opened with.
class BlockReader {
public:
    /// Failure: Internal "series.damaged" (checksum, lengths, another number of columns).
    static Result<BlockReader> open(ByteView block, size_t columns);

    size_t rows() const { return times_.size(); }
    const std::vector<int64_t>& times() const { return times_; }
    /// Fills `values` (as many as rows). Failure: Internal "series.damaged".
    Status column(size_t index, SeriesKind kind, std::span<int64_t> values) const;

private:
    std::vector<int64_t> times_;
    std::vector<ByteView> columns_;
};

}  // namespace steward::series
