// The proactivity ratio K01 and the lead time K02 (domain/kpis.md A, C, D). Pure.
//
// A disturbance goes in once; what leaves the count leaves numerator and denominator and is listed with
// its reason. Percentages are never rounded here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "server/modules/proactivity/verdict.h"

namespace steward::proactivity {

/// What the measure `prevented` (a prediction acted on before impact) must show.
struct Prevention {
    std::optional<double> predicted_days;  // from the prediction to the date that it named
    bool still_heading = false;            // when the action was taken: slope sign unchanged, R² at least 0.8
};

struct Case {
    IncidentId id;
    DeviceId device;
    std::string check;  // empty: no alert, a client's report alone
    Times times;
    Verdict verdict = Verdict::Undecided;
    std::string resolution_code;  // empty: none
    Instant resolved_at;          // the decisive event (A.5)
    bool discarded = false;       // false alarm or no effect
    bool is_observed = false;     // seen by our own people or told by a vendor; no alert
    Prevention prevention;
    bool is_grave = false;    // was P1 or P2 once
    std::string agreed = {};  // the exclusion that a second person agreed to, in words; empty: none
};

enum class Exclusion {
    None,
    Discarded,
    PlannedWork,
    NoFaultFound,
    Question,            // how-to questions and requests are not problems
    Transient,           // cleared within 10 minutes without any action
    PreventionUnproven,  // no date within 30 days, or the measure had turned
    NoiseGuard,          // one proactive incident per device, check and 24 h; what no check saw is one "check"
    NoisyCheck,          // its check's six-month actionable rate is under 30 %
    NoResolutionCode,
};
std::string_view to_text(Exclusion exclusion);  // "discarded", "planned_work", ...

/// What its codes and times say, whoever agreed.
Exclusion exclusion_by_rule(const Case& one);
/// A P1 or P2 that was lost to the client leaves the count by a person's word only when a second one agreed (domain/model.md 5.27).
bool asks_second_person(const Case& one);
/// The exclusion that the case has by itself; what depends on its neighbours comes from `count`.
Exclusion exclusion_of(const Case& one);

inline constexpr double prevention_horizon_days = 30;
inline constexpr Duration noise_window = std::chrono::hours(24);

/// How often what a check raised was worth it, over six months.
struct CheckRecord {
    std::string check;
    int64_t actionable = 0, raised = 0;
};
inline constexpr double least_actionable_rate = 0.30;
inline constexpr int64_t least_sample = 10;
/// With fewer than ten raised nothing is said of a check.
bool is_noisy(const CheckRecord& record);

struct Ratio {
    int64_t numerator = 0, denominator = 0;
    bool has_data() const { return denominator > 0; }
    bool is_enough() const { return denominator >= least_sample; }
    double percent() const { return has_data() ? 100.0 * static_cast<double>(numerator) / static_cast<double>(denominator) : 0; }
    bool operator==(const Ratio&) const = default;
};

/// The 95 % Wilson interval in percent; 0 to 100 without data.
struct Interval {
    double low = 0, high = 100;
};
Interval wilson(const Ratio& ratio);

struct Period {
    Instant from, until;  // until is not in it
    bool holds(Instant at) const { return from <= at && at < until; }
};

struct Placed {
    IncidentId id;
    Verdict verdict = Verdict::Undecided;
    Exclusion exclusion = Exclusion::None;
    bool is_pending = false;  // resolved, but its verdict needs the 24 h after restoration
};

struct Figures {
    Ratio proactive;  // K01
    Ratio detected;   // its companion: detection ratio
    int64_t seen_not_acted = 0, client_first = 0;
    std::optional<double> lead_minutes;  // K02: median over proactive ones with a report
    int64_t reported = 0;                // how many those are
    Ratio never_reported;                // K02: share of proactive ones
    std::vector<Placed> placed;          // every disturbance of the period, in order of resolution
};

/// `cases` are all of one grain (client, site, check family): also those before the period, because
/// the noise guard looks back. `noisy_checks` are codes.
Figures count(std::span<const Case> cases, const Period& period, std::span<const std::string> noisy_checks);

/// One decimal, half up, as it is shown: 88.75 is 88.8.
double shown(double value);

}  // namespace steward::proactivity
