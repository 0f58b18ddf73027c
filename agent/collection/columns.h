// The columns of one moment's samples as messages say them.
#pragma once

#include <string>

#include "agent/collectors/collector.h"

namespace steward::agent {

/// A v1::SeriesLayout without an interval. Several of them one after another are one layout with all columns: that is how messages merge
/// (protobuf.dev, "Last One Wins": repeated fields are concatenated).
std::string columns_of(const Samples& samples);

/// The layout that announces the columns of whoever measured and those that `own` adds behind them.
std::string layout_of(std::string_view columns, const Samples& own, Duration interval);

}  // namespace steward::agent
