// What a job and its machines look like to a caller.
#pragma once

#include "server/modules/jobs/store.h"
#include "server/platform/access/call.h"
#include "steward/jobs/v1/jobs.pb.h"

namespace steward::jobs {

void fill(v1::Job& message, const JobRow& row, const Caller& caller);
void fill(v1::JobTarget& message, const TargetRow& row, bool is_sealed, bool is_online);

/// One page of what was written, from an offset on; what is no text is shown as "?". `is_whole`: no more of it will come.
v1::JobOutput output_page(ByteView output, int64_t offset, bool is_sealed, bool is_whole);

}  // namespace steward::jobs
