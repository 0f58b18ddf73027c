#include "server/modules/figures/closing.h"

#include <algorithm>
#include <map>

#include "server/modules/figures/closed.h"
#include "server/modules/figures/month.h"
#include "server/modules/figures/records.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

namespace {
constexpr int months_kept = 24, months_that_change = 3;
constexpr size_t most_at_once = 300, clients_together = 100;
constexpr Duration look_again = std::chrono::days(1), look_again_at_old = std::chrono::days(7);
}  // namespace

Result<std::vector<Closing::Due>> Closing::due(Instant now) {
    std::vector<Whose> clients;
    std::map<std::pair<ClientId, std::string>, MonthState> known;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(clients, clients_of(transaction, "", {}));
        STEWARD_TRY(const auto months, all_months(transaction));
        for (const auto& month : months) known.emplace(std::pair(month.client, month.month), month);
        return {};
    }));
    std::vector<Due> wanted;
    // The youngest months first: they are the ones that people look at.
    for (int back = 0; back < months_kept && wanted.size() < most_at_once; ++back) {
        for (const Whose& whose : clients) {
            if (wanted.size() >= most_at_once) break;
            const auto last = last_closed(whose.zone, now);
            if (!last) continue;  // a zone that this machine does not know
            std::string month = service_levels::month_before(*last, back);
            const auto state = known.find({whose.client, month});
            const Duration rest = back < months_that_change ? look_again : look_again_at_old;
            const bool holds =
                state != known.end() && state->second.definition == definition_version && now - state->second.checked_at < rest;
            if (!holds) wanted.push_back({whose, std::move(month)});
        }
    }
    return wanted;
}

Status Closing::run(Instant now) {
    STEWARD_TRY(const auto wanted, due(now));
    std::map<std::pair<std::string, std::string>, std::vector<Due>> together;
    for (const Due& one : wanted) together[{one.month, one.whose.zone}].push_back(one);
    for (const auto& [which, all] : together) {
        for (size_t begin = 0; begin < all.size(); begin += clients_together) {
            const size_t end = std::min(begin + clients_together, all.size());
            STEWARD_CHECK(close({all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)}, now));
        }
    }
    return {};
}

// Counted on a snapshot, written in one transaction.
Status Closing::close(const std::vector<Due>& same_month, Instant now) {
    const std::string& month = same_month.front().month;
    STEWARD_TRY(const auto period, period_in(same_month.front().whose.zone, month));
    std::vector<ClientId> clients;
    for (const Due& one : same_month) clients.push_back(one.whose.client);
    std::map<ClientId, Counted> counted;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto records, read_records(transaction, levels_, clients, period, now));
        counted = by_client(count_all(records, period, now));
        return {};
    }));
    return database_.write([&](storage::Transaction& transaction) -> Status {
        for (const ClientId client : clients) {
            STEWARD_TRY(const auto before, newest_snapshot(transaction, client, month));
            const Counted& now_counted = counted[client];
            Snapshot fresh{.client = client, .month = month, .computed_at = now, .definition = definition_version, .reason = "closed"};
            fresh.lines = closed_month(now_counted);
            if (before && before->definition == definition_version && are_same(before->lines, fresh.lines)) {
                STEWARD_CHECK(note_checked(transaction, client, month, now));
                continue;
            }
            if (before) {
                fresh.number = before->number + 1;
                fresh.reason = before->definition == definition_version ? "late_facts" : "definition";
            }
            fresh.totals = closed_totals(now_counted);
            STEWARD_CHECK(insert_snapshot(transaction, fresh, now));
        }
        return {};
    });
}

}  // namespace steward::figures
