// What needs a person now, across clients, most consequential first.
#pragma once

#include "server/modules/alerting/store.h"
#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "steward/alerting/v1/alerting.pb.h"

namespace steward::alerting {

/// The order of the page: priority, then criticality, then critical before warning, then who waits
/// longest. True when `a` stands before `b`.
bool more_consequential(const Alert& a, const Alert& b);

/// Open and acknowledged alerts, one item per incident (or per alert without one), in that order.
/// A snoozed alert is left out until its time: somebody said so, with a reason.
std::vector<v1::NowItem> now_items(std::vector<Alert> alerts, const directory::Directory& directory, const Caller& caller, Instant now);

}  // namespace steward::alerting
