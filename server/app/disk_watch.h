// Looks at the state folder's disk every few seconds and keeps the ballast; on a thread of its own
// and without the database, which may be what cannot write.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/error.h"
#include "server/app/disk_ladder.h"

namespace steward::app {

/// Of the file system that holds `folder`. Failure: Internal "disk.unreadable".
Result<DiskUse> disk_use(const std::string& folder);

class DiskWatch {
public:
    using Measure = std::function<Result<DiskUse>()>;
    using Changed = std::function<void(DiskStep step, const DiskUse& use)>;

    /// `changed` runs on the watching thread whenever the step changes.
    DiskWatch(std::string folder, Measure measure, Changed changed)
        : folder_(std::move(folder)), measure_(std::move(measure)), changed_(std::move(changed)) {}
    ~DiskWatch() { stop(); }

    void look();   // once, on the calling thread
    void start();  // looks every five seconds until `stop`
    void stop();

    DiskStep step() const { return step_; }
    DiskUse last() const;
    std::string ballast_path() const { return folder_ + "/ballast"; }

private:
    void keep_ballast(const DiskUse& use);

    const std::string folder_;
    Measure measure_;
    Changed changed_;
    std::atomic<DiskStep> step_{DiskStep::Free};
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    DiskUse last_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace steward::app
