#include "server/modules/monitoring/group_commit.h"

#include <cstdio>
#include <cstdlib>

namespace steward::monitoring {

namespace {
constexpr int full_disk_retry_s = 60;
}  // namespace

void GroupCommit::appended(const std::shared_ptr<Progress>& progress) {
    if (progress->in_commit_list.exchange(true)) return;
    const std::lock_guard held(mutex_);
    waiting_.push_back(progress);
    if (waiting_.size() == 1) changed_.notify_one();
}

Status GroupCommit::commit() {
    std::vector<std::shared_ptr<Progress>> sessions;
    {
        const std::lock_guard held(mutex_);
        sessions.swap(waiting_);
    }
    for (const auto& session : sessions) {
        session->in_commit_list = false;  // first: what is appended from now on waits for the next commit
        session->begin_sync();
    }
    if (const auto done = series_.sync(); !done) {
        for (const auto& session : sessions) {
            session->answers().retry_after(full_disk_retry_s, full_disk_retry_s);
            appended(session);
        }
        return done;
    }
    ++commits_;
    for (const auto& session : sessions) session->synced();
    return {};
}

void GroupCommit::start() {
    thread_ = std::thread([this] { run(); });
}

void GroupCommit::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void GroupCommit::run() {
    Duration last = clock_.monotonic() - commit_period;
    std::unique_lock held(mutex_);
    while (true) {
        changed_.wait(held, [&] { return stopping_ || !waiting_.empty(); });
        const Duration rest = rest_until_commit(last, clock_.monotonic());
        if (!stopping_ && rest > Duration{}) changed_.wait_for(held, rest, [&] { return stopping_; });
        if (stopping_ && waiting_.empty()) return;
        held.unlock();
        last = clock_.monotonic();
        const auto done = commit();
        if (!done && done.error().kind != ErrorKind::Unavailable) {
            std::fprintf(stderr,
                         "steward-server: the measured values cannot be made durable (%s: %s). Ending, so that nothing is acknowledged "
                         "that may be lost.\n",
                         done.error().message.c_str(), done.error().cause.c_str());
            std::abort();
        }
        each_time_();
        held.lock();
        if (!done && stopping_) return;
    }
}

}  // namespace steward::monitoring
