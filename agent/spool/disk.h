// The disk as the spool needs it: whole files, positioned writes, and a sync that means it.
//
// A seam: the real one is disk_posix.cpp; the tests have one that loses what was not synced, tears
// what was under way and runs full.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::agent {

struct FileSize {
    std::string name;
    uint64_t size = 0;
};

/// Paths are absolute. Failures everywhere: Unavailable "disk.full", Forbidden "disk.read_only",
/// NotFound "disk.no_such_file", Internal "disk.failed"; the cause has the system's words.
class Disk {
public:
    virtual ~Disk() = default;
    virtual Status make_folder(const std::string& path) = 0;  // mode 0700; its parents exist
    virtual Result<std::vector<FileSize>> list(const std::string& folder) = 0;
    /// As many bytes as there are, at most `out.size()`.
    virtual Result<size_t> read(const std::string& path, uint64_t at, std::span<uint8_t> out) = 0;
    /// Makes the file (mode 0600) when it is not there. On a failure some of the bytes may stand there.
    virtual Status write(const std::string& path, uint64_t at, ByteView bytes) = 0;
    virtual Status sync(const std::string& path) = 0;  // and the file's name
    virtual Status truncate(const std::string& path, uint64_t size) = 0;
    virtual Status remove(const std::string& path) = 0;
    /// Whole and synced, or as before.
    virtual Status replace(const std::string& path, ByteView bytes) = 0;
    /// The file has this size and its room is taken on the disk.
    virtual Status reserve(const std::string& path, uint64_t size) = 0;
};

std::unique_ptr<Disk> make_posix_disk();

}  // namespace steward::agent
