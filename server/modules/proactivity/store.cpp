#include "server/modules/proactivity/store.h"

#include <algorithm>

namespace steward::proactivity {

namespace {
std::optional<std::string> filled(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
std::optional<Instant> happened(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
Instant moment_or_never(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
Verdict verdict_in(const storage::Row& row, size_t column) { return verdict_of(row.text(column)).value_or(Verdict::Undecided); }
std::string text_of(Verdict verdict) { return std::string(to_text(verdict)); }

Result<std::optional<IncidentId>> only_id(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional((*row)->id<IncidentId>(0)) : std::nullopt;
}
Result<std::vector<IncidentId>> only_ids(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<IncidentId> ids;
    for (const auto& row : *rows) ids.push_back(row.id<IncidentId>(0));
    return ids;
}
}  // namespace

const std::string_view disturbance_columns =
    "d.id, d.client_id, d.reference, d.title, d.state, d.device_id, d.check_code, d.is_prediction, d.incident_id, d.ticket_id, "
    "d.merged_into, d.detected_by, d.started_at, d.started_from, d.started_from_id, d.detected_at, d.detected_from, d.detected_from_id, "
    "d.acted_at, d.acted_from, d.acted_from_id, d.reported_at, d.reported_from_id, d.restored_at, d.resolved_at, d.resolution_code, "
    "d.predicted_days, d.person_acted_at, d.still_heading, d.derived_verdict, d.verdict, d.original_verdict, d.definition_version, "
    "d.exclusion, d.report_count, d.revision, d.is_grave, d.agreed_exclusion";

Disturbance read_disturbance(const storage::Row& row) {
    Disturbance d;
    d.id = row.id<IncidentId>(0);
    d.client = row.id<ClientId>(1);
    d.reference = row.text(2);
    d.title = row.text(3);
    d.state = row.text(4);
    d.device = id_or_nil<DeviceId>(row, 5);
    d.check = row.text(6);
    d.is_prediction = row.boolean(7);
    d.incident_id = row.text_or(8);
    d.ticket_id = row.text_or(9);
    d.merged_into = row.text_or(10);
    d.detected_by = row.text(11);
    d.started = {row.instant(12), row.text(13), row.text(14)};
    d.detected = {moment_or_never(row, 15), row.text(16), row.text(17)};
    d.acted = {moment_or_never(row, 18), row.text(19), row.text(20)};
    d.reported = {moment_or_never(row, 21), row.is_null(21) ? "" : "client_report", row.text(22)};
    d.restored_at = moment_or_never(row, 23);
    d.resolved_at = moment_or_never(row, 24);
    d.resolution_code = row.text(25);
    if (!row.is_null(26)) d.predicted_days = row.real(26);
    d.person_acted_at = moment_or_never(row, 27);
    d.still_heading = row.boolean(28);
    d.derived = verdict_in(row, 29);
    d.verdict = verdict_in(row, 30);
    d.original = verdict_in(row, 31);
    d.definition = row.integer(32);
    d.exclusion = row.text(33);
    d.report_count = row.integer(34);
    d.revision = row.integer(35);
    d.is_grave = row.boolean(36);
    d.agreed_exclusion = row.text(37);
    return d;
}

Result<std::optional<Disturbance>> find_disturbance(Transaction& transaction, IncidentId id) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select " + std::string(disturbance_columns) + " from proactivity_disturbances d where d.id = $1", id));
    return row ? std::optional(read_disturbance(*row)) : std::nullopt;
}

Result<std::optional<Disturbance>> find_standing(Transaction& transaction, IncidentId id) {
    constexpr int most_merges = 100;
    for (int step = 0; step < most_merges; ++step) {
        STEWARD_TRY(auto found, find_disturbance(transaction, id));
        if (!found || found->state != "merged") return found;
        STEWARD_TRY(id, IncidentId::parse(found->merged_into));
    }
    return std::optional<Disturbance>{};
}

Result<std::optional<IncidentId>> disturbance_of_alert(Transaction& transaction, std::string_view alert_id) {
    return only_id(transaction.query_one("select disturbance_id from proactivity_alerts where alert_id = $1", alert_id));
}

Result<std::optional<IncidentId>> disturbance_of_incident(Transaction& transaction, std::string_view incident_id) {
    return only_id(transaction.query_one(
        "select id from proactivity_disturbances where incident_id = $1 and state <> 'merged' order by started_at, id limit 1",
        incident_id));
}

Result<std::optional<IncidentId>> disturbance_of_fingerprint(Transaction& transaction, ClientId client, std::string_view fingerprint,
                                                             Instant since) {
    return only_id(transaction.query_one(
        "select a.disturbance_id from proactivity_alerts a join proactivity_disturbances d on d.id = a.disturbance_id "
        "where a.client_id = $1 and a.fingerprint = $2 and a.joined_at > $3 and d.state not in ('discarded', 'merged') "
        "order by a.joined_at desc, a.alert_id desc limit 1",
        client, fingerprint, since));
}

Result<std::vector<IncidentId>> disturbances_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    return only_ids(transaction.query(
        "select disturbance_id from proactivity_reports where ticket_id = $1 and disturbance_id is not null "
        "union select a.disturbance_id from proactivity_alerts a join helpdesk_v_alert_tickets t on t.alert_id = a.alert_id "
        "where t.ticket_id = $1 union select disturbance_id from proactivity_observations where ticket_id = $1 order by 1",
        ticket_id));
}

Result<std::vector<Disturbance>> disturbances_around(Transaction& transaction, ClientId client, Instant at) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(disturbance_columns) +
                                      " from proactivity_disturbances d where d.client_id = $1 and d.started_at <= $2 and "
                                      "(d.restored_at is null or d.restored_at >= $3) and d.state not in ('merged', 'discarded') "
                                      "order by d.started_at desc, d.id limit 200",
                                  client, at + before_start, at - after_restoration));
    std::vector<Disturbance> found;
    for (const auto& row : rows) found.push_back(read_disturbance(row));
    return found;
}

