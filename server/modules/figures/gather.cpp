#include "server/modules/figures/gather.h"

#include <algorithm>
#include <set>

#include "server/modules/figures/month.h"
#include "server/modules/figures/records.h"

namespace steward::figures {

namespace {
using Zones = std::map<std::string, std::vector<ClientId>>;

Zones zones_of(const std::vector<Whose>& clients, const std::set<ClientId>& but) {
    Zones zones;
    for (const Whose& whose : clients) {
        if (!but.contains(whose.client)) zones[whose.zone].push_back(whose.client);
    }
    return zones;
}

// Those of whom the month is not closed, each with the bounds of its own zone. A month that has not begun has nothing.
Status add_live(Counted& counted, storage::Transaction& transaction, service_levels::ServiceLevels& levels, const Zones& zones,
                const std::string& month, Instant now) {
    for (const auto& [zone, clients] : zones) {
        STEWARD_TRY(const auto period, period_in(zone, month));
        if (period.from > now) continue;
        STEWARD_TRY(const auto records, read_records(transaction, levels, clients, period, now));
        counted.add(count_all(records, period, now));
    }
    return {};
}

std::set<ClientId> ids_of(const std::vector<Whose>& clients) {
    std::set<ClientId> ids;
    for (const Whose& whose : clients) ids.insert(whose.client);
    return ids;
}
}  // namespace

Result<Gathered> gather(storage::Transaction& transaction, service_levels::ServiceLevels& levels, const std::vector<Whose>& clients,
                        const std::string& month, Instant now) {
    Gathered gathered;
    const auto wanted = ids_of(clients);
    std::set<ClientId> closed;
    STEWARD_TRY(const auto snapshots, newest_snapshots(transaction, {month}, true));
    for (const Snapshot& one : snapshots) {
        if (!wanted.contains(one.client)) continue;
        closed.insert(one.client);
        gathered.counted.add(counted_in(one.lines, one.client));
        gathered.closed_at = std::max(gathered.closed_at, one.computed_at);
        gathered.definition = std::min(gathered.definition, one.definition);
    }
    gathered.closed_clients = static_cast<int>(closed.size());
    STEWARD_CHECK(add_live(gathered.counted, transaction, levels, zones_of(clients, closed), month, now));
    for (const auto& [zone, unused] : zones_of(clients, {})) {
        STEWARD_TRY(const auto period, period_in(zone, month));
        gathered.from = gathered.from.is_set() ? std::min(gathered.from, period.from) : period.from;
        gathered.until = std::max(gathered.until, period.until);
    }
    return gathered;
}

Result<std::vector<TrendMonth>> trend_of(storage::Transaction& transaction, service_levels::ServiceLevels& levels,
                                         const std::vector<Whose>& clients, const std::vector<std::string>& months, Instant now) {
    const auto wanted = ids_of(clients);
    std::map<std::string, std::set<ClientId>> closed;
    std::map<std::string, TrendMonth> by_month;
    STEWARD_TRY(const auto snapshots, newest_snapshots(transaction, months, false));
    for (const Snapshot& one : snapshots) {
        if (!wanted.contains(one.client)) continue;
        closed[one.month].insert(one.client);
        TrendMonth& point = by_month[one.month];
        point.totals.add(totals_in(one.totals));
        point.definition = std::min(point.definition, one.definition);
    }
    std::vector<TrendMonth> trend;
    for (const auto& month : months) {
        TrendMonth& point = by_month[month];
        point.month = month;
        point.closed = !wanted.empty() && closed[month].size() == wanted.size();
        if (!point.closed) {
            Counted live;
            STEWARD_CHECK(add_live(live, transaction, levels, zones_of(clients, closed[month]), month, now));
            point.totals.add(totals_of(live));
        }
        trend.push_back(std::move(point));
    }
    return trend;
}

}  // namespace steward::figures
