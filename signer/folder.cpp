#include "signer/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/shared_folder.h"

namespace steward::signer {

namespace {
constexpr uintmax_t most_file = uintmax_t{16} << 20;

std::unexpected<Error> unwritable(const fs::path& path) {
    return fail(ErrorKind::Internal, "file.unwritable",
                path.string() + " cannot be written (" + std::strerror(errno) + "); look at the disk and at who owns the folder.");
}

std::unexpected<Error> is_there(const fs::path& path) {
    return fail(ErrorKind::Conflict, "file.exists", path.string() + " is there already; give another name.");
}

bool write_all(int file, ByteView content) {
    while (!content.empty()) {
        const ssize_t wrote = write(file, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        content = content.subspan(static_cast<size_t>(wrote));
    }
    return true;
}

enum class Readers : uint8_t { Owner, Everybody };

// Whatever the caller's umask says. By what was opened: whoever shares the folder may have put a link in its place since.
void open_to_others(const fs::path& folder) {
    const fs::path above = folder.parent_path();
    struct stat parent {};
    const int made = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (made < 0) return;
    if (stat(above.empty() ? "." : above.c_str(), &parent) == 0) (void)fchmod(made, shared_folder_mode(parent.st_mode));
    close(made);
}

Status make_folder(const fs::path& path, Readers readers) {
    if (path.empty() || fs::is_directory(path)) return {};
    STEWARD_CHECK(make_folder(path.parent_path(), readers));
    const bool is_made = mkdir(path.c_str(), 0700) == 0;
    if (!is_made && errno != EEXIST) return unwritable(path);
    if (is_made && readers == Readers::Everybody) open_to_others(path);
    return {};
}

void sync_folder(const fs::path& path) {
    const int folder = open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}
}  // namespace

namespace {
std::unexpected<Error> unreadable(const fs::path& path, const std::string& why) {
    return fail(ErrorKind::Internal, "file.unreadable", path.string() + " cannot be read: " + why + ".");
}

// Without waiting at the opening: a pipe under a file's name would hold us for ever.
Result<Bytes> read_bounded(const fs::path& path, uintmax_t most, int flags) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    if (file < 0 && errno == ENOENT) return fail(ErrorKind::NotFound, "file.missing", "There is no file " + path.string() + ".");
    if (file < 0) return unreadable(path, errno == ELOOP ? "it is a link" : std::strerror(errno));
    struct stat about {};
    const bool is_plain = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    if (!is_plain || static_cast<uintmax_t>(about.st_size) > most) {
        close(file);
        if (!is_plain) return unreadable(path, "it is no plain file");
        return fail(ErrorKind::TooLarge, "file.too_large", path.string() + " is larger than " + std::to_string(most >> 10) + " KiB.");
    }
    Bytes content(static_cast<size_t>(about.st_size));
    size_t have = 0;
    while (have < content.size()) {
        const ssize_t got = read(file, content.data() + have, content.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += static_cast<size_t>(got);
    }
    close(file);
    if (have != content.size()) return unreadable(path, "it changed while it was read");
    return content;
}
}  // namespace

Result<Bytes> read_file(const fs::path& path) { return read_bounded(path, most_file, 0); }
Result<Bytes> read_strange_file(const fs::path& path, uintmax_t most) { return read_bounded(path, most, O_NOFOLLOW); }

Status leads_nowhere_else(const fs::path& root, const fs::path& path) {
    std::error_code error;
    const fs::path below = fs::absolute(path, error).lexically_normal().lexically_relative(fs::absolute(root, error).lexically_normal());
    bool is_inside = !error && !below.empty() && *below.begin() != "..";
    fs::path at = root;
    for (auto part = below.begin(); is_inside && part != below.end(); ++part)
        is_inside = !fs::is_symlink(fs::symlink_status(at /= *part, error));
    if (is_inside) return {};
    return fail(ErrorKind::Forbidden, "file.link",
                path.string() + " leads out of its folder by a link. Nothing was written; look at who put it there.");
}

namespace {
// Not every disk can refuse by itself; there it was looked for just before.
bool moves_without_replacing(const fs::path& from, const fs::path& to) {
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    return (errno == EINVAL || errno == ENOSYS) && !fs::exists(fs::symlink_status(to)) && rename(from.c_str(), to.c_str()) == 0;
}

Status write_whole(const fs::path& path, const fs::path& beside, ByteView content, bool is_new, Readers readers) {
    STEWARD_CHECK(make_folder(path.parent_path(), readers));
    unlink(beside.c_str());  // of somebody who was interrupted, or planted
    const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return unwritable(path);
    const bool has_rights = readers == Readers::Owner || fchmod(file, shared_file_mode) == 0;
    const bool is_whole = has_rights && write_all(file, content) && fsync(file) == 0;
    const bool is_ready = close(file) == 0 && is_whole;
    if (!is_ready || !(is_new ? moves_without_replacing(beside, path) : rename(beside.c_str(), path.c_str()) == 0)) {
        const auto error = is_new && is_ready && errno == EEXIST ? is_there(path) : unwritable(path);
        unlink(beside.c_str());
        return error;
    }
    sync_folder(path.parent_path());
    return {};
}
}  // namespace

namespace {
Status write_over(const fs::path& path, ByteView content, Readers readers) {
    return write_whole(path, path.string() + ".new", content, false, readers);
}
Status write_new(const fs::path& path, ByteView content, Readers readers) {
    if (fs::exists(fs::symlink_status(path))) return is_there(path);
    return write_whole(path, path.string() + "." + std::to_string(getpid()) + ".new", content, true, readers);
}
}  // namespace

Status write_file(const fs::path& path, ByteView content) { return write_over(path, content, Readers::Owner); }
Status write_shared_file(const fs::path& path, ByteView content) { return write_over(path, content, Readers::Everybody); }
Status write_new_file(const fs::path& path, ByteView content) { return write_new(path, content, Readers::Owner); }
Status write_new_shared_file(const fs::path& path, ByteView content) { return write_new(path, content, Readers::Everybody); }
Status make_shared_folder(const fs::path& path) { return make_folder(path, Readers::Everybody); }

Folder Folder::at(const std::string& given) {
    if (!given.empty()) return Folder(given);
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return Folder(fs::path(data) / "steward-sign");
    const char* home = std::getenv("HOME");
    return Folder(fs::path(home ? home : ".") / ".local/share/steward-sign");
}

std::vector<std::string> Folder::key_names() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / "keys", error))
        if (const fs::path kind = entry.path().extension(); kind == ".key" || kind == ".held" || kind == ".agent")
            names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> Folder::authorities() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_, error))
        if (fs::is_directory(entry.path() / "chain")) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

}  // namespace steward::signer
