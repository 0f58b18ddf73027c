// Unattended work: policies and bindings that come, runs by ticket and by schedule.
#include <algorithm>

#include "agent/gate/actions/action.h"
#include "agent/gate/bindings.h"
#include "agent/gate/process/die.h"
#include "agent/gate/process/gate.h"
#include "agent/gate/tickets.h"
#include "trust/templates.h"

namespace steward::gate {

using trust::MessageType;

namespace {
const OffsetAt& zones_of_machine() {
    static const OffsetAt zones = [](const std::string& zone, Instant at) { return offset_at(zone, at); };
    return zones;
}

std::set<trust::Digest> files_of(const PolicyBook& book) {
    std::set<trust::Digest> files;
    for (const StandingPolicy& one : book.all()) {
        const auto items = trust::template_items(one.policy.job_class, one.policy.allowed);
        for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{})) files.insert(item.files.begin(), item.files.end());
    }
    return files;
}

std::string named(const trust::Policy& policy) {
    return "policy " + to_hex(policy.id) + " version " + std::to_string(policy.policy_version);
}
}  // namespace

Situation Gate::situation() {
    Enrolled& own = *enrolled_;
    attachments_.emplace(beside());
    own.machine.in_curfew = is_in_curfew();
    own.machine.is_stopped_here = own.pinned.is_stopped;
    return {own.roster,   own.freshness, own.narrowing, own.pinned.limits, own.machine,
            *own.journal, *attachments_, at_least(),    at_most(),         clock_.monotonic()};
}

PolicySituation Gate::policy_situation(const Situation& at) const {
    return {at, enrolled_->pinned.tags, enrolled_->policies, *enrolled_->journal, clock_.now(), zones_of_machine()};
}

Answer Gate::take_policy(ByteView bytes) {
    Enrolled& own = *enrolled_;
    const Situation at = situation();
    const auto decided = judge_policy(bytes, policy_situation(at));
    if (!decided) return refuse(bytes, decided.error());
    if (!action_kind(decided->policy.job_class)) return refuse(bytes, {20, static_cast<uint8_t>(Unwilling::NotBuilt)});
    if (const auto* known = own.policies.find(decided->policy.id); known && known->message == decided->message)
        return taken(MessageType::Policy, 1);
    // On the disk before it counts; with the time that it is counted from, so that no restart makes it wait for it again.
    if (const Status kept = keep(); !kept) return after(kept);
    if (const Status kept = keep_proof({.job = {}, .message = decided->message, .holders = {}}); !kept) return after(kept);
    PolicyBook next = own.policies.with(*decided, bytes, at_least());
    if (const Status kept = store_.save(next.kept()); !kept) return after(kept);
    may_die("policy");
    own.policies = std::move(next);
    own.next_look = {};
    std::string persons;
    for (const std::string& holder : holders_of(*decided, own.roster)) persons += (persons.empty() ? "" : ", ") + holder;
    diary_.tell(named(decided->policy) + " signed by " + persons + " stands here from " + to_rfc3339(decided->in_force_from) + " on.");
    const Status files = materials_.keep(files_of(own.policies));
    return files ? taken(MessageType::Policy, 0) : after(files);
}

Answer Gate::take_ticket(ByteView bytes) {
    // What came since the policy and is named by it stays here.
    if (const Status files = materials_.keep(files_of(enrolled_->policies)); !files) return after(files);
    const Situation at = situation();
    const auto decided = judge_ticket(bytes, policy_situation(at));
    if (!decided) return refuse(bytes, decided.error());
    return run(*decided, MessageType::RunTicket, bytes);
}

Answer Gate::run(const Accepted& accepted, MessageType type, ByteView bytes) {
    const ActionKind* kind = action_kind(accepted.job.job_class);
    if (!kind || !kind->needs(accepted.job.action)) return refuse(bytes, {22, static_cast<uint8_t>(Material::Unreadable)});
    Works& works = *enrolled_->works;
    if (!works.has_room())
        return failed(
            {.kind = ErrorKind::Unavailable, .code = "gate.busy", .message = "As many jobs run here as may at once. Bring it again."});
    if (const Status prepared = works.prepare(accepted.job); !prepared) return failed(prepared.error());
    const Status begun = works.begin(accepted);
    if (begun) ++begun_;
    return begun ? taken(type, 0) : after(begun);
}

