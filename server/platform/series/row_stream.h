// A report with its moment and number as one row of bytes: the form of the log and of memory.
//
// A row is relative to the row before it in the same stream (the report codec and the obvious
// next number and time), unless it is self-contained: then a stream can be read from there on.
#pragma once

#include "server/platform/series/layout.h"

namespace steward::series {

struct RowHead {
    Position position;
    Instant at;
};

class RowStream {
public:
    explicit RowStream(std::shared_ptr<const Layout> layout);

    /// Appends the row to `out`.
    void encode(bool self_contained, const RowHead& head, std::span<const int64_t> values, Bytes& out);

    /// Failure: Invalid "report.malformed"; then the stream is spoiled up to the next self-contained row.
    Status decode(ByteView row, RowHead& head, std::span<int64_t> values);

    static bool is_self_contained(ByteView row) { return !row.empty() && (row[0] & 1) != 0; }
    const std::shared_ptr<const Layout>& layout() const { return layout_; }

    /// No row of this many columns is longer.
    static size_t longest(size_t columns) { return 64 + columns * 13; }

private:
    std::shared_ptr<const Layout> layout_;
    ReportCodec codec_;
    RowHead last_;
    bool readable_ = false;  // a self-contained row was met
};

}  // namespace steward::series
