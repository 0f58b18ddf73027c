// One device in memory: its layout, the rows that are in no file yet, what is held, what is newest.
//
// Not thread safe by itself: whoever touches it holds `mutex`.
#pragma once

#include <mutex>

#include "server/platform/series/held_positions.h"
#include "server/platform/series/latest_values.h"
#include "server/platform/series/row_block.h"

namespace steward::series {

/// Rows of a block: measured, 0.555 bytes a sample at 240 rows and 0.537 at 720, which would take
/// three times the memory.
constexpr uint32_t usual_block_rows = 240;

struct DeviceState {
    DeviceState(DeviceId the_id, uint64_t the_number)
        : id(the_id),
          number(the_number),
          wanted_rows(usual_block_rows / 2 + static_cast<uint32_t>(std::hash<DeviceId>{}(the_id) % usual_block_rows)) {}

    const DeviceId id;
    const uint64_t number;  // in the log of this process
    mutable std::mutex mutex;

    std::shared_ptr<const Layout> layout;                 // unset: nothing was ever said
    bool layout_stored = false;                           // the catalogue has it
    std::optional<RowStream> stream;                      // unset: the next row begins a block
    RowBlock growing;                                     // what rows are added to
    std::vector<std::shared_ptr<const RowBlock>> sealed;  // oldest first
    uint32_t wanted_rows;  // until the next move to a file; at first different for each device, so that they take turns
    HeldPositions held;
    LatestValues latest;
    uint64_t writer = 0;     // the newest; older ones are refused
    uint64_t stored_to = 0;  // place in the log: rows up to it are in files
    bool erased = false;     // a writer may still hold it: nothing is taken in any more

    /// The next row begins a block.
    void seal() {
        if (!growing.empty()) sealed.push_back(std::make_shared<const RowBlock>(std::move(growing)));
        growing = RowBlock();
        stream.reset();
    }
    uint32_t rows() const {
        uint32_t total = growing.rows();
        for (const auto& block : sealed) total += block->rows();
        return total;
    }
    /// Place in the log of the oldest row that is in no file.
    std::optional<uint64_t> oldest() const {
        if (!sealed.empty()) return sealed.front()->began();
        if (!growing.empty()) return growing.began();
        return std::nullopt;
    }
};

}  // namespace steward::series
