#include "agent/gate/actions/file_put/file_put.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agent/gate/beside/material.h"
#include "agent/gate/runner/run.h"

namespace steward::gate {

namespace {
// Below the root folder, through no link of any kind.
int open_plainly(const std::string& path, uint64_t flags) {
    const int root = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    open_how how{.flags = flags | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH};
    const std::string below = path == "/" ? "." : path.substr(1);
    const auto file = static_cast<int>(::syscall(SYS_openat2, root, below.c_str(), &how, sizeof how));
    ::close(root);
    return file;
}

std::unexpected<std::string> blocked(const std::string& path, std::string_view what) {
    return std::unexpected(path + ": " + std::string(what) + (errno != 0 ? std::string(" (") + std::strerror(errno) + ")" : ""));
}

bool copy_content(int from, int to) {
    uint8_t part[16'384];
    for (off_t at = 0;;) {
        const ssize_t count = ::pread(from, part, sizeof part, at);
        if (count == 0) return true;
        if (count < 0 || ::write(to, part, static_cast<size_t>(count)) != count) return false;
        at += count;
    }
}

bool is_as_wanted(const FilePutAction& action, uid_t owner, gid_t group) {
    const int file = open_plainly(action.path, O_RDONLY | O_NONBLOCK);
    struct stat about {};
    const bool is_it = file >= 0 && ::fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 07777) == action.mode &&
                       about.st_uid == owner && about.st_gid == group && digest_of(file) == action.content;
    if (file >= 0) ::close(file);
    return is_it;
}

// In an open folder: beside, then in the place of what was there.
bool put_in(int folder, const std::string& name, const FilePutAction& action, int content, uid_t owner, gid_t group) {
    const std::string beside = ".steward-" + to_hex(ByteView(action.content).first(8)) + ".new";
    ::unlinkat(folder, beside.c_str(), 0);
    const int file = ::openat(folder, beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool is_there = copy_content(content, file) && ::fchown(file, owner, group) == 0 &&
                          ::fchmod(file, static_cast<mode_t>(action.mode)) == 0 && ::fsync(file) == 0 &&
                          ::renameat(folder, beside.c_str(), folder, name.c_str()) == 0 && ::fsync(folder) == 0;
    const int why = errno;
    ::close(file);
    if (!is_there) ::unlinkat(folder, beside.c_str(), 0);
    errno = why;
    return is_there;
}
}  // namespace

std::expected<void, std::string> put_file(const FilePutAction& action, int content) {
    const passwd* owner = ::getpwnam(action.owner.c_str());
    const group* members = ::getgrnam(action.group.c_str());
    errno = 0;
    if (!owner || !members) return blocked(action.owner + ":" + action.group, "no such user or group on this machine");
    const uid_t user = owner->pw_uid;
    const size_t cut = action.path.rfind('/');
    const int folder = open_plainly(cut == 0 ? "/" : action.path.substr(0, cut), O_RDONLY | O_DIRECTORY);
    if (folder < 0) return blocked(action.path, "its folder is not there, or is reached through a link");
    const std::string name = action.path.substr(cut + 1);
    struct stat about {};
    const bool is_taken = ::fstatat(folder, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(about.st_mode);
    const bool is_put = !is_taken && put_in(folder, name, action, content, user, members->gr_gid);
    const int why = errno;
    ::close(folder);
    errno = is_taken ? 0 : why;
    if (is_taken) return blocked(action.path, "something stands there that is no file");
    if (!is_put) return blocked(action.path, "the file cannot be put there");
    errno = 0;
    if (!is_as_wanted(action, user, members->gr_gid)) return blocked(action.path, "what stands there is not what was put there");
    return {};
}

namespace actions::file_put {

namespace {
std::optional<std::vector<trust::Digest>> file_needs(const trust::Item& action) {
    const auto file = trust::read_message<FilePutAction>(action.bytes);
    if (!file) return std::nullopt;
    return std::vector{file->content};
}

Effect put_and_read_back(const trust::Item& action, Run& run) {
    const auto file = trust::read_message<FilePutAction>(action.bytes);
    const int content = file ? run.sealed_copy(file->content) : -1;
    std::expected<void, std::string> put = std::unexpected<std::string>("what was to be put is not here, or is not what was signed");
    if (content >= 0) {
        put = put_file(*file, content);
        ::close(content);
    }
    run.say("steward: " + (put ? file->path + " stands as signed" : put.error()));
    return {.outcome = put ? trust::Outcome::Done : trust::Outcome::Failed, .exit = put ? 0 : 1};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind file_put{trust::JobClass::FilePut, "file", file_needs, put_and_read_back};
    return file_put;
}

}  // namespace actions::file_put

}  // namespace steward::gate
