// When runs of a plan are expected: times on the clock of a zone, or every so many hours. Pure.
//
//   daily 02:00     mon,wed,fri 02:00     every 4h     every 30m
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/zones/zones.h"

namespace steward::backups {

struct Schedule {
    Duration every{};       // zero: by weekdays and time
    int weekdays = 0;       // bit 0 is Monday; 127: daily
    int minute_of_day = 0;  // 0 to 1439
    bool operator==(const Schedule&) const = default;
};

/// Any text. An interval has 5 minutes to 7 days. Failure: Invalid with "/schedule", and an example in the sentence.
Result<Schedule> parse_schedule(std::string_view text);
/// The schedule in one form, whatever form it came in.
std::string to_text(const Schedule& schedule);
/// "every day at 02:00", "every 4 hours".
std::string in_words(const Schedule& schedule);

/// How far around its time a run may begin and still be the one that was expected. By the clock: ten minutes before, `late` after. Of an
/// interval half of it on either side, since nobody knows where in it the machine's own schedule lies.
struct Tolerance {
    Duration before{}, after{};
};
Tolerance tolerance_of(const Schedule& schedule, Duration late);

/// The first expected time after `after`. Intervals are counted from `anchor`. A time that the zone's clock skips is the first moment
/// after the gap; one that comes twice is the first.
Instant next_time(const Schedule& schedule, const zones::Zone& zone, Instant anchor, Instant after);
/// Expected times in (after, until], oldest first, at most `most` of them: the oldest.
std::vector<Instant> times_between(const Schedule& schedule, const zones::Zone& zone, Instant anchor, Instant after, Instant until,
                                   int most);

/// What the begins of runs look like: a guess for a person to confirm. Nothing from fewer than three.
std::optional<Schedule> suggest_schedule(std::vector<Instant> begins, const zones::Zone& zone);

}  // namespace steward::backups
