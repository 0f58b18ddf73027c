// What an act costs: the clock on the wall, and processor time of everybody who took part.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace steward::bench {

struct Costs {
    double p50_ms = 0, p95_ms = 0;                  // of the clock on the wall
    double processor_ms = 0, processor_p95_ms = 0;  // of all processes that took part: the mean, and by single acts
};

class Meter {
public:
    /// `database_server`: its first process; 0 where there is none.
    explicit Meter(pid_t database_server = 0) : database_server_(database_server) {}

    double processor_seconds() const;
    /// Once without counting, so that statements are prepared and caches are warm, then `times` times.
    Costs measure(int times, const std::function<void(int)>& act) const;

private:
    pid_t database_server_;
};

/// One line; `bar_ms`: a star stands before what took more processor time (p95) than it.
void print(const std::string& what, const Costs& costs, double bar_ms = 0);

}  // namespace steward::bench
