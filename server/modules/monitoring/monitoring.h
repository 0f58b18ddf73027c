// What other rooms and the composition root may ask of monitoring: how it does.
//
// Conditions reach the rooms below as facts (ConditionRaised, ConditionCleared); how a device stands
// is the directory's Vital. Nothing else is needed from here.
#pragma once

#include <cstdint>

namespace steward::monitoring {

/// Counters since the start, and gauges; for /metrics. Any thread.
struct Numbers {
    uint64_t reports = 0, reports_repeated = 0, samples = 0, commits = 0, conditions = 0, dead_letters = 0;
    uint64_t devices = 0, writer_queue = 0;
};

class Monitoring {
public:
    virtual ~Monitoring() = default;
    virtual Numbers numbers() const = 0;
};

}  // namespace steward::monitoring
