// How far a test goes with what it restores. A folder of levels/ is one level and its own registration.
#pragma once

#include "prove/engines/engine.h"
#include "trust/backup_witness.h"

namespace steward::prove {

/// What a level is begun with; all of it outlives it.
struct Task {
    const trust::RestoreTestAction& action;
    const std::optional<trust::BackupWitness>& witness;
    const Snapshot& snapshot;
    uint64_t most_bytes;  // of all that is restored, and of what is made of it
    Engine& engine;
    Instant begun;
    const std::string& alarm_shell;  // this program as it stands in the place of a shell (alarm.h)
};

/// What it works on once the engine has restored `paths`.
struct Restored {
    std::string folder;  // the scratch space
    Spent& spent;
    std::function<Instant()> now;
};

class Level {
public:
    virtual ~Level() = default;

    /// Each entry of the recovery point, in any order.
    virtual void take(const Entry& entry) = 0;
    /// All were taken: what is restored is decided.
    virtual Attempt<void> plan() = 0;
    /// In the engine's names, as they are restored. Empty: nothing is, and `check` is not asked.
    virtual std::vector<std::string> paths() const = 0;
    /// The room that it needs, in so many files.
    virtual uint64_t bytes() const = 0;
    virtual uint64_t files() const = 0;

    /// What stands in the way of the checks; what they found is told afterwards.
    virtual Attempt<void> check(const Restored& restored, trust::RestoreRecord& record) = 0;
    /// Checks, counts and what was not covered; `names`: of files that are missing or differ, for who stands beside.
    virtual Attempt<void> tell(trust::RestoreRecord& record, std::vector<std::string>& names) const = 0;
};

struct LevelKind {
    uint64_t level;
    /// Failure: the test says too little for it.
    Attempt<std::unique_ptr<Level>> (*begin)(const Task& task);
};

/// Generated from the folders.
std::span<const LevelKind* const> level_kinds();
/// Null: nobody built it.
const LevelKind* level_kind(uint64_t level);

}  // namespace steward::prove
