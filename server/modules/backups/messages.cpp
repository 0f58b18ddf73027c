#include "server/modules/backups/messages.h"

#include <fmt/format.h>

#include "server/modules/backups/troubles.h"
#include "server/modules/backups/typed.h"

namespace steward::backups {

namespace {
constexpr std::string_view not_proven = "Never restored. That a backup ran proves nothing about what could be restored from it.";
}  // namespace

ItemState state_of(const ItemRow& item, Instant now) {
    if (item.retired_at.is_set()) return {"retired", "Retired: " + item.reason, false};
    if (item.decision == "not_needed") return {"not_needed", item.reason, false};
    const bool is_fresh = item.content_at.is_set() && item.rpo > Duration{} && now - item.content_at < item.rpo;
    if (item.worst > 0) return {item.worst > 1 ? "critical" : "warning", item.worst_title, is_fresh};
    if (item.rpo == Duration{}) return {"unknown", "How old its newest recovery point may be was not agreed.", false};
    if (!item.content_at.is_set()) return {"unknown", "No recovery point was seen yet.", false};
    const std::string age = in_words(now - item.content_at);
    if (!is_fresh) return {"warning", fmt::format("Its newest recovery point is {} old; {} were agreed.", age, in_words(item.rpo)), false};
    return {"ok", fmt::format("Its newest recovery point is {} old.", age), true};
}

void fill(v1::BackupItem& message, const ItemRow& item, const ProofFace* proof, const Caller& caller, Instant now) {
    message.set_item_id(item.id.text());
    message.set_client_id(item.client.text());
    message.set_client_name(item.client_name);
    message.set_name(item.name);
    message.set_kind(item.kind);
    if (!item.device.is_nil()) message.set_device_id(item.device.text());
    message.set_device_name(item.device_name);
    message.set_criticality(item.criticality);
    message.set_rpo_s(seconds_in(item.rpo));
    message.set_rto_s(seconds_in(item.rto));
    if (!item.owner_id.is_nil()) message.set_owner_id(item.owner_id.text());
    message.set_owner(item.owner);
    message.set_decision(item.decision);
    message.set_reason(item.reason);
    message.set_decided_by(item.decided_by);
    message.set_decided_at_unix_ms(item.decided_at.unix_ms);
    message.set_retired(item.retired_at.is_set());
    message.set_retired_at_unix_ms(item.retired_at.unix_ms);
    message.set_note(item.note);
    const ItemState state = state_of(item, now);
    message.set_state(state.state);
    message.set_state_text(state.text);
    message.set_fresh(state.is_fresh);
    message.set_content_at_unix_ms(item.content_at.unix_ms);
    message.set_plans_count(item.plans);
    message.set_proof_text(proof != nullptr ? proof->text : std::string(not_proven));
    if (proof != nullptr) message.set_proven_at_unix_ms(proof->proven_at.unix_ms);
    message.set_created_at_unix_ms(item.created_at.unix_ms);
    message.set_changed_at_unix_ms(item.changed_at.unix_ms);
    message.set_etag(std::to_string(item.revision));
    if (!caller.may("backup.write") || item.retired_at.is_set()) return;
    message.add_allowed_actions("edit");
    message.add_allowed_actions("retire");
    if (item.decision == "protect") message.add_allowed_actions("plan");
}

void fill(v1::BackupPlan& message, const PlanRow& plan, const RunRow* newest, const CountedRuns& of_month, Instant now) {
    message.set_plan_id(plan.id.text());
    message.set_item_id(plan.item.text());
    message.set_client_id(plan.client.text());
    message.set_device_id(plan.device.text());
    message.set_device_name(plan.device_name);
    message.set_label(plan.label);
    message.set_engine(plan.engine);
    message.set_schedule(to_text(plan.schedule));
    message.set_zone(plan.zone);
    message.set_schedule_text(in_words(plan.schedule));
    message.set_late_s(seconds_in(plan.late));
    message.set_retention(plan.retention);
    if (plan.is_paused_at(now)) {
        message.set_paused_until_unix_ms(plan.paused_until.unix_ms);
        message.set_pause_reason(plan.pause_reason);
    }
    message.set_ended(plan.ended_at.is_set());
    message.set_ended_at_unix_ms(plan.ended_at.unix_ms);
    message.set_end_reason(plan.end_reason);
    const auto zone = zones::Zone::open(plan.zone);
    if (zone && !plan.ended_at.is_set())
        message.set_next_at_unix_ms(next_time(plan.schedule, *zone, plan.anchor_at, std::max(now, plan.paused_until)).unix_ms);
    if (newest) {
        message.set_last_state(newest->state);
        message.set_last_at_unix_ms(newest->told.started_at.unix_ms);
        message.set_last_text(newest->text);
    }
    message.set_newest_content_at_unix_ms(plan.content_at.unix_ms);
    message.set_scheduled_30d(of_month.scheduled);
    message.set_success_30d(of_month.success);
    message.set_created_at_unix_ms(plan.created_at.unix_ms);
    message.set_etag(std::to_string(plan.revision));
}

void fill(v1::BackupRun& message, const RunRow& run) {
    const ToldRun& told = run.told;
    message.set_run_id(run.id.text());
    message.set_client_id(run.client.text());
    message.set_client_name(run.client_name);
    if (!run.plan.is_nil()) message.set_plan_id(run.plan.text());
    if (!run.item.is_nil()) message.set_item_id(run.item.text());
    message.set_item_name(run.item_name);
    message.set_device_id(run.device.text());
    message.set_device_name(run.device_name);
    message.set_label(told.label);
    message.set_engine(told.engine);
    message.set_engine_version(told.engine_version);
    message.set_state(run.state);
    message.set_reason_code(run.reason_code);
    message.set_text(run.text);
    message.set_scheduled_at_unix_ms(run.scheduled_at.unix_ms);
    if (run.state != "missed") {
        message.set_started_at_unix_ms(told.started_at.unix_ms);
        message.set_ended_at_unix_ms(told.ended_at.unix_ms);
        message.set_duration_s(std::max<int64_t>(0, seconds_in(told.ended_at - told.started_at)));
    }
    message.set_told_at_unix_ms(run.told_at.unix_ms);
    message.set_reporter(told.reporter);
    message.set_reported_by(told.reported_by);
    if (told.items_total) message.set_items_total(*told.items_total);
    if (told.items_failed) message.set_items_failed(*told.items_failed);
    if (told.source_bytes) message.set_source_bytes(*told.source_bytes);
    if (told.added_bytes) message.set_added_bytes(*told.added_bytes);
    message.set_point(told.point);
    message.set_content_at_unix_ms(run.content_at.unix_ms);
    message.set_repository(told.repository);
    message.set_manifest_digest(told.manifest.digest);
    message.set_manifest_files(told.manifest.files);
    message.set_manifest_hashed(told.manifest.hashed);
    message.set_manifest_in_motion(told.manifest.in_motion);
    message.set_manifest_unknown(told.manifest.unknown_reason);
    for (const auto& warning : told.warnings) message.add_warnings(warning);
    if (told.outcome != run.state) message.set_told_outcome(told.outcome);
}

void fill(v1::BackupTrouble& message, const TroubleRow& trouble) {
    message.set_check(trouble.check);
    if (!trouble.plan.is_nil()) message.set_plan_id(trouble.plan.text());
    message.set_severity(trouble.severity);
    message.set_priority(trouble.priority);
    message.set_title(trouble.title);
    message.set_text(trouble.text);
    message.set_since_unix_ms(trouble.since.unix_ms);
}

namespace {
std::string_view word_of(Truth truth) { return truth == Truth::yes ? "yes" : truth == Truth::no ? "no" : "unknown"; }
std::string_view word_of(DigitState state) {
    return state == DigitState::met ? "met" : state == DigitState::missing ? "missing" : "unknown";
}
}  // namespace

void fill_copies(v1::BackupItem& message, const std::vector<KnownCopy>& copies, std::optional<int> errors, Instant now) {
    std::vector<Copy> of_rule;
    for (const KnownCopy& copy : copies) {
        of_rule.push_back(copy.as_rule());
        auto& shown = *message.add_copies();
        if (!copy.id.is_nil()) shown.set_copy_id(copy.id.text());
        if (!copy.plan.is_nil()) shown.set_plan_id(copy.plan.text());
        shown.set_place(copy.place);
        shown.set_medium(copy.medium);
        shown.set_data_in_use(copy.is_source);
        for (const KnownProperty& one : copy.properties) {
            auto& property = *shown.add_properties();
            property.set_property(std::string(one.property));
            property.set_says(std::string(word_of(truth_at(one.evidence, now))));
            property.set_said(std::string(word_of(one.evidence.says)));
            property.set_how(one.how);
            property.set_by(one.by);
            property.set_at_unix_ms(one.evidence.at.unix_ms);
            property.set_until_unix_ms(one.evidence.until.unix_ms);
            property.set_seen(one.is_seen);
        }
    }
    static constexpr std::string_view names[] = {"copies", "media", "off_site", "locked", "errors"};
    const RuleVerdict verdict = judge_copies(of_rule, errors, now);
    for (const DigitVerdict& digit : verdict.digits) {
        auto& shown = *message.add_copies_rule();
        shown.set_digit(std::string(names[static_cast<size_t>(digit.digit)]));
        shown.set_state(std::string(word_of(digit.state)));
        shown.set_text(digit.reason);
    }
    message.set_copies_state(std::string(word_of(verdict.state)));
}

}  // namespace steward::backups
