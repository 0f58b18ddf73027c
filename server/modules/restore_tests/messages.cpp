#include "server/modules/restore_tests/messages.h"

#include "server/modules/restore_tests/acts.h"
#include "server/modules/restore_tests/due.h"

namespace steward::restore_tests {

namespace {
int64_t seconds_in(Duration time) { return time / std::chrono::seconds(1); }

bool may_be_signed(const TestRow& test) {
    return !test.signed_at.is_set() && (test.state == "passed" || test.state == "passed_late" || test.state == "failed");
}
}  // namespace

void fill(v1::ProofPlan& message, const PlanRow& plan, const Caller& caller) {
    message.set_proof_plan_id(plan.id.text());
    message.set_client_id(plan.client.text());
    message.set_client_name(plan.client_name);
    message.set_item_id(plan.item.text());
    message.set_item_name(plan.item_name);
    message.set_criticality(plan.criticality);
    message.set_backup_plan_id(plan.backup_plan.text());
    message.set_backup_plan_label(plan.label);
    message.set_level(plan.level);
    message.set_device_id(plan.device.text());
    message.set_device_name(plan.device_name);
    message.set_repository(plan.repository);
    message.set_policy_id(plan.policy);
    message.set_policy_item(static_cast<int32_t>(plan.policy_item));
    message.set_interval_s(seconds_in(plan.interval));
    message.set_every_s(seconds_in(interval_of(plan.level, plan.criticality, plan.interval)));
    message.set_ended(plan.ended_at.is_set());
    message.set_ended_at_unix_ms(plan.ended_at.unix_ms);
    message.set_end_reason(plan.end_reason);
    if (!plan.next_test.is_nil()) message.set_next_test_id(plan.next_test.text());
    message.set_next_at_unix_ms(plan.next_at.unix_ms);
    message.set_due_at_unix_ms(plan.due_at.unix_ms);
    message.set_waits_for(plan.waits_for);
    message.set_created_at_unix_ms(plan.created_at.unix_ms);
    message.set_created_by(plan.created_by);
    message.set_etag(std::to_string(plan.revision));
    if (plan.ended_at.is_set()) return;
    if (caller.may("backup.write")) {
        message.add_allowed_actions("edit");
        message.add_allowed_actions("end");
    }
    if (caller.may("proof.run") && plan.next_state != "running") message.add_allowed_actions("start");
}

void fill(v1::RestoreTest& message, const TestRow& test, const Caller& caller) {
    message.set_test_id(test.id.text());
    message.set_client_id(test.client.text());
    message.set_client_name(test.client_name);
    message.set_item_id(test.item.text());
    message.set_item_name(test.item_name);
    message.set_criticality(test.criticality);
    message.set_backup_plan_id(test.backup_plan.text());
    message.set_backup_plan_label(test.plan_label);
    if (!test.proof_plan.is_nil()) message.set_proof_plan_id(test.proof_plan.text());
    message.set_level(test.level);
    message.set_state(test.state);
    message.set_state_text(test.state_text);
    message.set_reason_code(test.reason_code);
    message.set_why(test.why);
    message.set_by_hand(test.by_hand);
    if (!test.operator_id.is_nil()) message.set_carried_out_by_id(test.operator_id.text());
    message.set_carried_out_by(test.operator_name);
    message.set_witnessed_by(test.witnessed_by);
    message.set_planned_at_unix_ms(test.planned_at.unix_ms);
    message.set_due_at_unix_ms(test.due_at.unix_ms);
    message.set_began_at_unix_ms(test.began_at.unix_ms);
    message.set_ended_at_unix_ms(test.ended_at.unix_ms);
    message.set_started_at_unix_ms(test.started_at.unix_ms);
    message.set_data_at_unix_ms(test.data_at.unix_ms);
    message.set_usable_at_unix_ms(test.usable_at.unix_ms);
    if (test.achieved_rpo) message.set_achieved_rpo_s(seconds_in(*test.achieved_rpo));
    if (test.achieved_rto) message.set_achieved_rto_s(seconds_in(*test.achieved_rto));
    message.set_rpo_s(seconds_in(test.rpo));
    message.set_rto_s(seconds_in(test.rto));
    message.set_point(test.point);
    message.set_content_at_unix_ms(test.content_at.unix_ms);
    message.set_how_chosen(test.how_chosen);
    message.set_seed(test.seed);
    if (!test.device.is_nil()) message.set_device_id(test.device.text());
    message.set_device_name(test.device_name);
    message.set_repository(test.repository);
    message.set_policy_id(test.policy);
    message.set_run_id(test.run);
    message.set_environment(test.environment);
    message.set_restored_files(test.restored_files.value_or(0));
    message.set_restored_bytes(test.restored_bytes.value_or(0));
    message.set_evidence(test.evidence);
    message.set_is_signed(test.signed_at.is_set());
    message.set_signed_by(test.signed_by);
    message.set_signed_at_unix_ms(test.signed_at.unix_ms);
    message.set_signed_note(test.signed_note);
    if (!test.finding.is_nil()) message.set_finding_id(test.finding.text());
    if (!test.ticket.is_nil()) message.set_ticket_id(test.ticket.text());
    const bool has_not_begun = test.state == "planned" || test.state == "overdue";
    if (has_not_begun) message.set_waits_for(test.waits_for);
    message.set_etag(std::to_string(test.revision));
    if (caller.may("proof.run") && has_not_begun) message.add_allowed_actions("cancel");
    if (caller.may("proof.run") && test.state == "running") message.add_allowed_actions("inconclusive");
    const bool is_own = !test.operator_id.is_nil() && test.operator_id == caller.account;
    if (caller.may("proof.sign") && may_be_signed(test) && !is_own && !caller.account.is_nil()) message.add_allowed_actions("sign");
}

void fill_details(v1::RestoreTest& message, const std::vector<trust::RestoreCheck>& checks, const std::vector<std::string>& not_covered,
                  const std::optional<trust::RestoreRecord>& record) {
    for (const auto& check : checks) {
        auto& shown = *message.add_checks();
        shown.set_name(check.name);
        shown.set_expected(check.expected);
        shown.set_found(check.found);
        shown.set_objects(static_cast<int64_t>(check.objects));
        shown.set_verdict(std::string(verdict_word(check.verdict)));
        shown.set_words(check.words);
    }
    for (const auto& words : not_covered) message.add_not_covered(words);
    if (!record) return;
    message.set_engine(record->engine);
    message.set_engine_version(record->engine_version);
    message.set_prover(record->prover);
    message.set_processor_ms(static_cast<int64_t>(record->processor_ms));
    message.set_peak_memory_bytes(static_cast<int64_t>(record->peak_memory_bytes));
    message.set_wiped(record->is_wiped);
    message.set_points_seen(static_cast<int64_t>(record->points_seen));
    for (const auto& point : record->points) {
        auto& shown = *message.add_points();
        shown.set_name(point.name);
        shown.set_at_unix_ms(point.at.unix_ms);
        shown.set_content_at_unix_ms(point.content_at.unix_ms);
        shown.set_chosen(record->chosen && record->chosen->name == point.name);
    }
}

void fill(v1::ProofFinding& message, const FindingRow& finding, const Caller& caller) {
    message.set_finding_id(finding.id.text());
    message.set_client_id(finding.client.text());
    message.set_client_name(finding.client_name);
    message.set_item_id(finding.item.text());
    message.set_item_name(finding.item_name);
    message.set_backup_plan_id(finding.backup_plan.text());
    message.set_test_id(finding.test.text());
    message.set_kind(finding.kind);
    message.set_level(finding.level);
    message.set_state(finding.state);
    message.set_severity(finding.severity);
    message.set_title(finding.title);
    message.set_technical_text(finding.technical);
    message.set_consequence(finding.consequence);
    message.set_recommendation(finding.recommendation);
    for (const auto& option : finding.options) message.add_options(option);
    message.set_due_at_unix_ms(finding.due_at.unix_ms);
    if (!finding.ticket.is_nil()) message.set_ticket_id(finding.ticket.text());
    message.set_reference(finding.reference);
    message.set_first_seen_unix_ms(finding.first_seen.unix_ms);
    message.set_last_seen_unix_ms(finding.last_seen.unix_ms);
    message.set_recurrence(static_cast<int32_t>(finding.recurrence));
    if (!finding.verified_by.is_nil()) message.set_verified_by_test_id(finding.verified_by.text());
    message.set_closed_at_unix_ms(finding.closed_at.unix_ms);
    for (const auto& one : finding.told) message.add_told(one);
    message.set_etag(std::to_string(finding.revision));
    if (!caller.may("proof.run")) return;
    for (const auto move : moves_of(finding.state))
        message.add_allowed_actions(move == "confirmed" ? "confirm" : move == "resolved" ? "resolve" : "remediate");
}

void fill(v1::ItemRecoverability& message, const ItemStanding& standing) {
    message.set_item_id(standing.item.id.text());
    message.set_item_name(standing.item.name);
    message.set_criticality(standing.item.criticality);
    message.set_proven(standing.standing.is_proven);
    message.set_why(standing.standing.why);
    message.set_proven_at_unix_ms(standing.standing.proven_at.unix_ms);
    message.set_valid_until_unix_ms(standing.standing.valid_until.unix_ms);
    message.set_level(standing.level);
    if (!standing.test.is_nil()) message.set_test_id(standing.test.text());
    message.set_proof_plans(standing.proof_plans);
}

}  // namespace steward::restore_tests
