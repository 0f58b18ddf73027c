#include "server/platform/http/event_queue.h"

namespace steward::http {

void EventQueue::put(const live::Update& update) {
    const auto event = stream_->event_for(update);
    if (!event && !stream_->is_over()) return;
    {
        const std::lock_guard lock(mutex_);
        if (overflown_) return;
        const bool was_empty = waiting_.empty();
        if (!event || waiting_.size() + event->size() > most_bytes_) {
            overflown_ = true;
            waiting_.clear();
        } else {
            constexpr std::string_view head = "data: ", end = "\n\n";
            waiting_.reserve(waiting_.size() + head.size() + event->size() + end.size());  // grown bit by bit, it is copied as often
            waiting_ += head;
            waiting_ += *event;
            waiting_ += end;
            if (!was_empty) return;
        }
    }
    wake_();
}

bool EventQueue::is_empty() const {
    const std::lock_guard lock(mutex_);
    return waiting_.empty() && !overflown_;
}

std::optional<std::string> EventQueue::take() {
    const std::lock_guard lock(mutex_);
    if (overflown_) return std::nullopt;
    return std::exchange(waiting_, {});
}

}  // namespace steward::http
