// Time as the product uses it: unix milliseconds in UTC, and a clock that can be handed in.
//
// Decisions take `now` as an argument; loops hold a `Clock&`. Only base/time.cpp reads the
// system's clock (a rule that tools/tidy checks), so a test can live through a week at once.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward {

using Duration = std::chrono::milliseconds;

/// A moment in UTC with millisecond precision. The default is the epoch and means "never".
struct Instant {
    int64_t unix_ms = 0;

    static constexpr Instant from_unix_ms(int64_t value) { return Instant{value}; }
    constexpr bool is_set() const { return unix_ms != 0; }
    constexpr auto operator<=>(const Instant&) const = default;
    friend constexpr Instant operator+(Instant at, Duration by) { return Instant{at.unix_ms + by.count()}; }
    friend constexpr Instant operator-(Instant at, Duration by) { return Instant{at.unix_ms - by.count()}; }
    friend constexpr Duration operator-(Instant later, Instant earlier) { return Duration{later.unix_ms - earlier.unix_ms}; }
};

/// RFC 3339 in UTC with milliseconds: "2026-11-24T15:10:00.000Z".
std::string to_rfc3339(Instant at);

/// The inverse; accepts any offset and 0 to 9 fractional digits (cut to milliseconds).
/// Failure: Invalid "time.invalid".
Result<Instant> parse_rfc3339(std::string_view text);

/// The one seam through which time enters. Safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;         // may jump when an administrator sets it
    virtual Duration monotonic() const = 0;  // since an arbitrary start, never goes back; goes on while the machine sleeps
};

/// The machine's own clock.
class SystemClock final : public Clock {
public:
    Instant now() const override;
    Duration monotonic() const override;
};

/// A clock that moves only when told: for tests and the simulation. Not thread safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const override { return now_; }
    Duration monotonic() const override { return monotonic_; }
    void advance(Duration by) {
        now_ = now_ + by;
        monotonic_ += by;
    }
    void set_wall(Instant at) { now_ = at; }  // a jump of the wall clock alone

private:
    Instant now_;
    Duration monotonic_{0};
};

}  // namespace steward
