#include "server/modules/escalation/run.h"

#include <algorithm>

namespace steward::escalation {

namespace {
using std::chrono::seconds;

int last_timed_second(const Ladder& ladder) {
    int last = 0;
    for (const Step& step : ladder.steps) {
        if (step.percent == 0 && step.until_acknowledged) last = std::max(last, step.after_s);
    }
    return last;
}

bool pages_anybody(const Ladder& ladder) {
    return std::any_of(ladder.steps.begin(), ladder.steps.end(),
                       [](const Step& step) { return step.percent == 0 && step.until_acknowledged; });
}

// Every timed step in the order of time, as far as `until`: twice the ladder, then the last resort.
std::vector<DueStep> timed_steps(const Ladder& ladder, Instant start, Instant until) {
    std::vector<DueStep> steps;
    const auto add = [&](int pass, int step, Instant at) {
        if (at <= until) steps.push_back({pass, step, at});
    };
    const Duration round = seconds(last_timed_second(ladder) + ladder.repeat_after_s);
    const bool repeats = ladder.repeat_after_s > 0 && pages_anybody(ladder);
    for (int pass = 0; pass < (repeats ? 2 : 1); ++pass) {
        for (size_t i = 0; i < ladder.steps.size(); ++i) {
            const Step& step = ladder.steps[i];
            if (step.percent != 0 || (pass > 0 && !step.until_acknowledged)) continue;
            add(pass, static_cast<int>(i), start + pass * round + seconds(step.after_s));
        }
    }
    if (repeats) {
        int pass = 2;
        for (Instant at = start + 2 * round; at <= until && at - start <= longest_paging; at = at + seconds(ladder.repeat_after_s))
            add(pass++, last_resort, at);
    }
    std::stable_sort(steps.begin(), steps.end(), [](const DueStep& a, const DueStep& b) { return a.at < b.at; });
    return steps;
}
}  // namespace

// The last resort and calls by hand stand beside the ladder.
bool waits_for_acknowledgement(const Ladder& ladder, int step) {
    return static_cast<size_t>(step) >= ladder.steps.size() || ladder.steps[static_cast<size_t>(step)].until_acknowledged;
}

std::vector<DueStep> due_steps(const Ladder& ladder, const Run& run, Instant now) {
    std::vector<DueStep> due;
    if (run.closed_at.is_set()) return due;
    for (const DueStep& step : timed_steps(ladder, run.started_at, now)) {
        const bool answered = run.acknowledged_at.is_set() && waits_for_acknowledgement(ladder, step.step);
        if (!answered && !run.taken.contains({step.pass, step.step})) due.push_back(step);
    }
    for (size_t i = 0; i < ladder.steps.size(); ++i) {
        const Step& step = ladder.steps[i];
        const auto mark = run.marks.find(step.percent);
        if (step.percent == 0 || mark == run.marks.end() || run.taken.contains({0, static_cast<int>(i)})) continue;
        due.push_back({0, static_cast<int>(i), mark->second});
    }
    std::stable_sort(due.begin(), due.end(), [](const DueStep& a, const DueStep& b) { return a.at < b.at; });
    return due;
}

std::optional<Instant> next_due(const Ladder& ladder, const Run& run) {
    const auto due = due_steps(ladder, run, run.started_at + longest_paging);
    return due.empty() ? std::nullopt : std::optional(due.front().at);
}

RunState state_of(const Run& run) {
    if (run.closed_at.is_set()) return RunState::Closed;
    if (run.acknowledged_at.is_set()) return RunState::Acknowledged;
    return run.taken.empty() ? RunState::Started : RunState::Notified;
}

std::string_view name_of(RunState state) {
    switch (state) {
        case RunState::Started:
            return "started";
        case RunState::Notified:
            return "notified";
        case RunState::Acknowledged:
            return "acknowledged";
        case RunState::Closed:
            return "closed";
    }
    return "started";
}

}  // namespace steward::escalation
