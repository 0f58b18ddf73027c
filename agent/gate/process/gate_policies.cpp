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
    const auto& curfew = own.pinned.limits.curfew;
    own.machine.in_curfew = curfew && (is_in_curfew(*curfew, at_least()) || is_in_curfew(*curfew, at_most()));
    own.machine.is_stopped_here = own.pinned.is_stopped;
    return {own.roster,   own.freshness, own.narrowing, own.pinned.limits, own.machine,
            *own.journal, *this,         at_least(),    at_most(),         clock_.monotonic()};
}

PolicySituation Gate::policy_situation(const Situation& at) const {
    return {at, enrolled_->pinned.tags, enrolled_->policies, clock_.now(), zones_of_machine()};
}

Answer Gate::take_policy(ByteView bytes) {
    Enrolled& own = *enrolled_;
    const Situation at = situation();
    const auto decided = judge_policy(bytes, policy_situation(at));
    if (!decided) return refuse(bytes, decided.error());
    if (const auto* known = own.policies.find(decided->policy.id); known && known->message == decided->message)
        return taken(MessageType::Policy, 1);
    // On the disk before it counts; with the time that it is counted from, so that no restart makes it wait for it again.
    if (const Status kept = keep(); !kept) return after(kept);
    if (const Status kept = keep_proof(decided->message, decided->policy.target.client); !kept) return after(kept);
    PolicyBook next = own.policies.with(*decided, bytes, at_least());
    if (const Status kept = store_.save(next.kept()); !kept) return after(kept);
    may_die("policy");
    own.policies = std::move(next);
    own.next_look = {};
    diary_.tell(named(decided->policy) + " signed by " + joined(holders_of(*decided, own.roster)) + " stands here from " +
                to_rfc3339(decided->in_force_from) + " on.");
    const Status files = materials_.keep(files_of(own.policies));
    return files ? taken(MessageType::Policy, 0) : after(files);
}

Answer Gate::take_ticket(ByteView bytes) {
    const Situation at = situation();
    const auto decided = judge_ticket(bytes, policy_situation(at));
    if (!decided) return refuse(bytes, decided.error());
    // What came since the policy and is named by it stays here.
    if (const Status files = materials_.keep(files_of(enrolled_->policies)); !files) return after(files);
    return run(*decided, MessageType::RunTicket, bytes);
}

void Gate::keep_hours() {
    Enrolled& own = *enrolled_;
    const Duration running = clock_.monotonic();
    if (running < own.next_look || !has_schedule()) return;
    own.next_look = running + between_looks;
    const Situation at = situation();
    for (const Due& due : due_now(policy_situation(at))) {
        const auto decided = judge_scheduled(due, policy_situation(at));
        if (decided) {
            run(*decided, MessageType::Policy, {});
            if (is_over_) return;
        } else if (own.said_of_run != due.run) {
            own.said_of_run = due.run;
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
        if (!fault && waits_for_ring(policy, in)) fault = Refusal{15, static_cast<uint8_t>(PolicyUntimely::RingWait)};
        answer.policies.push_back({.payload = trust::write_message(policy),
                                   .fault = fault ? fault->reason() : 0,
                                   .in_force_from = one.in_force_from,
                                   .runs_today = in.at.journal.runs_of(policy.id, in.wall - std::chrono::hours(24)),
                                   .failures = in.at.journal.failures_of(policy.id, policy.policy_version)});
    }
    return {How::Done, trust::write_message(answer)};
}

Answer Gate::take_binding(ByteView bytes) {
    Enrolled& own = *enrolled_;
    const Situation at = situation();
    const auto& was = own.pinned;
    const BoundHere here{was.binding_seq, was.binding, was.grant, own.key.public_key(), was.tags};
    const auto decided = judge_binding(bytes, at, here, log_level_of(at));
    if (!decided) return refuse(bytes, decided.error());
    if (const Status kept = keep_proof(decided->message, decided->binding.client); !kept) return after(kept);
    const trust::Binding& binding = decided->binding;
    if (own.pinned.client != binding.client) own.pinned.log_chain = {};  // another client's chain begins with its first proof
    own.pinned.client = binding.client;
    own.pinned.site = binding.site;
    own.pinned.tags = binding.tags;
    own.pinned.binding_seq = binding.seq;
    own.pinned.binding = decided->message;
    if (const Status kept = keep(); !kept) return after(kept);
    may_die("binding");
    own.machine.client = binding.client;
    own.narrowing.belong_to(binding.client);
    diary_.tell("This machine belongs to client " + to_hex(binding.client) + ", site " + to_hex(binding.site) + ", as signed by " +
                joined(decided->holders) + ".");
    return taken(MessageType::Binding, 0);
}

}  // namespace steward::gate
