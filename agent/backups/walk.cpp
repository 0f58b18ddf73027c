#include "agent/backups/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>

#include "agent/backups/engines/words.h"
#include "agent/backups/file_state.h"

namespace steward::agent::backups {

namespace {
constexpr int most_levels = 400;  // each keeps a descriptor open

struct CloseFolder {
    void operator()(DIR* folder) const { closedir(folder); }
};
using OpenedFolder = std::unique_ptr<DIR, CloseFolder>;

enum class Kind : uint8_t { File, Folder, Other };

// File systems without data: what the kernel says of itself.
bool is_made_up(int folder) {
    struct statfs seen {};
    if (fstatfs(folder, &seen) != 0) return false;
    static constexpr std::array<long, 9> kinds{PROC_SUPER_MAGIC, SYSFS_MAGIC,   DEVPTS_SUPER_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
                                               DEBUGFS_MAGIC,    TRACEFS_MAGIC, SECURITYFS_MAGIC,   BPF_FS_MAGIC};
    return std::ranges::find(kinds, static_cast<long>(seen.f_type)) != kinds.end();
}

class Walker {
public:
    Walker(const WalkRules& rules, int64_t now_ms, Drawing& drawing, Walked& walked)
        : rules_(rules), now_ms_(now_ms), drawing_(drawing), walked_(walked) {}

    void folder(int descriptor, double weight, dev_t device, int level) {
        const OpenedFolder open(fdopendir(descriptor));
        if (!open) {
            close(descriptor);
            ++walked_.closed_folders;
            return;
        }
        // Twice: how many there are must be known before the first is offered, and remembering them all would take their memory.
        uint64_t files = 0, folders = 0;
        entries(*open, [&](const char*, Kind kind) { ++(kind == Kind::File ? files : folders); });
        rewinddir(open.get());
        const double share = share_of(weight, folders, files);
        entries(*open, [&](const char* name, Kind kind) {
            if (kind == Kind::File) file(dirfd(open.get()), name, share, files);
            else enter(dirfd(open.get()), name, share, device, level);
        });
    }

    void file(int folder, const char* name, double share, uint64_t files) {
        struct stat seen {};
        if (fstatat(folder, name, &seen, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(seen.st_mode)) return;
        offer(seen, share, files);
    }

    void offer(const struct stat& seen, double share, uint64_t files) {
        const FileState state = state_of(seen);
        ++walked_.files;
        walked_.bytes += state.size;
        const int64_t changed_ms = state.changed_ns / 1'000'000;
        if (changed_ms <= now_ms_) walked_.newest_change_ms = std::max(walked_.newest_change_ms, changed_ms);
        drawing_.offer(path_, weight_of_file(share, files, state.size), state);
    }

    std::string& path() { return path_; }

private:
    template <typename Take>
    void entries(DIR& open, Take take) {
        const size_t before = path_.size();
        while (const dirent* entry = readdir(&open)) {
            const std::string_view name = entry->d_name;
            if (name == "." || name == "..") continue;
            if (path_ != "/") path_ += '/';
            path_ += name;
            const Kind kind = is_excluded(entry->d_name) ? Kind::Other : kind_of(open, *entry);
            if (kind != Kind::Other) take(entry->d_name, kind);
            path_.resize(before);
        }
    }

    static Kind kind_of(DIR& open, const dirent& entry) {
        if (entry.d_type == DT_REG) return Kind::File;
        if (entry.d_type == DT_DIR) return Kind::Folder;
        if (entry.d_type != DT_UNKNOWN) return Kind::Other;
        struct stat seen {};
        if (fstatat(dirfd(&open), entry.d_name, &seen, AT_SYMLINK_NOFOLLOW) != 0) return Kind::Other;
        return S_ISREG(seen.st_mode) ? Kind::File : S_ISDIR(seen.st_mode) ? Kind::Folder : Kind::Other;
    }

    bool is_excluded(const char* name) const {
        return std::ranges::any_of(rules_.excludes, [&](const std::string& pattern) {
            return fnmatch(pattern.c_str(), pattern.find('/') == std::string::npos ? name : path_.c_str(), 0) == 0;
        });
    }

    void enter(int parent, const char* name, double share, dev_t device, int level) {
        const int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor < 0 || level >= most_levels) {
            ++walked_.closed_folders;
            if (descriptor >= 0) close(descriptor);
            return;
        }
        struct stat seen {};
        const bool is_left_out =
            fstat(descriptor, &seen) != 0 || (seen.st_dev != device && (!rules_.all_file_systems || is_made_up(descriptor)));
        if (is_left_out) close(descriptor);
        else folder(descriptor, share, seen.st_dev, level + 1);
    }

    const WalkRules& rules_;
    const int64_t now_ms_;
    Drawing& drawing_;
    Walked& walked_;
    std::string path_;  // of the entry that is looked at
};

// fstab and mountinfo write a blank as \040.
std::string unescaped(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : -1; };
        if (text[i] == '\\' && digit(i + 1) >= 0 && digit(i + 2) >= 0 && digit(i + 3) >= 0) {
            out += static_cast<char>(digit(i + 1) * 64 + digit(i + 2) * 8 + digit(i + 3));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string word_of(std::string_view line, int index) {
    for (; index >= 0; --index) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        if (index == 0) return unescaped(line.substr(0, end));
        line.remove_prefix(end);
    }
    return {};
}

bool is_at_or_below(const std::string& path, const std::string& folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}
}  // namespace

Walked& Walked::operator+=(const Walked& other) {
    files += other.files;
    bytes += other.bytes;
    closed_folders += other.closed_folders;
    newest_change_ms = std::max(newest_change_ms, other.newest_change_ms);
    return *this;
}

SourceState walk(const std::string& source, const WalkRules& rules, int64_t now_ms, Drawing& drawing, Walked& walked) {
    // A link that leads to the source is the caller's own word; from there on none is followed.
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(source.c_str(), nullptr), &std::free);
    struct stat seen {};
    if (!real || lstat(real.get(), &seen) != 0) return errno == EACCES ? SourceState::Closed : SourceState::Missing;
    Walked here;
    Walker walker(rules, now_ms, drawing, here);
    walker.path() = real.get();
    if (S_ISREG(seen.st_mode)) {
        walker.offer(seen, 0.0, 1);
    } else {
        const int descriptor = open(real.get(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor < 0) return errno == EACCES || errno == EPERM ? SourceState::Closed : SourceState::Missing;
        walker.folder(descriptor, 0.0, seen.st_dev, 0);
    }
    walked += here;
    if (here.files > 0) return SourceState::Walked;
    return here.closed_folders > 0 ? SourceState::Closed : SourceState::Empty;
}

bool is_unmounted(const std::string& path, std::string_view fstab, std::string_view mountinfo) {
    std::set<std::string> mounted;
    for_each_line(mountinfo, [&](std::string_view line) {
        mounted.insert(word_of(line, 4));
        return true;
    });
    bool missing = false;
    for_each_line(fstab, [&](std::string_view line) {
        std::string point = word_of(line, 1);
        while (point.size() > 1 && point.ends_with('/')) point.pop_back();
        if (word_of(line, 0).starts_with('#') || !point.starts_with('/') || point == "/") return true;
        if (is_at_or_below(path, point) && !mounted.contains(point)) missing = true;
        return true;
    });
    return missing;
}

}  // namespace steward::agent::backups
