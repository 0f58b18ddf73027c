// Measuring this machine and taking stock of it: in this process, or by one of its own that has no network
// (docs/decisions/0013-agent-split.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/collection/process_use.h"
#include "agent/collectors/collector.h"
#include "agent/host/host.h"
#include "base/time.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// One moment. Its views hold until the next call.
struct Measured {
    bool is_known = false;         // false: nobody answered. The columns are those of before, each value is `missing_sample`
    bool columns_changed = false;  // against the moment before
    std::string_view columns;      // v1::SeriesLayout without an interval
    std::span<const int64_t> values;
    ProcessUse use;  // of the process that measured, when it is not this one
};

/// Belongs to one thread.
class Collection {
public:
    virtual ~Collection() = default;
    /// `now` is the machine's own wall clock.
    virtual Measured measure(const CollectorSettings& settings, Instant now) = 0;
    /// Without number and time, which are the caller's. Absent: nobody answered.
    virtual std::optional<v1::Inventory> stock(std::span<const std::string> services) = 0;
    /// Why the last call had no answer, for the machine's administrator; empty when it had one.
    virtual std::string_view problem() const = 0;
    /// In a process of its own.
    virtual bool is_apart() const = 0;
};

/// Measures here. The host outlives it.
std::unique_ptr<Collection> make_local_collection(Host& host);

/// Asks the process that serves `path`; the clock outlives it. An answer is waited for: 2 s for a measurement (10 s for the first: the
/// process may have to be started for it), 10 s for an inventory. That it stopped answering and that it does again is logged once.
std::unique_ptr<Collection> make_remote_collection(std::string path, const Clock& clock, std::function<void(std::string_view)> log);

}  // namespace steward::agent
