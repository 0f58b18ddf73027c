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

bool is_major_at_once(std::string_view priority, std::string_view impact) { return priority == "P1" && impact == "extensive"; }

bool is_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    int parts[3] = {0, 0, 0}, part = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (i == 4 || i == 7) ++part;
        else if (text[i] < '0' || text[i] > '9') return false;
        else parts[part] = parts[part] * 10 + (text[i] - '0');
    }
    return std::chrono::year_month_day(std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                                       std::chrono::day(static_cast<unsigned>(parts[2])))
        .ok();
}

int missed_between(Instant due, Instant now) { return now <= due ? 0 : static_cast<int>((now - due) / longest_silence) + 1; }

}  // namespace steward::major_incidents
