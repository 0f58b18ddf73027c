#include "server/modules/monitoring/writer.h"

#include <cstdio>

#include "server/modules/monitoring/conditions.h"
#include "server/platform/journal/journal.h"
#include "steward/agent/v1/agent.pb.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::monitoring {

namespace {
constexpr Duration away_retry = std::chrono::seconds(1);

bool comes_back(const Error& error) { return error.kind == ErrorKind::Unavailable; }

std::string_view kind_word(Record::Kind kind) {
    switch (kind) {
        case Record::Kind::Event:
            return "event";
        case Record::Kind::Gap:
            return "gap";
        case Record::Kind::Inventory:
            return "inventory";
        case Record::Kind::DeadLetter:
            return "report";
    }
    return "";
}
}  // namespace

namespace {
// For the room of the backups, which is below; here it is an event like others.
Status pass_on_backup_run(storage::Transaction& transaction, const Record& record) {
    facts::v1::BackupRunReported fact;
    fact.set_client_id(record.key.client.text());
    fact.set_device_id(record.key.device.text());
    fact.set_received_at_unix_ms(record.received_at.unix_ms);
    fact.set_run(record.backup_run);
    return journal::append(transaction, record.received_at, record.key.client, record.key.device.text(), fact);
}
}  // namespace

void Writer::push(Job job) {
    if (stands_aside_) return;
    const std::lock_guard held(mutex_);
    jobs_.push_back(std::move(job));
    queued_ = jobs_.size();
    if (jobs_.size() == 1) changed_.notify_one();
}

Status Writer::write_condition(storage::Transaction& transaction, const Transition& transition, Instant now) {
    const Told told = transition.kind == Transition::Kind::Removed ? Told::Nothing : transition.state.told;
    if (told == transition.told_before) return {};
    if (told == Told::Nothing) {
        facts::v1::ConditionCleared fact;
        fill(fact, transition);
        return journal::append(transaction, now, transition.client, transition.device.text(), fact);
    }
    const auto card = directory_.device(transition.device);
    facts::v1::ConditionRaised fact;
    fill(fact, transition, card ? card->name : transition.device.text(), card ? card->criticality : "", now);
    return journal::append(transaction, now, transition.client, transition.device.text(), fact);
}

Result<bool> Writer::write_record(storage::Transaction& transaction, const Record& record) {
    switch (record.kind) {
        case Record::Kind::Event: {
            STEWARD_TRY(const bool is_new, insert_event(transaction, record.key, record.observed_at, record.received_at, record.name,
                                                        record.item, record.detail));
            if (is_new && !record.backup_run.empty()) STEWARD_CHECK(pass_on_backup_run(transaction, record));
            return is_new;
        }
        case Record::Kind::Gap:
            return insert_gap(transaction, record.key, record.from, record.to, record.reports, record.detail, record.received_at);
        case Record::Kind::Inventory:
            STEWARD_CHECK(directory_.store_inventory(transaction, record.key.device, *record.inventory, record.received_at));
            return true;
        case Record::Kind::DeadLetter:
            return insert_dead_letter(transaction, record.key, record.name, record.detail, record.body, record.received_at);
    }
    return false;
}

Status Writer::write_one(storage::Transaction& transaction, Job& job, Instant now, std::vector<const Record*>& new_events) {
    if (auto* transition = std::get_if<Transition>(&job)) {
        if (transition->kind == Transition::Kind::Removed) STEWARD_CHECK(remove_instance(transaction, transition->id));
        else STEWARD_CHECK(save_instance(transaction, *transition));
        return write_condition(transaction, *transition, now);
    }
    if (auto* record = std::get_if<Record>(&job)) {
        STEWARD_TRY(const bool is_new, write_record(transaction, *record));
        if (is_new && record->kind == Record::Kind::Event) new_events.push_back(record);
        return {};
    }
    const auto& heard = std::get<Heard>(job);
    return save_heard(transaction, heard.client, heard.device);
}

Status Writer::write(std::span<Job> jobs) {
    std::vector<const Record*> new_events;
    const Instant now = clock_.now();
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        new_events.clear();  // the work may be run again
        for (Job& job : jobs) STEWARD_CHECK(write_one(transaction, job, now, new_events));
        return {};
    }));
    stored(jobs, new_events);
    return {};
}

void Writer::stored(std::span<Job> jobs, const std::vector<const Record*>& new_events) {
    for (Job& job : jobs) {
        if (const auto* transition = std::get_if<Transition>(&job)) conditions_ += transition->state.told != transition->told_before;
        const auto* record = std::get_if<Record>(&job);
        if (!record) continue;
        if (record->kind == Record::Kind::DeadLetter) ++dead_letters_;
        if (record->progress) record->progress->record_stored(record->key.epoch, record->key.seq);
    }
    for (const Record* record : new_events) event_stored_(*record);
}

// What the database refuses for good becomes a dead letter in its place.
void Writer::bury(Record& record, const Error& why) {
    if (record.inventory) {
        const std::string bytes = record.inventory->SerializeAsString();
        record.body.assign(bytes.begin(), bytes.end());
    } else if (record.body.empty()) {
        const std::string text = record.name + "\n" + record.item + "\n" + record.detail;
        record.body.assign(text.begin(), text.end());
    }
    record.name = kind_word(record.kind);
    record.detail = why.code + ": " + why.message;
    record.inventory.reset();
    record.kind = Record::Kind::DeadLetter;
}

bool Writer::write_alone(Job& job) {
    auto done = write(std::span(&job, 1));
    if (done) return true;
    if (comes_back(done.error())) return false;
    auto* record = std::get_if<Record>(&job);
    if (record && record->kind != Record::Kind::DeadLetter) {
        bury(*record, done.error());
        done = write(std::span(&job, 1));
        if (done) return true;
        if (comes_back(done.error())) return false;
    }
    std::fprintf(stderr, "steward-server: monitoring could not store a change (%s: %s; %s)\n", done.error().code.c_str(),
                 done.error().message.c_str(), done.error().cause.c_str());
    if (record && record->progress) record->progress->record_stored(record->key.epoch, record->key.seq);
    return true;
}

Status Writer::drain() {
    while (true) {
        std::vector<Job> jobs;
        {
            const std::lock_guard held(mutex_);
            while (!jobs_.empty() && jobs.size() < batch) {
                jobs.push_back(std::move(jobs_.front()));
                jobs_.pop_front();
            }
        }
        if (jobs.empty()) return {};
        auto done = write(jobs);
        size_t written = done ? jobs.size() : 0;
        // One of them may be to blame: the others must not wait for it.
        while (!done && !comes_back(done.error()) && written < jobs.size() && write_alone(jobs[written])) ++written;
        const std::lock_guard held(mutex_);
        for (size_t i = jobs.size(); i > written; --i) jobs_.push_front(std::move(jobs[i - 1]));
        queued_ = jobs_.size();
        if (written < jobs.size())
            return fail(ErrorKind::Unavailable, "monitoring.database_away",
                        "The database cannot be written to now. It is tried again every second.", done.error().message);
    }
}

void Writer::start() {
    thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Writer::run() {
    std::unique_lock held(mutex_);
    while (true) {
        changed_.wait(held, [&] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        held.unlock();
        const auto done = drain();
        held.lock();
        if (!done && stopping_) return;
        if (!done) changed_.wait_for(held, away_retry, [&] { return stopping_; });
    }
}

}  // namespace steward::monitoring
