// A folder into which everybody may put a file and which only the agent may list (mode 3733): so a name that was used cannot be watched
// for.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "agent/backups/report.h"
#include "base/bytes.h"

namespace steward::agent::backups {

namespace {
class OpenFolder {
public:
    explicit OpenFolder(const std::string& path) : number_(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
    ~OpenFolder() {
        if (number_ >= 0) close(number_);
    }
    OpenFolder(const OpenFolder&) = delete;
    OpenFolder& operator=(const OpenFolder&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

bool write_whole(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = write(file, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(put));
    }
    return true;
}

std::string new_name(Rng& rng) {
    std::array<uint8_t, 16> name{};
    rng.fill(name);
    return to_hex(name);
}
}  // namespace

Status hand_in(const std::string& folder, const v1::BackupRun& run, Rng& rng) {
    const OpenFolder place(folder);
    if (place.number() < 0)
        return fail(ErrorKind::NotFound, "backup.no_folder", "There is no folder " + folder + "; the package steward-agent makes it.",
                    std::strerror(errno));
    const auto not_told = [&](const char* what) {
        return fail(ErrorKind::Unavailable, "backup.not_told", "The report could not be put into " + folder + ".",
                    std::string(what) + ": " + std::strerror(errno));
    };
    const std::string bytes = run.SerializeAsString();
    if (bytes.size() > largest_report) return fail(ErrorKind::Internal, "backup.not_told", "The report is larger than 16 KiB.");
    const std::string name = new_name(rng), part = name + std::string(unfinished_ending), whole = name + std::string(report_ending);
    const int file = openat(place.number(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (file < 0) return not_told("open");
    bool done = fchmod(file, 0640) == 0 && write_whole(file, bytes) && fsync(file) == 0;
    done = done && renameat(place.number(), part.c_str(), place.number(), whole.c_str()) == 0;
    // The folder cannot be opened for its own sync by who may not list it; the file's carries its new name on the usual file systems.
    done = done && fsync(file) == 0;
    const int why = errno;
    close(file);
    if (done) return {};
    unlinkat(place.number(), part.c_str(), 0);
    errno = why;
    return not_told("write");
}

}  // namespace steward::agent::backups
