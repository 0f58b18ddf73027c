// What other rooms and the composition root may ask of monitoring: how it does, how fresh the evidence
// of a check is, and whether anything is taken in at all.
//
// Conditions reach the rooms below as facts (ConditionRaised, ConditionCleared), told at changes only;
// how a device stands is the directory's Vital. What is newer than the last change is asked for here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/time.h"

namespace steward::monitoring {

/// Counters since the start, and gauges; for /metrics. Any thread.
struct Numbers {
    uint64_t reports = 0, reports_repeated = 0, before_enrolment = 0, samples = 0, commits = 0, conditions = 0, dead_letters = 0;
    uint64_t devices = 0, writer_queue = 0;
};

/// The newest measurement behind a check, as people read it.
struct Evidence {
    double value = 0;
    Instant observed_at;  // when it was measured
    bool stale = false;   // nothing newer comes: the device is silent, or the value cannot be read
};

/// Why and since when no report is taken in.
struct Refusal {
    Instant since;
    std::string reason;  // one sentence
};

/// Whether a check of the catalogue says what will be, not what is: its value is the days until then.
bool is_prediction(std::string_view check);

class Monitoring {
public:
    virtual ~Monitoring() = default;
    virtual Numbers numbers() const = 0;

    // From memory; any thread.
    /// Nothing when this is not watched (any more) or was never measured.
    virtual std::optional<Evidence> evidence(DeviceId device, std::string_view check, std::string_view item, Instant now) const = 0;
    virtual std::optional<Refusal> refusal() const = 0;

    /// The composition root takes no reports in from now on, or takes them again (an empty reason).
    /// Until some minutes after that nobody is called silent: agents hold what they have and wait. Any thread.
    virtual void refuse_reports(std::string reason, Instant now) = 0;
};

}  // namespace steward::monitoring
