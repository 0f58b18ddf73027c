#include "server/modules/major_incidents/rules.h"

namespace steward::major_incidents {

namespace {
constexpr int64_t day_ms = 86'400'000;
// 0 for a Monday; 1970-01-01 was a Thursday.
int64_t weekday(int64_t day) { return (day % 7 + 7 + 3) % 7; }
}  // namespace

Instant review_due(Instant restored) {
    int64_t at = restored.unix_ms;
    for (int left = review_within_days; left > 0;) {
        at += day_ms;
        if (weekday(at / day_ms) < 5) --left;
    }
    return Instant{at};
}

int missed_between(Instant due, Instant now) { return now <= due ? 0 : static_cast<int>((now - due) / longest_silence) + 1; }

}  // namespace steward::major_incidents
