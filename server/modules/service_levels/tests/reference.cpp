#include "server/modules/service_levels/tests/reference.h"

#include <stdlib.h>
#include <time.h>

#include <algorithm>

namespace steward::service_levels {

MinuteByMinute::MinuteByMinute(const Calendar& calendar, Instant from, Instant until) : from_(from) {
    setenv("TZ", calendar.zone.c_str(), 1);
    tzset();
    for (int64_t unix_ms = from.unix_ms; unix_ms <= until.unix_ms; unix_ms += 60'000) {
        const time_t moment = unix_ms / 1000;
        tm local{};
        localtime_r(&moment, &local);
        local_.push_back(timegm(&local) / 60);
    }
    open_.assign(local_.size(), calendar.always);
    if (calendar.always) return;
    for (int64_t day = local_.front() / 1440 + 1; day < local_.back() / 1440 - 1; ++day) {
        for (const auto& window : calendar.windows_on(Date(std::chrono::days(day))))
            mark(day * 1440 + window.begin / 60, day * 1440 + window.end / 60);
    }
}

void MinuteByMinute::mark(int64_t begin_local, int64_t end_local) {
    const auto begin = std::find_if(local_.begin(), local_.end(), [&](int64_t local) { return local >= begin_local; });
    auto end = std::find(local_.rbegin(), local_.rend(), end_local).base();  // behind the last one that shows it
    if (end != local_.begin()) --end;
    else end = std::find_if(local_.begin(), local_.end(), [&](int64_t local) { return local >= end_local; });
    for (auto minute = begin; minute < end; ++minute) open_[static_cast<size_t>(minute - local_.begin())] = true;
}

int64_t MinuteByMinute::open_minutes(Instant from, Instant until) const {
    int64_t count = 0;
    for (size_t minute = index_of(from); minute < index_of(until); ++minute) count += open_[minute];
    return count;
}

std::optional<Instant> MinuteByMinute::add(Instant at, int64_t minutes) const {
    if (minutes == 0) return at;
    for (size_t minute = index_of(at); minute < open_.size(); ++minute) {
        minutes -= open_[minute];
        if (minutes == 0) return Instant{from_.unix_ms + static_cast<int64_t>(minute + 1) * 60'000};
    }
    return std::nullopt;
}

}  // namespace steward::service_levels
