#include "server/modules/figures/exceptions.h"

#include <algorithm>
#include <map>

#include "server/modules/figures/month.h"

namespace steward::figures {

namespace {
using storage::Transaction;

// In the order of `record_in`: $1 the begin and $2 the end of the span that holds every client's month.
constexpr std::string_view of_tickets =
    "select t.exception_id, t.what, t.client_id, t.ticket_id, t.reference, t.title, t.priority, t.from_value, t.to_value, t.missed, "
    "t.reason, t.state, t.asked_by_id, t.asked_by, t.at, t.decided_by, t.decided_at, t.note from helpdesk_v_exceptions t where t.at >= $1 "
    "and t.at < $2";
constexpr std::string_view of_disturbances =
    "select t.override_id, t.kind, t.client_id, t.disturbance_id, t.reference, t.title, '', t.from_verdict, t.to_verdict, t.exclusion, "
    "t.reason, t.state, t.requested_by_id, t.requested_by, t.requested_at, t.decided_by, t.decided_at, t.note from proactivity_v_overrides "
    "t where t.requested_at >= $1 and t.requested_at < $2 and t.decided_by <> 'rule'";
constexpr std::string_view of_alerts =
    "select t.alert_id, 'alert_dismissed', t.client_id, t.alert_id, '', t.title, t.priority, 'open', t.closed_reason, '', t.close_note, "
    "'noted', t.closed_by_id, t.closed_by, t.closed_at, '', null, '' from alerting_v_dismissals t where t.closed_at >= $1 and t.closed_at "
    "< $2 and t.priority in ('P1', 'P2') and t.closed_by <> ''";

std::string state_in(const std::string& kept) { return kept == "approved" ? "agreed" : kept == "applied" ? "noted" : kept; }

ExceptionRecord record_in(const storage::Row& row) {
    return {.id = row.text(0),
            .kind = row.text(1),
            .client = row.id<ClientId>(2),
            .record = row.text(3),
            .reference = row.text(4),
            .title = row.text(5),
            .priority = row.text(6),
            .from = row.text(7),
            .to = row.text(8),
            .detail = row.text(9),
            .reason = row.text(10),
            .state = state_in(row.text(11)),
            .asked_by_id = row.is_null(12) ? AccountId{} : row.id<AccountId>(12),
            .asked_by = row.text(13),
            .at = row.instant(14),
            .decided_by = row.text(15),
            .decided_at = Instant{row.integer_or(16, 0)},
            .note = row.text(17)};
}
}  // namespace

Result<std::vector<ExceptionRecord>> exceptions_of(Transaction& transaction, const std::vector<Whose>& clients, const std::string& month) {
    std::vector<ExceptionRecord> found;
    if (clients.empty()) return found;
    std::map<ClientId, Period> months;
    Instant from, until;
    for (const Whose& one : clients) {
        STEWARD_TRY(const Period period, period_in(one.zone, month));
        months.emplace(one.client, period);
        from = from.is_set() ? std::min(from, period.from) : period.from;
        until = std::max(until, period.until);
    }
    const std::vector<storage::Value> span{storage::to_value(from), storage::to_value(until)};
    for (const auto sql : {of_tickets, of_disturbances, of_alerts}) {
        STEWARD_TRY(const auto rows, transaction.run(std::string(sql), span));
        for (const auto& row : rows) {
            ExceptionRecord record = record_in(row);
            const auto theirs = months.find(record.client);
            if (theirs != months.end() && theirs->second.holds(record.at)) found.push_back(std::move(record));
        }
    }
    return found;
}

}  // namespace steward::figures
