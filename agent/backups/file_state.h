// A file as lstat(2) sees it.
#pragma once

#include <sys/stat.h>

#include "agent/backups/drawing.h"

namespace steward::agent::backups {

inline int64_t in_ns(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

inline FileState state_of(const struct stat& seen) {
    return {.size = static_cast<uint64_t>(seen.st_size),
            .device = seen.st_dev,
            .inode = seen.st_ino,
            .changed_ns = in_ns(seen.st_mtim),
            .altered_ns = in_ns(seen.st_ctim)};
}

}  // namespace steward::agent::backups
