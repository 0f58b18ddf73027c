// What is wrong with a backup now: checks B01 to B05 and B10 of domain/playbooks.md 2.6. Pure; raise and clear levels follow from the same
// few runs, so that nothing has to be remembered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace steward::backups {

/// A run as the checks see it.
struct RunFace {
    std::string state;  // success, warning, failed, missed
    Instant at;         // of its begin; of a missed one its expected time
    Duration took{};
    std::optional<int64_t> source_bytes;
    std::string text;
};

struct PlanFace {
    std::string item, machine, label;
    Instant since;  // it is expected since then
    bool is_paused = false;
    std::vector<RunFace> newest;  // newest first; sixteen are enough
};

struct ItemFace {
    std::string name;
    Duration rpo{};  // zero: none was agreed
    Instant since;
    bool is_protected = true;  // the decision; "not needed" has no troubles
    int plans = 0;             // that have not ended
    Instant content_at;        // of its newest point over all plans; not set: none was seen
    bool is_paused = false;    // all its plans are
};

struct Trouble {
    std::string check, severity, priority, title, text;
    double value = 0, threshold = 0;
    std::string unit;
};

/// B01, B02, B04, B05, and B10 for a plan that never runs.
std::vector<Trouble> troubles_of_plan(const PlanFace& plan, Instant now);
/// B03, and B10 for an item that nobody plans.
std::vector<Trouble> troubles_of_item(const ItemFace& item, Instant now);

/// "26 hours", "3 days": the largest unit that leaves at least two of it.
std::string in_words(Duration age);

}  // namespace steward::backups
