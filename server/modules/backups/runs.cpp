#include "server/modules/backups/runs.h"

#include <algorithm>

#include <fmt/format.h>

#include "server/modules/backups/judge.h"
#include "server/modules/backups/troubles.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr Duration unheard_for = 24h;
constexpr int most_adopted = 500, most_missed_at_once = 1000;

Result<zones::Zone> zone_of(const PlanRow& plan) {
    auto zone = zones::Zone::open(plan.zone);
    return zone ? std::move(zone) : zones::Zone::open("UTC");  // the database of zones lost a name
}

Status tell_changed(Transaction& transaction, const PlanRow& plan, Instant now) {
    facts::v1::BackupItemChanged fact;
    fact.set_client_id(plan.client.text());
    fact.set_item_id(plan.item.text());
    return journal::append(transaction, now, plan.client, plan.item.text(), fact);
}
}  // namespace

Result<RunRow> Runs::take(Transaction& transaction, ClientId client, DeviceId device, const ToldRun& told, Instant heard_at) {
    STEWARD_TRY(auto held, run_with_key(transaction, device, told.key));
    if (held) return std::move(*held);
    STEWARD_TRY(auto plan, plan_of_label(transaction, device, told.label));
    if (plan && plan->client != client) plan.reset();  // of the client that the machine was moved from
    RunRow run{.id = BackupRunId::make(heard_at, rng_), .client = client, .device = device, .plan = {}, .told = told, .told_at = heard_at};
    STEWARD_CHECK(settle(transaction, run, plan));
    STEWARD_TRY(const bool is_new, insert_run(transaction, run));
    if (is_new && plan && run.content_at.is_set()) STEWARD_CHECK(insert_point(transaction, BackupPointId::make(heard_at, rng_), run));
    if (is_new && plan) STEWARD_CHECK(tell_changed(transaction, *plan, heard_at));
    return run;
}

Status Runs::settle(Transaction& transaction, RunRow& run, std::optional<PlanRow>& plan) {
    std::optional<Instant> before;
    if (plan) {
        run.plan = plan->id;
        run.item = plan->item;
        STEWARD_TRY(before, content_before(transaction, plan->id, run.told.started_at));
        STEWARD_TRY(run.scheduled_at, answered_time(transaction, *plan, run.told));
    }
    const Judgement judgement = judge_run(run.told, run.told_at, before);
    run.state = judgement.state;
    run.reason_code = judgement.reason_code;
    run.text = judgement.text;
    run.content_at = judgement.content_at;
    return {};
}

// The nearest expected time that nothing answered yet. What was called missed because the machine was silent is not missed after all.
Result<Instant> Runs::answered_time(Transaction& transaction, PlanRow& plan, const ToldRun& told) {
    const Instant began = told.started_at;
    if (began < plan.created_at || plan.is_paused_at(began)) return Instant{};
    const bool is_first_of_interval = plan.schedule.every > Duration{} && plan.anchor_at == plan.created_at;
    if (is_first_of_interval) {
        plan.anchor_at = began;
        plan.judged_until = began - 1ms;
        STEWARD_CHECK(note_judged(transaction, plan));
    }
    STEWARD_TRY(const auto zone, zone_of(plan));
    const Tolerance tolerance = tolerance_of(plan.schedule, plan.late);
    auto times = times_between(plan.schedule, zone, plan.anchor_at, began - tolerance.after - 1ms, began + tolerance.before, 16);
    const auto away = [began](Instant at) { return at > began ? at - began : began - at; };
    std::sort(times.begin(), times.end(), [&](Instant one, Instant other) { return away(one) < away(other); });
    for (const Instant at : times) {
        if (at < plan.created_at) continue;
        STEWARD_TRY(const auto there, run_at(transaction, plan.id, at));
        if (there && there->state != "missed") continue;
        if (there) STEWARD_CHECK(remove_missed(transaction, there->id));
        return at;
    }
    return Instant{};
}

Status Runs::adopt(Transaction& transaction, const PlanRow& plan) {
    STEWARD_TRY(auto runs, unplanned_runs(transaction, plan.device, plan.label, most_adopted));
    std::optional<PlanRow> owner = plan;
    for (RunRow& run : runs) {
        if (run.client != plan.client) continue;
        const std::string told_outcome = run.told.outcome;
        STEWARD_CHECK(settle(transaction, run, owner));
        STEWARD_CHECK(give_to_plan(transaction, run.id, plan.id, run.scheduled_at));
        if (run.content_at.is_set()) STEWARD_CHECK(insert_point(transaction, BackupPointId::make(run.told_at, rng_), run));
    }
    return {};
}

Status Runs::write_missed(Transaction& transaction, PlanRow& plan, Instant heard_until, Instant now) {
    STEWARD_TRY(const auto zone, zone_of(plan));
    const Tolerance tolerance = tolerance_of(plan.schedule, plan.late);
    const auto times = times_between(plan.schedule, zone, plan.anchor_at, plan.judged_until, now - tolerance.after, most_missed_at_once);
    const Instant before = plan.judged_until;
    for (const Instant at : times) {
        const bool was_heard = heard_until >= at + tolerance.after;
        if (!was_heard && now < at + tolerance.after + unheard_for) break;  // what it did in the meantime comes with its next word
        plan.judged_until = at;
        if (plan.is_paused_at(at)) continue;
        STEWARD_TRY(const auto there, run_at(transaction, plan.id, at));
        if (there) continue;
        RunRow run{.id = BackupRunId::make(now, rng_),
                   .client = plan.client,
                   .device = plan.device,
                   .plan = plan.id,
                   .told = {},
                   .state = "missed"};
        run.told.key = fmt::format("missed:{}:{}", plan.id.text(), at.unix_ms);
        run.told.label = plan.label;
        run.told.engine = plan.engine;
        run.told.reporter = "steward";
        run.told.started_at = run.told.ended_at = run.scheduled_at = at;
        run.told_at = now;
        run.reason_code = was_heard ? "backups.missed" : "backups.unheard";
        run.text = was_heard ? fmt::format("It should have begun and did not within {}.", in_words(tolerance.after))
                             : "Nothing was heard of it, and the machine itself was silent for a day: it may have run.";
        STEWARD_TRY(const bool is_new, insert_run(transaction, run));
        (void)is_new;  // another server wrote it
    }
    return plan.judged_until == before ? Status{} : note_judged(transaction, plan);
}

}  // namespace steward::backups
