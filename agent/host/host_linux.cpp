// This machine. Files of /proc that are read every minute stay open and are read again from their
// start: that saves most of what reading them costs.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "agent/host/host.h"

namespace steward::agent {

namespace {
constexpr size_t piece_size = 16 * 1024, most_kept = 16, most_names = 65'536;

std::unexpected<Error> refused(const std::string& path, int error) {
    const std::string cause = path + ": " + std::strerror(error);
    if (error == EACCES || error == EPERM)
        return fail(ErrorKind::Forbidden, "host.not_readable", "This may not be read without further rights.", cause);
    return fail(ErrorKind::NotFound, "host.no_such_file", "This machine has no such file.", cause);
}

class Descriptor {
public:
    explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

ssize_t read_at(int file, char* into, size_t size, size_t offset) {
    ssize_t got = 0;
    do got = ::pread(file, into, size, static_cast<off_t>(offset));
    while (got < 0 && errno == EINTR);
    return got;
}

unsigned prefix_length(const sockaddr* mask) {
    unsigned bits = 0;
    if (!mask) return bits;
    if (mask->sa_family == AF_INET)
        return static_cast<unsigned>(std::popcount(reinterpret_cast<const sockaddr_in*>(mask)->sin_addr.s_addr));
    for (const uint8_t byte : reinterpret_cast<const sockaddr_in6*>(mask)->sin6_addr.s6_addr)
        bits += static_cast<unsigned>(std::popcount(byte));
    return bits;
}

class LinuxHost final : public Host {
public:
    LinuxHost() : buffer_(std::make_unique_for_overwrite<char[]>(piece_size)) {}

    Status read(const std::string& path, std::string& out, size_t most) override {
        if (!is_kept(path)) {
            const Descriptor file(path);
            return file ? read_open(file.number(), path, out, most) : refused(path, errno);
        }
        auto at = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.path == path; });
        if (at == kept_.end()) {
            Descriptor file(path);
            if (!file) return refused(path, errno);
            if (kept_.size() == most_kept) return read_open(file.number(), path, out, most);
            at = kept_.insert(kept_.end(), {path, std::move(file)});
        }
        auto status = read_open(at->file.number(), path, out, most);
        if (!status) kept_.erase(at);  // opened anew the next time
        return status;
    }

    Status read_in_pieces(const std::string& path, const std::function<bool(std::string_view)>& piece) override {
        const Descriptor file(path);
        if (!file) return refused(path, errno);
        for (size_t offset = 0;;) {
            const ssize_t got = read_at(file.number(), buffer_.get(), piece_size, offset);
            if (got < 0) return refused(path, errno);
            if (got == 0 || !piece({buffer_.get(), static_cast<size_t>(got)})) return {};
            offset += static_cast<size_t>(got);
        }
    }

    Result<std::vector<std::string>> list(const std::string& path) override {
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
        if (!folder) return refused(path, errno);
        std::vector<std::string> names;
        while (const dirent* entry = ::readdir(folder.get())) {
            const std::string_view name = entry->d_name;
            if (name == "." || name == "..") continue;
            if (names.size() == most_names) break;
            names.emplace_back(name);
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<std::string> link_target(const std::string& path) override {
        std::string target(4096, '\0');
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        if (size < 0) return refused(path, errno);
        target.resize(static_cast<size_t>(size));
        return target;
    }

    bool exists(const std::string& path) override { return ::faccessat(AT_FDCWD, path.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0; }

    Result<VolumeSpace> space(const std::string& mount_point) override {
        struct statvfs found = {};
        if (::statvfs(mount_point.c_str(), &found) != 0) return refused(mount_point, errno);
        const uint64_t block = found.f_frsize != 0 ? found.f_frsize : found.f_bsize;
        return VolumeSpace{block * found.f_blocks, block * found.f_bfree, block * found.f_bavail, found.f_files, found.f_ffree};
    }

    unsigned processors() const override {
        const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
        return online < 1 ? 1 : static_cast<unsigned>(online);
    }

    std::vector<InterfaceAddress> addresses() override {
        std::vector<InterfaceAddress> found;
        ifaddrs* first = nullptr;
        if (::getifaddrs(&first) != 0) return found;
        for (const ifaddrs* at = first; at; at = at->ifa_next) {
            if (!at->ifa_addr || (at->ifa_addr->sa_family != AF_INET && at->ifa_addr->sa_family != AF_INET6)) continue;
            char text[INET6_ADDRSTRLEN] = {};
            const void* address = at->ifa_addr->sa_family == AF_INET
                                      ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(at->ifa_addr)->sin_addr)
                                      : static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(at->ifa_addr)->sin6_addr);
            if (!::inet_ntop(at->ifa_addr->sa_family, address, text, sizeof text)) continue;
            found.push_back({at->ifa_name, text + ("/" + std::to_string(prefix_length(at->ifa_netmask)))});
        }
        ::freeifaddrs(first);
        return found;
    }

private:
    struct Kept {
        std::string path;
        Descriptor file;
    };

    // Those of processes come and go, and their numbers are used again.
    static bool is_kept(std::string_view path) {
        if (path == "/proc/self/mountinfo") return true;
        return path.starts_with("/proc/") && !path.starts_with("/proc/self/") && path.size() > 6 && (path[6] < '0' || path[6] > '9');
    }

    Status read_open(int file, const std::string& path, std::string& out, size_t most) {
        out.clear();
        while (out.size() < most) {
            const ssize_t got = read_at(file, buffer_.get(), std::min(piece_size, most - out.size()), out.size());
            if (got < 0) return refused(path, errno);
            if (got == 0) break;
            out.append(buffer_.get(), static_cast<size_t>(got));
        }
        return {};
    }

    std::unique_ptr<char[]> buffer_;
    std::vector<Kept> kept_;
};
}  // namespace

std::unique_ptr<Host> make_linux_host() { return std::make_unique<LinuxHost>(); }

}  // namespace steward::agent
