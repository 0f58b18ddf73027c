// How one report (one moment of a device's columns) becomes bytes, on the wire and in the log.
//
// Values are whole numbers (scaled decimals). Both sides keep one small state per column; a
// report holds only what the state did not predict, in adaptive Rice code: a gauge is predicted
// to stay, a counter to grow as it did on average. Columns that seldom change cost nothing while
// they do not: only the places of their changes are written (base/residual.h has the model).
// A state is reset by a new layout: then the first report stands for itself.
//
// Not thread safe: one state belongs to one stream. Nothing here allocates per report once `out`
// has its size.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/residual.h"

namespace steward {

class ReportCodec {
public:
    /// State for a stream whose columns are of these kinds. At most 10,000 columns (asserted).
    explicit ReportCodec(std::span<const SeriesKind> kinds);

    /// Appends the report to `out`. `values` has one entry per column (or `missing_sample`).
    void encode(std::span<const int64_t> values, Bytes& out);

    /// Reads one report that `encode` wrote from the same state. `values` has one entry per column
    /// and is filled. Failure: Invalid "report.malformed" (short, trailing or overlong input; never
    /// reads beyond `in`); then the state is spoiled and the stream must be given up.
    Status decode(ByteView in, std::span<int64_t> values);

    /// Forgets everything: the next report stands for itself. Does not allocate.
    void reset();

    size_t columns() const { return columns_.size(); }

private:
    size_t next_surprise(std::span<const int64_t> values, size_t from, size_t& passed) const;
    void write_gaps(std::span<const int64_t> values, residual::BitWriter& out);
    bool read_gaps(residual::BitReader& in);
    bool read_columns(residual::BitReader& in, std::span<int64_t> values);
    size_t count_quiet() const;

    std::vector<residual::Column> columns_;
};

}  // namespace steward
