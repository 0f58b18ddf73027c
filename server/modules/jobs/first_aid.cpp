// First aid: what an alert sets off, machine by machine, in turns; and when it hides a cause or does harm, a problem for people.
#include <algorithm>

#include "server/modules/jobs/policies.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::jobs {

namespace {
// Without values: an item that needs some is for people.
const trust::Selection first_item{.item = 0, .values = {}};

std::optional<trust::Selection> item_called(const PolicyRow& policy, std::string_view name) {
    const auto items = trust::template_items(policy.job_class, {policy.allowed});
    if (!items) return std::nullopt;
    const auto found = std::ranges::find(*items, name, &trust::TemplateItem::name);
    if (found == items->end()) return std::nullopt;
    return trust::Selection{.item = static_cast<uint64_t>(found - items->begin()), .values = {}};
}

std::string times(int64_t number) { return std::to_string(number) + (number == 1 ? " time" : " times"); }
}  // namespace

Status Policies::condition_raised(Transaction& transaction, const facts::v1::ConditionRaised& fact, Instant now) {
    const auto client = ClientId::parse(fact.client_id());
    const auto device = DeviceId::parse(fact.device_id());
    if (!client || !device || !key_) return {};
    STEWARD_TRY(const auto policies, policies_of(transaction, *client, now));
    for (const auto& policy : policies) {
        if (policy.trigger != trust::Trigger::Condition || std::ranges::find(policy.conditions, fact.check()) == policy.conditions.end())
            continue;
        STEWARD_TRY(const auto frozen, freezes_of(transaction, *client, now, now + ticket_life));
        if (!frozen.empty() || policy.stopped_at.is_set()) continue;
        STEWARD_TRY(const int64_t today, runs_since(transaction, fact.fingerprint(), now - std::chrono::hours(24)));
        if (today >= attempts_a_day) continue;
        // A machine that the policy does not name gets none.
        auto made = prepare(transaction, policy, first_item, *device, now);
        if (!made && made.error().kind != ErrorKind::Conflict && made.error().kind != ErrorKind::Invalid)
            return std::unexpected(made.error());
        if (!made) continue;
        STEWARD_TRY(const int64_t fixed, set_right_since(transaction, fact.fingerprint(), now - hidden_cause_days));
        made->cause = fact.check() + ": " + fact.title();
        if (fixed > 0) made->cause += ". It was set right " + times(fixed) + " in 7 days before.";
        made->fingerprint = fact.fingerprint();
        made->state = "waiting";
        made->not_after = std::min(now + longest_wait, policy.not_after);
        STEWARD_CHECK(insert_run(transaction, *made));
        return next_turns(transaction, policy.id, now);
    }
    return {};
}

Status Policies::next_turns(Transaction& transaction, PolicyId id, Instant now) {
    STEWARD_TRY(auto waiting, waiting_runs(transaction, id));
    if (waiting.empty() || !key_) return {};
    STEWARD_TRY(const auto policy, find_policy(transaction, id));
    STEWARD_TRY(auto turns, turns_of(transaction, *policy, now - failures_count));
    int64_t before = 0;
    for (RunRow& run : waiting) {
        const std::string said = run.words;
        STEWARD_CHECK(next_turn(transaction, *policy, run, turns, before, now));
        if (run.state == "waiting" && run.state_before.is_nil()) ++before;
        if (run.state == "waiting" && run.words == said) continue;
        STEWARD_CHECK(save_turn(transaction, run));
        say_live(transaction, run.client, run.policy, run.state);
    }
    return {};
}

Status Policies::next_turn(Transaction& transaction, const PolicyRow& policy, RunRow& run, Turns& turns, int64_t before, Instant now) {
    if (!run.state_before.is_nil()) return after_state_before(transaction, policy, run, now);
    STEWARD_TRY(const auto freezes, freezes_of(transaction, policy.client, now, now + ticket_life));
    if (policy.stopped_at.is_set()) run.words = "It waits until a person lets first aid go on: " + policy.stop_words;
    else if (!freezes.empty()) run.words = "It waits: " + words_of(freezes.front()) + ".";
    else if (!has_place(turns)) run.words = turn_words(turns, before);
    else {
        ++turns.under_way;
        return begin_turn(transaction, policy, run, now);
    }
    return {};
}

