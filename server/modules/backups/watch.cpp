#include "server/modules/backups/watch.h"

#include <algorithm>
#include <array>

#include "server/platform/journal/consume.h"
#include "steward/agent/v1/backup.pb.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr Duration look_every = 1h, look_again = 1min, next_after = 1s;
constexpr int facts_at_once = 100, runs_for_checks = 18;
constexpr std::array<std::string_view, 4> kinds_read = {"steward.facts.v1.BackupRunReported", "steward.facts.v1.BackupItemChanged",
                                                        "steward.facts.v1.DeviceMoved", "steward.facts.v1.DeviceRetired"};

template <typename Message>
Result<Message> message_in(const Bytes& body) {
    Message message;
    if (message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return message;
    return fail(ErrorKind::Internal, "backups.bad_fact", "A fact of the journal cannot be read.");
}

RunFace face_of(const RunRow& run) {
    return {.state = run.state,
            .at = run.told.started_at,
            .took = run.told.ended_at - run.told.started_at,
            .source_bytes = run.told.source_bytes,
            .text = run.text};
}

PlanFace face_of(const ItemRow& item, const PlanRow& plan, const std::vector<RunRow>& runs, Instant now) {
    PlanFace face{.item = item.name, .machine = plan.device_name, .label = plan.label, .since = plan.created_at};
    face.is_paused = plan.is_paused_at(now);
    for (const auto& run : runs) face.newest.push_back(face_of(run));
    return face;
}

void note(std::vector<TroubleRow>& found, const ItemRow& item, const PlanRow* plan, DeviceId device, Trouble trouble) {
    const std::string whose = plan ? plan->id.text() : item.id.text();
    found.push_back({.fingerprint = "backups:" + whose + ":" + trouble.check,
                     .client = item.client,
                     .item = item.id,
                     .plan = plan ? plan->id : BackupPlanId{},
                     .device = device,
                     .check = std::move(trouble.check),
                     .severity = std::move(trouble.severity),
                     .priority = std::move(trouble.priority),
                     .title = std::move(trouble.title),
                     .text = std::move(trouble.text),
                     .since = {}});
}

Status tell_raised(Transaction& transaction, const TroubleRow& trouble, Instant now) {
    facts::v1::ConditionRaised fact;
    fact.set_client_id(trouble.client.text());
    fact.set_device_id(trouble.device.text());
    fact.set_fingerprint(trouble.fingerprint);
    fact.set_check(trouble.check);
    fact.set_item(trouble.item.text());
    fact.set_severity(trouble.severity);
    fact.set_priority(trouble.priority);
    fact.set_since_unix_ms(trouble.since.unix_ms);
    fact.set_observed_at_unix_ms(now.unix_ms);
    fact.set_title(trouble.title);
    fact.set_plain_text(trouble.text);
    return journal::append(transaction, now, trouble.client, trouble.device.text(), fact);
}
}  // namespace

Status Watch::run(Instant now) {
    STEWARD_CHECK(consume_facts());
    if (now - items_found_at_ >= look_every || now < items_found_at_) STEWARD_CHECK(find_items(now));
    Status first;
    for (auto at = due_.begin(); at != due_.end();) {
        const auto [item, due] = *at++;  // looking at it may take it away
        if (due > now) continue;
        if (auto done = look_at(item, now); !done && first) first = std::move(done);
    }
    return first;
}

Status Watch::consume_facts() {
    return journal::consume(
        database_, "backups.facts", kinds_read, facts_at_once, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            if (fact.kind == kinds_read[0]) return hear_run(transaction, fact.body);
            if (fact.kind == kinds_read[1]) {
                STEWARD_TRY(const auto message, message_in<facts::v1::BackupItemChanged>(fact.body));
                if (const auto item = BackupItemId::parse(message.item_id())) due_[*item] = {};
                return {};
            }
            if (fact.kind == kinds_read[2]) {
                STEWARD_TRY(const auto message, message_in<facts::v1::DeviceMoved>(fact.body));
                return device_left(transaction, DeviceId::parse(message.device_id()).value_or(DeviceId{}),
                                   "The machine went to another client.", fact.at);
            }
            STEWARD_TRY(const auto message, message_in<facts::v1::DeviceRetired>(fact.body));
            return device_left(transaction, DeviceId::parse(message.device_id()).value_or(DeviceId{}), "The machine was retired.", fact.at);
        });
}

Status Watch::hear_run(Transaction& transaction, const Bytes& body) {
    STEWARD_TRY(const auto message, message_in<facts::v1::BackupRunReported>(body));
    const ClientId client = ClientId::parse(message.client_id()).value_or(ClientId{});
    const DeviceId device = DeviceId::parse(message.device_id()).value_or(DeviceId{});
    const Instant heard_at{message.received_at_unix_ms()};
    agent::v1::BackupRun run;
    const bool can_be_read = run.ParseFromString(message.run());
    auto told =
        can_be_read ? read_told(run) : fail(ErrorKind::Invalid, "backups.report", "What was told of a backup's run cannot be read.");
    if (!told) {
        const ByteView bytes = as_bytes(message.run());
        return keep_refused(transaction, BackupRunId::make(heard_at, rng_).text(), client, device, heard_at, told.error().message,
                            Bytes(bytes.begin(), bytes.end()));
    }
    STEWARD_TRY(const auto taken, runs_.take(transaction, client, device, *told, heard_at));
    if (!taken.item.is_nil()) due_[taken.item] = {};
    else tell_screens(transaction, client, {});
    return {};
}

