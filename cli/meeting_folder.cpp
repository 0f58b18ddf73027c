#include "cli/meeting_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

#include "base/shared_folder.h"

namespace steward::cli {

namespace {
class File {
public:
    explicit File(int number = -1) : number_(number) {}
    File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~File() {
        if (number_ >= 0) ::close(number_);
    }
    explicit operator bool() const { return number_ >= 0; }
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

// The folder that `place` names, part by part; `makes` those that are missing.
File open_folder(const std::filesystem::path& root, const std::string& place, bool makes) {
    std::error_code ignored;
    if (makes) std::filesystem::create_directories(root, ignored);
    // The root itself is the caller's own word: it may be reached by a link.
    File at(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (size_t from = 0; at && from < place.size();) {
        const size_t slash = std::min(place.find('/', from), place.size());
        const std::string part = place.substr(from, slash - from);
        if (part.empty() || part == "." || part == "..") {
            errno = EINVAL;
            return File();
        }
        struct stat above {};
        const bool is_made = makes && ::fstat(at.number(), &above) == 0 && ::mkdirat(at.number(), part.c_str(), 0700) == 0;
        at = File(::openat(at.number(), part.c_str(), folder_flags));
        // For those who share the folder, whatever this program's umask is.
        if (at && is_made) (void)::fchmod(at.number(), shared_folder_mode(above.st_mode));
        from = slash + 1;
    }
    return at;
}

std::pair<std::string, std::string> split(const std::string& place) {
    const size_t slash = place.rfind('/');
    return slash == std::string::npos ? std::pair(std::string(), place) : std::pair(place.substr(0, slash), place.substr(slash + 1));
}

bool write_all(int file, ByteView content) {
    while (!content.empty()) {
        const ssize_t wrote = ::write(file, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        content = content.subspan(static_cast<size_t>(wrote));
    }
    return true;
}

// Not every disk can refuse by itself; there the caller looked just before.
bool moves(int folder, const std::string& from, const std::string& to, bool replaces) {
    if (!replaces && ::renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (!replaces && errno != EINVAL && errno != ENOSYS) return false;
    return ::renameat(folder, from.c_str(), folder, to.c_str()) == 0;
}

std::unexpected<Error> refused(const std::string& path) {
    if (errno == ELOOP || errno == ENOTDIR || errno == EINVAL)
        return fail(
            ErrorKind::Forbidden, "courier.link",
            path + " leads out of the folder: something there is a link or no folder. Nothing was written; look at who put it there.");
    return fail(ErrorKind::Internal, "courier.disk", path + " cannot be written; look at the disk and at who owns the folder.");
}
}  // namespace

Result<bool> MeetingFolder::put(const std::string& place, ByteView content, bool replaces) const {
    const auto [folder, name] = split(place);
    const File at = open_folder(root_, folder, true);
    if (!at) return refused(text_of(place));
    const std::string beside = name + ".new";
    (void)::unlinkat(at.number(), beside.c_str(), 0);  // of a courier that was ended, or planted
    File file(::openat(at.number(), beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return refused(text_of(place));
    const bool has_rights = ::fchmod(file.number(), shared_file_mode) == 0;
    const bool is_whole = has_rights && write_all(file.number(), content) && ::fsync(file.number()) == 0 && ::close(file.release()) == 0;
    if (!is_whole || !moves(at.number(), beside, name, replaces)) {
        const bool is_there = is_whole && !replaces && errno == EEXIST;
        const auto error = refused(text_of(place));
        (void)::unlinkat(at.number(), beside.c_str(), 0);
        return is_there ? Result<bool>(false) : error;
    }
    ::fsync(at.number());
    return true;
}

Status MeetingFolder::write(const std::string& place, ByteView content) const {
    STEWARD_CHECK(put(place, content, true));
    return {};
}

Result<bool> MeetingFolder::write_new(const std::string& place, ByteView content) const { return put(place, content, false); }

std::optional<Bytes> MeetingFolder::read(const std::string& place, size_t most) const {
    const auto [folder, name] = split(place);
    const File at = open_folder(root_, folder, false);
    // Without waiting: a pipe that somebody planted would hold the courier for ever.
    const File file(at ? ::openat(at.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1);
    struct stat about {};
    if (!file || ::fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode) || static_cast<uint64_t>(about.st_size) > most)
        return std::nullopt;
    Bytes content(static_cast<size_t>(about.st_size));
    for (size_t have = 0; have < content.size();) {
        const ssize_t got = ::read(file.number(), content.data() + have, content.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        have += static_cast<size_t>(got);
    }
    return content;
}

bool MeetingFolder::has(const std::string& place) const {
    const auto [folder, name] = split(place);
    const File at = open_folder(root_, folder, false);
    struct stat about {};
    return at && ::fstatat(at.number(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
}

std::vector<std::string> MeetingFolder::names(const std::string& place, size_t most) const {
    File at = open_folder(root_, place, false);
    const std::unique_ptr<DIR, CloseFolder> folder(at ? ::fdopendir(at.number()) : nullptr);
    if (!folder) return {};
    (void)at.release();
    std::vector<std::string> names;
    while (const dirent* entry = names.size() < most ? ::readdir(folder.get()) : nullptr) {
        const std::string name = entry->d_name;
        struct stat about {};
        if (name == "." || name == ".." || ::fstatat(::dirfd(folder.get()), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

Status MeetingFolder::move(const std::string& from, const std::string& to) const {
    const auto [from_folder, from_name] = split(from);
    const auto [to_folder, to_name] = split(to);
    const File source = open_folder(root_, from_folder, false), target = open_folder(root_, to_folder, true);
    if (!source || !target || ::renameat(source.number(), from_name.c_str(), target.number(), to_name.c_str()) != 0)
        return refused(text_of(to));
    return {};
}

void MeetingFolder::remove(const std::string& place) const {
    const auto [folder, name] = split(place);
    if (const File at = open_folder(root_, folder, false)) (void)::unlinkat(at.number(), name.c_str(), 0);
}

}  // namespace steward::cli
