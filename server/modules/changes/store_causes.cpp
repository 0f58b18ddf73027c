// Incidents that came soon after a change on the same device.
#include <algorithm>

#include "server/modules/changes/states.h"
#include "server/modules/changes/store.h"
#include "server/platform/storage/columns.h"

namespace steward::changes {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset;

namespace {
constexpr std::string_view cause_columns =
    "k.change_id, k.ticket_id, k.device_id, k.at, k.verdict, k.judged_by, t.reference, t.title, t.state, coalesce(d.name, '')";
constexpr std::string_view causes_joined =
    " from changes_causes k join helpdesk_v_desk t on t.id = k.ticket_id left join directory_v_devices d on d.id = k.device_id and "
    "d.client_id = t.client_id where ";

Result<std::vector<CauseRow>> causes_in(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<CauseRow> causes;
    for (const auto& row : *rows) {
        causes.push_back({.change = row.id<ChangeId>(0),
                          .ticket = row.id<TicketId>(1),
                          .device = id_or_nil<DeviceId>(row, 2),
                          .at = row.instant(3),
                          .verdict = row.text(4),
                          .judged_by = row.text(5),
                          .reference = row.text(6),
                          .title = row.text(7),
                          .ticket_state = row.text(8),
                          .device_name = row.text(9)});
    }
    return causes;
}
}  // namespace

Result<std::vector<ChangeRow>> changes_before(Transaction& transaction, ClientId client, DeviceId device, Instant at) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select " + std::string(change_columns) + std::string(changes_joined) +
                        " and g.client_id = $1 and g.began_at <= $2 and (g.ended_at is null or g.ended_at >= $3) and exists (select 1 from "
                        "changes_devices x where x.change_id = g.id and x.device_id = $4) order by g.began_at desc, g.id limit 10",
                    client, at, at - cause_within, device));
    std::vector<ChangeRow> changes;
    for (const auto& row : rows) {
        ChangeRow change = read_change(row);
        if (is_probable_cause(change.began_at, change.ended_at, at)) changes.push_back(std::move(change));
    }
    return changes;
}

Status add_probable(Transaction& transaction, const ChangeRow& change, TicketId ticket, DeviceId device, Instant at) {
    STEWARD_CHECK(transaction.execute(
        "insert into changes_causes (change_id, ticket_id, client_id, device_id, at, verdict, judged_by) values ($1, $2, "
        "$3, $4, $5, 'probable', '') on conflict (change_id, ticket_id) do nothing",
        change.id, ticket, change.client, null_for_nil(device), at));
    return {};
}

Status judge(Transaction& transaction, const ChangeRow& change, TicketId ticket, std::string_view verdict, const std::string& by,
             Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into changes_causes (change_id, ticket_id, client_id, device_id, at, verdict, judged_by, judged_at) values "
        "($1, $2, $3, null, (select created_at from helpdesk_v_desk where id = $2), $4, $5, $6) on conflict (change_id, "
        "ticket_id) do update set verdict = excluded.verdict, judged_by = excluded.judged_by, judged_at = excluded.judged_at",
        change.id, ticket, change.client, verdict, by, now));
    return {};
}

Result<std::vector<CauseRow>> causes_by_change(Transaction& transaction, ChangeId change) {
    return causes_in(transaction.query(
        "select " + std::string(cause_columns) + std::string(causes_joined) + "k.change_id = $1 order by k.at, k.ticket_id limit 200",
        change));
}

Result<std::vector<CauseRow>> causes_of_ticket(Transaction& transaction, TicketId ticket) {
    return causes_in(transaction.query(
        "select " + std::string(cause_columns) + std::string(causes_joined) + "k.ticket_id = $1 order by k.at desc, k.change_id limit 10",
        ticket));
}

Result<std::vector<Beginning>> beginnings_of(Transaction& transaction, TicketId ticket) {
    std::vector<Beginning> all;
    STEWARD_TRY(const auto alerts,
                transaction.query("select a.device_id, a.first_soft_at from helpdesk_v_alert_tickets j join alerting_v_alert_evidence a "
                                  "on a.alert_id = j.alert_id where j.ticket_id = $1 order by a.first_soft_at, a.alert_id limit 100",
                                  ticket));
    for (const auto& row : alerts) all.push_back({row.id<DeviceId>(0), row.instant(1)});
    STEWARD_TRY(const auto face, transaction.query_one("select device_id, created_at from helpdesk_v_desk where id = $1", ticket));
    if (face && !face->is_null(0)) all.push_back({face->id<DeviceId>(0), face->instant(1)});
    return all;
}

Result<std::optional<Beginning>> beginning_of_alert(Transaction& transaction, AlertId alert) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select device_id, first_soft_at from alerting_v_alert_evidence where alert_id = $1", alert));
    return row ? std::optional(Beginning{row->id<DeviceId>(0), row->instant(1)}) : std::nullopt;
}

Result<std::optional<TicketId>> ticket_of_alert(Transaction& transaction, AlertId alert) {
    STEWARD_TRY(const auto row, transaction.query_one("select ticket_id from helpdesk_v_alert_tickets where alert_id = $1", alert));
    return row ? std::optional(row->id<TicketId>(0)) : std::nullopt;
}

}  // namespace steward::changes
