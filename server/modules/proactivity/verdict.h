// Who knew first: the verdict on one disturbance (domain/kpis.md C). Pure.
//
// Ties, and differences under a minute, go to the client. A verdict that was once given never gets
// better by itself; only a person's decision, seen by a second one, makes it better.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace steward::proactivity {

/// Rises with every change of meaning of what stands here or in count.h; kept beside each verdict.
/// 2: what our own people or a vendor saw is a detection, no report.
/// 3: a lost P1 or P2 leaves the count by a person's word only when a second one agreed.
inline constexpr int definition_version = 3;

enum class Verdict {
    Undecided,     // nobody reported it, and it is not over or not long enough
    ClientFirst,   // no detection before the report
    SeenNotActed,  // detected before, but nobody had acted a minute before the report
    Proactive,     // acted at least a minute before the report, or never reported
};
std::string_view to_text(Verdict verdict);  // "undecided", "client_first", "seen_not_acted", "proactive"
/// Nothing for another word.
std::optional<Verdict> verdict_of(std::string_view text);

/// The four times of a disturbance and its end; unset: did not happen.
struct Times {
    Instant started_at;   // t_start: earliest evidence that it existed
    Instant detected_at;  // t_det: earliest hard alert, prediction or observation without prior client contact
    Instant acted_at;     // t_act: incident or ticket raised from it, automatic remediation, a person's acknowledgement
    Instant reported_at;  // t_rep: earliest matched report
    Instant restored_at;
    bool operator==(const Times&) const = default;
};

inline constexpr Duration lead_needed = std::chrono::seconds(60);
inline constexpr Duration quiet_after_restoration = std::chrono::hours(24);
inline constexpr Duration transient_within = std::chrono::minutes(10);

/// The verdict of the rule at `now`.
Verdict judge(const Times& times, Instant now);

/// An alert that cleared within ten minutes without any action and that nobody reported.
bool is_transient(const Times& times);

/// Whether `b` is kinder to us than `a`. Undecided is no verdict: nothing is better or worse than it.
bool is_better(Verdict b, Verdict a);

/// What stands after the rule says `derived` again: later data may make it worse, never better.
Verdict settle(Verdict standing, Verdict derived);

/// What a person's decision says over the rule.
struct Override {
    Verdict to = Verdict::Undecided;
    Verdict derived_then = Verdict::Undecided;  // what the rule said when it was decided
};
/// A decision holds for what was known: when the rule says something else later, the worse of both stands.
Verdict effective(Verdict derived, const std::optional<Override>& decision);

/// By whom it was detected: "client" where a report came first or at the same moment, else `otherwise`
/// ("monitoring", "prediction", "technician", "vendor").
std::string_view detected_by(const Times& times, std::string_view otherwise);

}  // namespace steward::proactivity
