#include "prove/levels/files/files.h"

#include <algorithm>
#include <cstdlib>

namespace steward::prove {

namespace {
using trust::CheckVerdict;
using trust::RestoreCheck;
using trust::WitnessFile;

constexpr size_t drawn_without_witness = 32, most_named = 5, most_names = 100;

std::string were(uint64_t count) { return count == 1 ? " was" : " were"; }
std::string files_of(uint64_t count) { return std::to_string(count) + (count == 1 ? " file" : " files"); }
}  // namespace

bool is_of_the_run(const Snapshot& snapshot, const trust::BackupWitness& witness) {
    return snapshot.point.at + snapshot.cut_by >= witness.began && snapshot.point.at <= witness.ended;
}

bool is_as_in(const Entry& entry, const trust::WitnessFile& source) {
    // It may have rounded in both directions.
    return entry.size == source.size && std::abs(source.changed_ns - entry.changed_ns) < entry.cut_by_ns;
}

Files::Files(const std::optional<trust::BackupWitness>& witness, const trust::RestoreSeed& seed, const Snapshot& snapshot,
             uint64_t most_bytes)
    : witness_(witness), seed_(seed), most_bytes_(most_bytes), names_(snapshot.paths) {
    if (!witness_) return;
    // By the source's own clock: the engine takes the time of a snapshot while the wrapper waits for it.
    is_own_ = is_of_the_run(snapshot, *witness_);
    for (const WitnessFile& file : witness_->files) files_.push_back({.entry = {}, .source = &file});
}

void Files::take(const Entry& entry) {
    if (!entry.is_file) return;
    ++listed_;
    if (!witness_) return entry.is_second_name ? void() : draw_without_witness(entry);
    names_.of(entry.path, [&](std::string_view name) {
        const trust::Digest wanted = trust::witness_name(witness_->seed, name);
        const auto found = std::ranges::lower_bound(witness_->files, wanted, {}, &WitnessFile::path);
        if (found == witness_->files.end() || found->path != wanted) return false;
        File& file = files_[static_cast<size_t>(found - witness_->files.begin())];
        if (file.fate == Fate::Missing) file.entry = entry;
        file.fate = entry.is_second_name ? Fate::SecondName : Fate::Planned;
        return true;
    });
}

void Files::draw_without_witness(const Entry& entry) {
    const trust::Digest lot = trust::witness_name(seed_, entry.path);
    const auto place = std::ranges::upper_bound(lots_, lot);
    if (place - lots_.begin() == static_cast<std::ptrdiff_t>(drawn_without_witness)) return;
    files_.insert(files_.begin() + (place - lots_.begin()), File{.entry = entry, .fate = Fate::Planned});
    lots_.insert(place, lot);
    if (lots_.size() <= drawn_without_witness) return;
    lots_.pop_back();
    files_.pop_back();
}

void Files::plan() {
    for (File& file : files_) {
        if (file.fate != Fate::Planned) continue;
        const bool is_as_then = !file.source || is_as_in(file.entry, *file.source);
        // Of another run it may have been changed meanwhile. Of its own run it may not: then it is compared, and differs.
        if (!is_own_ && !is_as_then) file.fate = Fate::Changed;
        else if (file.source && file.entry.size != file.source->size) file.fate = Fate::Different;
        else if (file.entry.size > most_bytes_ - planned_bytes_) file.fate = Fate::TooLarge;
        else planned_bytes_ += file.entry.size;
    }
}

std::vector<std::string> Files::paths() const {
    std::vector<std::string> paths;
    for (const File& file : files_)
        if (file.fate == Fate::Planned) paths.push_back(file.entry.path);
    return paths;
}

std::vector<Wanted> Files::wanted() const {
    std::vector<Wanted> wanted;
    for (const File& file : files_) {
        if (file.fate == Fate::Planned)
            wanted.push_back({file.entry.path, file.entry.size, file.source ? file.source->offsets : std::vector<uint64_t>{}});
    }
    return wanted;
}

void Files::compare(const std::vector<Read>& read) {
    auto next = read.begin();
    for (File& file : files_) {
        if (file.fate != Fate::Planned || next == read.end()) continue;
        const bool is_read = next->reading == Reading::Read;
        restored_ += is_read ? 1 : 0;
        restored_bytes_ += is_read ? next->size : 0;
        file.fate = is_read && (!file.source || next->content == file.source->content) ? Fate::Same : Fate::Different;
        ++next;
    }
}

uint64_t Files::count(Fate fate) const { return static_cast<uint64_t>(std::ranges::count(files_, fate, &File::fate)); }

void Files::tell_with_witness(trust::RestoreRecord& record) const {
    const uint64_t missing = count(Fate::Missing), same = count(Fate::Same), different = count(Fate::Different);
    if (is_own_) {
        record.checks.push_back({.name = "files.there",
                                 .expected = files_of(files_.size()) + " that the source had when it was backed up",
                                 .found = files_of(files_.size() - missing),
                                 .objects = files_.size(),
                                 .verdict = missing == 0 ? CheckVerdict::Passed : CheckVerdict::Failed,
                                 .words = ""});
    } else if (missing > 0) {
        record.not_covered.push_back(files_of(missing) +
                                     " of the source's hashes are not in this recovery point, which is of another run.");
    }
    RestoreCheck check{.name = "files.same",
                       .expected = files_of(same + different) + " with the SHA-256 of the source",
                       .found = files_of(same),
                       .objects = same + different,
                       .verdict = different > 0 ? CheckVerdict::Failed
                                  : same > 0    ? CheckVerdict::Passed
                                                : CheckVerdict::NotCovered,
                       .words = ""};
    // By their hashed names, which the source alone can turn into paths.
    uint64_t named = 0;
    for (const File& file : files_) {
        const bool is_told = file.fate == Fate::Different || (is_own_ && file.fate == Fate::Missing);
        if (!is_told || named == most_named) continue;
        check.words += (named++ == 0 ? "In the source's witness: " : ", ") + to_hex(ByteView(file.source->path).first(8));
    }
    record.checks.push_back(std::move(check));
}

void Files::tell_without(trust::RestoreRecord& record) const {
    const uint64_t different = count(Fate::Different), same = count(Fate::Same);
    record.checks.push_back({.name = "files.restored",
                             .expected = files_of(same + different) + " as large as the engine lists them",
                             .found = files_of(same),
                             .objects = same + different,
                             .verdict = different > 0 ? CheckVerdict::Failed : CheckVerdict::NotCovered,
                             .words = "The source wrote down no hashes, so nothing says that this is what was there."});
}

void Files::tell_what_is_not_covered(trust::RestoreRecord& record) const {
    if (const uint64_t large = count(Fate::TooLarge); large > 0)
        record.not_covered.push_back(files_of(large) + " had no room in the scratch space of " + std::to_string(most_bytes_ >> 20) +
                                     " MiB: not restored.");
    if (const uint64_t second = count(Fate::SecondName); second > 0)
        record.not_covered.push_back(files_of(second) + (second == 1
                                                             ? " was a hard link to another, and not compared under its second name."
                                                             : " were hard links to others, and not compared under their second name."));
    if (const uint64_t changed = count(Fate::Changed); changed > 0)
        record.not_covered.push_back(files_of(changed) + were(changed) +
                                     " changed between this recovery point and the run whose hashes came, and not compared.");
    record.not_covered.push_back("Of " + files_of(listed_) + " in the recovery point " + std::to_string(restored_) + were(restored_) +
                                 " restored.");
    record.not_covered.push_back("Owners, rights, times and attributes of files were not compared.");
    record.not_covered.push_back("No database and no machine was started: that is above level 1.");
}

Attempt<void> Files::tell(trust::RestoreRecord& record, std::vector<std::string>& names) const {
    record.restored_files = restored_;
    record.restored_bytes = restored_bytes_;
    if (witness_) tell_with_witness(record);
    else tell_without(record);
    tell_what_is_not_covered(record);
    for (const File& file : files_)
        if (file.fate == Fate::Different && names.size() < most_names) names.push_back(file.entry.path);
    if (!witness_ || count(Fate::Same) + count(Fate::Different) > 0) return {};
    return std::unexpected(trust::RestoreProblem{
        "restore.nothing_compared", listed_ == 0
                                        ? "There is not one file in the recovery point."
                                        : "Not one of the files that the source wrote down could be compared in this recovery point."});
}

}  // namespace steward::prove
