// The messages about work on a machine: jobs, standing policies, the tickets that select inside them, and results
// (design/trust.md 4.1.3). Whether one may run is decided in the gate.
#pragma once

#include "trust/key_record.h"

namespace steward::trust {

enum class NetworkUse : uint8_t { None = 0, Site = 1, Any = 2 };

/// What the run itself is held to, by its control group.
struct RunLimits {
    uint64_t timeout_s = 0, memory_bytes = 0, output_bytes = 0;
    std::string user;  // of the machine; empty: root
    NetworkUse network{};
    bool operator==(const RunLimits&) const = default;
};

/// All that are given must hold on the machine.
struct Preconditions {
    std::string os;                  // the id of /etc/os-release
    std::string least_agent;         // "0.3.0"
    bool only_in_window = false;     // a maintenance window of the device
    uint64_t most_backup_age_s = 0;  // 0: not asked for
    std::string boot_id;             // as /proc/sys/kernel/random/boot_id has it
    bool operator==(const Preconditions&) const = default;
};

struct Target {
    ShortId client{};
    std::vector<ShortId> devices;  // each by its id: no groups, no wildcards
};

/// Message 5.
struct Job {
    uint64_t version = 1;
    Digest authority{};
    ShortId id{};
    JobClass job_class{};
    Item action;  // by class: gate/actions/<class>
    Target target;
    Instant not_before, not_after;
    uint64_t roster_seq = 0;
    Digest roster_head{};
    std::string holder, ticket, reason;
    RunLimits limits;
    Preconditions preconditions;
    uint64_t log_level = 0;              // 0: none, 1: a proof of inclusion, 2: and witnesses
    std::vector<Digest> seal_output_to;  // X25519
    ShortId supersedes{};
};

/// A time of the week in a zone, when work may be done.
struct WorkWindow {
    std::string zone;  // IANA
    uint8_t days = 0;  // bit 0: Monday
    uint64_t start_minute = 0, length_minutes = 0;
    bool operator==(const WorkWindow&) const = default;
};

struct Budget {
    uint64_t runs_a_day = 0, reboots_a_day = 0, mebibytes_a_day = 0;
    bool operator==(const Budget&) const = default;
};

struct RingWait {
    uint64_t ring = 0, wait_hours = 0;  // after the publication
    bool operator==(const RingWait&) const = default;
};

constexpr uint64_t longest_ring_wait_hours = 24 * 396;

enum class Trigger : uint8_t { Schedule = 1, Condition = 2, Manual = 3, Person = 4 };

struct PolicyTarget {
    ShortId client{};
    std::vector<ShortId> devices;   // or
    std::vector<std::string> tags;  // those that grant or binding signed
};

/// Message 6.
struct Policy {
    uint64_t version = 1;
    Digest authority{};
    ShortId id{};
    uint64_t policy_version = 0;
    JobClass job_class{};
    Item allowed;  // by class
    PolicyTarget target;
    std::vector<WorkWindow> windows;
    Budget budget;
    std::vector<RingWait> rings;
    Instant published;  // what the rings wait from, for a class whose work carries no vendor's date of its own; 0: not known
    Trigger trigger{};
    std::vector<std::string> conditions;  // for Trigger::Condition
    Instant not_before, not_after;
    uint64_t most_failures = 0;  // one after the other, on this device
    RunLimits limits;
};
constexpr Duration longest_policy = std::chrono::hours(24) * 396;  // 13 months

/// Message 10.
struct RunTicket {
    uint64_t version = 1;
    Digest authority{};
    ShortId run{}, policy{};
    uint64_t policy_version = 0;
    ShortId device{};
    Item parameters;
    Instant issued, not_after;
};
constexpr Duration longest_run_ticket = std::chrono::hours(24);

enum class Outcome : uint8_t { Done = 1, Failed = 2, Refused = 3, InterruptedUnknown = 4, Expired = 5 };

/// Message 11, signed by the device.
struct WorkResult {
    uint64_t version = 1;
    ShortId work{};  // of a job or a run
    ShortId device{};
    uint64_t attempt = 0;
    Outcome outcome{};
    uint64_t refusal = 0;  // check * 256 + detail, for Refused
    int64_t exit = 0;
    Digest output{};  // SHA-256
    uint64_t output_bytes = 0;
    Instant started, ended;
    std::string boot_id, gate_version;
    Digest journal_head{};
    Digest message{};  // id of the job, or of the policy that a run is of; of a refusal, of what was refused
};

template <class Form>
void describe(Form& form, RunLimits& limits) {
    form.may(1, limits.timeout_s);
    form.may(2, limits.memory_bytes);
    form.may(3, limits.output_bytes);
    form.may(4, limits.user);
    form.may(5, limits.network);
    form.refuse_if(limits.network > NetworkUse::Any);
}

template <class Form>
void describe(Form& form, Preconditions& preconditions) {
    form.may(1, preconditions.os);
    form.may(2, preconditions.least_agent);
    form.may(3, preconditions.only_in_window);
    form.may(4, preconditions.most_backup_age_s);
    form.may(5, preconditions.boot_id);
}

template <class Form>
void describe(Form& form, Target& target) {
    form.must(1, target.client);
    form.must(2, target.devices);
}

template <class Form>
void describe(Form& form, Job& job) {
    form.must(1, job.version);
    form.must(2, job.authority);
    form.must(3, job.id);
    form.must(4, job.job_class);
    form.must(5, job.action);
    form.must(6, job.target);
    form.must(7, job.not_before);
    form.must(8, job.not_after);
    form.must(9, job.roster_seq);
    form.must(10, job.roster_head);
    form.must(11, job.holder);
    form.must(12, job.ticket);
    form.must(13, job.reason);
    form.may(14, job.limits);
    form.may(15, job.preconditions);
    form.may(16, job.log_level);
    form.may(17, job.seal_output_to);
    form.may(18, job.supersedes);
    form.refuse_if(job.version != 1 || job.log_level > 2);
}

template <class Form>
void describe(Form& form, WorkWindow& window) {
    form.must(1, window.zone);
    form.must(2, window.days);
    form.must(3, window.start_minute);
    form.must(4, window.length_minutes);
    form.refuse_if(window.days == 0 || window.days > 127 || window.start_minute >= 1440 || window.length_minutes == 0 ||
                   window.length_minutes > 10'080);
}

template <class Form>
void describe(Form& form, Budget& budget) {
    form.must(1, budget.runs_a_day);
    form.must(2, budget.reboots_a_day);
    form.must(3, budget.mebibytes_a_day);
}

template <class Form>
void describe(Form& form, RingWait& wait) {
    form.must(1, wait.ring);
    form.must(2, wait.wait_hours);
    form.refuse_if(wait.wait_hours > longest_ring_wait_hours);
}

template <class Form>
void describe(Form& form, PolicyTarget& target) {
    form.must(1, target.client);
    form.may(2, target.devices);
    form.may(3, target.tags);
    form.refuse_if(target.devices.empty() == target.tags.empty());
}

template <class Form>
void describe(Form& form, Policy& policy) {
    form.must(1, policy.version);
    form.must(2, policy.authority);
    form.must(3, policy.id);
    form.must(4, policy.policy_version);
    form.must(5, policy.job_class);
    form.must(6, policy.allowed);
    form.must(7, policy.target);
    form.must(8, policy.windows);
    form.must(9, policy.budget);
    form.may(10, policy.rings);
    form.must(11, policy.trigger);
    form.must(12, policy.not_before);
    form.must(13, policy.not_after);
    form.may(14, policy.most_failures);
    form.may(15, policy.limits);
    form.may(16, policy.conditions);
    form.may(17, policy.published);
    form.refuse_if(policy.version != 1 || policy.not_after <= policy.not_before || policy.not_after - policy.not_before > longest_policy);
    form.refuse_if(policy.trigger < Trigger::Schedule || policy.trigger > Trigger::Person);
    form.refuse_if((policy.trigger == Trigger::Condition) == policy.conditions.empty());
}

template <class Form>
void describe(Form& form, RunTicket& ticket) {
    form.must(1, ticket.version);
    form.must(2, ticket.authority);
    form.must(3, ticket.run);
    form.must(4, ticket.policy);
    form.must(5, ticket.policy_version);
    form.must(6, ticket.device);
    form.must(7, ticket.parameters);
    form.must(8, ticket.issued);
    form.must(9, ticket.not_after);
    form.refuse_if(ticket.version != 1 || ticket.not_after <= ticket.issued || ticket.not_after - ticket.issued > longest_run_ticket);
}

template <class Form>
void describe(Form& form, WorkResult& result) {
    form.must(1, result.version);
    form.must(2, result.work);
    form.must(3, result.device);
    form.must(4, result.attempt);
    form.must(5, result.outcome);
    form.may(6, result.exit);
    form.may(7, result.output);
    form.may(8, result.started);
    form.may(9, result.ended);
    form.must(10, result.boot_id);
    form.must(11, result.gate_version);
    form.must(12, result.journal_head);
    form.may(13, result.output_bytes);
    form.may(14, result.refusal);
    form.may(15, result.message);
    form.refuse_if(result.version != 1 || result.outcome < Outcome::Done || result.outcome > Outcome::Expired);
    form.refuse_if((result.outcome == Outcome::Refused) == (result.refusal == 0));
}

}  // namespace steward::trust
