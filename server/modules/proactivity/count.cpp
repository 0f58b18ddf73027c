#include "server/modules/proactivity/count.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace steward::proactivity {

namespace {
constexpr std::array<std::string_view, 10> exclusion_words = {
    "",          "discarded",           "planned_work", "no_fault_found", "question",
    "transient", "prevention_unproven", "noise_guard",  "noisy_check",    "no_resolution_code"};
constexpr std::array<std::string_view, 6> counting_codes = {"fixed", "workaround", "auto_fixed", "vendor_fixed", "replaced", "prevented"};

bool is_counting(std::string_view code) { return std::find(counting_codes.begin(), counting_codes.end(), code) != counting_codes.end(); }

// Nobody acted on it, so nobody could give it a code: it recovered by itself, and counts against us.
bool ended_unseen(const Case& one) { return !one.times.acted_at.is_set() && one.verdict == Verdict::SeenNotActed; }

Exclusion exclusion_of_code(std::string_view code) {
    if (code == "discarded") return Exclusion::Discarded;
    if (code == "planned_work") return Exclusion::PlannedWork;
    if (code == "no_fault_found") return Exclusion::NoFaultFound;
    if (code == "answered" || code == "fulfilled") return Exclusion::Question;
    if (code == "transient") return Exclusion::Transient;
    return Exclusion::NoResolutionCode;
}

bool is_proven(const Prevention& prevention) {
    return prevention.predicted_days && *prevention.predicted_days <= prevention_horizon_days && prevention.still_heading;
}

Instant seen_at(const Case& one) { return one.times.detected_at.is_set() ? one.times.detected_at : one.times.started_at; }

// Later proactive ones of the same device and check inside 24 h of the last one that counted.
std::set<IncidentId> held_by_noise_guard(std::span<const Case> cases, const std::set<std::string_view>& noisy) {
    std::vector<const Case*> proactive;
    for (const Case& one : cases) {
        const bool candidate = one.verdict == Verdict::Proactive && (!one.check.empty() || one.is_observed) && !noisy.contains(one.check);
        if (candidate && exclusion_of(one) == Exclusion::None) proactive.push_back(&one);
    }
    std::sort(proactive.begin(), proactive.end(),
              [](const Case* a, const Case* b) { return std::pair(seen_at(*a), a->id) < std::pair(seen_at(*b), b->id); });
    std::map<std::pair<DeviceId, std::string_view>, Instant> last_counted;
    std::set<IncidentId> held;
    for (const Case* one : proactive) {
        const auto [at, first] = last_counted.try_emplace({one->device, one->check}, seen_at(*one));
        if (first) continue;
        if (seen_at(*one) - at->second < noise_window) held.insert(one->id);
        else at->second = seen_at(*one);
    }
    return held;
}

std::optional<double> median(std::vector<double> values) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double minutes_of_lead(const Times& times) {
    return std::chrono::duration<double, std::ratio<60>>(times.reported_at - times.acted_at).count();
}
}  // namespace

std::string_view to_text(Exclusion exclusion) { return exclusion_words[static_cast<size_t>(exclusion)]; }

Exclusion exclusion_by_rule(const Case& one) {
    if (one.discarded) return Exclusion::Discarded;
    if (is_transient(one.times)) return Exclusion::Transient;
    if (!is_counting(one.resolution_code)) {
        return one.resolution_code.empty() && ended_unseen(one) ? Exclusion::None : exclusion_of_code(one.resolution_code);
    }
    if (one.resolution_code == "prevented" && !is_proven(one.prevention)) return Exclusion::PreventionUnproven;
    return Exclusion::None;
}

bool asks_second_person(const Case& one) {
    const bool lost = one.verdict == Verdict::ClientFirst || one.verdict == Verdict::SeenNotActed;
    const bool by_person = one.discarded || (!one.resolution_code.empty() && !is_transient(one.times));
    return one.is_grave && lost && by_person && exclusion_by_rule(one) != Exclusion::None;
}

Exclusion exclusion_of(const Case& one) {
    const Exclusion ruled = exclusion_by_rule(one);
    return asks_second_person(one) && one.agreed != to_text(ruled) ? Exclusion::None : ruled;
}

bool is_noisy(const CheckRecord& record) {
    return record.raised >= least_sample &&
           static_cast<double>(record.actionable) < least_actionable_rate * static_cast<double>(record.raised);
}

Interval wilson(const Ratio& ratio) {
    if (!ratio.has_data()) return {};
    constexpr double z = 1.959963984540054;  // 95 %, both sides
    const auto n = static_cast<double>(ratio.denominator);
    const double p = static_cast<double>(ratio.numerator) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {std::max(0.0, 100 * (middle - half)), std::min(100.0, 100 * (middle + half))};
}

Figures count(std::span<const Case> cases, const Period& period, std::span<const std::string> noisy_checks) {
    const std::set<std::string_view> noisy(noisy_checks.begin(), noisy_checks.end());
    const auto held = held_by_noise_guard(cases, noisy);
    std::vector<const Case*> resolved;
    for (const Case& one : cases) {
        if (one.resolved_at.is_set() && period.holds(one.resolved_at)) resolved.push_back(&one);
    }
    std::sort(resolved.begin(), resolved.end(),
              [](const Case* a, const Case* b) { return std::pair(a->resolved_at, a->id) < std::pair(b->resolved_at, b->id); });
    Figures figures;
    std::vector<double> leads;
    for (const Case* one : resolved) {
        Placed placed{.id = one->id, .verdict = one->verdict, .exclusion = exclusion_of(*one)};
        if (placed.exclusion == Exclusion::None && noisy.contains(one->check)) placed.exclusion = Exclusion::NoisyCheck;
        if (placed.exclusion == Exclusion::None && held.contains(one->id)) placed.exclusion = Exclusion::NoiseGuard;
        placed.is_pending = placed.exclusion == Exclusion::None && one->verdict == Verdict::Undecided;
        figures.placed.push_back(placed);
        if (placed.exclusion != Exclusion::None || placed.is_pending) continue;
        ++figures.proactive.denominator;
        figures.client_first += one->verdict == Verdict::ClientFirst;
        figures.seen_not_acted += one->verdict == Verdict::SeenNotActed;
        if (one->verdict != Verdict::Proactive) continue;
        ++figures.proactive.numerator;
        ++figures.never_reported.denominator;
        if (one->times.reported_at.is_set() && one->times.acted_at.is_set()) leads.push_back(minutes_of_lead(one->times));
        if (!one->times.reported_at.is_set()) ++figures.never_reported.numerator;
    }
    figures.detected = {figures.proactive.numerator + figures.seen_not_acted, figures.proactive.denominator};
    figures.reported = static_cast<int64_t>(leads.size());
    figures.lead_minutes = median(std::move(leads));
    return figures;
}

// The nearest double of 0.05 lies a little below it: half up is meant of the decimal number.
double shown(double value) { return std::floor(value * 10 + 0.5 + 1e-9) / 10; }

}  // namespace steward::proactivity
