// The life of one promise's clock: running, paused, met, breached, cancelled (domain/model.md 4.6, kpis.md B).
//
// Pure decisions: no store, no system clock. What happened comes as events, and the same events on the
// same calendar give the same clock on every machine. All times count in whole seconds.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/modules/service_levels/business_time.h"

namespace steward::service_levels {

enum class ClockState { Running, Paused, Met, Breached, Cancelled };

enum class ClockEventKind {
    Started,
    Paused,
    Resumed,
    TargetChanged,  // the priority changed: the new target applies to all that was consumed since receipt
    Met,
    Cancelled,
    Reopened,   // the work goes on from what was consumed
    Recounted,  // a log line: the calendar, the policy or the zone database changed
};

struct ClockEvent {
    ClockEventKind kind;
    Instant at;
    Seconds target{0};   // of Started and TargetChanged
    std::string reason;  // "waiting for client", "priority raised from P3 to P2"
};

/// A target that nobody lives to see: the clock counts and promises nothing, because the subject's priority
/// does not make this promise now. It is shown to nobody.
inline constexpr Seconds no_promise = std::chrono::days(10 * 366);

struct Clock {
    ClockState state = ClockState::Running;
    Seconds target{0};
    Instant started_at;
    Instant since;                     // consumed and paused are counted up to here
    bool counting = false;             // uses up its target; a breached clock counts on until it is stopped
    std::string pause_reason;          // while it is paused
    Seconds consumed{0}, paused{0};    // business seconds; their sum is all that elapsed (invariant 17)
    std::optional<Instant> due_at;     // nothing while paused or stopped without a verdict; of a breach: what was missed
    std::optional<Instant> breach_at;  // the first second after due; set once, never taken back
    std::string breach_reason;
    std::optional<Instant> stopped_at;  // met, also when that was too late, or cancelled
    bool operator==(const Clock&) const = default;
};

/// A clock that begins at `event.at` (kind Started). A target of 0 s is due on receipt.
Clock start(const ClockEvent& event, const BusinessTime& time);

/// What `clock` becomes by the next event. An event that does not fit the state (a second pause) changes
/// nothing; one that is older than what is already counted counts as happening then.
/// A breach is never undone. A smaller target than what is consumed breaches at once, with the
/// event's reason; one that equals it is due now.
Clock apply(Clock clock, const ClockEvent& event, const BusinessTime& time);

/// All events from the first, which must be Started.
Clock fold(std::span<const ClockEvent> events, const BusinessTime& time);

/// The clock as it stands at `now`: consumed and paused up to now, breached if its time has run out.
Clock as_of(Clock clock, Instant now, const BusinessTime& time);

/// The same clock on a corrected calendar: what was consumed is counted anew from the events until `at`, and
/// from then on it is judged by the new count. Verdicts that were given stand.
Clock recount(Clock clock, std::span<const ClockEvent> events, const BusinessTime& time, Instant at, const std::string& reason);

/// When `percent` of the target will be consumed if nothing happens; nothing when it does not count.
std::optional<Instant> reaches(const Clock& clock, int percent, const BusinessTime& time);

/// A piece of the clock's life of one kind, from the events alone.
struct Period {
    enum class Kind { Counted, Paused, Stopped, Recounted } kind;  // the last is a moment: the rules changed
    Instant from, until;
    std::string reason;
};
std::vector<Period> periods(std::span<const ClockEvent> events, Instant until);

std::string_view name_of(Period::Kind kind);
std::string_view name_of(ClockState state);
std::string_view name_of(ClockEventKind kind);
std::optional<ClockState> clock_state_of(std::string_view name);
std::optional<ClockEventKind> clock_event_kind_of(std::string_view name);

}  // namespace steward::service_levels