Result<std::vector<IncidentId>> undecided_restored_by(Transaction& transaction, Instant at) {
    return only_ids(
        transaction.query("select id from proactivity_disturbances where verdict = 'undecided' and restored_at <= $1 and state not in "
                          "('merged', 'discarded') "
                          "order by restored_at, id limit 500",
                          at));
}

Result<std::vector<Case>> cases_of_client(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(disturbance_columns) +
                                                       " from proactivity_disturbances d where d.client_id = $1 and d.state <> 'merged'",
                                                   client));
    std::vector<Case> cases;
    for (const auto& row : rows) cases.push_back(read_disturbance(row).as_case());
    return cases;
}

// A ticket opens by itself for every alert, so that alone is no sign of worth: how the work ended is.
Result<std::vector<CheckRecord>> check_records(Transaction& transaction, Instant from, Instant until) {
    STEWARD_TRY(
        const auto rows,
        transaction.query(
            "select d.check_code, sum(case when (d.state <> 'discarded' and d.resolution_code in ('fixed', 'workaround', 'auto_fixed', "
            "'vendor_fixed', 'replaced', 'prevented')) or exists (select 1 from proactivity_alerts a join alerting_v_alert_evidence e "
            "on e.alert_id = a.alert_id where a.disturbance_id = d.id and e.closed_reason = 'tuned') then 1 else 0 end), count(*) "
            "from proactivity_disturbances d where d.check_code <> '' and d.state <> 'merged' and d.resolved_at >= $1 and "
            "d.resolved_at < $2 group by d.check_code order by d.check_code",
            from, until));
    std::vector<CheckRecord> records;
    for (const auto& row : rows) records.push_back({row.text(0), row.integer(1), row.integer(2)});
    return records;
}

Status insert_disturbance(Transaction& transaction, const Disturbance& d) {
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_disturbances (id, client_id, reference, title, state, check_code, is_prediction, detected_by, started_at, "
        "started_from, started_from_id, detected_from, detected_from_id, acted_from, acted_from_id, reported_from_id, resolution_code, "
        "still_heading, derived_verdict, verdict, original_verdict, definition_version, exclusion, report_count, revision) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', '', '', $12, 'undecided', 'undecided', 'undecided', $13, "
        "'', 0, 1)",
        d.id, d.client, d.reference, d.title, d.state, d.check, d.is_prediction, d.detected_by, d.started.at, d.started.source,
        d.started.source_id, false, d.definition));
    return {};
}