// Between its alert and its turn the machine may have left the client, and the policy its force.
Status Policies::begin_turn(Transaction& transaction, const PolicyRow& policy, RunRow& run, Instant now) {
    const auto still = prepare(transaction, policy, first_item, run.device, now);
    if (!still && still.error().kind != ErrorKind::Conflict && still.error().kind != ErrorKind::Invalid)
        return std::unexpected(still.error());
    if (!still) return leave_out(transaction, run, still.error().message, now);
    const auto keeps = policy.state_before.empty() ? std::nullopt : item_called(policy, policy.state_before);
    if (!keeps) return sign(transaction, policy, first_item, run, now);
    STEWARD_TRY(const auto before,
                this->run(transaction, policy, *keeps, run.device, "How it was before “" + run.item_name + "”", "", now));
    run.state_before = before.id;
    run.words = "It waits until “" + before.item_name + "” has kept how it was before.";
    return {};
}

Status Policies::after_state_before(Transaction& transaction, const PolicyRow& policy, RunRow& run, Instant now) {
    STEWARD_TRY(const auto before, find_run(transaction, run.state_before));
    const bool has_all = before && (before->output_bytes == 0 || before->output_whole);
    if (before && (!is_over(before->state) || (before->state == "done" && !has_all))) return {};
    if (!before || before->state != "done")
        return leave_out(
            transaction, run,
            "How it was before could not be kept (" + (before ? before->words : "its run is gone") + "), so nothing was begun.", now);
    const auto still = prepare(transaction, policy, first_item, run.device, now);
    if (!still) return leave_out(transaction, run, still.error().message, now);
    return sign(transaction, policy, first_item, run, now);
}

Status Policies::leave_out(Transaction& transaction, RunRow& run, const std::string& words, Instant now) {
    run.state = "cancelled";
    run.words = words;
    run.ended_at = now;
    return say_ended(transaction, run, now);
}

Status Policies::run_ended(Transaction& transaction, const facts::v1::StandingRunEnded& fact, Instant now) {
    STEWARD_TRY(const auto run, find_run(transaction, RunId::parse(fact.run_id()).value_or(RunId{})));
    if (!run) return {};
    STEWARD_TRY(const auto policy, find_policy(transaction, run->policy));
    if (!policy || policy->trigger != trust::Trigger::Condition) return {};
    STEWARD_CHECK(stop_when_too_many_failed(transaction, *policy, *run, now));
    return next_turns(transaction, run->policy, now);
}

Status Policies::stop_when_too_many_failed(Transaction& transaction, PolicyRow policy, const RunRow& run, Instant now) {
    if (run.fingerprint.empty() || policy.stopped_at.is_set()) return {};
    STEWARD_TRY(const auto turns, turns_of(transaction, policy, now - failures_count));
    if (!must_stop(turns)) return {};
    policy.stopped_at = now;
    policy.stop_words = stop_words(turns);
    STEWARD_CHECK(save_first_aid(transaction, policy));
    say_live(transaction, policy.client, policy.id, "stopped");
    STEWARD_CHECK(
        open_problem(transaction, run, "First aid was stopped: " + run.item_name,
                     "“" + run.item_name + "” does not begin on any machine any more, by whatever alert: " + policy.stop_words +
                         " The last was " + run.device_name + ": " + run.words +
                         "\n\nLook at what its runs wrote, under Policies. When you know that it does no harm, let it go on there.",
                     now));
    return {};
}

Status Policies::resume(Transaction& transaction, PolicyRow policy, Instant now) {
    if (!policy.stopped_at.is_set()) return fail(ErrorKind::Conflict, "jobs.not_stopped", "First aid by this policy goes on already.");
    policy.stopped_at = {};
    policy.stop_words.clear();
    policy.counted_from = now;
    STEWARD_CHECK(save_first_aid(transaction, policy));
    say_live(transaction, policy.client, policy.id, "in_force");
    return next_turns(transaction, policy.id, now);
}

