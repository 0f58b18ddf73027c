// Files of the series room: POSIX calls with our errors, and nothing else.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::series {

/// An open file, closed at the end. Reads and writes name their place, so any thread may use it.
class File {
public:
    /// Opens for reading and writing. Failure: Internal "series.open_failed".
    static Result<std::shared_ptr<File>> open(const std::string& path, bool make);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// Failures: Unavailable "series.disk_full"; Internal "series.write_failed".
    Status write(ByteView bytes, uint64_t place) const;
    /// Failure: Internal "series.read_failed", also when the file is shorter.
    Result<Bytes> read(uint64_t place, size_t size) const;
    /// Data and size are on stable storage. Failure: Internal "series.write_failed"; what was
    /// written before is then in doubt for ever (the kernel may have dropped it): never retry.
    Status sync() const;
    Result<uint64_t> size() const;
    Status truncate(uint64_t size) const;
    /// Lets the kernel drop what it holds of the synced content. A page cache of large folios counts
    /// (and some file systems write) a whole folio for a page that is written again; measured: 266 kB
    /// for a sync of 4 kB. After this, folios are as long as the writes that make them.
    void forget_cached() const;

private:
    File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    std::unexpected<Error> failure(const char* what, int code) const;
    int descriptor_;
    std::string path_;
};

/// Names made, changed or removed in the folder are on stable storage.
Status sync_folder(const std::string& path);

/// Free and total bytes of the file system. Failure: Internal "series.read_failed".
struct DiskSpace {
    uint64_t free = 0, total = 0;
};
Result<DiskSpace> disk_space(const std::string& path);

}  // namespace steward::series
