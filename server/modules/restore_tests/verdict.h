// What a restore test has proven (domain/model.md 5.15). The record of a restore host is input of somebody who may have been taken over: it
// is judged again here, against what was asked, and believed no further. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "trust/restore_record.h"

namespace steward::restore_tests {

/// What was agreed, and which point it was: by these times are judged.
struct Measure {
    Duration rpo{}, rto{};     // zero: none was agreed
    Instant content_at;        // of the point; not set: nobody knows
    Instant loss_counts_from;  // what is lost is what came after the content up to then: of the newest point the test's begin, of another
                               // the moment at which it was made (that points come often enough is K19's matter)
};

struct Asked {
    uint64_t level = 1;
    std::string repository, label, point;
    trust::RestoreSeed seed{};
    trust::Digest witness{};
    bool is_newest = false;
    Measure measure;
};

/// How the run ended that was to bring the record.
struct Ran {
    std::string state, words;  // done, failed, refused, expired, unknown; lost: nothing came in its time
    bool is_genuine = false;   // all that it wrote is here, and is what the machine signed
};

struct Verdict {
    std::string state;        // passed, passed_late, failed, inconclusive
    std::string reason_code;  // empty: passed
    std::string text;         // one sentence
    std::optional<Duration> achieved_rpo, achieved_rto;
    bool is_point_bad = false;   // what is wrong is in the point itself
    bool is_point_gone = false;  // the repository does not have it any more
};

/// When what came back could be used: of files, when they were there.
Instant usable_at(const trust::RestoreRecord& record);

Verdict judge(const Asked& asked, const Ran& ran, const std::optional<trust::RestoreRecord>& record);

struct ByHand {
    std::string result;  // passed, failed, inconclusive: what the operator says
    std::string reason;
    Instant started_at, data_at, usable_at;  // not set: it did not come so far
    std::vector<trust::RestoreCheck> checks;
    Measure measure;
};
/// The operator's word, and what the times say of it. One that passed has looked at something; `judge_by_hand` refuses nothing: whoever
/// calls it has asked `missing_by_hand` before.
Verdict judge_by_hand(const ByHand& told);
/// What is missing for the result that is claimed, as a field and a sentence; nothing: nothing.
std::optional<std::pair<std::string, std::string>> missing_by_hand(const ByHand& told);

}  // namespace steward::restore_tests