void Gate::keep_hours() {
    Enrolled& own = *enrolled_;
    const Duration running = clock_.monotonic();
    if (running < own.next_look || !has_schedule()) return;
    own.next_look = running + between_looks;
    const Situation at = situation();
    for (const Due& due : due_now(policy_situation(at))) {
        const auto decided = judge_scheduled(*due.policy, due.window, policy_situation(at));
        const trust::ShortId id = scheduled_run(due.window, own.machine.device, due.policy->policy.id);
        if (decided) {
            run(*decided, MessageType::Policy, {});
            if (is_over_) return;
        } else if (own.said_of_run != id) {
            own.said_of_run = id;
            diary_.tell("The schedule of " + named(due.policy->policy) + " waits: refused by check " +
                        std::to_string(decided.error().check) + ", detail " + std::to_string(decided.error().detail));
        }
    }
}

bool Gate::has_schedule() const {
    return std::ranges::any_of(enrolled_->policies.all(),
                               [](const StandingPolicy& one) { return one.policy.trigger == trust::Trigger::Schedule; });
}

Answer Gate::policies() {
    PoliciesAnswer answer;
    const Situation at = situation();
    const PolicySituation in = policy_situation(at);
    for (const StandingPolicy& one : enrolled_->policies.all()) {
        const trust::Policy& policy = one.policy;
        auto fault = fault_of(one, in);
        if (!fault && at.at_least < one.in_force_from) fault = Refusal{15, static_cast<uint8_t>(PolicyUntimely::InItsDelay)};
        PolicyAnswer& said =
            answer.policies.emplace_back(PolicyAnswer{.id = policy.id,
                                                      .version = policy.policy_version,
                                                      .job_class = static_cast<uint64_t>(policy.job_class),
                                                      .trigger = static_cast<uint64_t>(policy.trigger),
                                                      .fault = fault ? fault->reason() : 0,
                                                      .message = one.message,
                                                      .in_force_from = one.in_force_from,
                                                      .not_after = policy.not_after,
                                                      .runs_a_day = policy.budget.runs_a_day,
                                                      .runs_today = in.runs.runs_of(policy.id, in.wall - std::chrono::hours(24)),
                                                      .failures = in.runs.failures_of(policy.id, policy.policy_version),
                                                      .most_failures = policy.most_failures,
                                                      .items = {}});
        const auto items = trust::template_items(policy.job_class, policy.allowed);
        for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{})) said.items.push_back(item.name);
    }
    return {How::Done, trust::write_message(answer)};
}

Answer Gate::take_binding(ByteView bytes) {
    Enrolled& own = *enrolled_;
    const Situation at = situation();
    const BoundHere here{
        .seq = own.pinned.binding_seq, .last = own.pinned.binding, .grant = own.pinned.grant, .device_key = own.key.public_key()};
    const auto decided = judge_binding(bytes, at, here, log_level_of(at));
    if (!decided) return refuse(bytes, decided.error());
    if (const Status kept = keep_proof({.job = {}, .message = decided->message, .holders = {}}); !kept) return after(kept);
    const trust::Binding& binding = decided->binding;
    own.pinned.client = binding.client;
    own.pinned.site = binding.site;
    own.pinned.tags = binding.tags;
    own.pinned.binding_seq = binding.seq;
    own.pinned.binding = decided->message;
    if (const Status kept = keep(); !kept) return after(kept);
    may_die("binding");
    own.machine.client = binding.client;
    own.narrowing.belong_to(binding.client);
    std::string persons;
    for (const std::string& holder : decided->holders) persons += (persons.empty() ? "" : ", ") + holder;
    diary_.tell("This machine belongs to client " + to_hex(binding.client) + ", site " + to_hex(binding.site) + ", as signed by " +
                persons + ".");
    return taken(MessageType::Binding, 0);
}

}  // namespace steward::gate
