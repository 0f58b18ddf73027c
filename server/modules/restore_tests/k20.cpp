#include "server/modules/restore_tests/k20.h"

#include <algorithm>

#include "server/modules/restore_tests/due.h"
#include "server/modules/restore_tests/words.h"

namespace steward::restore_tests {

namespace {
constexpr Duration after_a_change = std::chrono::hours(24 * 30);

Instant valid_until(const TestFace& test, std::string_view criticality) {
    const Instant ends = test.ended_at + counts_for(criticality);
    return test.plan_altered_at > test.ended_at ? std::min(ends, test.plan_altered_at + after_a_change) : ends;
}

bool is_wanting(const TestFace& test) { return test.state == "failed" || test.state == "passed_late"; }

// The newest test that found it wanting and that no later one of its level or above answered; -1: none.
int unanswered(const std::vector<TestFace>& newest_first) {
    int open = -1;
    for (int i = static_cast<int>(newest_first.size()) - 1; i >= 0; --i) {
        const TestFace& test = newest_first[static_cast<size_t>(i)];
        const int level = open < 0 ? 0 : newest_first[static_cast<size_t>(open)].level;
        if (is_wanting(test) && test.level >= level) open = i;
        else if (test.state == "passed" && test.level >= level) open = -1;
    }
    return open;
}

// A signed proof that nothing later speaks against: whether it counts now.
void count(Standing& standing, const ProvenItem& item, const TestFace& test, Instant now) {
    if (item.rpo == Duration{} || item.rto == Duration{}) {
        standing.why = "What may be lost and how long it may take was not agreed: without that nothing can be proved.";
        return;
    }
    const Instant until = valid_until(test, item.criticality);
    if (now >= until) {
        standing.why = "The last proof, of " + day_words(test.ended_at) + ", counts no more since " + day_words(until) + ".";
        return;
    }
    standing.is_proven = true;
    standing.proven_at = test.ended_at;
    standing.valid_until = until;
    standing.why = "Restored and checked on " + day_words(test.ended_at) + ", " + level_words(test.level) + "; it counts until " +
                   day_words(until) + ".";
}
}  // namespace

bool is_counted(std::string_view criticality) { return criticality == "C1" || criticality == "C2"; }

Standing standing_of(const ProvenItem& item, Instant now) {
    Standing standing;
    if (item.tests.empty()) {
        standing.why = "Never restored. That a backup ran proves nothing about what could be restored from it.";
        return standing;
    }
    standing.test = 0;
    if (const int wanting = unanswered(item.tests); wanting >= 0) {
        const TestFace& test = item.tests[static_cast<size_t>(wanting)];
        standing.test = wanting;
        standing.why = "The restore of " + day_words(test.ended_at) +
                       (test.state == "failed" ? " failed." : " worked, but not within what was agreed.");
        return standing;
    }
    for (size_t i = 0; i < item.tests.size() && !is_wanting(item.tests[i]); ++i) {
        const TestFace& test = item.tests[i];
        if (test.state != "passed") continue;  // what came to nothing neither proves nor disproves
        // A newer one that nobody signed yet takes nothing from an older one that somebody did.
        if (!test.is_signed) {
            if (standing.why.empty()) standing.why = "The restore of " + day_words(test.ended_at) + " worked; nobody has signed it yet.";
            continue;
        }
        standing.test = static_cast<int>(i);
        count(standing, item, test, now);
        return standing;
    }
    if (standing.why.empty()) standing.why = "No test came to a result yet.";
    return standing;
}

}  // namespace steward::restore_tests
