// Judging: what a report, an event, a prediction or silence makes of a device's check instances.
//
// In memory and without a clock: called for every report on the link's thread (some tens of
// nanoseconds an instance), and by the sweep for what time alone changes. Whoever calls holds the
// Watched's mutex. Every change of state is one Transition, in order, for the writer and the screen.
#pragma once

#include <optional>
#include <span>

#include "server/modules/monitoring/prediction.h"
#include "server/modules/monitoring/watched.h"

namespace steward::monitoring {

/// One instance as it became. Holds copies: the writer stores it long after the mutex was given back.
struct Transition {
    enum class Kind { Changed, Added, Removed };
    Kind kind = Kind::Changed;
    ClientId client;
    DeviceId device;
    CheckInstanceId id;
    std::string item;
    std::shared_ptr<const Terms> terms;
    bool large = false;
    CheckState state;
    std::optional<double> climbed;  // its value, while the check's climb is what makes it critical
    Told told_before = Told::Nothing;
    Instant at;
    const char* cleared_reason = "recovered";  // "recovered", "no_data", "gone", "disabled", "retired", "moved"
};
using Transitions = std::vector<Transition>;

Transition transition_of(const Watched& watched, const Instance& instance, Told told_before, Instant at,
                         const char* cleared_reason = "recovered");

/// A report of this device's present layout. Reports not later than the newest judged one are not
/// judged: late data never reopen a newer state.
void judge_report(Watched& watched, std::span<const int64_t> values, Instant observed_at, Transitions& out);

void judge_event(Watched& watched, std::string_view kind, Instant at, Transitions& out);

/// For an instance of source Prediction on `item`.
void judge_prediction(Watched& watched, const Check& check, std::string_view item, const Prediction& prediction, Instant now,
                      Transitions& out);

/// What time alone changes. `silence`: how long nothing was heard; nothing when silence cannot be
/// judged now (just started, the clock jumped).
void judge_time(Watched& watched, std::optional<Duration> silence, Instant now, Transitions& out);

/// Worst of what is told; nullptr when nothing is.
const Instance* worst(const Watched& watched);

}  // namespace steward::monitoring
