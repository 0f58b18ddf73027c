// What becomes of a job when its machines say what became of it (domain/model.md 5.12). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trust/authority.h"
#include "trust/work.h"

namespace steward::jobs {

constexpr size_t most_devices = 500, few_devices = 25, many_devices = 100;

std::string_view radius_of(size_t devices);  // one, few, many, fleet
/// Another person than who drafted it has to say yes before it is signed.
bool needs_approval(std::string_view radius);

/// How many persons have to sign, by the rules of the chain (null: the defaults) and by the limits that machines usually have.
uint64_t persons_needed(trust::JobClass job_class, size_t devices, const trust::RosterRules* rules);

/// How many machines get it first; all of them when few are reached.
size_t first_batch(size_t devices);
/// More than a tenth failed: nobody else gets it.
bool is_too_many(size_t failed, size_t of);

struct Counts {
    int64_t waiting = 0, running = 0, done = 0, failed = 0, refused = 0, expired = 0, unknown = 0, cancelled = 0;
    bool operator==(const Counts&) const = default;
    int64_t all() const { return waiting + running + done + failed + refused + expired + unknown + cancelled; }
};
/// Of a target's state.
void count(Counts& counts, std::string_view state, int64_t number);
bool is_over(std::string_view target_state);
bool has_failed(std::string_view target_state);

/// A signed job's: queued, dispatched, running, succeeded, failed, partial, timed_out, expired, cancelled. `too_long`: how many of those
/// that failed were stopped at the end of their time.
std::string_view state_of(const Counts& counts, bool has_started, int64_t too_long = 0);

/// A policy's, from how many machines hold it and how many refuse it: in_force, partly, refused, waiting, over.
std::string_view policy_state(bool is_over, int64_t held, int64_t refused);

/// Whether a machine's signed result says that the work was stopped at the end of its time: killed, not before the time was over.
bool ran_too_long(const trust::WorkResult& result, int64_t timeout_s);
bool is_open(std::string_view job_state);

/// A signed job has to be what was drafted: what was changed, in one sentence; empty: nothing. What the signer fills in (authority, its
/// view of the chain, who signs, to whom output is sealed) may differ; a window may be narrower, the log's level higher.
std::string difference(const trust::Job& drafted, const trust::Job& made);

}  // namespace steward::jobs
