#include "signer/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace steward::signer {

namespace {
constexpr uintmax_t most_file = uintmax_t{16} << 20;

std::unexpected<Error> unwritable(const fs::path& path) {
    return fail(ErrorKind::Internal, "file.unwritable",
                path.string() + " cannot be written (" + std::strerror(errno) + "); look at the disk and at who owns the folder.");
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

Status make_folder(const fs::path& path) {
    if (path.empty() || fs::is_directory(path)) return {};
    STEWARD_CHECK(make_folder(path.parent_path()));
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unwritable(path);
    return {};
}

void sync_folder(const fs::path& path) {
    const int folder = open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}
}  // namespace

Result<Bytes> read_file(const fs::path& path) {
    std::error_code error;
    const uintmax_t size = fs::file_size(path, error);
    if (error) return fail(ErrorKind::NotFound, "file.missing", "There is no file " + path.string() + ".");
    if (size > most_file) return fail(ErrorKind::TooLarge, "file.too_large", path.string() + " is larger than 16 MiB.");
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail(ErrorKind::Internal, "file.unreadable", path.string() + " cannot be read: " + std::strerror(errno) + ".");
    Bytes content(size);
    size_t have = 0;
    while (have < content.size()) {
        const ssize_t got = read(file, content.data() + have, content.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += static_cast<size_t>(got);
    }
    close(file);
    if (have != content.size()) return fail(ErrorKind::Internal, "file.unreadable", path.string() + " changed while it was read.");
    return content;
}

Status write_file(const fs::path& path, ByteView content) {
    STEWARD_CHECK(make_folder(path.parent_path()));
    const fs::path beside = path.string() + ".new";
    const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return unwritable(path);
    const bool is_whole = write_all(file, content) && fsync(file) == 0;
    if (close(file) != 0 || !is_whole || rename(beside.c_str(), path.c_str()) != 0) {
        const auto error = unwritable(path);
        unlink(beside.c_str());
        return error;
    }
    sync_folder(path.parent_path());
    return {};
}

Status write_new_file(const fs::path& path, ByteView content) {
    if (fs::exists(fs::symlink_status(path)))
        return fail(ErrorKind::Conflict, "file.exists", path.string() + " is there already; give another name.");
    return write_file(path, content);
}

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
        if (entry.path().extension() == ".key" || entry.path().extension() == ".held") names.push_back(entry.path().stem().string());
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
