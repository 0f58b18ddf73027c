// The one shape of a collector: a folder that reads one kind of number from the machine.
//
// A folder is its own registration: the build finds agent/collectors/<name>/, which defines
// `const CollectorKind& steward::agent::collectors::<name>::kind()`. What the numbers mean, their
// unit, kind and precision stand in schema/metrics/<name>.textproto; from those files the build
// makes the constants of generated "agent/metrics.h" (`metrics::memory_available_percent`).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/host/host.h"
#include "base/residual.h"
#include "base/time.h"

namespace steward::agent {

/// A family of schema/metrics. One constant for each; compared by address.
struct Metric {
    std::string_view name;  // its last word is its unit: "filesystem_used_percent"
    SeriesKind kind = SeriesKind::Gauge;
    uint8_t decimals = 0;  // value = whole number / 10^decimals
};

constexpr size_t most_columns = 9'900;  // of a layout's 10,000: the rest is the agent's own

/// What the collectors of one moment said, in order. The same machine says the same columns in the
/// same order every time; only then are reports small. Reused: nothing here allocates once it has
/// its size.
class Samples {
public:
    /// `value` in the metric's own unit; rounded to its precision here.
    void add(const Metric& metric, std::string_view item, double value);
    /// A whole number that needs no rounding (counters, bytes, states): already scaled.
    void add_scaled(const Metric& metric, std::string_view item, int64_t scaled);
    /// The column exists but could not be read this time: a gap, never a zero.
    void add_unknown(const Metric& metric, std::string_view item);
    /// `add_scaled` where there is a number (above the largest int64 there is none), else `add_unknown`.
    void add_read(const Metric& metric, std::string_view item, std::optional<uint64_t> number);
    // One metric and item once a moment (the server refuses a layout that says a column twice), and
    // items of valid UTF-8 without control characters (`printable`): both are the collector's duty.

    void begin();  // forget the values, keep the columns to compare with
    /// Whether the columns differ from those of the moment before: then a new layout is due.
    bool columns_changed() const;
    size_t size() const { return count_; }
    const Metric& metric(size_t index) const { return *columns_[index].metric; }
    std::string_view item(size_t index) const { return columns_[index].item; }
    std::span<const int64_t> values() const { return {values_.data(), count_}; }

private:
    struct Column {
        const Metric* metric;
        std::string item;
    };
    void put(const Metric& metric, std::string_view item, int64_t scaled);

    std::vector<Column> columns_;
    std::vector<int64_t> values_;
    size_t count_ = 0;
    size_t count_before_ = 0;
    bool changed_ = true;
};

/// What a collector may know beside the machine itself.
struct CollectorSettings {
    std::vector<std::string> services;  // to be watched, as `services_to_watch` (agent/host/services.h) says
    double clock_offset_s = 0;          // own wall clock minus the server's, from the link
    bool clock_offset_known = false;
};

class Collector {
public:
    virtual ~Collector() = default;
    /// Reads once; `now` is the machine's own clock. Must not block on anything but the machine's own virtual files, must not throw;
    /// what cannot be read is `add_unknown` or left out when the machine has no such thing.
    virtual void collect(Instant now, const CollectorSettings& settings, Samples& out) = 0;
};

struct CollectorKind {
    std::string_view name;
    std::unique_ptr<Collector> (*make)(Host& host);
};

/// All of them, in the order of their folders' names (generated). A collector may take its first
/// reading when it is made, so that its first `collect` already knows a difference: make them once.
std::span<const CollectorKind* const> collector_kinds();

}  // namespace steward::agent
