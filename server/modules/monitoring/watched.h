// What is watched on one device: its check instances, compiled from the columns of its reports,
// its class and the exemptions; and where in a report each finds its value.
//
// Not thread safe by itself: whoever touches a Watched holds its mutex (devices.h hands it out).
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "server/modules/monitoring/exemptions.h"
#include "server/platform/series/series_store.h"

namespace steward::monitoring {

class Progress;

/// What one instance is judged by; shared by all instances without an exemption.
struct Terms {
    const Check* check = nullptr;  // of the catalogue, lives as long as the program
    Rule rule, instead_rule;
    Levels levels;
    ExemptionId exemption;  // nil: the catalogue itself
    bool disabled = false;
    std::string disabled_reason;
};

struct Column {
    int index = -1;      // in the report; -1: not reported now
    double divisor = 1;  // value = whole number / divisor: the nearest number to the decimal one

    double read(int64_t number) const { return static_cast<double>(number) / divisor; }
};

struct Instance {
    CheckInstanceId id;
    std::string item;
    std::shared_ptr<const Terms> terms;
    Column value, size, instead, beside;  // beside: of the check's climb
    CheckState state;
    bool large = false;            // judged by `instead` at the newest sample
    std::unique_ptr<Climb> climb;  // for checks that have one

    const Check& check() const { return *terms->check; }
    const Rule& rule() const { return large ? terms->instead_rule : terms->rule; }
};

/// What the device list shows of a report, by column.
struct VitalColumns {
    Column cpu, memory_available;
    std::vector<Column> filesystems;
};

struct Watched {
    mutable std::mutex mutex;

    DeviceId device;
    ClientId client;
    std::string device_class, criticality;
    bool demo = false;
    Instant enrolled_at;

    std::vector<series::Definition> columns;  // of the newest layout; empty before the first
    int interval_s = 60;
    std::vector<Instance> instances;
    std::vector<uint16_t> judged;  // instances that find a value in a report
    size_t without_data = 0;       // checks_without_data, counted when it was compiled
    VitalColumns vital_columns;

    Instant last_observed;        // newest judged report since our start
    Instant judged_before_start;  // the newest that the stored states know of
    Instant last_heard;           // wall clock of the last sign of life; unset: never
    Duration last_heard_monotonic{0};
    bool heard_since_start = false;
    bool connected = false, silent = false;
    Instant swept_at;           // last looked at for what time alone changes
    bool predict_soon = false;  // heard again after a silence: do not wait for the next hour
    std::string address, agent_version;
    double cpu = -1, memory = -1, disk = -1;  // of the newest report; negative: unknown

    Instant vital_noted_at;
    uint8_t vital_health = 255;
    std::shared_ptr<Progress> progress;  // of the newest session; unset: none since the start
    bool on_screen_list = false;         // waits for the next coalesced update
};

/// Compiles the instances anew. Those that exist keep id and state; those that are no longer wanted
/// stay without a column while something is told of them, and are returned in `removed` otherwise.
/// New ones get their ids from `rng`. The caller stores what is new or gone.
struct PlanChange {
    std::vector<size_t> added;  // indices into instances
    std::vector<Instance> removed;
    std::vector<std::pair<size_t, Told>> switched;  // disabled or enabled by an exemption, with what was told before
};
PlanChange compile(Watched& watched, std::span<const Exemption> exemptions, Instant now, Rng& rng);

/// Published checks for this class of device that nothing in its reports can be judged by: an older agent does not report it, or the
/// machine has none. They have no instance; whoever shows checks shows them as unknown. None before the first report. Services are watched
/// by choice, so that there are none is no gap.
std::vector<const Check*> checks_without_data(const Watched& watched);

/// Whether an item that the reports no longer have is no longer spoken of either: time to compile anew.
bool has_items_to_forget(const Watched& watched, Instant now);

/// The interval an agent of this device should keep: the shortest that an exemption asks for, the
/// usual one otherwise.
int wanted_interval_s(const Watched& watched, std::span<const Exemption> exemptions, Instant now);
constexpr int usual_interval_s = 60;

/// How long an item that the reports no longer have is still spoken of.
constexpr Duration gone_item_kept = std::chrono::hours(24);

/// A device is silent from this long without a sign of life on: five minutes, or two intervals.
Duration silent_after(const Watched& watched);

}  // namespace steward::monitoring
