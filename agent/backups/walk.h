// Walking a source with the caller's own rights: no symbolic link is followed, and memory does not grow with the number of files.
#pragma once

#include "agent/backups/drawing.h"

namespace steward::agent::backups {

struct WalkRules {
    std::vector<std::string> excludes;  // fnmatch(3): with a slash of the whole path, else of the name
    bool all_file_systems = false;
};

struct Walked {
    uint64_t files = 0, bytes = 0;
    uint64_t closed_folders = 0;   // not readable, or deeper than we go
    int64_t newest_change_ms = 0;  // of all files, none of which may be of the future
    Walked& operator+=(const Walked& other);
};

enum class SourceState : uint8_t {
    Walked,
    Missing,
    Closed,      // it is there, and may not be read
    Empty,       // not one file
    NotMounted,  // by fstab something belongs there
};

/// Walks one source, a folder or a file, and offers its files to the draw. `now_ms`: later changes are of a wrong clock and do not count.
SourceState walk(const std::string& source, const WalkRules& rules, int64_t now_ms, Drawing& drawing, Walked& walked);

/// Whether fstab has a mount point at the path or above it (but for the root) where nothing is mounted. Both texts as the system has them.
bool is_unmounted(const std::string& path, std::string_view fstab, std::string_view mountinfo);

}  // namespace steward::agent::backups