// What ran there belongs to the past; what nobody protects any more is said by B10.
Status Watch::device_left(Transaction& transaction, DeviceId device, std::string_view why, Instant now) {
    STEWARD_TRY(auto plans, living_plans_on(transaction, device));
    for (PlanRow& plan : plans) {
        plan.ended_at = now;
        plan.end_reason = std::string(why);
        STEWARD_CHECK(save_plan(transaction, plan));
        STEWARD_CHECK(add_line(transaction, plan.item, {now, "Steward", "The plan " + plan.label + " ended: " + std::string(why)}));
        due_[plan.item] = {};
    }
    return {};
}

Status Watch::find_items(Instant now) {
    std::vector<ItemRow> items;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(items, living_items(transaction));
        return {};
    }));
    items_found_at_ = now;
    for (const auto& item : items) due_.try_emplace(item.id, Instant{});
    return {};
}

Status Watch::look_at(BackupItemId id, Instant now) {
    Instant next = now + look_every;
    bool is_gone = false;
    STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
        std::vector<TroubleRow> found;
        STEWARD_TRY(const auto item, find_item(transaction, id));
        is_gone = !item || item->retired_at.is_set();
        next = now + look_every;
        if (!is_gone) {
            STEWARD_TRY(auto plans, plans_of(transaction, id));
            std::erase_if(plans, [](const PlanRow& plan) { return plan.ended_at.is_set(); });
            STEWARD_TRY(next, look_at_plans(transaction, *item, plans, found, now));
        }
        if (item) tell_screens(transaction, item->client, id.text());
        const bool nobody_wants_it = is_gone || item->decision != "protect";
        return say(transaction, id, found, nobody_wants_it ? "gone" : "recovered", now);
    }));
    if (is_gone) due_.erase(id);
    else due_[id] = next;
    return {};
}

Result<Instant> Watch::look_at_plans(Transaction& transaction, const ItemRow& item, std::vector<PlanRow>& plans,
                                     std::vector<TroubleRow>& found, Instant now) {
    Instant next = now + look_every;
    const auto wake_at = [&](Instant at) {
        if (at > now) next = std::min(next, at);
    };
    ItemFace face{.name = item.name, .rpo = item.rpo, .since = item.decided_at, .is_protected = item.decision == "protect"};
    face.plans = static_cast<int>(plans.size());
    face.content_at = item.content_at;
    face.is_paused = !plans.empty();
    for (PlanRow& plan : plans) {
        const auto vital = directory_.vital(plan.device);
        STEWARD_CHECK(runs_.write_missed(transaction, plan, vital ? vital->last_seen : Instant{}, now));
        STEWARD_TRY(const auto runs, newest_runs(transaction, plan.id, runs_for_checks));
        for (auto& trouble : troubles_of_plan(face_of(item, plan, runs, now), now))
            note(found, item, &plan, plan.device, std::move(trouble));
        face.is_paused = face.is_paused && plan.is_paused_at(now);
        wake_at(plan.paused_until);
        const auto zone = zones::Zone::open(plan.zone);
        if (!zone) continue;
        const Instant over =
            next_time(plan.schedule, *zone, plan.anchor_at, plan.judged_until) + tolerance_of(plan.schedule, plan.late).after;
        wake_at(std::max(over + next_after, now + look_again));  // it is over, and its machine was not heard of yet
    }
    const Instant content = item.content_at.is_set() ? item.content_at : face.since;
    wake_at(content + item.rpo);
    wake_at(content + item.rpo + item.rpo / 2 + next_after);
    const DeviceId device = !item.device.is_nil() ? item.device : plans.empty() ? DeviceId{} : plans.front().device;
    if (!face.is_protected) found.clear();
    for (auto& trouble : troubles_of_item(face, now)) note(found, item, nullptr, device, std::move(trouble));
    return next;
}

Status Watch::say(Transaction& transaction, BackupItemId item, const std::vector<TroubleRow>& found, std::string_view why_cleared,
                  Instant now) {
    STEWARD_TRY(const auto before, troubles_of(transaction, item));
    const auto same = [](const TroubleRow& trouble) {
        return [&trouble](const TroubleRow& other) { return other.fingerprint == trouble.fingerprint; };
    };
    for (TroubleRow trouble : found) {
        const auto there = std::find_if(before.begin(), before.end(), same(trouble));
        trouble.since = there == before.end() ? now : there->since;
        const bool is_told = there != before.end() && there->severity == trouble.severity && there->priority == trouble.priority;
        // An hourly look that finds the same writes nothing.
        if (is_told && there->title == trouble.title && there->text == trouble.text) continue;
        STEWARD_CHECK(put_trouble(transaction, trouble));
        const auto card = directory_.device(trouble.device);
        if (!is_told && card && !card->retired && card->client == trouble.client) STEWARD_CHECK(tell_raised(transaction, trouble, now));
    }
    for (const TroubleRow& trouble : before) {
        if (std::any_of(found.begin(), found.end(), same(trouble))) continue;
        STEWARD_CHECK(remove_trouble(transaction, trouble.fingerprint));
        if (trouble.device.is_nil()) continue;
        facts::v1::ConditionCleared fact;
        fact.set_client_id(trouble.client.text());
        fact.set_device_id(trouble.device.text());
        fact.set_fingerprint(trouble.fingerprint);
        fact.set_observed_at_unix_ms(now.unix_ms);
        fact.set_reason(std::string(why_cleared));
        STEWARD_CHECK(journal::append(transaction, now, trouble.client, trouble.device.text(), fact));
    }
    return {};
}

void Watch::tell_screens(Transaction& transaction, ClientId client, const std::string& item) {
    live::Update update{client, "backup", item, "{}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

}  // namespace steward::backups
