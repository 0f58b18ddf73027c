// One column over time as bits: the form of the files. The model is that of base/residual.h.
#pragma once

#include <span>

#include "base/residual.h"

namespace steward::series {

/// Appends the column to `out`. Values may be `missing_sample`.
void encode_column(SeriesKind kind, std::span<const int64_t> values, Bytes& out);

/// Fills `values`, which has as many entries as were encoded. False when `in` is not exactly what
/// `encode_column` wrote; never reads beyond `in`, never allocates.
bool decode_column(ByteView in, SeriesKind kind, std::span<int64_t> values);

}  // namespace steward::series
