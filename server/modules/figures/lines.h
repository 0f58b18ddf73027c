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

struct Line {
    std::string record;  // id of the ticket or the alert
    bool is_alert = false;
    ClientId client;
    std::string priority;
    AccountId technician;  // nil: nobody
    bool counted = false;  // of a share: in the numerator
    double seconds = 0;    // of a time
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
    bool has_data() const { return denominator > 0; }
};
Value share_of(std::span<const Line> lines);
Value time_of(std::span<const Line> lines);
Value per_endpoint_of(std::span<const Line> lines, double endpoints);

struct Period {
    Instant from, until;  // until is not in it
    bool holds(Instant at) const { return from <= at && at < until; }
};

/// How long an endpoint was in a client's care.
struct Care {
    ClientId client;
    Instant since, until;  // unset until: it still is
};
/// Endpoints weighted by the part of the period they were in care (A.9). Of a period that runs, by the part until `now`.
double endpoints_in(std::span<const Care> care, const Period& period, Instant now);

}  // namespace steward::figures
