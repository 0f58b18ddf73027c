#include "agent/gate/journal_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::gate {

namespace {
std::unexpected<Error> failed(const std::string& path) {
    const int code = errno;
    const std::string cause = path + ": " + std::strerror(code);
    if (code == ENOSPC || code == EDQUOT)
        return fail(ErrorKind::Unavailable, "gate.disk_full", "There is no room for the journal. Free some space.", cause);
    return fail(ErrorKind::Internal, "gate.disk_failed", "The journal cannot be read or written.", cause);
}

class Descriptor {
public:
    Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

bool write_all(int file, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return true;
}

class PosixJournalFile final : public JournalFile {
public:
    explicit PosixJournalFile(std::string path) : path_(std::move(path)) {}

    Result<Bytes> read() override {
        const Descriptor file(path_, O_RDONLY);
        if (!file.is_open() && errno == ENOENT) return Bytes{};
        if (!file.is_open()) return failed(path_);
        Bytes whole;
        for (;;) {
            uint8_t part[65'536];
            const ssize_t count = ::read(file.number(), part, sizeof part);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return failed(path_);
            if (count == 0) return whole;
            whole.insert(whole.end(), part, part + count);
        }
    }

    Status append(ByteView record) override {
        const Descriptor file(path_, O_WRONLY | O_APPEND | O_CREAT);
        if (!file.is_open() || !write_all(file.number(), record) || ::fdatasync(file.number()) != 0) return failed(path_);
        return {};
    }

    Status replace(ByteView whole) override {
        const std::string beside = path_ + ".new";
        {
            const Descriptor file(beside, O_WRONLY | O_CREAT | O_TRUNC);
            if (!file.is_open() || !write_all(file.number(), whole) || ::fsync(file.number()) != 0) return failed(beside);
        }
        if (::rename(beside.c_str(), path_.c_str()) != 0) return failed(path_);
        const Descriptor folder(path_.substr(0, path_.rfind('/') + 1), O_RDONLY | O_DIRECTORY);
        if (!folder.is_open() || ::fsync(folder.number()) != 0) return failed(path_);
        return {};
    }

private:
    std::string path_;
};
}  // namespace

std::unique_ptr<JournalFile> open_journal_file(std::string path) { return std::make_unique<PosixJournalFile>(std::move(path)); }

}  // namespace steward::gate
