// The scratch space: a file system of a bounded size that only this process and its children see. When they end, also by a kill or a loss
// of power, it is gone: what holds it has no name on the disk.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "prove/program.h"
#include "trust/restore_record.h"

namespace steward::prove {

class Scratch {
public:
    /// For so many bytes in so many files. Below `folder`, which is made; in memory up to `most_in_memory`, else in a file of the folder's
    /// disk (e2fsprogs and loop devices are needed). The process is in mounts of its own (spaces.h).
    /// Failures: "restore.disk_full": the folder's disk has no room for it; "restore.no_scratch": nothing can be mounted.
    static std::expected<Scratch, trust::RestoreProblem> make(const std::string& folder, uint64_t bytes, uint64_t files,
                                                              uint64_t most_in_memory, Spent& spent);
    Scratch(Scratch&& other) noexcept : path_(std::move(other.path_)), folder_(std::move(other.folder_)) { other.path_.clear(); }
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch() { wipe(); }

    const std::string& path() const { return path_; }
    /// Whether it is gone.
    bool wipe();

private:
    Scratch(std::string path, std::string folder) : path_(std::move(path)), folder_(std::move(folder)) {}

    std::string path_, folder_;
};

}  // namespace steward::prove
