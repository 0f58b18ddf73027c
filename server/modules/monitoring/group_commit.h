// One sync for all devices, at most every second, then the acknowledgements (design/trust.md 4.7).
//
// A sync that fails for lack of space is tried again and nothing is acknowledged meanwhile. One that
// fails otherwise ends the program: after a failed fsync nobody knows what is on the disk, and only
// a restart that reads it again does.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/modules/monitoring/progress.h"
#include "server/platform/series/series_store.h"

namespace steward::monitoring {

/// How far apart two commits begin at least.
constexpr Duration commit_period = std::chrono::seconds(1);

/// How long a sample that came `now` waits until its commit begins, when the last one began at `last` (both monotonic).
constexpr Duration rest_until_commit(Duration last, Duration now) {
    return std::clamp(last + commit_period - now, Duration{}, commit_period);
}

class GroupCommit {
public:
    /// `each_time` runs on the thread after every commit (and at most as often).
    GroupCommit(series::SeriesStore& series, Clock& clock, std::function<void()> each_time)
        : series_(series), clock_(clock), each_time_(std::move(each_time)) {}
    ~GroupCommit() { stop(); }

    void start();
    void stop();  // after a last commit

    /// Something of this session was appended. Any thread; cheap when it waits already.
    void appended(const std::shared_ptr<Progress>& progress);

    /// One commit on the calling thread: sync, acknowledge. Failure: the sync's.
    Status commit();

    uint64_t commits() const { return commits_; }

private:
    void run();

    series::SeriesStore& series_;
    Clock& clock_;
    std::function<void()> each_time_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<Progress>> waiting_;
    std::atomic<uint64_t> commits_{0};
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace steward::monitoring
