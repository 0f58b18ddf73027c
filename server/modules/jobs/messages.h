// What a job and its machines look like to a caller.
#pragma once

#include "server/modules/jobs/store.h"
#include "server/platform/access/call.h"
#include "steward/jobs/v1/jobs.pb.h"

namespace steward::jobs {

void fill(v1::Job& message, const JobRow& row, const Caller& caller);
void fill(v1::JobTarget& message, const TargetRow& row, bool is_sealed, bool is_online);

}  // namespace steward::jobs
