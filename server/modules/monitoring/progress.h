// What of one session may be acknowledged: everything up to a number is on stable storage.
//
// Reports become durable with the series' next sync, events and inventories with their own
// transaction; both count in one sequence per epoch, so an acknowledgement never passes a record
// that is still on its way. Thread safe: the link, the writer and the group commit use it.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "server/platform/intake/intake.h"

namespace steward::monitoring {

class Progress {
public:
    explicit Progress(std::shared_ptr<intake::Answers> answers) : answers_(std::move(answers)) {}

    /// Whether a record of this epoch can be counted: it is known, or there are fewer than any spool has files. An agent that begins a new
    /// one with every report would have all others wait.
    bool takes(uint64_t epoch);
    void report_appended(uint64_t epoch, uint64_t seq);
    void record_queued(uint64_t epoch, uint64_t seq);
    void record_stored(uint64_t epoch, uint64_t seq);

    /// Around series.sync(): what was appended before `begin_sync` is durable after it.
    void begin_sync();
    void synced();

    /// What was acknowledged: (epoch, seq), one for each epoch this session spoke of.
    std::vector<std::pair<uint64_t, uint64_t>> acknowledged();

    /// Closes the connection as soon as nothing is on its way any more.
    void close_when_settled(std::string reason);

    intake::Answers& answers() { return *answers_; }

    /// Owned by the group commit: whether this waits in its list.
    std::atomic<bool> in_commit_list{false};

private:
    static constexpr size_t most_epochs = 2048;
    struct Pending {
        uint64_t seq = 0, safe = 0;  // `safe`: the newest number before it
    };
    struct Epoch {
        uint64_t epoch = 0;
        uint64_t newest = 0, acknowledged = 0;
        bool waiting = false, syncing = false;        // reports appended, not yet synced
        uint64_t waiting_safe = 0, syncing_safe = 0;  // the newest number before the first of them
        std::deque<Pending> pending;                  // records queued, not yet stored
    };
    Epoch& of(uint64_t epoch);
    void settle();

    std::mutex mutex_;
    std::shared_ptr<intake::Answers> answers_;
    std::vector<Epoch> epochs_;  // one, or a few after the agent restarted
    std::string close_reason_;
};

}  // namespace steward::monitoring
