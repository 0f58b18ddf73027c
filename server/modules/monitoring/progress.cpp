#include "server/modules/monitoring/progress.h"

#include <algorithm>

namespace steward::monitoring {

Progress::Epoch& Progress::of(uint64_t epoch) {
    for (Epoch& one : epochs_) {
        if (one.epoch == epoch) return one;
    }
    return epochs_.emplace_back(Epoch{.epoch = epoch});
}

bool Progress::takes(uint64_t epoch) {
    const std::lock_guard held(mutex_);
    if (epochs_.size() < most_epochs) return true;
    return std::any_of(epochs_.begin(), epochs_.end(), [&](const Epoch& one) { return one.epoch == epoch; });
}

void Progress::report_appended(uint64_t epoch, uint64_t seq) {
    const std::lock_guard held(mutex_);
    Epoch& one = of(epoch);
    if (!one.waiting) {
        one.waiting = true;
        one.waiting_safe = one.newest;
    }
    one.newest = std::max(one.newest, seq);
}

void Progress::record_queued(uint64_t epoch, uint64_t seq) {
    const std::lock_guard held(mutex_);
    Epoch& one = of(epoch);
    one.pending.push_back({seq, one.newest});
    one.newest = std::max(one.newest, seq);
}

void Progress::record_stored(uint64_t epoch, uint64_t seq) {
    const std::lock_guard held(mutex_);
    Epoch& one = of(epoch);
    const auto at = std::find_if(one.pending.begin(), one.pending.end(), [&](const Pending& pending) { return pending.seq == seq; });
    if (at != one.pending.end()) one.pending.erase(at);
    settle();
}

void Progress::begin_sync() {
    const std::lock_guard held(mutex_);
    for (Epoch& one : epochs_) {
        if (!one.waiting) continue;
        if (!one.syncing) one.syncing_safe = one.waiting_safe;  // a failed sync is tried again with all of it
        one.syncing = true;
        one.waiting = false;
    }
}

void Progress::synced() {
    const std::lock_guard held(mutex_);
    for (Epoch& one : epochs_) one.syncing = false;
    settle();
}

std::vector<std::pair<uint64_t, uint64_t>> Progress::acknowledged() {
    const std::lock_guard held(mutex_);
    std::vector<std::pair<uint64_t, uint64_t>> list;
    for (const Epoch& one : epochs_) list.emplace_back(one.epoch, one.acknowledged);
    return list;
}

void Progress::close_when_settled(std::string reason) {
    const std::lock_guard held(mutex_);
    close_reason_ = std::move(reason);
    settle();
}

void Progress::settle() {
    bool settled = true;
    for (Epoch& one : epochs_) {
        uint64_t safe = one.newest;
        if (one.waiting) safe = std::min(safe, one.waiting_safe);
        if (one.syncing) safe = std::min(safe, one.syncing_safe);
        for (const Pending& pending : one.pending) safe = std::min(safe, pending.safe);
        settled = settled && safe == one.newest;
        if (safe <= one.acknowledged) continue;
        one.acknowledged = safe;
        answers_->acknowledge(one.epoch, safe);
    }
    if (settled && !close_reason_.empty()) answers_->close(std::exchange(close_reason_, {}));
}

}  // namespace steward::monitoring
