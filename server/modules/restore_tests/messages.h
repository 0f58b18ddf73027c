// Rows as the API shows them.
#pragma once

#include "server/modules/restore_tests/proven.h"
#include "server/platform/access/call.h"
#include "steward/restore_tests/v1/restore_tests.pb.h"

namespace steward::restore_tests {

void fill(v1::ProofPlan& message, const PlanRow& plan, const Caller& caller);
void fill(v1::RestoreTest& message, const TestRow& test, const Caller& caller);
/// What only one test's own page shows.
void fill_details(v1::RestoreTest& message, const std::vector<trust::RestoreCheck>& checks, const std::vector<std::string>& not_covered,
                  const std::optional<trust::RestoreRecord>& record);
void fill(v1::ProofFinding& message, const FindingRow& finding, const Caller& caller);
void fill(v1::ItemRecoverability& message, const ItemStanding& standing);

}  // namespace steward::restore_tests
