// A month of some clients: the lines of every figure, with the endpoints of each client. Pure.
#pragma once

#include <map>

#include "server/modules/figures/desk.h"

namespace steward::figures {

struct Counted {
    std::map<std::string, std::vector<Line>, std::less<>> lines;  // by the figure's code
    std::map<ClientId, double> endpoints;
    std::set<ClientId> beginners;                  // in their first 90 days
    std::map<AccountId, std::string> technicians;  // names as they were

    std::span<const Line> of(std::string_view code) const;
    void add(const Counted& other);
    /// Of the clients that the figure is about.
    std::map<ClientId, double> endpoints_for(const Definition& figure) const;
};

/// All figures of the period.
Counted count_all(const Records& records, const Period& period, Instant now);
/// The same, one for each client that has anything.
std::map<ClientId, Counted> by_client(const Counted& counted);

/// What months of several clients add up to, without the records.
struct Total {
    int64_t numerator = 0, sample = 0, open = 0;
    double sum_s = 0;
    std::vector<double> seconds;  // of times
};
struct Totals {
    std::map<std::string, Total, std::less<>> figures;
    double settled = 0, beginning = 0;  // endpoints of clients after, and in, their first 90 days
    void add(const Totals& other);
};
Totals totals_of(const Counted& counted);
Value value_of(const Definition& figure, const Totals& totals);

}  // namespace steward::figures
