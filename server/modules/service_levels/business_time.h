// How time passes on a calendar: the pure heart of every promise (domain/kpis.md B.1 and B.3).
//
// A compiled calendar holds the open spans of some years as moments in UTC, so that a question is a
// search of a few hundred nanoseconds. It answers the same for any moment outside of those years, only
// slower. Immutable: safe to read from any thread.
#pragma once

#include <optional>

#include "server/modules/service_levels/calendar.h"

namespace steward::service_levels {

class BusinessTime {
public:
    /// `from` to `until` is what will be asked most. Failure: Invalid "zones.unknown".
    static Result<BusinessTime> compile(const Calendar& calendar, Instant from, Instant until);
    /// Around the clock.
    static BusinessTime always();

    /// The first moment at which `time` business seconds have passed since `at`: `at` itself for none. The end of a
    /// window belongs to it: what is used up at 18:00:00 is used up then, not at the next opening. Nothing when
    /// the calendar is not open for that long within 50 years.
    std::optional<Instant> add(Instant at, Seconds time) const;

    /// Business seconds from `from` to `until`; 0 when it is not later.
    Seconds elapsed(Instant from, Instant until) const;

    /// `at` when the calendar is open then, otherwise when it opens next; nothing if not within 50 years.
    std::optional<Instant> next_opening(Instant at) const;

    bool is_always() const { return calendar_.always; }
    const Calendar& calendar() const { return calendar_; }

private:
    struct Span {
        UnixSeconds begin, end;
        int64_t before;  // open seconds of all spans before this one
    };

    explicit BusinessTime(Calendar calendar) : calendar_(std::move(calendar)) {}
    void compile_spans(const Zone& zone, UnixSeconds from, UnixSeconds until);
    std::optional<BusinessTime> wider(UnixSeconds from, UnixSeconds until) const;
    bool covers(UnixSeconds from, UnixSeconds until) const { return from >= covered_from_ && until <= covered_until_; }
    int64_t open_before(UnixSeconds at) const;
    std::optional<UnixSeconds> find(UnixSeconds at, int64_t time) const;

    Calendar calendar_;
    std::optional<Zone> zone_;
    std::vector<Span> spans_;  // by time; none touches the next
    UnixSeconds covered_from_ = 0, covered_until_ = 0;
};

}  // namespace steward::service_levels
