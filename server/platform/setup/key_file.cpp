#include "server/platform/setup/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::setup {

namespace {
std::unexpected<Error> cannot_write(const std::string& path) {
    return fail(ErrorKind::Internal, "setup.key_file_write",
                "The master key file " + path + " cannot be written: " + std::strerror(errno) +
                    ". Check that its folder exists and belongs to the user who runs this.");
}

bool write_fully(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<size_t>(written));
    }
    return fsync(file) == 0;
}
}  // namespace

Status write_key_file(const std::string& path, std::string_view text) {
    const std::string fresh = path + ".new";
    unlink(fresh.c_str());  // of a run that was interrupted: never in use
    const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return cannot_write(fresh);
    const bool written = write_fully(file, text);
    if (close(file) != 0 || !written) return cannot_write(fresh);
    // link, unlike rename, does not replace a key that is there.
    if (link(fresh.c_str(), path.c_str()) != 0) return cannot_write(path);
    unlink(fresh.c_str());
    const size_t slash = path.rfind('/');
    const int folder = open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return cannot_write(path);
    const bool durable = fsync(folder) == 0;
    close(folder);
    if (!durable) return cannot_write(path);
    return {};
}

}  // namespace steward::setup
