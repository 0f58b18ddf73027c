// What every figure is made of, and how lines become a value (domain/kpis.md A). Pure.
//
// A line is one record that counts. Zero lines are "no data", never 0 or 100 per cent; percentages and
// seconds are never rounded here.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace steward::figures {

enum class RecordKind { Ticket, Alert, Entry };

struct Line {
    std::string record;  // id of the ticket, the alert or the time entry
    RecordKind kind = RecordKind::Ticket;
    std::string ticket = {};  // of a time entry: what was worked on
    ClientId client;
    std::string priority;
    AccountId technician;  // nil: nobody
    bool counted = false;  // of a share: in the numerator
    double seconds = 0;    // of a time, or worked
    bool open = false;     // still running: counted at its age (A.8)
    Instant at;            // the decisive event (A.5)
};

/// Mean, median and the 90th percentile by nearest rank (A.7). Of nothing: zeros.
struct Times {
    double mean = 0, median = 0, p90 = 0;
    bool operator==(const Times&) const = default;
};
Times times_of(std::vector<double> seconds);

struct Value {
    int64_t numerator = 0;   // of a share: those that count; of a time or per endpoint: all
    double denominator = 0;  // of a share: all; per endpoint: endpoints
    int64_t sample = 0, open = 0;
    Times times;
    double seconds = 0;  // per endpoint in hours: all that was worked
    bool has_data() const { return denominator > 0; }
};
Value share_of(std::span<const Line> lines);
Value time_of(std::span<const Line> lines);
Value per_endpoint_of(std::span<const Line> lines, double endpoints);
Value hours_per_endpoint_of(std::span<const Line> lines, double endpoints);

struct Period {
    Instant from, until;  // until is not in it
    // The midnights in UTC of its first day and of the day after its last: for what has a day and no time of day. Unset: as above.
    Instant first_day = {}, day_after = {};
    bool holds(Instant at) const { return from <= at && at < until; }
    bool holds_day(Instant midnight) const { return first_day.is_set() ? first_day <= midnight && midnight < day_after : holds(midnight); }
};

/// How long an endpoint was in a client's care.
struct Care {
    ClientId client;
    Instant since, until;  // unset until: it still is
};
/// Endpoints weighted by the part of the period they were in care (A.9). Of a period that runs, by the part until `now`.
double endpoints_in(std::span<const Care> care, const Period& period, Instant now);

}  // namespace steward::figures
