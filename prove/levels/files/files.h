// Level 1: which files are restored, and what of them is as the source said. Pure: what is listed and read comes in.
#pragma once

#include "prove/compare.h"
#include "prove/engines/engine.h"
#include "prove/source_names.h"

namespace steward::prove {

/// Whether this run of the source's backup made the point.
bool is_of_the_run(const Snapshot& snapshot, const trust::BackupWitness& witness);
/// Whether it has the size and the time of the witness, as exactly as the engine keeps times.
bool is_as_in(const Entry& entry, const trust::WitnessFile& source);

class Files {
public:
    /// Without a witness some files by the seed are restored all the same: what cannot be restored is found, and nothing is proven.
    /// `most_bytes`: of all that is restored.
    Files(const std::optional<trust::BackupWitness>& witness, const trust::RestoreSeed& seed, const Snapshot& snapshot,
          uint64_t most_bytes);

    /// Each entry of the snapshot, in any order.
    void take(const Entry& entry);
    /// All were taken: which of them are restored.
    void plan();

    /// In the engine's names, as they are restored.
    std::vector<std::string> paths() const;
    std::vector<Wanted> wanted() const;
    uint64_t bytes() const { return planned_bytes_; }

    /// One answer for each of `wanted`.
    void compare(const std::vector<Read>& read);

    /// Checks, counts and what was not covered; `names`: files that are missing or differ, for who stands beside.
    /// Failure: "restore.nothing_compared", with the checks told all the same.
    Attempt<void> tell(trust::RestoreRecord& record, std::vector<std::string>& names) const;

private:
    enum class Fate : uint8_t { Missing, SecondName, TooLarge, Changed, Planned, Same, Different };
    struct File {
        Entry entry;
        const trust::WitnessFile* source = nullptr;  // null: nothing to compare with
        Fate fate = Fate::Missing;
    };

    void draw_without_witness(const Entry& entry);
    uint64_t count(Fate fate) const;
    void tell_with_witness(trust::RestoreRecord& record) const;
    void tell_without(trust::RestoreRecord& record) const;
    void tell_what_is_not_covered(trust::RestoreRecord& record) const;

    const std::optional<trust::BackupWitness>& witness_;
    const trust::RestoreSeed seed_;
    const uint64_t most_bytes_;
    SourceNames names_;
    bool is_own_ = false;  // the snapshot was made by the run that the witness is of
    std::vector<File> files_;
    std::vector<trust::Digest> lots_;  // without a witness: of files_
    uint64_t listed_ = 0, planned_bytes_ = 0, restored_ = 0, restored_bytes_ = 0;
};

}  // namespace steward::prove
