#include "prove/scratch.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace steward::prove {

namespace {
constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
constexpr uint64_t page = 4096, mebibyte = 1 << 20;

using trust::RestoreProblem;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

RestoreProblem nothing_mounted(const std::string& why) {
    return {"restore.no_scratch",
            "This host gives no scratch space: " + why + (errno != 0 ? std::string(" (") + std::strerror(errno) + ")." : ".")};
}

bool mount_memory(const std::string& path, uint64_t bytes, uint64_t files) {
    const std::string options =
        "mode=0700,size=" + std::to_string(bytes) + ",nr_inodes=" + std::to_string(files * 16 + 1024);  // and the folders above each
    return mount("steward-prove", path.c_str(), "tmpfs", flags, options.c_str()) == 0;
}

// A loop device over a file without a name; it frees itself with its last user. Empty: none can be had.
std::string loop_over(int file, int& device) {
    const Descriptor control(open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    for (int attempts = 0; attempts < 20; ++attempts) {
        const int number = ioctl(control.number(), LOOP_CTL_GET_FREE);
        if (number < 0) return {};
        const std::string path = "/dev/loop" + std::to_string(number);
        device = open(path.c_str(), O_RDWR | O_CLOEXEC);
        loop_config config{};
        config.fd = static_cast<uint32_t>(file);
        config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
        if (device >= 0 && ioctl(device, LOOP_CONFIGURE, &config) == 0) return path;
        const int why = errno;
        if (device >= 0) close(device);
        device = -1;
        errno = why;
        if (why != EBUSY) return {};  // busy: another was faster
    }
    return {};
}

std::expected<void, RestoreProblem> mount_disk(const std::string& folder, const std::string& path, uint64_t bytes, Spent& spent) {
    const Descriptor file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file.number() < 0) return std::unexpected(nothing_mounted("no file can be made in " + folder));
    // All of it at once: whether there is room is known before anything was restored.
    if (const int why = posix_fallocate(file.number(), 0, static_cast<off_t>(bytes)); why != 0) {
        errno = why;
        if (why != ENOSPC && why != EFBIG) return std::unexpected(nothing_mounted("no room can be kept in " + folder));
        return std::unexpected(RestoreProblem{"restore.disk_full", "The scratch space needs " + std::to_string(bytes / mebibyte) +
                                                                       " MiB, and the disk of " + folder + " has not so much left."});
    }
    int number = -1;
    const std::string loop = loop_over(file.number(), number);
    const Descriptor device(number);
    if (loop.empty()) return std::unexpected(nothing_mounted("there is no loop device"));
    const Ended made = run(
        {.words = {"mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", "-E", "nodiscard", loop}},
        [](std::string_view) { return true; }, spent);
    errno = 0;
    if (made.exit != 0) return std::unexpected(nothing_mounted("mkfs.ext4 ended with " + std::to_string(made.exit)));
    if (mount(loop.c_str(), path.c_str(), "ext4", flags, nullptr) != 0) return std::unexpected(nothing_mounted("it cannot be mounted"));
    return {};
}

dev_t device_of(const std::string& path) {
    struct stat seen {};
    return stat(path.c_str(), &seen) == 0 ? seen.st_dev : 0;
}
}  // namespace

std::expected<Scratch, RestoreProblem> Scratch::make(const std::string& folder, uint64_t bytes, uint64_t files, uint64_t most_in_memory,
                                                     Spent& spent) {
    const std::string path = folder + "/space";
    std::error_code ignored;
    std::filesystem::create_directories(path, ignored);
    chmod(folder.c_str(), 0700);
    // What a file system needs beside the bytes: the last page of each file, the folders above it, and its own tables.
    const uint64_t room = bytes + files * 4 * page + 4 * mebibyte;
    errno = 0;
    if (room <= most_in_memory) {
        if (!mount_memory(path, room, files)) return std::unexpected(nothing_mounted("no memory can be mounted at " + path));
    } else if (const auto mounted = mount_disk(folder, path, room + room / 16 + 16 * mebibyte, spent); !mounted) {
        return std::unexpected(mounted.error());
    }
    return Scratch(path, folder);
}

bool Scratch::wipe() {
    if (path_.empty()) return true;
    const std::string path = std::move(path_);
    path_.clear();
    if (umount2(path.c_str(), 0) != 0) umount2(path.c_str(), MNT_DETACH);
    return device_of(path) == device_of(folder_);
}

}  // namespace steward::prove
