// K20, recoverability that is proved (domain/kpis.md): which items of C1 and C2 have a proof that counts today. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace steward::restore_tests {

struct TestFace {
    std::string state;  // passed, passed_late, failed, inconclusive
    int level = 1;
    Instant ended_at;
    bool is_signed = false;
    Instant plan_altered_at;  // of the backup's plan: what was proven before that counts thirty days more
};

struct ProvenItem {
    std::string criticality;
    Duration rpo{}, rto{};        // zero: none was agreed, and it cannot be proved
    std::vector<TestFace> tests;  // of the plans that it has now, those that are over, the newest first
};

struct Standing {
    bool is_proven = false;
    Instant proven_at, valid_until;  // of the proof that counts
    std::string why;                 // one sentence
    int test = -1;                   // the proof that counts, else the newest test; -1: there is none
};
Standing standing_of(const ProvenItem& item, Instant now);

bool is_counted(std::string_view criticality);  // C1 and C2

/// How the figure was counted; it rises with the rules.
inline constexpr const char* definition = "K20 version 1";

}  // namespace steward::restore_tests
