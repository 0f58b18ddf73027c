// When the next proof is to begin, and until when it has to be there (domain/playbooks.md 8, domain/model.md 5.15). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::restore_tests {

inline constexpr int least_level = 1, most_level = 5;

/// How long a proof counts: C1 92 days, C2 184, anything else a year (domain/kpis.md, K20).
Duration counts_for(std::string_view criticality);
/// How often a plan's tests come: as it says, else random files every week, anything else as long as a proof of the item counts.
Duration interval_of(int level, std::string_view criticality, Duration said);

/// The newest test of a plan that is over.
struct LastTest {
    std::string state;  // passed, passed_late, failed, inconclusive, cancelled
    std::string why;    // interval, again, person
    Instant ended_at, due_at;
};
struct NextTest {
    Instant planned_at;  // from then on it may begin
    Instant due_at;      // later than that it is overdue
    std::string why;     // interval: the time came; again: the one before proved nothing
    bool operator==(const NextTest&) const = default;
};

/// The first within a week of the plan; after a proof some days before it ends to count; after anything else again within seven days,
/// which neither a test that came to nothing nor a cancelled one puts off.
NextTest next_test(Duration interval, Instant plan_made_at, const std::optional<LastTest>& last);

bool is_overdue(Instant due_at, Instant now);
/// Seven days later that is a finding.
bool is_overdue_finding(Instant due_at, Instant now);

}  // namespace steward::restore_tests
