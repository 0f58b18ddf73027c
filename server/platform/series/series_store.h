// The metrics seam: reports in, ranges out. Embedded in SQLite files now; a second
// implementation on VictoriaMetrics comes later, so nothing here speaks of files.
//
// Appended is not durable: `sync` makes everything appended before the call durable, and only
// then may the agent be told. A report is stored exactly once by (device, epoch, seq).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/report_codec.h"
#include "base/time.h"

namespace steward::series {

struct Definition {
    std::string metric;
    std::string item;
    SeriesKind kind = SeriesKind::Gauge;
    uint8_t decimals = 0;  // value = whole number / 10^decimals
    bool operator==(const Definition&) const = default;
};

struct Position {
    uint64_t epoch = 0;
    uint64_t seq = 0;
};

/// One column of one device over time, for the screen.
struct Range {
    Definition definition;
    struct Point {
        Instant at;
        double average = 0, minimum = 0, maximum = 0;  // equal when the point is one sample
        uint32_t samples = 0;                          // 0: nothing was observed; draw a gap
    };
    std::vector<Point> points;  // rising times, one per step that has data or a gap marker
};

struct Latest {
    Definition definition;
    Instant observed_at;
    double value = 0;
};

/// Handed out by `open_device`; cheap to keep per connection.
class DeviceWriter {
public:
    virtual ~DeviceWriter() = default;

    /// The columns of the reports that follow. Kept with the data; repeating the same is free.
    virtual Status layout(std::span<const Definition> columns, Duration interval) = 0;

    /// One report. Returns false when (epoch, seq) is already held (a repeat: drop it).
    /// Failures: Unavailable "series.disk_full"; Invalid "series.columns" for a wrong count.
    /// A report not later than the newest held one is stored too (late data).
    virtual Result<bool> append(Position position, Instant observed_at, std::span<const int64_t> values) = 0;
};

class SeriesStore {
public:
    virtual ~SeriesStore() = default;

    /// One writer per device at a time (a new one replaces the old). Called on the intake thread.
    virtual Result<std::unique_ptr<DeviceWriter>> open_device(DeviceId device) = 0;

    /// Everything appended before this call is on stable storage when it returns. Any thread.
    virtual Status sync() = 0;

    /// What is held (appended) of each recent epoch of the device: highest contiguous seq.
    virtual std::vector<Position> high_water(DeviceId device) = 0;

    /// Points of the columns that match (empty metric: all) in [from, to), one per `step`
    /// (zero: as stored). Any thread; sees appended data at once.
    virtual Result<std::vector<Range>> range(DeviceId device, std::string_view metric, std::optional<std::string_view> item, Instant from,
                                             Instant to, Duration step) = 0;

    /// Newest value of every column of the device's current layout, from memory. Any thread.
    virtual std::vector<Latest> latest(DeviceId device) = 0;

    /// Moves full blocks to files, makes the 5-minute and hourly tiers, drops what is past
    /// retention (raw 14 d, 5-minute 90 d, hourly 25 months). Called regularly, any thread.
    virtual Status maintain(Instant now) = 0;

    /// Forgets a device's history (retired and erased).
    virtual Status erase(DeviceId device) = 0;

    /// A consistent copy into folder `path` for backup, while appends go on.
    virtual Status copy_to(const std::string& path) = 0;

    struct Numbers {
        uint64_t samples_appended = 0, reports_repeated = 0, bytes_on_disk = 0, bytes_written = 0, series_active = 0;
    };
    virtual Numbers numbers() const = 0;
};

/// The embedded store in `folder` (made when missing). Recovers from its log; what was synced
/// before a crash is there. Failure: Internal "series.open_failed".
Result<std::unique_ptr<SeriesStore>> open_embedded(const std::string& folder, Clock& clock);

}  // namespace steward::series
