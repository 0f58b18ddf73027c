// Rows as the API shows them.
#pragma once

#include "server/modules/changes/store.h"
#include "server/platform/access/call.h"
#include "steward/changes/v1/changes.pb.h"

namespace steward::changes {

/// `caller_wrote`: whether the caller is one of its writers.
void fill(v1::Change& message, const ChangeRow& row, const Caller& caller, bool caller_wrote, Instant now);
void fill(v1::Freeze& message, const FreezeRow& row, const Caller& caller, Instant now);
void fill(v1::ChangeTemplate& message, const TemplateRow& row, const Caller& caller);
void fill(v1::Collision& message, const CollisionRow& row);
void fill(v1::ChangeCause& message, const CauseRow& row, Instant began_at);

}  // namespace steward::changes