Status update_disturbance(Transaction& transaction, Disturbance& d) {
    ++d.revision;
    STEWARD_CHECK(transaction.execute(
        "update proactivity_disturbances set reference = $2, title = $3, state = $4, device_id = $5, check_code = $6, is_prediction = $7, "
        "incident_id = $8, ticket_id = $9, merged_into = $10, detected_by = $11, started_at = $12, started_from = $13, started_from_id = "
        "$14, "
        "detected_at = $15, detected_from = $16, detected_from_id = $17, acted_at = $18, acted_from = $19, acted_from_id = $20, "
        "reported_at = $21, reported_from_id = $22, restored_at = $23, resolved_at = $24, resolution_code = $25, predicted_days = $26, "
        "person_acted_at = $27, still_heading = $28, derived_verdict = $29, verdict = $30, original_verdict = $31, definition_version = "
        "$32, "
        "exclusion = $33, report_count = $34, revision = $35, is_grave = $36, agreed_exclusion = $37 where id = $1",
        d.id, d.reference, d.title, d.state, or_null(d.device), d.check, d.is_prediction, filled(d.incident_id), filled(d.ticket_id),
        filled(d.merged_into), d.detected_by, d.started.at, d.started.source, d.started.source_id, happened(d.detected.at),
        d.detected.source, d.detected.source_id, happened(d.acted.at), d.acted.source, d.acted.source_id, happened(d.reported.at),
        d.reported.source_id, happened(d.restored_at), happened(d.resolved_at), d.resolution_code, d.predicted_days,
        happened(d.person_acted_at), d.still_heading, text_of(d.derived), text_of(d.verdict), text_of(d.original), d.definition,
        d.exclusion, d.report_count, d.revision, d.is_grave, d.agreed_exclusion));
    return {};
}

Status add_alert(Transaction& transaction, const Disturbance& disturbance, std::string_view alert_id, std::string_view fingerprint,
                 Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_alerts (alert_id, client_id, disturbance_id, fingerprint, joined_at) values ($1, $2, $3, $4, $5)",
        alert_id, disturbance.client, disturbance.id, fingerprint, now));
    return {};
}

Status append_verdict(Transaction& transaction, const Disturbance& disturbance, const VerdictRow& row) {
    STEWARD_TRY(
        const auto last,
        transaction.query_one("select coalesce(max(number), 0) from proactivity_verdicts where disturbance_id = $1", disturbance.id));
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_verdicts (disturbance_id, number, client_id, at, verdict, definition_version, reason, by_name) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        disturbance.id, last->integer(0) + 1, disturbance.client, row.at, text_of(row.verdict), row.definition, row.reason, row.by));
    return {};
}

Result<std::vector<VerdictRow>> verdicts_of(Transaction& transaction, IncidentId id) {
    STEWARD_TRY(const auto rows, transaction.query("select at, verdict, definition_version, reason, by_name from proactivity_verdicts "
                                                   "where disturbance_id = $1 order by number limit 500",
                                                   id));
    std::vector<VerdictRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), verdict_in(row, 1), row.integer(2), row.text(3), row.text(4)});
    return lines;
}

const std::string_view report_columns =
    "r.id, r.client_id, r.contact, r.person_id, r.channel, r.received_at, r.entered_at, r.body, r.ticket_id, r.ticket_reference, "
    "r.device_id, r.state, r.disturbance_id, r.proposed_id, r.score_device, r.score_service, r.score_site, r.score_category, "
    "r.score_closeness, r.score_text, r.linked_by, r.decided_at, r.told_at";

ReportRow read_report(const storage::Row& row) {
    return {.id = row.id<ClientReportId>(0),
            .client = row.id<ClientId>(1),
            .contact = row.text(2),
            .person = id_or_nil<PersonId>(row, 3),
            .channel = row.text(4),
            .received_at = row.instant(5),
            .entered_at = row.instant(6),
            .text = row.text(7),
            .ticket = id_or_nil<TicketId>(row, 8),
            .ticket_reference = row.text(9),
            .device = id_or_nil<DeviceId>(row, 10),
            .state = row.text(11),
            .disturbance = id_or_nil<IncidentId>(row, 12),
            .proposed = id_or_nil<IncidentId>(row, 13),
            .score = {row.real(14), row.real(15), row.real(16), row.real(17), row.real(18), row.real(19)},
            .linked_by = row.text(20),
            .decided_at = moment_or_never(row, 21),
            .told_at = moment_or_never(row, 22)};
}

namespace {
Result<std::vector<ReportRow>> read_reports(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<ReportRow> reports;
    for (const auto& row : *rows) reports.push_back(read_report(row));
    return reports;
}
}  // namespace

