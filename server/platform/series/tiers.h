// The made tiers: many rows folded into one entry per five minutes or hour. Pure.
//
// An entry keeps, per column, what the screen needs and exactly: the minimum, how far the maximum
// lies above it, the sum above count times minimum, and the count of samples that were there.
// Entries of one moment from several blocks can be folded again without loss.
#pragma once

#include "server/platform/series/row_block.h"

namespace steward::series {

constexpr size_t tier_parts = 4;
enum TierPart : size_t { tier_minimum, tier_span, tier_excess, tier_count };

/// Kinds of the columns of a made tier: `tier_parts` for each of the layout.
std::vector<SeriesKind> tier_kinds(const Layout& layout);

/// `table` has rising times. The result's times are multiples of `resolution`; where a column has
/// no sample its minimum is `missing_sample` and its count zero.
Table fold(const Table& table, Duration resolution);

}  // namespace steward::series
