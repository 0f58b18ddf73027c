// What needs a person now, across clients, most consequential first.
#pragma once

#include <set>

#include "server/modules/alerting/store.h"
#include "server/modules/directory/directory.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/platform/access/call.h"
#include "steward/alerting/v1/alerting.pb.h"

namespace steward::alerting {

/// The order of the page: priority, then criticality, then critical before warning, then who waits
/// longest. True when `a` stands before `b`.
bool more_consequential(const Alert& a, const Alert& b);

/// What the page is made of.
struct NowMatter {
    const Caller& caller;
    ClientId client;                 // nil: all of the caller's
    Instant now, started_at;         // of this server
    std::vector<Alert> alerts = {};  // open or acknowledged, with their newest evidence
    std::set<AlertId> stale = {};    // of those: nothing newer comes
    std::optional<monitoring::Refusal> refusal = {};
};

struct NowPage {
    std::vector<v1::NowItem> items;
    int devices_watched = 0, devices_unknown = 0;  // of the caller's, whatever is said of them
};

/// First that this server takes nothing in, for those who see all clients. Then open and acknowledged
/// alerts, one item per incident (or per alert without one), in that order; a snoozed alert is left out
/// until its time: somebody said so, with a reason. Last the devices nobody watches: of unknown health for
/// longer than five minutes, and no alert says so (a workstation that is off is none). Not in the first
/// minutes of the server, when all are unknown.
NowPage now_page(NowMatter matter, const directory::Directory& directory);

}  // namespace steward::alerting
