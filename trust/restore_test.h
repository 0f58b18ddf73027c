// A restore test as it is asked for: the action of class 5 (docs/decisions/0014-backups.md). Where the repository lies and what opens it
// stands on the restore host alone; here is only its name there.
#pragma once

#include "trust/digest.h"
#include "trust/restore_database.h"

namespace steward::trust {

using RestoreSeed = std::array<uint8_t, 16>;

constexpr uint64_t last_restore_level = 5;                     // L1 files to L5 the site drill; which are built says whoever proves
constexpr uint64_t usual_restore_bytes = uint64_t{4} << 30;    // scratch space
constexpr uint64_t largest_restore_bytes = uint64_t{1} << 46;  // 64 TiB

struct RestoreTestAction {
    std::string repository;  // NAME: /etc/steward/restore/NAME on the restore host
    uint64_t level = 0;
    std::string label;        // of the plan at the source; may be empty
    std::string point;        // the engine's own name of the recovery point; empty: the host draws one by the seed
    RestoreSeed seed{};       // of the draw
    Digest witness{};         // SHA-256 of the witness (backup_witness.h), which comes as the job's file; all zero: none
    uint64_t most_bytes = 0;  // scratch space; 0: the usual
    std::optional<DatabaseExpectation> database;  // of level 2
};

/// 1 to 64 of a-z 0-9 . _ -, and begins with a letter or a digit: it is a file's name.
bool is_repository_name(std::string_view name);
/// Empty, or 1 to 100 of a-z 0-9 . _ -
bool is_plan_label(std::string_view label);
/// Empty, or 1 to 128 of 0-9 A-Z a-z . _ : -, and begins with a letter or a digit: nobody's option.
bool is_point_name(std::string_view point);

template <class Form>
void describe(Form& form, RestoreTestAction& action) {
    form.must(1, action.repository);
    form.must(2, action.level);
    form.may(3, action.label);
    form.may(4, action.point);
    form.must(5, action.seed);
    form.may(6, action.witness);
    form.may(7, action.most_bytes);
    form.may(8, action.database);
    form.refuse_if(!is_repository_name(action.repository) || action.level == 0 || action.level > last_restore_level);
    form.refuse_if(!is_plan_label(action.label) || !is_point_name(action.point) || action.most_bytes > largest_restore_bytes);
}

}  // namespace steward::trust
