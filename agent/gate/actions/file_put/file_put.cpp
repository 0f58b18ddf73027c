#include "agent/gate/actions/file_put/file_put.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/gate/beside/material.h"
#include "agent/gate/runner/run.h"

namespace steward::gate {

namespace {
// Below the root folder, through no link of any kind.
Descriptor open_plainly(const std::string& path, uint64_t flags) {
    const Descriptor root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    open_how how{.flags = flags | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH};
    const std::string below = path == "/" ? "." : path.substr(1);
    return Descriptor(static_cast<int>(::syscall(SYS_openat2, root.number(), below.c_str(), &how, sizeof how)));
}

std::unexpected<std::string> blocked(const std::string& path, std::string_view what) {
    return std::unexpected(path + ": " + std::string(what) + (errno != 0 ? std::string(" (") + std::strerror(errno) + ")" : ""));
}

bool is_as_wanted(const trust::FilePutAction& action, uid_t owner, gid_t group) {
    const Descriptor file = open_plainly(action.path, O_RDONLY | O_NONBLOCK);
    struct stat about {};
    return ::fstat(file.number(), &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 07777) == action.mode &&
           about.st_uid == owner && about.st_gid == group && digest_of(file.number()) == action.content;
}

// In an open folder: beside, then in the place of what was there.
bool put_in(int folder, const std::string& name, const trust::FilePutAction& action, ByteView content, uid_t owner, gid_t group) {
    const std::string beside = ".steward-" + to_hex(ByteView(action.content).first(8)) + ".new";
    ::unlinkat(folder, beside.c_str(), 0);
    const Descriptor file(::openat(folder, beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    const bool is_there = file.is_open() && write_all(file.number(), content) && ::fchown(file.number(), owner, group) == 0 &&
                          ::fchmod(file.number(), static_cast<mode_t>(action.mode)) == 0 && ::fsync(file.number()) == 0 &&
                          ::renameat(folder, beside.c_str(), folder, name.c_str()) == 0 && ::fsync(folder) == 0;
    const int why = errno;
    if (!is_there) ::unlinkat(folder, beside.c_str(), 0);
    errno = why;
    return is_there;
}
}  // namespace

std::expected<void, std::string> put_file(const trust::FilePutAction& action, ByteView content) {
    const passwd* owner = ::getpwnam(action.owner.c_str());
    const group* members = ::getgrnam(action.group.c_str());
    errno = 0;
    if (!owner || !members) return blocked(action.owner + ":" + action.group, "no such user or group on this machine");
    const uid_t user = owner->pw_uid;
    const size_t cut = action.path.rfind('/');
    const Descriptor folder = open_plainly(cut == 0 ? "/" : action.path.substr(0, cut), O_RDONLY | O_DIRECTORY);
    if (!folder.is_open()) return blocked(action.path, "its folder is not there, or is reached through a link");
    const std::string name = action.path.substr(cut + 1);
    struct stat about {};
    const bool is_taken = ::fstatat(folder.number(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(about.st_mode);
    errno = 0;
    if (is_taken) return blocked(action.path, "something stands there that is no file");
    if (!put_in(folder.number(), name, action, content, user, members->gr_gid)) return blocked(action.path, "the file cannot be put there");
    errno = 0;
    if (!is_as_wanted(action, user, members->gr_gid)) return blocked(action.path, "what stands there is not what was put there");
    return {};
}

namespace actions::file_put {

namespace {
std::vector<trust::Digest> content_of(const trust::FilePutAction& file) { return {file.content}; }

Effect put_and_read_back(const trust::FilePutAction& file, Run& run) {
    const auto content = run.material(file.content);
    std::expected<void, std::string> put = std::unexpected<std::string>("what was to be put is not here, or is not what was signed");
    if (content) put = put_file(file, *content);
    run.say("steward: " + (put ? file.path + " stands as signed" : put.error()));
    return {.outcome = put ? trust::Outcome::Done : trust::Outcome::Failed, .exit = put ? 0 : 1};
}
}  // namespace

const ActionKind& kind() {
    static constexpr ActionKind file_put = kind_of<trust::FilePutAction, put_and_read_back, content_of>(trust::JobClass::FilePut, "file");
    return file_put;
}

}  // namespace actions::file_put

}  // namespace steward::gate
