// Which reports of a device are held: what makes "stored exactly once" true.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "server/platform/series/series_store.h"

namespace steward::series {

/// The last four epochs of one device, each as a few runs of numbers without a hole.
///
/// Agents send an epoch in order, so there is one run; a hole is what an agent had to drop. With
/// more than eight runs the oldest hole is taken as dropped.
class HeldPositions {
public:
    bool holds(Position position) const;
    void add(Position position);

    /// Per epoch the end of its first run, newest epoch first.
    std::vector<Position> high_water() const;

    Bytes pack() const;
    static HeldPositions unpack(ByteView packed);  // empty when damaged

private:
    struct Run {
        uint64_t first = 0, last = 0;
    };
    struct Epoch {
        uint64_t epoch = 0;
        std::vector<Run> runs;  // rising, never touching each other
    };
    std::vector<Epoch> epochs_;  // newest first
};

}  // namespace steward::series
