#include "server/platform/series/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::series {

namespace {
std::unexpected<Error> file_failure(const char* code, const std::string& what, const std::string& path, int number) {
    return fail(ErrorKind::Internal, code, "The folder of the series could not be used: " + what + " failed; see the server's log.",
                path + ": " + std::strerror(number));
}
}  // namespace

std::unexpected<Error> File::failure(const char* what, int code) const {
    if (code == ENOSPC || code == EDQUOT) {
        return fail(ErrorKind::Unavailable, "series.disk_full", "The disk is full; make room on the server.", path_);
    }
    return file_failure("series.write_failed", what, path_, code);
}

Result<std::shared_ptr<File>> File::open(const std::string& path, bool make) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0600);
    if (descriptor < 0) return file_failure("series.open_failed", "open", path, errno);
    return std::shared_ptr<File>(new File(descriptor, path));
}

File::~File() { ::close(descriptor_); }

Status File::write(ByteView bytes, uint64_t place) const {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(place));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failure("write", errno);
        bytes = bytes.subspan(static_cast<size_t>(written));
        place += static_cast<uint64_t>(written);
    }
    return {};
}

Result<Bytes> File::read(uint64_t place, size_t size) const {
    Bytes bytes(size);
    for (size_t done = 0; done < size;) {
        const ssize_t got = ::pread(descriptor_, bytes.data() + done, size - done, static_cast<off_t>(place + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return file_failure("series.read_failed", "read", path_, got < 0 ? errno : ENODATA);
        done += static_cast<size_t>(got);
    }
    return bytes;
}

Status File::sync() const {
    if (::fdatasync(descriptor_) != 0) return file_failure("series.write_failed", "fdatasync", path_, errno);
    return {};
}

Result<uint64_t> File::size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return file_failure("series.read_failed", "fstat", path_, errno);
    return static_cast<uint64_t>(status.st_size);
}

Status File::truncate(uint64_t size) const {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failure("truncate", errno);
    return {};
}

void File::forget_cached() const { ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED); }

Status sync_folder(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return file_failure("series.write_failed", "open", path, errno);
    const int code = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (code != 0) return file_failure("series.write_failed", "fsync", path, code);
    return {};
}

Result<DiskSpace> disk_space(const std::string& path) {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0) return file_failure("series.read_failed", "statvfs", path, errno);
    return DiskSpace{uint64_t{status.f_bavail} * status.f_frsize, uint64_t{status.f_blocks} * status.f_frsize};
}

}  // namespace steward::series
