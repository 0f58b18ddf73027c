#include "prove/levels/database/file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace steward::prove::database {

namespace {
std::unexpected<trust::RestoreProblem> stop(const char* code, const char* sentence) {
    return std::unexpected(trust::RestoreProblem{code, sentence});
}

std::string piece_of(int file, uint64_t at) {
    std::string piece(looked_at, '\0');
    const ssize_t got = pread(file, piece.data(), piece.size(), static_cast<off_t>(at));
    piece.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    return piece;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(done));
    }
    return true;
}
}  // namespace

Attempt<DumpFile> DumpFile::open_below(const std::string& folder, const std::string& path) {
    const int place = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    const open_how how{.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC,
                       .mode = 0,
                       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
    DumpFile dump(static_cast<int>(syscall(SYS_openat2, place, path.c_str() + 1, &how, sizeof how)));
    close(place);
    struct stat seen {};
    if (dump.file_ < 0 || fstat(dump.file_, &seen) != 0 || !S_ISREG(seen.st_mode))
        return stop("restore.dump_missing", "The dump did not come back as a file.");
    return dump;
}

DumpFile::~DumpFile() {
    if (file_ >= 0) close(file_);
}

uint64_t DumpFile::size() const {
    struct stat seen {};
    return fstat(file_, &seen) == 0 ? static_cast<uint64_t>(seen.st_size) : 0;
}

Look DumpFile::look(trust::DatabaseKind kind) const {
    const uint64_t bytes = size();
    return look_at(piece_of(file_, 0), piece_of(file_, bytes > looked_at ? bytes - looked_at : 0), kind);
}

Attempt<DumpFile> DumpFile::unpacked(const Place& place) const {
    DumpFile into(open(place.room.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    Command unpacking = in_place(place, {"gzip", "-dc"});
    unpacking.input = file_;
    bool is_full = into.file_ < 0;
    const Ended ended = run(
        unpacking, [&](std::string_view piece) { return !(is_full = is_full || !write_all(into.file_, piece)); }, place.spent);
    if (is_full) return stop("restore.disk_full", "There was no room left in the scratch space for the unpacked dump.");
    if (ended.exit == 0) {
        lseek(into.file_, 0, SEEK_SET);
        return into;
    }
    if (ended.exit == not_isolated) return stop("restore.no_isolation", "This host does not let restored data be kept apart.");
    if (ended.exit == 127) return stop("restore.database_missing", "gzip is not installed on this host.");
    if (ended.errors.find("unexpected end of file") != std::string::npos)
        return stop("restore.dump_truncated", "The packed dump ends before its end.");
    return stop("restore.dump_damaged", "The packed dump is damaged: it cannot be unpacked.");
}

}  // namespace steward::prove::database
