#include "server/modules/imports/depot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::imports {

namespace {
constexpr double fullest_percent = 94;  // of the disk

class Open {
public:
    Open(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~Open() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

std::unexpected<Error> unwritable(const std::string& path) {
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(ErrorKind::Unavailable, "imports.disk_full", "The server's disk is full: no file can be taken until there is space.");
    return fail(ErrorKind::Internal, "imports.unwritable", "The file could not be kept. The server's log says why.",
                path + ": " + std::strerror(errno));
}

bool has_room(const std::string& folder, uint64_t bytes) {
    struct statvfs numbers {};
    if (statvfs(folder.c_str(), &numbers) != 0) return true;  // writing will tell
    const uint64_t free = numbers.f_bavail * numbers.f_frsize, used = (numbers.f_blocks - numbers.f_bfree) * numbers.f_frsize;
    return bytes <= free && static_cast<double>(used + bytes) * 100 <= static_cast<double>(used + free) * fullest_percent;
}
}  // namespace

Status Depot::put(const std::string& name, int64_t offset, ByteView bytes) {
    if (mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return unwritable(folder_);
    if (!has_room(folder_, bytes.size())) {
        errno = ENOSPC;
        return unwritable(folder_);
    }
    const std::string path = folder_ + "/" + name;
    const Open file(path, O_WRONLY | O_CREAT);
    if (!file.is_open()) return unwritable(path);
    int64_t at = offset;
    while (!bytes.empty()) {
        const ssize_t written = pwrite(file.descriptor(), bytes.data(), bytes.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return unwritable(path);
        bytes = bytes.subspan(static_cast<size_t>(written));
        at += written;
    }
    if (ftruncate(file.descriptor(), at) != 0) return unwritable(path);
    return {};
}

Status Depot::settle(const std::string& name, int64_t size) {
    const std::string path = folder_ + "/" + name;
    const Open file(path, O_RDWR | O_CREAT);
    struct stat there {};
    if (!file.is_open()) return unwritable(path);
    if (fstat(file.descriptor(), &there) != 0 || there.st_size != size)
        return fail(ErrorKind::Conflict, "imports.upload_lost", "A part of this upload is missing. Upload the file again.");
    if (fdatasync(file.descriptor()) != 0) return unwritable(path);
    return {};
}

Result<std::string> Depot::read(const std::string& name, int64_t offset, size_t most) const {
    const std::string path = folder_ + "/" + name;
    const Open file(path, O_RDONLY);
    std::string bytes(most, '\0');
    size_t have = 0;
    while (file.is_open() && have < most) {
        const ssize_t got = pread(file.descriptor(), bytes.data() + have, most - have, offset + static_cast<int64_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(ErrorKind::Internal, "imports.unreadable", "The file cannot be read.", path + ": " + std::strerror(errno));
        if (got == 0) break;
        have += static_cast<size_t>(got);
    }
    if (!file.is_open())
        return fail(ErrorKind::Internal, "imports.unreadable", "The file is not on this server any more.",
                    path + ": " + std::strerror(errno));
    bytes.resize(have);
    return bytes;
}

void Depot::remove(const std::string& name) { unlink((folder_ + "/" + name).c_str()); }

}  // namespace steward::imports