Result<std::optional<ReportRow>> find_report(Transaction& transaction, ClientReportId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(report_columns) + " from proactivity_reports r where r.id = $1", id));
    return row ? std::optional(read_report(*row)) : std::nullopt;
}

Result<std::optional<ReportRow>> report_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select " + std::string(report_columns) + " from proactivity_reports r where r.ticket_id = $1", ticket_id));
    return row ? std::optional(read_report(*row)) : std::nullopt;
}

Status remember_home(Transaction& transaction, const ReportRow& report, Instant now) {
    STEWARD_TRY(const auto replaced, take_home(transaction, report.id));
    static_cast<void>(replaced);
    const auto home = report.disturbance.is_nil() ? std::nullopt : std::optional(report.disturbance);
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_merged_reports (report_id, client_id, disturbance_id, linked_by, at) values ($1, $2, $3, $4, $5)",
        report.id, report.client, home, report.linked_by, now));
    return {};
}

Result<std::optional<Home>> take_home(Transaction& transaction, ClientReportId report) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select disturbance_id, linked_by, at from proactivity_merged_reports where report_id = $1", report));
    if (!row) return std::optional<Home>{};
    STEWARD_CHECK(transaction.execute("delete from proactivity_merged_reports where report_id = $1", report));
    return Home{row->is_null(0) ? IncidentId{} : row->id<IncidentId>(0), row->text(1), row->instant(2)};
}

Result<std::vector<ReportRow>> reports_of(Transaction& transaction, IncidentId disturbance) {
    return read_reports(transaction.query("select " + std::string(report_columns) +
                                              " from proactivity_reports r where r.disturbance_id = $1 or r.proposed_id = $1 "
                                              "order by r.received_at, r.id limit 1000",
                                          disturbance));
}

Result<std::vector<ReportRow>> reports_not_told(Transaction& transaction, IncidentId disturbance) {
    return read_reports(transaction.query("select " + std::string(report_columns) +
                                              " from proactivity_reports r where r.disturbance_id = $1 and r.told_at is null and "
                                              "r.ticket_id is not null order by r.received_at, r.id limit 1000",
                                          disturbance));
}

Result<std::vector<ReportRow>> reports_before_detection(Transaction& transaction, ClientId client, Instant at) {
    return read_reports(
        transaction.query("select " + std::string(report_columns) +
                              " from proactivity_disturbances d join proactivity_reports r on r.disturbance_id = d.id "
                              "where d.client_id = $1 and d.started_at <= $2 and d.detected_at is null and d.restored_at is null and "
                              "d.state not in ('merged', 'discarded') and r.state = 'linked' order by r.received_at, r.id limit 1000",
                          client, at));
}

Status insert_report(Transaction& transaction, const ReportRow& r) {
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_reports (id, client_id, contact, person_id, channel, received_at, entered_at, body, ticket_id, "
        "ticket_reference, device_id, state, disturbance_id, proposed_id, score_device, score_service, score_site, score_category, "
        "score_closeness, score_text, linked_by, decided_at, told_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
        "$15, $16, $17, $18, $19, $20, $21, $22, $23)",
        r.id, r.client, r.contact, or_null(r.person), r.channel, r.received_at, r.entered_at, r.text, or_null(r.ticket), r.ticket_reference,
        or_null(r.device), r.state, or_null(r.disturbance), or_null(r.proposed), r.score.device, r.score.service, r.score.site,
        r.score.category, r.score.closeness, r.score.text, r.linked_by, happened(r.decided_at), happened(r.told_at)));
    return {};
}

Status update_report(Transaction& transaction, const ReportRow& r) {
    STEWARD_CHECK(transaction.execute(
        "update proactivity_reports set device_id = $2, state = $3, disturbance_id = $4, proposed_id = $5, score_device = $6, "
        "score_service = $7, score_site = $8, score_category = $9, score_closeness = $10, score_text = $11, linked_by = $12, "
        "decided_at = $13, told_at = $14 where id = $1",
        r.id, or_null(r.device), r.state, or_null(r.disturbance), or_null(r.proposed), r.score.device, r.score.service, r.score.site,
        r.score.category, r.score.closeness, r.score.text, r.linked_by, happened(r.decided_at), happened(r.told_at)));
    return {};
}

}  // namespace steward::proactivity