Status Policies::keep_state_before(Transaction& transaction, PolicyRow policy, const std::string& item) {
    if (policy.trigger != trust::Trigger::Condition)
        return fail(ErrorKind::Conflict, "jobs.no_first_aid", "No alert sets this policy off, so nothing goes before it.");
    const auto found = item_called(policy, item);
    if (!item.empty() && !found) return bad_field("/item", "The policy has no such item.");
    if (found && found->item == first_item.item)
        return bad_field("/item", "This item is the first aid itself. Choose one that only looks.");
    if (found && !trust::selected_action(policy.job_class, {policy.allowed}, *found))
        return bad_field("/item", "This item wants values, and nobody is there to give them.");
    policy.state_before = item;
    STEWARD_CHECK(save_first_aid(transaction, policy));
    say_live(transaction, policy.client, policy.id, "in_force");
    return {};
}

Status Policies::condition_cleared(Transaction& transaction, const facts::v1::ConditionCleared& fact, Instant now) {
    STEWARD_TRY(auto waiting, waiting_for(transaction, fact.fingerprint()));
    for (RunRow& run : waiting) {
        STEWARD_CHECK(leave_out(transaction, run, "What had set it off ended before its turn.", now));
        STEWARD_CHECK(save_turn(transaction, run));
        say_live(transaction, run.client, run.policy, run.state);
    }
    if (fact.reason() != "recovered") return {};
    STEWARD_TRY(auto run, newest_aid(transaction, fact.fingerprint()));
    const bool is_late = run && run->ended_at.is_set() && now > run->ended_at + shows_effect;
    if (!run || is_late || run->cleared_at.is_set()) return {};
    run->cleared_at = now;
    STEWARD_CHECK(save_run(transaction, *run));
    STEWARD_CHECK(find_cause(transaction, *run, now));
    say_live(transaction, run->client, run->policy, run->state);
    return {};
}

// What sets the same thing right again and again hides a cause (domain/playbooks.md 20): a problem looks for it, one at a time.
Status Policies::find_cause(Transaction& transaction, const RunRow& run, Instant now) {
    if (run.fingerprint.empty() || run.state != "done" || !run.cleared_at.is_set()) return {};
    STEWARD_TRY(const int64_t fixed, set_right_since(transaction, run.fingerprint, now - hidden_cause_days));
    if (fixed < hidden_cause_runs) return {};
    STEWARD_TRY(const TicketId before, hidden_cause(transaction, run.fingerprint));
    if (!before.is_nil()) {
        STEWARD_TRY(const auto paper, tickets_.read(transaction, before));
        if (paper && paper->is_alive) return {};
    }
    STEWARD_TRY(const TicketId opened,
                open_problem(transaction, run, "First aid hides a cause on " + run.device_name + ": " + run.item_name,
                             "“" + run.item_name + "” set the same thing right " + times(fixed) + " in 7 days on " + run.device_name +
                                 ". It was begun by: " + run.cause + "\n\nFind the cause; first aid goes on within its budget meanwhile.",
                             now));
    return opened.is_nil() ? Status{} : put_hidden_cause(transaction, run.fingerprint, run.client, opened, now);
}

Result<TicketId> Policies::open_problem(Transaction& transaction, const RunRow& run, const std::string& title,
                                        const std::string& description, Instant now) {
    const auto card = directory_.device(run.device);
    static const helpdesk::Doer steward{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    helpdesk::TicketOrder order;
    order.client = run.client;
    order.kind = "problem";
    order.source = "problem";
    order.title = title;
    order.description = description;
    order.impact = "significant";
    order.urgency = "low";
    if (card && card->client == run.client && !card->retired) order.device = run.device;
    const auto opened = tickets_.open(transaction, order, steward, now);
    if (!opened && (opened.error().kind == ErrorKind::Invalid || opened.error().kind == ErrorKind::NotFound)) return TicketId{};
    if (!opened) return std::unexpected(opened.error());
    return opened->id;
}

}  // namespace steward::jobs
