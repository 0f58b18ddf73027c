#include "server/modules/backups/troubles.h"

#include <algorithm>

#include <fmt/format.h>

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr Duration without_runs = std::chrono::hours(72), short_difference = 2min;
constexpr int in_a_row = 3;
constexpr size_t median_of = 14, least_for_median = 5, normal_again = 2;

bool was_told(const RunFace& run) { return run.state != "missed"; }
bool made_a_point(const RunFace& run) { return run.state == "success" || run.state == "warning"; }

// Failures are told by what ran; a run that never began is B02's.
std::optional<Trouble> run_failed(const PlanFace& plan) {
    std::vector<const RunFace*> ran;
    for (const auto& run : plan.newest)
        if (was_told(run)) ran.push_back(&run);
    if (ran.empty() || ran.front()->state == "success") return std::nullopt;
    const auto end = std::find_if(ran.begin(), ran.end(), [](const RunFace* run) { return run->state != "failed"; });
    const auto failures = end - ran.begin();
    if (failures == 0)
        return Trouble{.check = "B01",
                       .severity = "warning",
                       .priority = "P4",
                       .title = fmt::format("Backup of {} left something out", plan.item),
                       .text = ran.front()->text};
    return Trouble{.check = "B01",
                   .severity = "critical",
                   .priority = failures >= in_a_row ? "P2" : "P3",
                   .title = failures == 1 ? fmt::format("Backup of {} failed", plan.item)
                                          : fmt::format("Backup of {} failed {} times in a row", plan.item, failures),
                   .text = ran.front()->text,
                   .value = static_cast<double>(failures),
                   .threshold = 1,
                   .unit = "runs"};
}

std::optional<Trouble> run_missed(const PlanFace& plan) {
    int missed = 0;
    for (const auto& run : plan.newest) {
        if (run.state == "success") break;
        missed += run.state == "missed";
    }
    if (missed == 0) return std::nullopt;
    return Trouble{.check = "B02",
                   .severity = "critical",
                   .priority = "P3",
                   .title = fmt::format("Backup of {} did not run", plan.item),
                   .text = missed == 1 ? fmt::format("{} should have begun on {} and did not.", plan.label, plan.machine)
                                       : fmt::format("{} should have begun {} times on {} and did not.", plan.label, missed, plan.machine),
                   .value = static_cast<double>(missed),
                   .threshold = 1,
                   .unit = "runs"};
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// How many times the median of the runs before it the run at `index` is; nothing without enough of them.
template <typename Measure>
std::optional<double> times_the_median(const std::vector<const RunFace*>& runs, size_t index, Measure measure, double* usual) {
    std::vector<double> before;
    for (size_t i = index + 1; i < runs.size() && before.size() < median_of; ++i)
        if (const auto value = measure(*runs[i])) before.push_back(*value);
    const auto own = measure(*runs[index]);
    if (!own || before.size() < least_for_median) return std::nullopt;
    *usual = median(std::move(before));
    return *usual <= 0 ? std::nullopt : std::optional(*own / *usual);
}

std::optional<Trouble> took_long(const PlanFace& plan, const std::vector<const RunFace*>& runs) {
    for (size_t i = 0; i < std::min(normal_again, runs.size()); ++i) {
        double usual = 0;
        const auto times = times_the_median(
            runs, i, [](const RunFace& run) { return std::optional(static_cast<double>(run.took.count())); }, &usual);
        if (!times || *times < 2 || static_cast<double>(runs[i]->took.count()) - usual < static_cast<double>(short_difference.count()))
            continue;
        const bool is_far = *times >= 4;
        return Trouble{
            .check = "B04",
            .severity = is_far ? "critical" : "warning",
            .priority = is_far ? "P3" : "P4",
            .title = fmt::format("Backup of {} takes much longer than usual", plan.item),
            .text = fmt::format("It took {}, usually {}.", in_words(runs[i]->took), in_words(Duration(static_cast<int64_t>(usual)))),
            .value = *times,
            .threshold = is_far ? 4.0 : 2.0,
            .unit = "x"};
    }
    return std::nullopt;
}

std::optional<Trouble> changed_size(const PlanFace& plan, const std::vector<const RunFace*>& runs) {
    for (size_t i = 0; i < std::min(normal_again, runs.size()); ++i) {
        double usual = 0;
        const auto times = times_the_median(
            runs, i,
            [](const RunFace& run) {
                return run.source_bytes ? std::optional(static_cast<double>(*run.source_bytes)) : std::optional<double>{};
            },
            &usual);
        if (!times || (*times > 0.5 && *times < 1.5)) continue;
        const bool is_far = *times <= 0.2 || *times >= 3;
        return Trouble{
            .check = "B05",
            .severity = is_far ? "critical" : "warning",
            .priority = is_far ? "P2" : "P3",
            .title = fmt::format("Backup of {} has changed its size", plan.item),
            .text = fmt::format("What it copies is {:.0f} % of the usual size. Somebody deleted or added much, or files were encrypted.",
                                *times * 100),
            .value = *times * 100,
            .threshold = *times < 1 ? (is_far ? 20.0 : 50.0) : (is_far ? 300.0 : 150.0),
            .unit = "%"};
    }
    return std::nullopt;
}

std::optional<Trouble> never_runs(const PlanFace& plan, Instant now) {
    Instant last = plan.since;
    for (const auto& run : plan.newest)
        if (was_told(run)) last = std::max(last, run.at);
    // A plan of once a week is not silent after three days.
    const bool one_was_due =
        std::any_of(plan.newest.begin(), plan.newest.end(), [&](const RunFace& run) { return !was_told(run) && run.at > last; });
    if (now - last < without_runs || !one_was_due) return std::nullopt;
    return Trouble{.check = "B10",
                   .severity = "critical",
                   .priority = "P3",
                   .title = fmt::format("Backup of {} is planned, and nothing runs", plan.item),
                   .text = fmt::format("Nothing was heard of {} on {} for {}.", plan.label, plan.machine, in_words(now - last)),
                   .value = static_cast<double>((now - last) / std::chrono::hours(24)),
                   .threshold = 3,
                   .unit = "days"};
}
}  // namespace

