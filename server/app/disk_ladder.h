// What is shed when the disk fills, in steps, and when it comes back (design/trust.md 4.7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::app {

enum class DiskStep {
    Free,        // everything is taken
    NoMetrics,   // from 90 %: reports are refused, agents hold them
    OnlyEvents,  // from 95 %: inventories too; events and people's work go on
    ReadOnly,    // from 98 %: nothing is changed but sign-ins, and somebody is told without the database
};

struct DiskUse {
    uint64_t total_bytes = 0, free_bytes = 0;
    /// 100 when nothing is free; 0 for a disk of unknown size: not knowing is no reason to refuse.
    double used_percent() const {
        return total_bytes == 0 ? 0 : 100.0 * static_cast<double>(total_bytes - free_bytes) / static_cast<double>(total_bytes);
    }
};

/// The step at `use` when the last one was `before`. Up at once; down only when the use is two
/// percentage points below the step's level, so that it does not flap at the edge.
DiskStep next_step(DiskStep before, const DiskUse& use);

/// Whether the ballast file should lie there: it makes room for what must still be written once
/// everything else is refused, and comes back when there is space for it again.
bool wants_ballast(DiskStep step);

constexpr uint64_t ballast_bytes = 256ull << 20;

/// "info", "warning" or "error", and the sentence for the log, the diagnosis and the refused.
std::string_view level_of(DiskStep step);
std::string sentence_of(DiskStep step, const DiskUse& use);

}  // namespace steward::app
