// What was published and one reader of an event stream has not taken yet. Bounded: who is too slow
// is cut off, connects again and asks the API for the present state.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "server/platform/http/message.h"

namespace steward::http {

/// What comes within this after something was sent to a screen is sent together; the first goes at once.
constexpr Duration between_events = std::chrono::milliseconds(100);

/// Thread safe.
class EventQueue {
public:
    /// `wake` is called when the queue stops being empty or overflows, on the publishing thread.
    EventQueue(std::shared_ptr<EventStream> stream, std::function<void()> wake, size_t most_bytes = 256 * 1024)
        : stream_(std::move(stream)), wake_(std::move(wake)), most_bytes_(most_bytes) {}

    void put(const live::Update& update);

    /// Everything that waits, as text/event-stream; empty for nothing. nullopt: it ends, because
    /// the reader was too slow and something is lost, or because the stream is over.
    std::optional<std::string> take();
    /// Whether `take` would have something to say.
    bool is_empty() const;

private:
    const std::shared_ptr<EventStream> stream_;
    const std::function<void()> wake_;
    const size_t most_bytes_;
    mutable std::mutex mutex_;
    std::string waiting_;
    bool overflown_ = false;
};

}  // namespace steward::http
