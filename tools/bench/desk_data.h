// A desk of some years for measuring: clients, tickets with their conversations and clocks, straight into the tables.
#pragma once

#include "tests/house/house.h"

namespace steward::bench {

struct DeskSize {
    int clients = 100, tickets = 200'000, messages_a_ticket = 4;
};
/// Deterministic; one ticket in twenty is open, the newest are.
Status fill_desk(storage::Database& database, const DeskSize& size, Instant now);

/// Processor seconds of this process and of the database server that it started.
double processor_seconds();

struct Costs {
    double p50_ms = 0, p95_ms = 0;  // of the clock on the wall
    double processor_ms = 0;        // mean, of all processes that took part
};
Costs measure(int times, const std::function<void(int)>& act);
void print(const std::string& what, const Costs& costs);

}  // namespace steward::bench
