// Rows as the API shows them.
#pragma once

#include "server/modules/problems/store.h"
#include "server/platform/access/call.h"
#include "steward/problems/v1/problems.pb.h"

namespace steward::problems {

void fill(v1::Problem& message, const ProblemRow& row, const Caller& caller);

}  // namespace steward::problems
