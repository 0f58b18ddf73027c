// /proc/self/mountinfo (man 5 proc), reduced to what people mean by "a volume": local file systems
// that keep files, each once.
//
// Left out: what the kernel shows as files (proc, sysfs, cgroup), what comes over the network and may
// hang, images that cannot be written to (squashfs, iso9660), what container programs mount for
// their own purposes, and memory file systems of the system itself (/run, /dev/shm).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/host/host.h"

namespace steward::agent::collectors::filesystem {

struct Mount {
    std::string device;  // "254:0": the same for every mount of one file system
    std::string path;    // as the system calls want it
    std::string item;    // as people read it: the path, printable
    bool whole = true;   // shows the file system from its root, not a folder of it
};

/// In the order of their items, at most 256. Of several mounts of one file system (bind mounts,
/// subvolumes) the whole one stands, then the one with the shortest path; of several mounts on one
/// path the last, which hides the others. Lines that cannot be read are passed over.
std::vector<Mount> parse_mounts(std::string_view mountinfo);

/// As df shows it: used / (used + what ordinary programs can still use). 0 for an empty one.
double used_percent(const VolumeSpace& space);
double inodes_used_percent(const VolumeSpace& space);

}  // namespace steward::agent::collectors::filesystem
