#include "server/modules/service_levels/explain.h"

#include <fmt/format.h>

#include <algorithm>

namespace steward::service_levels {

namespace {
// Times are told in the calendar's zone: it is the zone in which the promise was made.
class Teller {
public:
    Teller(const BusinessTime& time, const std::string& calendar_name) : time_(time), calendar_name_(calendar_name) {
        if (auto opened = Zone::open(time.is_always() && time.calendar().zone.empty() ? "UTC" : time.calendar().zone)) zone_ = *opened;
    }

    std::string moment(Instant at) const { return zone_ ? zone_->text(whole_seconds(at)) : to_rfc3339(at); }

    std::string promise(const Clock& clock) const {
        const std::string where = time_.is_always() ? "around the clock" : "on " + calendar_name_ + " (" + time_.calendar().zone + ")";
        return duration_text(clock.target) + " " + where;
    }

    std::string step(const Step& step) const {
        if (step.kind == Period::Kind::Recounted) return moment(step.from) + ": counted anew, " + step.reason;
        const std::string span = moment(step.from) + " to " + moment(step.until) + ": ";
        if (step.kind == Period::Kind::Counted) return span + duration_text(step.business) + " counted";
        if (step.kind == Period::Kind::Stopped) return span + "stopped, " + duration_text(step.business) + " not counted";
        return span + "paused " + duration_text(step.business) + (step.reason.empty() ? "" : " (" + step.reason + ")");
    }

private:
    const BusinessTime& time_;
    const std::string& calendar_name_;
    std::optional<Zone> zone_;
};

std::string verdict(const Clock& clock, const Teller& teller) {
    const std::string consumed = duration_text(clock.consumed) + " used";
    switch (clock.state) {
        case ClockState::Running:
            return clock.due_at ? "due " + teller.moment(*clock.due_at) + "." : "the calendar does not open for that long.";
        case ClockState::Paused:
            return "no due time until the pause ends, " + duration_text(std::max(Seconds(0), clock.target - clock.consumed)) + " left.";
        case ClockState::Met:
            return "met " + teller.moment(*clock.stopped_at) + ", " + consumed + ".";
        case ClockState::Cancelled:
            return "cancelled " + teller.moment(*clock.stopped_at) + ", " + consumed + ".";
        case ClockState::Breached:
            break;
    }
    std::string text = "missed " + teller.moment(*clock.breach_at);
    if (!clock.breach_reason.empty()) text += " (" + clock.breach_reason + ")";
    if (clock.stopped_at) text += ", done " + teller.moment(*clock.stopped_at);
    return text + ", " + consumed + ".";
}
}  // namespace

Explanation explain(std::span<const ClockEvent> events, const Clock& clock, const BusinessTime& time, const std::string& calendar_name,
                    Instant now) {
    const Teller teller(time, calendar_name);
    const Clock shown = as_of(clock, now, time);
    Explanation explanation;
    Seconds paused{0};
    for (const auto& period : periods(events, shown.stopped_at.value_or(shown.since))) {
        Step step{period.kind, period.from, period.until, time.elapsed(period.from, period.until), period.reason, {}};
        step.text = teller.step(step);
        if (period.kind == Period::Kind::Paused) paused += step.business;
        explanation.steps.push_back(std::move(step));
    }
    for (const ClockEvent& event : events) {
        if (event.kind != ClockEventKind::Recounted) continue;
        Step step{Period::Kind::Recounted, event.at, event.at, {}, event.reason, {}};
        step.text = teller.step(step);
        explanation.steps.push_back(std::move(step));
    }
    std::ranges::stable_sort(explanation.steps, {}, &Step::from);
    explanation.sentence =
        teller.promise(shown) + (paused.count() > 0 ? ", paused " + duration_text(paused) + " here" : "") + ": " + verdict(shown, teller);
    return explanation;
}

std::string duration_text(Seconds time) {
    const int64_t seconds = time.count();
    const int64_t hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
    std::string text;
    if (hours > 0) text += fmt::format("{} h", hours);
    if (minutes > 0) text += fmt::format("{}{} min", text.empty() ? "" : " ", minutes);
    if (rest > 0) text += fmt::format("{}{} s", text.empty() ? "" : " ", rest);
    return text.empty() ? "0 s" : text;
}

}  // namespace steward::service_levels
