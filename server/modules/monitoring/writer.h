// Everything of monitoring that needs the database, on one thread, in order: changed check states
// with their facts, and what agents report besides numbers.
//
// What is queued together is written together, in one transaction. Nothing is dropped because the
// database is away: it is tried again, and above the bound `overloaded` makes the intake send agents
// away. What can never be stored becomes a dead letter; it never stops what comes after it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>
#include <variant>

#include "server/modules/directory/directory.h"
#include "server/modules/monitoring/progress.h"
#include "server/modules/monitoring/store.h"

namespace steward::monitoring {

struct Record {
    enum class Kind { Event, Gap, Inventory, DeadLetter };
    Kind kind = Kind::Event;
    RecordKey key;
    Instant observed_at, received_at;
    std::string name, item, detail;  // event; for others: kind and reason
    Instant from, to;                // gap
    uint64_t reports = 0;
    std::shared_ptr<const agent::v1::Inventory> inventory;
    Bytes body;              // dead letter
    std::string backup_run;  // event: what came with it, serialized; empty: nothing
    std::shared_ptr<Progress> progress;
};

/// A device was heard, is silent, or went away: its row of monitoring_devices.
struct Heard {
    ClientId client;
    StoredDevice device;
};

class Writer {
public:
    /// `event_stored` runs on the writer's thread, once for every event that was not held before.
    Writer(storage::Database& database, directory::Directory& directory, Clock& clock, std::function<void(const Record&)> event_stored)
        : database_(database), directory_(directory), clock_(clock), event_stored_(std::move(event_stored)) {}
    ~Writer() { stop(); }

    /// Another server judges: what this one would say is nothing to write. Before anything is added.
    void stand_aside() { stands_aside_ = true; }
    void start();
    void stop();  // after what is queued was written, if the database takes it

    // Any thread; never block.
    void add(Transition transition) { push(std::move(transition)); }
    void add(Record record) { push(std::move(record)); }
    void add(Heard heard) { push(std::move(heard)); }
    bool overloaded() const { return queued_ > most_queued; }
    size_t queued() const { return queued_; }
    uint64_t dead_letters() const { return dead_letters_; }
    uint64_t conditions() const { return conditions_; }

    /// Writes what is queued now on the calling thread. Failure: Unavailable, and it stays queued.
    Status drain();

private:
    using Job = std::variant<Transition, Record, Heard>;
    static constexpr size_t most_queued = 20'000, batch = 500;

    void push(Job job);
    void run();
    Status write(std::span<Job> jobs);
    Status write_one(storage::Transaction& transaction, Job& job, Instant now, std::vector<const Record*>& new_events);
    Status write_condition(storage::Transaction& transaction, const Transition& transition, Instant now);
    Result<bool> write_record(storage::Transaction& transaction, const Record& record);
    void stored(std::span<Job> jobs, const std::vector<const Record*>& new_events);
    /// False: it cannot be stored now, keep it.
    bool write_alone(Job& job);
    void bury(Record& record, const Error& why);

    storage::Database& database_;
    directory::Directory& directory_;
    Clock& clock_;
    std::function<void(const Record&)> event_stored_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::atomic<size_t> queued_{0};
    std::atomic<uint64_t> dead_letters_{0}, conditions_{0};
    bool stopping_ = false, stands_aside_ = false;
    std::thread thread_;
};

}  // namespace steward::monitoring
