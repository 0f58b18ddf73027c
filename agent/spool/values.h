// The values of one report as plain bytes: each stands for itself, so that reports can be dropped
// and coded anew for every connection.
#pragma once

#include <span>
#include <vector>

#include "base/residual.h"

namespace steward::agent {

void append_values(Bytes& out, std::span<const int64_t> values);

/// All of `in`; `values` is emptied and filled. False: not as `append_values` writes, or more than
/// `most` values.
bool read_values(ByteView in, std::vector<int64_t>& values, size_t most = 10'000);

}  // namespace steward::agent