std::string in_words(Duration age) {
    const auto count = [](int64_t number, std::string_view unit) { return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s"); };
    const auto seconds = std::max<int64_t>(0, age / 1s);
    if (seconds < 120) return count(seconds, "second");
    if (seconds < 120 * 60) return count(seconds / 60, "minute");
    if (seconds < 48 * 3600) return count(seconds / 3600, "hour");
    return count(seconds / 86400, "day");
}

std::vector<Trouble> troubles_of_plan(const PlanFace& plan, Instant now) {
    std::vector<Trouble> troubles;
    const auto add = [&](std::optional<Trouble> trouble) {
        if (trouble) troubles.push_back(std::move(*trouble));
    };
    if (plan.is_paused) return troubles;
    add(run_failed(plan));
    add(run_missed(plan));
    std::vector<const RunFace*> whole;
    for (const auto& run : plan.newest)
        if (made_a_point(run)) whole.push_back(&run);
    add(took_long(plan, whole));
    add(changed_size(plan, whole));
    add(never_runs(plan, now));
    return troubles;
}

std::vector<Trouble> troubles_of_item(const ItemFace& item, Instant now) {
    if (!item.is_protected) return {};
    if (item.plans == 0)
        return {Trouble{.check = "B10",
                        .severity = "critical",
                        .priority = "P3",
                        .title = fmt::format("{} has no backup plan", item.name),
                        .text = "It was decided to protect it, and nothing is planned that would."}};
    if (item.rpo == Duration{} || item.is_paused) return {};
    const Duration age = now - (item.content_at.is_set() ? item.content_at : item.since);
    if (age < item.rpo) return {};
    const bool is_far = age > item.rpo + item.rpo / 2;
    const auto hours = [](Duration time) { return static_cast<double>(time / 1s) / 3600.0; };
    return {Trouble{.check = "B03",
                    .severity = is_far ? "critical" : "warning",
                    .priority = is_far ? "P2" : "P3",
                    .title = fmt::format("The newest recovery point of {} is too old", item.name),
                    .text = item.content_at.is_set()
                                ? fmt::format("It represents the state of {} ago; at most {} were agreed. What came since would be lost.",
                                              in_words(age), in_words(item.rpo))
                                : fmt::format("No recovery point was ever seen, and at most {} were agreed.", in_words(item.rpo)),
                    .value = hours(age),
                    .threshold = hours(is_far ? item.rpo + item.rpo / 2 : item.rpo),
                    .unit = "h"}};
}

}  // namespace steward::backups
