// Work from the job that was accepted to the result that somebody took: check 23, the runner, and what becomes of work in which the gate
// died. Every work has a folder while it is not over: its plan, what the runner says, what it wrote, the signed result.
#pragma once

#include <map>

#include "agent/gate/beside/material.h"
#include "agent/gate/journal.h"
#include "agent/gate/process/diary.h"
#include "agent/gate/runner/launcher.h"
#include "agent/gate/runner/plan.h"
#include "agent/gate/store/device_key.h"

struct pollfd;

namespace steward::gate {

constexpr size_t most_running = 4, most_results_at_once = 32, most_output_part = 128 * 1024;
/// After a restart was announced, how much longer than its delay it may take.
constexpr Duration longest_restart = std::chrono::minutes(15);

class Works {
public:
    struct With {
        WorkJournal& journal;
        const DeviceKey& key;
        const Materials& materials;
        Launcher& launcher;
        Diary& diary;
        const Clock& clock;
        std::string folder, gate_version;
    };
    explicit Works(With with) : with_(std::move(with)) {}

    /// After a start: runs that still go on are watched again, those that ended are taken up, and of the others the rule of their class
    /// decides (after_crash). `may_repeat`: work may run here now, by the upper bound of time.
    Status take_up(bool may_repeat, Instant at_most);

    bool has_room() const { return running_.size() < most_running; }
    /// All that the runner needs, on the disk before the journal speaks of the work. Failures: the disk's.
    Status prepare(const trust::Job& job);
    /// Check 23 and the runner. After a failure, here and below, the journal may or may not hold the step: the gate has to start anew.
    Status begin(const Accepted& accepted);

    /// Descriptors of runners, ready when one ended; serve takes up those that did.
    void wait_for(std::vector<pollfd>& all) const;
    Status serve();
    std::optional<Duration> patience() const;

    /// Signed results that nobody acknowledged, as frames.
    Result<std::vector<Bytes>> results(bool& more);
    /// Failure: NotFound "gate.no_such_result".
    Status acknowledge(const trust::ShortId& work);
    /// From an offset on, at most a part; empty at its end.
    Bytes output(const trust::ShortId& work, uint32_t offset) const;
    /// A refusal of a message that was read: signed, not journalled.
    Bytes refusal(const trust::ShortId& work, const trust::Digest& message, Refusal why) const;

    size_t running() const { return running_.size(); }
    size_t unacknowledged() const { return with_.journal.in_step(Step::Effect).size() + with_.journal.in_step(Step::Reported).size(); }

private:
    struct Running {
        Descriptor process;      // not open: its restart is awaited
        Duration give_up_at{0};  // by then the machine has restarted, or does not
    };
    std::string folder_of(const trust::ShortId& work) const { return with_.folder + "/" + to_hex(work); }
    Status launch(const trust::ShortId& work, trust::JobClass job_class, uint64_t attempt);
    bool watch(const trust::ShortId& work, const ProcessId& process);
    bool watch_begun(const trust::ShortId& work, const std::optional<Begun>& begun);
    Status take_up(const trust::ShortId& work, bool may_repeat, Instant at_most);
    Status end(const trust::ShortId& work);
    Status finish(const trust::ShortId& work, const Ended& ended);
    Result<Bytes> result_of(const trust::ShortId& work);
    void forget(const trust::ShortId& work) const;
    void forget_strangers() const;
    trust::WorkResult blank_result(const trust::ShortId& work, const trust::Digest& message) const;

    With with_;
    std::map<trust::ShortId, Running> running_;
};

}  // namespace steward::gate
