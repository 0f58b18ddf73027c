#include "server/modules/surveys/satisfaction.h"

#include <algorithm>
#include <cmath>

namespace steward::surveys {

const std::string_view satisfaction_definition =
    "Answers \"good\" divided by all answers, of surveys that were sent in the period. The three answers stand for 5, 3 and 1 of a scale "
    "of "
    "five: only 4 and 5 are satisfied. Tickets of alerts, internal ones and our own people are not asked, nobody more than once in seven "
    "days.";

namespace {
double share(int64_t part, int64_t whole) { return whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0; }
}  // namespace

double Tally::percent() const { return share(good, answered()); }
double Tally::response_percent() const { return share(answered(), sent); }

Interval interval_of(const Tally& tally) {
    if (!tally.has_data()) return {};
    constexpr double z = 1.959963984540054;
    const auto n = static_cast<double>(tally.answered());
    const double p = static_cast<double>(tally.good) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {std::max(0.0, 100 * (middle - half)), std::min(100.0, 100 * (middle + half))};
}

}  // namespace steward::surveys
