// Local time of one zone of the machine's zone database, in whole seconds.
//
// A thin wall around the library that reads the database (docs/decisions/0005): nothing of it is
// seen outside of zones.cpp. Nothing here asks what time it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace steward::zones {

using Date = std::chrono::local_days;
using Seconds = std::chrono::seconds;
/// Seconds since 1970 in UTC: every clock counts in whole seconds.
using UnixSeconds = int64_t;

inline UnixSeconds whole_seconds(Instant at) { return at.unix_ms >= 0 ? at.unix_ms / 1000 : -((-at.unix_ms + 999) / 1000); }
inline Instant instant_of(UnixSeconds at) { return Instant::from_unix_ms(at * 1000); }

class Zone {
public:
    /// `name` as in the IANA database, "Europe/Zurich". Reads the disk at the first use of a name; safe from
    /// any thread. Failure: Invalid "zones.unknown".
    static Result<Zone> open(std::string_view name);

    /// The first moment at which a clock on the wall shows `second_of_day` of `date` (up to two days, 172,800),
    /// or, when it skips that time, the first moment after the gap.
    UnixSeconds first_moment(Date date, int second_of_day) const;
    /// The last such moment: when the time occurs twice, the second one.
    UnixSeconds last_moment(Date date, int second_of_day) const;

    Date date_at(UnixSeconds at) const;
    /// "Wed 28 Oct 2026 09:30 CET"; with seconds only where they are not zero.
    std::string text(UnixSeconds at) const;

private:
    struct Rules;
    explicit Zone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
    std::shared_ptr<const Rules> rules_;
};

/// "Wed 28 Oct 2026 09:30 CET": a time as it is written to people, on the clock of the zone of that name, to the minute. In UTC where
/// the machine knows no such zone, or none is named. Reads the disk as `Zone::open` does.
std::string minute_text(std::string_view zone, Instant at);

/// The release of the machine's zone database, "2026f"; "unknown" when it does not say. Reads the disk.
std::string zone_database_version(const std::string& folder = "/usr/share/zoneinfo");

/// From now on zones are read anew from the disk: after the machine got a newer database. Zones that are
/// open keep the rules that they were opened with.
void forget_zones();

}  // namespace steward::zones
