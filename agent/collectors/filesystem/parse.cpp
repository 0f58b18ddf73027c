#include "agent/collectors/filesystem/parse.h"

#include <algorithm>
#include <array>

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::filesystem {

namespace {
constexpr size_t most_mounts = 256;

constexpr std::array<std::string_view, 20> on_a_disk = {"ext2", "ext3",     "ext4",    "xfs",      "btrfs", "zfs",    "f2fs",
                                                        "jfs",  "reiserfs", "nilfs2",  "bcachefs", "vfat",  "msdos",  "exfat",
                                                        "ntfs", "ntfs3",    "fuseblk", "hfsplus",  "ufs",   "overlay"};

// What the system and container programs mount for themselves.
constexpr std::array<std::string_view, 10> not_for_people = {
    "/proc",         "/sys", "/dev", "/run", "/snap", "/var/lib/docker", "/var/lib/containers", "/var/lib/containerd", "/var/lib/kubelet",
    "/var/lib/lxcfs"};

bool is_at_or_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool has_option(std::string_view options, std::string_view wanted) {
    while (!options.empty()) {
        const size_t comma = options.find(',');
        if (options.substr(0, comma) == wanted) return true;
        options.remove_prefix(comma == std::string_view::npos ? options.size() : comma + 1);
    }
    return false;
}

// The kernel writes space, tab, line end and backslash as three octal digits.
std::string unescaped(std::string_view text) {
    std::string out;
    const auto digit = [&](size_t i, char most) { return i < text.size() && text[i] >= '0' && text[i] <= most; };
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && digit(i + 1, '3') && digit(i + 2, '7') && digit(i + 3, '7')) {
            out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

bool is_of_interest(std::string_view type, std::string_view path, std::string_view options) {
    if (std::any_of(not_for_people.begin(), not_for_people.end(), [&](auto folder) { return is_at_or_below(path, folder); })) return false;
    if (type == "tmpfs" || type == "ramfs") return type == "tmpfs" && !has_option(options, "ro");
    if (type == "overlay") return path == "/";  // the root of a container
    return std::find(on_a_disk.begin(), on_a_disk.end(), type) != on_a_disk.end();
}

struct Line {
    Mount mount;
    bool of_interest = false;
};

// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
bool parse_line(std::string_view rest, Line& line) {
    take_word(rest), take_word(rest);
    line.mount.device = take_word(rest);
    line.mount.whole = take_word(rest) == "/";
    line.mount.path = unescaped(take_word(rest));
    const std::string_view options = take_word(rest);
    std::string_view word = take_word(rest);
    while (!word.empty() && word != "-") word = take_word(rest);  // optional fields, any number
    const std::string_view type = take_word(rest);
    if (type.empty() || !line.mount.path.starts_with('/') || line.mount.path.find('\0') != std::string::npos) return false;
    line.mount.item = printable(line.mount.path);
    line.of_interest = is_of_interest(type, line.mount.path, options);
    return true;
}
}  // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
    std::vector<Mount> mounts;
    std::string_view text;
    while (take_line(mountinfo, text)) {
        Line line;
        if (!parse_line(text, line)) continue;
        std::erase_if(mounts, [&](const Mount& earlier) { return earlier.item == line.mount.item; });  // hidden by this one
        if (!line.of_interest) continue;
        const auto same = std::find_if(mounts.begin(), mounts.end(), [&](const Mount& other) { return other.device == line.mount.device; });
        if (same == mounts.end()) {
            if (mounts.size() < most_mounts) mounts.push_back(std::move(line.mount));
            continue;
        }
        const auto rank = [](const Mount& mount) { return std::pair(!mount.whole, mount.path.size()); };
        if (rank(line.mount) < rank(*same)) *same = std::move(line.mount);
    }
    std::sort(mounts.begin(), mounts.end(), [](const Mount& a, const Mount& b) { return a.item < b.item; });
    return mounts;
}

double used_percent(const VolumeSpace& space) {
    const uint64_t used = space.size_bytes - std::min(space.free_bytes, space.size_bytes);
    const double all = static_cast<double>(used) + static_cast<double>(space.available_bytes);
    return all <= 0 ? 0 : 100.0 * static_cast<double>(used) / all;
}

double inodes_used_percent(const VolumeSpace& space) {
    if (space.inodes == 0) return 0;
    return 100.0 * static_cast<double>(space.inodes - std::min(space.inodes_free, space.inodes)) / static_cast<double>(space.inodes);
}

}  // namespace steward::agent::collectors::filesystem
