#include "server/app/disk_watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::app {

namespace {
constexpr auto period = std::chrono::seconds(5);
}

Result<DiskUse> disk_use(const std::string& folder) {
    struct statvfs numbers {};
    if (statvfs(folder.c_str(), &numbers) != 0)
        return fail(ErrorKind::Internal, "disk.unreadable", "The disk of " + folder + " cannot be measured.", std::strerror(errno));
    // What only root may use is not ours: as df counts.
    const uint64_t free = numbers.f_bavail * numbers.f_frsize, used = (numbers.f_blocks - numbers.f_bfree) * numbers.f_frsize;
    return DiskUse{.total_bytes = used + free, .free_bytes = free};
}

DiskUse DiskWatch::last() const {
    const std::lock_guard held(mutex_);
    return last_;
}

void DiskWatch::look() {
    const auto use = measure_();
    if (!use) return;
    {
        const std::lock_guard held(mutex_);
        last_ = *use;
    }
    const DiskStep before = step_, now = next_step(before, *use);
    step_ = now;
    keep_ballast(*use);
    if (now != before && changed_) changed_(now, *use);
}

// Made only where it leaves the disk well below the first step: a small disk is not filled by us.
void DiskWatch::keep_ballast(const DiskUse& use) {
    struct stat there {};
    const bool exists = stat(ballast_path().c_str(), &there) == 0;
    if (step_ == DiskStep::ReadOnly && exists) unlink(ballast_path().c_str());
    if (!wants_ballast(step_) || exists) return;
    const DiskUse with_ballast{.total_bytes = use.total_bytes,
                               .free_bytes = use.free_bytes > ballast_bytes ? use.free_bytes - ballast_bytes : 0};
    if (with_ballast.used_percent() > 80) return;
    const int file = open(ballast_path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    const bool reserved = posix_fallocate(file, 0, static_cast<off_t>(ballast_bytes)) == 0;
    close(file);
    if (!reserved) unlink(ballast_path().c_str());
}

void DiskWatch::start() {
    thread_ = std::thread([this] {
        std::unique_lock held(mutex_);
        while (!wake_.wait_for(held, period, [this] { return stopping_; })) {
            held.unlock();
            look();
            held.lock();
        }
    });
}

void DiskWatch::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace steward::app
