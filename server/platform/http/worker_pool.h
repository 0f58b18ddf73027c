// A few threads that answer requests, with a bounded line in front of them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace steward::http {

class WorkerPool {
public:
    WorkerPool(int threads, size_t longest_line);
    ~WorkerPool() { stop(); }

    /// False when the line is full or the pool has stopped: the caller says "not now".
    bool offer(std::function<void()> job);
    /// For what was let in already (the next part of an answer): past the limit, which other limits
    /// bound. False only when the pool has stopped.
    bool go_on(std::function<void()> job);
    /// Finishes what stands in the line, then ends the threads. Safe to repeat.
    void stop();

private:
    bool put(std::function<void()> job, size_t limit);
    void work();

    const size_t longest_line_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> line_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace steward::http
