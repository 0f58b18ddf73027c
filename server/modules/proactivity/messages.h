// Rows as the API says them.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/proactivity/snapshots.h"
#include "server/platform/access/call.h"
#include "steward/proactivity/v1/proactivity.pb.h"

namespace steward::proactivity {

void fill(v1::Disturbance& message, const Disturbance& disturbance, const directory::Directory& directory, const Caller& caller);
/// `proposed_title` of the disturbance that is proposed; empty: none.
void fill(v1::ClientReport& message, const ReportRow& report, std::string_view proposed_title, const directory::Directory& directory,
          const Caller& caller);
void fill(v1::VerdictOverride& message, const OverrideRow& row, std::string_view title, const directory::Directory& directory,
          const Caller& caller);
void fill(v1::VerdictLine& message, const VerdictRow& row);
void fill(v1::Proactivity& message, const Figures& figures);
void fill(v1::ProactivitySnapshot& message, const Snapshot& snapshot);

}  // namespace steward::proactivity
