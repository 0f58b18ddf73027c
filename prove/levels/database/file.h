// The dump as a file of the scratch space: opened so that no link is followed, looked at, and unpacked where it is packed.
#pragma once

#include "prove/levels/database/server.h"

namespace steward::prove::database {

class DumpFile {
public:
    /// `path`: below the folder. Failure: "restore.dump_missing": it is not there, or is no file.
    static Attempt<DumpFile> open_below(const std::string& folder, const std::string& path);
    DumpFile(DumpFile&& other) noexcept : file_(other.file_) { other.file_ = -1; }
    DumpFile& operator=(DumpFile&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~DumpFile();

    int number() const { return file_; }
    uint64_t size() const;
    Look look(trust::DatabaseKind kind) const;
    /// What is in it, as a file without a name in the place. Failures: "restore.dump_truncated", "restore.dump_damaged",
    /// "restore.disk_full".
    Attempt<DumpFile> unpacked(const Place& place) const;

private:
    explicit DumpFile(int file) : file_(file) {}

    int file_;
};

}  // namespace steward::prove::database
