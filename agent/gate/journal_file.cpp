#include "agent/gate/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::gate {

std::unexpected<Error> disk_failed(const std::string& path) {
    const int code = errno;
    const std::string cause = path + ": " + std::strerror(code);
    if (code == ENOSPC || code == EDQUOT)
        return fail(ErrorKind::Unavailable, "gate.disk_full", "There is no room on the disk for the gate. Free some space.", cause);
    return fail(ErrorKind::Internal, "gate.disk_failed", "A file of the gate cannot be read or written. Look at the disk.", cause);
}

bool write_all(int file, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return true;
}

bool sync_folder(const std::string& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder.is_open() && ::fsync(folder.number()) == 0;
}

namespace {
constexpr int flags_of_ours = O_CLOEXEC | O_NOFOLLOW;

class PosixJournalFile final : public JournalFile {
public:
    explicit PosixJournalFile(std::string path) : path_(std::move(path)) {}

    Result<Bytes> read() override {
        const Descriptor file(::open(path_.c_str(), O_RDONLY | flags_of_ours));
        if (!file.is_open() && errno == ENOENT) return Bytes{};
        if (!file.is_open()) return disk_failed(path_);
        Bytes whole;
        for (;;) {
            uint8_t part[65'536];
            const ssize_t count = ::read(file.number(), part, sizeof part);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return disk_failed(path_);
            if (count == 0) return whole;
            whole.insert(whole.end(), part, part + count);
        }
    }

    Status append(ByteView record) override {
        const bool is_new = ::access(path_.c_str(), F_OK) != 0;
        const Descriptor file(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | flags_of_ours, 0600));
        if (!file.is_open() || !write_all(file.number(), record) || ::fdatasync(file.number()) != 0) return disk_failed(path_);
        if (is_new && !sync_folder(path_.substr(0, path_.rfind('/') + 1))) return disk_failed(path_);
        return {};
    }

    Status replace(ByteView whole) override {
        const std::string beside = path_ + ".new";
        {
            const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | flags_of_ours, 0600));
            if (!file.is_open() || !write_all(file.number(), whole) || ::fsync(file.number()) != 0) return disk_failed(beside);
        }
        if (::rename(beside.c_str(), path_.c_str()) != 0) return disk_failed(path_);
        return sync_folder(path_.substr(0, path_.rfind('/') + 1)) ? Status{} : disk_failed(path_);
    }

private:
    std::string path_;
};
}  // namespace

std::unique_ptr<JournalFile> open_journal_file(std::string path) { return std::make_unique<PosixJournalFile>(std::move(path)); }

}  // namespace steward::gate
