// Lets writers in one after the other in the order in which they came: a plain mutex lets a busy
// thread starve the others. May be unlocked on another thread than the one that locked it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace steward::storage {

class FairLock {
public:
    void lock() {
        std::unique_lock guard(mutex_);
        const uint64_t mine = next_++;
        turn_.wait(guard, [&] { return mine == serving_; });
    }
    void unlock() {
        {
            const std::lock_guard guard(mutex_);
            ++serving_;
        }
        turn_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable turn_;
    uint64_t next_ = 0, serving_ = 0;
};

}  // namespace steward::storage
