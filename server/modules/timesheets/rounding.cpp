#include "server/modules/timesheets/rounding.h"

#include <algorithm>

namespace steward::timesheets {

namespace {
constexpr int64_t step_second = 60, longest_step = 60, longest_minimum = 480;

std::string minutes_in_words(int64_t minutes) { return std::to_string(minutes) + (minutes == 1 ? " minute" : " minutes"); }
}  // namespace

Status check_rule(const RoundingRule& rule) {
    if (rule.step_minutes < 1 || rule.step_minutes > longest_step) return bad_field("/step_minutes", "From 1 to 60 minutes.");
    if (rule.minimum_minutes < 0 || rule.minimum_minutes > longest_minimum) return bad_field("/minimum_minutes", "From 0 to 480 minutes.");
    if (rule.mode != "up" && rule.mode != "nearest" && rule.mode != "down") return bad_field("/mode", "One of: up, nearest, down.");
    return {};
}

int64_t counted_seconds(int64_t worked_s, const RoundingRule& rule) {
    if (worked_s <= 0) return 0;
    const int64_t step = rule.step_minutes * step_second;
    const int64_t whole = worked_s / step * step, rest = worked_s % step;
    const bool one_more = (rule.mode == "up" && rest > 0) || (rule.mode == "nearest" && 2 * rest >= step);
    return std::max(whole + (one_more ? step : 0), rule.minimum_minutes * step_second);
}

std::string in_words(const RoundingRule& rule) {
    const std::string step = "whole " + minutes_in_words(rule.step_minutes);
    return (rule.mode == "nearest" ? "to the nearest " : rule.mode + " to ") + step +
           (rule.minimum_minutes > 0 ? ", at least " + minutes_in_words(rule.minimum_minutes) : "");
}

}  // namespace steward::timesheets
