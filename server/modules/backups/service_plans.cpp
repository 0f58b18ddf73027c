#include <array>

#include "server/modules/backups/messages.h"
#include "server/modules/backups/service.h"
#include "server/modules/backups/typed.h"
#include "server/platform/access/typed_text.h"

namespace steward::backups {

namespace {
using access::typed_line, access::typed_text;
using namespace std::chrono_literals;
constexpr size_t longest_engine = 50, longest_retention = 500;
constexpr int64_t usual_late_s = 7200, least_late_s = 300, most_late_s = 7 * 86400;
constexpr Duration longest_pause = std::chrono::hours(24 * 90);

Result<std::string> typed_zone(const std::string& value, const std::string& otherwise) {
    const std::string& name = value.empty() ? otherwise : value;
    if (!zones::Zone::open(name)) return bad_field("/zone", "There is no such zone. Write one like Europe/Zurich.");
    return name;
}
Result<Duration> typed_late(int64_t seconds) {
    if (seconds == 0) seconds = usual_late_s;
    if (seconds < least_late_s || seconds > most_late_s) return bad_field("/late_s", "Between 5 minutes and 7 days.");
    return Duration(std::chrono::seconds(seconds));
}

// Expected times begin anew with it: nothing is missed by a rule that did not hold then.
void begin_anew(PlanRow& plan, Instant now) { plan.anchor_at = plan.judged_until = now; }

Status pause(PlanRow& plan, const v1::UpdateBackupPlanRequest& request, Instant now, std::string& what) {
    const Instant until{request.paused_until_unix_ms()};
    if (!until.is_set()) {
        if (plan.is_paused_at(now)) plan.paused_until = now;
        what = "Its pause is over.";
        return {};
    }
    if (until <= now || until - now > longest_pause) return bad_field("/paused_until_unix_ms", "A pause ends within 90 days.");
    STEWARD_TRY(plan.pause_reason, typed_reason("/pause_reason", request.pause_reason()));
    if (!plan.is_paused_at(now)) plan.paused_from = now;
    plan.paused_until = until;
    what = "Paused: " + plan.pause_reason;
    return {};
}
}  // namespace

Result<PlanRow> Service::load_plan(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto plan, find_plan(*transaction, BackupPlanId::parse(id).value_or(BackupPlanId{})));
    if (!plan || plan->client != call.client())
        return fail(ErrorKind::NotFound, "backups.plan_not_found", "There is no such backup plan, or it is not one of your clients'.");
    if (!call.is_as_seen(plan->revision)) return changed_meanwhile();
    return std::move(*plan);
}

Result<v1::BackupPlan> Service::answer(Call& call, BackupPlanId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto plan, find_plan(*transaction, id));
    if (!plan) return fail(ErrorKind::NotFound, "backups.plan_not_found", "There is no such backup plan.");
    call.set_audit_subject(id.text());
    STEWARD_TRY(const auto newest, newest_runs(*transaction, id, 1));
    STEWARD_TRY(const auto counted, counted_runs(*transaction, plan->client, call.now() - last_month, call.now()));
    const auto of_plan = std::find_if(counted.begin(), counted.end(), [&](const auto& one) { return one.first == id; });
    v1::BackupPlan message;
    fill(message, *plan, newest.empty() ? nullptr : &newest.front(), of_plan == counted.end() ? CountedRuns{} : of_plan->second,
         call.now());
    return message;
}

Result<v1::BackupPlan> Service::create_backup_plan(Call& call, const v1::CreateBackupPlanRequest& request) {
    STEWARD_TRY(const auto item, load_item(call, request.item_id()));
    if (item.retired_at.is_set() || item.decision != "protect")
        return fail(ErrorKind::Conflict, "backups.not_protected", "It was decided that this needs no backup. Change the decision first.");
    STEWARD_TRY(auto* transaction, call.transaction());
    PlanRow plan{.id = BackupPlanId::make(call.now(), rng_), .client = call.client(), .item = item.id};
    STEWARD_TRY(const auto card, machine(call, request.device_id()));
    plan.device = card.id;
    if (!is_label(request.label())) return bad_field("/label", "1 to 100 of the characters a-z 0-9 . _ -");
    plan.label = request.label();
    STEWARD_TRY(plan.engine, typed_line("/engine", request.engine(), longest_engine, false));
    STEWARD_TRY(plan.schedule, parse_schedule(request.schedule()));
    STEWARD_TRY(plan.zone, typed_zone(request.zone(), directory_.client_zone(call.client())));
    STEWARD_TRY(plan.late, typed_late(request.late_s()));
    STEWARD_TRY(plan.retention, typed_text("/retention", request.retention(), longest_retention, false));
    plan.created_at = call.now();
    begin_anew(plan, call.now());
    STEWARD_CHECK(insert_plan(*transaction, plan));
    STEWARD_CHECK(runs_.adopt(*transaction, plan));
    STEWARD_CHECK(note(call, item, "The plan " + plan.label + " on " + card.name + ", " + in_words(plan.schedule) + "."));
    return answer(call, plan.id);
}

Result<v1::BackupPlan> Service::update_backup_plan(Call& call, const v1::UpdateBackupPlanRequest& request) {
    STEWARD_TRY(auto plan, load_plan(call, request.plan_id()));
    if (plan.ended_at.is_set()) return fail(ErrorKind::Conflict, "backups.plan_over", "This plan has ended. Make a new one.");
    STEWARD_TRY(auto* transaction, call.transaction());
    std::string what;
    if (request.has_engine()) {
        STEWARD_TRY(plan.engine, typed_line("/engine", request.engine(), longest_engine, false));
    }
    if (request.has_retention()) {
        STEWARD_TRY(plan.retention, typed_text("/retention", request.retention(), longest_retention, false));
    }
    if (request.has_late_s()) {
        STEWARD_TRY(plan.late, typed_late(request.late_s()));
    }
    if (request.has_zone()) {
        STEWARD_TRY(plan.zone, typed_zone(request.zone(), directory_.client_zone(call.client())));
    }
    if (request.has_schedule()) {
        STEWARD_TRY(plan.schedule, parse_schedule(request.schedule()));
    }
    if (request.has_schedule() || request.has_zone()) {
        begin_anew(plan, call.now());
        what = "It is expected " + in_words(plan.schedule) + ".";
    }
    if (request.has_engine() || request.has_schedule() || request.has_zone() || request.has_retention()) plan.altered_at = call.now();
    if (request.has_paused_until_unix_ms()) STEWARD_CHECK(pause(plan, request, call.now(), what));
    STEWARD_CHECK(save_plan(*transaction, plan));
    STEWARD_TRY(const auto item, find_item(*transaction, plan.item));
    if (item) STEWARD_CHECK(note(call, *item, "The plan " + plan.label + " was changed. " + what));
    return answer(call, plan.id);
}

Result<v1::BackupPlan> Service::end_backup_plan(Call& call, const v1::EndBackupPlanRequest& request) {
    STEWARD_TRY(auto plan, load_plan(call, request.plan_id()));
    if (plan.ended_at.is_set()) return answer(call, plan.id);
    STEWARD_TRY(plan.end_reason, typed_reason("/reason", request.reason()));
    plan.ended_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_plan(*transaction, plan));
    STEWARD_TRY(const auto item, find_item(*transaction, plan.item));
    if (item) STEWARD_CHECK(note(call, *item, "The plan " + plan.label + " ended: " + plan.end_reason));
    return answer(call, plan.id);
}

}  // namespace steward::backups
