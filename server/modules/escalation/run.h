// One escalation: a ladder of steps, what was done of it, and what is due.
//
// Pure: no store, no system clock. Acknowledging stops the paging, not what hangs on the promise's clock
// (domain/model.md 5.7): steps by percent go on until the run is closed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/modules/escalation/escalation.h"

namespace steward::escalation {

enum class TargetKind {
    Queue,          // whoever works there already: the ticket itself is the message
    OnCall,         // a layer of the schedule
    Role,           // every active account of that role that may see the client
    Account,        // one of us
    Assignee,       // who has the ticket
    ClientContact,  // the person the client names, told in plain words
};

struct Target {
    TargetKind kind = TargetKind::Queue;
    int layer = 0;
    std::string role;
    AccountId account;
};

struct Step {
    int after_s = 0;                 // seconds after the start; only when `percent` is 0
    int percent = 0;                 // of the resolve clock
    bool until_acknowledged = true;  // not taken once somebody took it
    std::vector<Target> targets;
    std::string label;                       // "service manager", as the page says it
    std::vector<std::string> channels = {};  // kinds of channel that carry its pages; empty: all
};

struct Ladder {
    std::vector<Step> steps;
    int repeat_after_s = 0;  // after the last timed step: the ladder once more, then the owner again and again; 0: never
};

/// The step after the last of the ladder: the owner, when nobody took it twice.
inline constexpr int last_resort = 1000;
/// What somebody called by hand stands beside the ladder.
inline constexpr int by_hand = 2000;
inline constexpr Duration longest_paging = std::chrono::hours(24);

struct Run {
    Instant started_at;
    Instant acknowledged_at, closed_at;   // unset: not yet
    std::map<int, Instant> marks;         // percent of the resolve clock, and when it was reached
    std::set<std::pair<int, int>> taken;  // (pass, step)
};

struct DueStep {
    int pass = 0;
    int step = 0;  // index in the ladder, or last_resort
    Instant at;
    auto operator<=>(const DueStep&) const = default;
};

/// What has become due by `now` and was not taken, oldest first. A step that waited for an acknowledgement is
/// never due after one, whenever it is looked at.
std::vector<DueStep> due_steps(const Ladder& ladder, const Run& run, Instant now);

/// Whether a step is for nothing once somebody took it.
bool waits_for_acknowledgement(const Ladder& ladder, int step);

/// When the next step becomes due if nothing happens; nothing when only a mark or a person can bring one.
std::optional<Instant> next_due(const Ladder& ladder, const Run& run);

enum class RunState { Started, Notified, Acknowledged, Closed };
RunState state_of(const Run& run);
std::string_view name_of(RunState state);

}  // namespace steward::escalation
