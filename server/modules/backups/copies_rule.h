// The rule 3-2-1-1-0 over the copies of one protected item (domain/playbooks.md 8). Every property stands on evidence; what nobody showed,
// or what was declared too long ago, is unknown, and unknown is never met. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace steward::backups {

enum class Truth { unknown, no, yes };

/// What is said of one property of one copy: by a person, until it runs out, or seen by the agent or the engine.
struct Evidence {
    Truth says = Truth::unknown;
    Instant at;     // not set: nobody ever said it, and it is unknown
    Instant until;  // from then on it is unknown; not set: it does not run out
};

/// Unknown before it was said (a clock that is wrong proves nothing) and from the moment it runs out.
Truth truth_at(const Evidence& evidence, Instant now);

struct Copy {
    std::string place;       // how people call it
    std::string medium;      // "disk", "tape", "object store"; empty: not known
    bool is_source = false;  // the data in use: it counts as a copy and a medium, never as off-site, immutable or offline
    Evidence exists, off_site, immutable, offline;
};

enum class Digit { copies, media, off_site, locked, errors };
enum class DigitState { met, unknown, missing };

struct DigitVerdict {
    Digit digit{};
    DigitState state{};
    std::string reason;  // a sentence for people
};

struct RuleVerdict {
    std::array<DigitVerdict, 5> digits;  // in the order of the rule
    DigitState state{};                  // the worst of them
};

/// `unresolved_errors` not set: nobody has looked, which is not the same as none.
RuleVerdict judge_copies(const std::vector<Copy>& copies, std::optional<int> unresolved_errors, Instant now);

}  // namespace steward::backups
