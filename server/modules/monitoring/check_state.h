// The life of one check on one item: soft, hard, clear, stale, unknown, flapping, disabled
// (domain/model.md 5.6).
//
// Pure decisions, `at` always given. Two questions are kept apart: the *state*, which people see
// at once, and what was *told*, which is the condition that the rooms below know of. A soft state
// tells nobody. What was told is taken back only by observed good values, by a policy that says so,
// or by a person; never because nothing was heard.
//
// All levels here are turned so that higher is worse (see catalogue.h).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace steward::monitoring {

enum class State : uint8_t { Ok, SoftWarning, SoftCritical, Warning, Critical, Stale, Unknown, Flapping, Disabled };
std::string_view to_word(State state);  // "soft_warning"; stored and shown
std::optional<State> state_from_word(std::string_view word);

enum class Told : uint8_t { Nothing, Warning, Critical };
std::string_view to_word(Told told);  // "", "warning", "critical"
Told told_from_word(std::string_view word);

enum class NoData : uint8_t { Alert, Hold, Ignore };

/// One level that is never reached stands at infinity.
constexpr double never = std::numeric_limits<double>::infinity();

struct Rule {
    double raise_warning = never, raise_critical = never;    // reached or above: raised
    double clear_warning = -never, clear_critical = -never;  // at or below: good again
    uint32_t hold_warning_s = 0, hold_critical_s = 0;
    uint32_t clear_hold_warning_s = 0, clear_hold_critical_s = 0;
    uint8_t samples_needed = 3, samples_of = 4;  // 1 <= needed <= of <= 16
    bool operator==(const Rule&) const = default;
};

/// How one of the two levels stands. Times are unix seconds; 0 means "not".
struct LevelTrack {
    uint32_t since_s = 0;       // first sample at or above the raise level
    uint32_t good_since_s = 0;  // while hard: since when samples are at or below the clear level
    uint16_t crossed = 0;       // one bit a sample, newest lowest: at or above the raise level
    bool hard = false;
};

struct CheckState {
    double value = 0;  // as measured, newest sample
    LevelTrack warning, critical;
    uint32_t since_s = 0;     // in this state
    uint32_t observed_s = 0;  // of `value`; 0: never
    uint32_t changes = 0;     // one bit a sample, newest lowest: the hard judgement changed
    State state = State::Unknown;
    Told told = Told::Nothing;
};
static_assert(sizeof(CheckState) <= 48, "a hundred thousand devices have some million of these");

/// After one more sample. `x` is the value turned so that higher is worse. A sample that is not
/// later than the newest one changes nothing: late data never reopen a newer state.
CheckState observe(CheckState check, double value, double x, Instant at, const Rule& rule);

/// Nothing was observed for too long. `device_silent`: the whole device is, so this check raises
/// nothing of its own and keeps what it told, whatever the policy (State::Stale); otherwise the value
/// alone is missing (State::Unknown): Alert warns of it, Hold keeps what was told, Ignore takes it back.
CheckState lose_sight(CheckState check, bool device_silent, NoData policy, const Rule& rule, Instant now);

/// An exemption switched it off: whatever was told is taken back.
CheckState disable(CheckState check, Instant now);

/// Switched on again: nothing is known until the next sample.
CheckState enable(CheckState check, Instant now);

/// Something happened (an event check): told at once, until `end_event`.
CheckState raise_event(CheckState check, Instant at);
CheckState end_event(CheckState check, Instant now);

/// Our own clock was set back: nothing that is held lies after a second before `now`.
CheckState clock_set_back(CheckState check, Instant now);

/// When a soft state counts if it lasts; nothing for every other state.
std::optional<Instant> counts_at(const CheckState& check, const Rule& rule);

/// When what is told now was first seen (the first soft sample); `since_s` otherwise.
Instant first_seen(const CheckState& check);

inline uint32_t to_seconds(Instant at) { return static_cast<uint32_t>(at.unix_ms / 1000); }
inline Instant from_seconds(uint32_t seconds) { return Instant{static_cast<int64_t>(seconds) * 1000}; }

}  // namespace steward::monitoring
