#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/spool/disk.h"

namespace steward::agent {

namespace {
std::unexpected<Error> disk_error(const std::string& path) {
    const int number = errno;
    const std::string cause = path + ": " + std::strerror(number);
    switch (number) {
        case ENOSPC:
        case EDQUOT:
            return fail(ErrorKind::Unavailable, "disk.full", "There is no space left for the agent's state.", cause);
        case EROFS:
        case EACCES:
        case EPERM:
            return fail(ErrorKind::Forbidden, "disk.read_only", "The agent's state folder cannot be written.", cause);
        case ENOENT:
            return fail(ErrorKind::NotFound, "disk.no_such_file", "A file of the agent's state is not there.", cause);
        default:
            return fail(ErrorKind::Internal, "disk.failed", "The disk failed under the agent's state.", cause);
    }
}

class OpenFile {
public:
    explicit OpenFile(int number = -1) : number_(number) {}
    OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    OpenFile& operator=(OpenFile&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~OpenFile() {
        if (number_ >= 0) close(number_);
    }
    int get() const { return number_; }

private:
    int number_;
};

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

Status sync_folder(const std::string& path) {
    const OpenFile folder(open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || fsync(folder.get()) != 0) return disk_error(path);
    return {};
}

class PosixDisk final : public Disk {
public:
    Status make_folder(const std::string& path) override {
        if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return disk_error(path);
        return {};
    }

    Result<std::vector<FileSize>> list(const std::string& folder) override {
        DIR* const open_folder = opendir(folder.c_str());
        if (open_folder == nullptr) return disk_error(folder);
        std::vector<FileSize> files;
        while (const dirent* const entry = readdir(open_folder)) {
            struct stat about {};
            if (fstatat(dirfd(open_folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode)) continue;
            files.push_back({entry->d_name, static_cast<uint64_t>(about.st_size)});
        }
        closedir(open_folder);
        return files;
    }

    Result<size_t> read(const std::string& path, uint64_t at, std::span<uint8_t> out) override {
        STEWARD_TRY(const int file, opened(path, false));
        size_t done = 0;
        while (done < out.size()) {
            const ssize_t got = pread(file, out.data() + done, out.size() - done, static_cast<off_t>(at + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return disk_error(path);
            if (got == 0) break;
            done += static_cast<size_t>(got);
        }
        return done;
    }

    Status write(const std::string& path, uint64_t at, ByteView bytes) override {
        STEWARD_TRY(const int file, opened(path, true));
        for (size_t done = 0; done < bytes.size();) {
            const ssize_t put = pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return disk_error(path);
            done += static_cast<size_t>(put);
        }
        return {};
    }

    Status sync(const std::string& path) override {
        STEWARD_TRY(const int file, opened(path, true));
        if (fdatasync(file) != 0) return disk_error(path);
        if (!std::exchange(name_unsynced_, false)) return {};
        return sync_folder(path);
    }

    Status truncate(const std::string& path, uint64_t size) override {
        STEWARD_TRY(const int file, opened(path, true));
        if (ftruncate(file, static_cast<off_t>(size)) != 0) return disk_error(path);
        return {};
    }

    Status remove(const std::string& path) override {
        forget(path);
        if (unlink(path.c_str()) != 0) return disk_error(path);
        return {};
    }

    Status replace(const std::string& path, ByteView bytes) override {
        forget(path);
        const std::string unfinished = path + ".new";
        const auto written = write_whole(unfinished, bytes);
        if (!written || rename(unfinished.c_str(), path.c_str()) != 0) {
            const auto failure = written ? Status(disk_error(path)) : written;
            unlink(unfinished.c_str());
            return failure;
        }
        return sync_folder(path);
    }

    Status reserve(const std::string& path, uint64_t size) override {
        const OpenFile file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0 || ftruncate(file.get(), static_cast<off_t>(size)) != 0) return disk_error(path);
        if (size == 0) return {};
        // Where the file system cannot reserve, the bound alone holds.
        if (fallocate(file.get(), 0, 0, static_cast<off_t>(size)) != 0 && errno != EOPNOTSUPP) {
            const auto failure = disk_error(path);
            [[maybe_unused]] const int ignored = ftruncate(file.get(), 0);
            return failure;
        }
        return {};
    }

private:
    // The file that is being written stays open; others are opened for reading one at a time.
    Result<int> opened(const std::string& path, bool for_writing) {
        if (path == written_path_) return written_.get();
        if (!for_writing && path == read_path_) return read_.get();
        OpenFile file(open(path.c_str(), (for_writing ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0) return disk_error(path);
        if (for_writing) {
            written_path_ = path;
            written_ = std::move(file);
            name_unsynced_ = true;
            return written_.get();
        }
        read_path_ = path;
        read_ = std::move(file);
        return read_.get();
    }

    void forget(const std::string& path) {
        if (path == written_path_) {
            written_path_.clear();
            written_ = OpenFile();
        }
        if (path == read_path_) {
            read_path_.clear();
            read_ = OpenFile();
        }
    }

    static Status write_whole(const std::string& path, ByteView bytes) {
        const OpenFile file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0) return disk_error(path);
        for (size_t done = 0; done < bytes.size();) {
            const ssize_t put = ::write(file.get(), bytes.data() + done, bytes.size() - done);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return disk_error(path);
            done += static_cast<size_t>(put);
        }
        if (fsync(file.get()) != 0) return disk_error(path);
        return {};
    }

    std::string written_path_, read_path_;
    OpenFile written_, read_;
    bool name_unsynced_ = false;
};
}  // namespace

std::unique_ptr<Disk> make_posix_disk() { return std::make_unique<PosixDisk>(); }

}  // namespace steward::agent
