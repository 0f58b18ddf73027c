#include "server/platform/http/worker_pool.h"

#include <limits>

namespace steward::http {

WorkerPool::WorkerPool(int threads, size_t longest_line) : longest_line_(longest_line) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

bool WorkerPool::offer(std::function<void()> job) { return put(std::move(job), longest_line_); }
bool WorkerPool::go_on(std::function<void()> job) { return put(std::move(job), std::numeric_limits<size_t>::max()); }

bool WorkerPool::put(std::function<void()> job, size_t limit) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || line_.size() >= limit) return false;
        line_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
}

void WorkerPool::work() {
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !line_.empty(); });
            if (line_.empty()) return;
            job = std::move(line_.front());
            line_.pop_front();
        }
        job();
    }
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace steward::http
