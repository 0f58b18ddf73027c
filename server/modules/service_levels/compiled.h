// Calendars compiled for the years around now, kept while the server runs.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "server/modules/service_levels/store.h"

namespace steward::service_levels {

/// A calendar as a clock counts on it, and what people call it.
struct NamedTime {
    std::string name;
    BusinessTime time;
};

/// Safe from any thread.
class CompiledCalendars {
public:
    /// The calendar in that version and zone; nil: around the clock. One whose zone is gone from the machine
    /// counts in UTC, and its name says so. Failure: NotFound "service_levels.calendar_not_found".
    Result<std::shared_ptr<const NamedTime>> get(Transaction& transaction, CalendarId id, int64_t version, const std::string& zone,
                                                 Instant now);

    /// The machine's zone database changed: everything is read and compiled anew.
    void forget();

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const NamedTime>> kept_;
};

}  // namespace steward::service_levels
