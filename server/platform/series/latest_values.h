// The newest value of every column of one device.
#pragma once

#include <vector>

#include "server/platform/series/layout.h"

namespace steward::series {

class LatestValues {
public:
    /// Columns begin anew: nothing is known of them.
    void reset(size_t columns);

    /// A missing value leaves the older one. A report not later than the newest changes nothing.
    void note(Instant at, std::span<const int64_t> values);

    Instant newest() const { return newest_; }
    /// Of the columns that have a value. `layout` is the one whose reports were noted.
    std::vector<Latest> list(const Layout& layout) const;

    Bytes pack() const;
    /// Nothing is known when it is damaged or of another number of columns.
    static LatestValues unpack(ByteView packed, size_t columns);

private:
    Instant newest_;
    std::vector<int64_t> values_;
    std::vector<Instant> older_;  // empty while every column was there at the newest moment; unset: it was
};

}  // namespace steward::series
