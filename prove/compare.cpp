#include "prove/compare.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "prove/spaces.h"

namespace steward::prove {

namespace {
constexpr int folder_number = 3, answers_number = 4;

/// OpenSSL's, which has the processor's own instructions: libsodium's took five times as long, most of a test's own time. What it
/// allocates it has before the reader gives up its rights.
class Hash {
public:
    Hash() : context_(EVP_MD_CTX_new()), is_sound_(context_ && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1) {}
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;

    bool is_sound() const { return is_sound_; }
    void begin() { is_sound_ = is_sound_ && EVP_DigestInit_ex(context_, nullptr, nullptr) == 1; }
    void add(const uint8_t* bytes, size_t size) { is_sound_ = is_sound_ && EVP_DigestUpdate(context_, bytes, size) == 1; }
    void end(std::array<uint8_t, 32>& content) { is_sound_ = is_sound_ && EVP_DigestFinal_ex(context_, content.data(), nullptr) == 1; }

private:
    EVP_MD_CTX* context_;  // as long as the reader
    bool is_sound_;
};

bool add_range(int file, uint64_t at, uint64_t size, Bytes& room, Hash& hash) {
    while (size > 0) {
        const ssize_t got = pread(file, room.data(), std::min<uint64_t>(size, room.size()), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        hash.add(room.data(), static_cast<size_t>(got));
        at += static_cast<uint64_t>(got);
        size -= static_cast<uint64_t>(got);
    }
    return true;
}

Read read_one(const Wanted& wanted, Bytes& room, Hash& hash) {
    const open_how how{.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW,
                       .mode = 0,
                       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
    const char* below = wanted.path.c_str() + (wanted.path.starts_with('/') ? 1 : 0);
    const int file = static_cast<int>(syscall(SYS_openat2, folder_number, below, &how, sizeof how));
    if (file < 0)
        return {errno == ENOENT || errno == ENOTDIR ? Reading::Missing : errno == ELOOP ? Reading::NoFile : Reading::Unreadable, 0, {}};
    struct stat seen {};
    Read read;
    const bool is_seen = fstat(file, &seen) == 0;
    read.size = static_cast<uint64_t>(seen.st_size);
    if (!is_seen || !S_ISREG(seen.st_mode)) read.reading = Reading::NoFile;
    else if (read.size != wanted.size) read.reading = Reading::OtherSize;
    else {
        hash.begin();
        bool is_whole = !wanted.offsets.empty() || add_range(file, 0, wanted.size, room, hash);
        for (const uint64_t offset : wanted.offsets)
            is_whole = is_whole && add_range(file, offset, std::min(trust::witness_piece, wanted.size - offset), room, hash);
        hash.end(read.content);
        read.reading = is_whole && hash.is_sound() ? Reading::Read : Reading::Unreadable;
    }
    close(file);
    return read;
}

[[noreturn]] void be_reader(const std::vector<Wanted>& wanted, int folder, int answers) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Above both places first: one of the two may stand where the other is to go.
    const int folder_aside = fcntl(folder, F_DUPFD, 10), answers_aside = fcntl(answers, F_DUPFD, 10);
    Bytes room(256 << 10);
    Hash hash;
    if (dup2(folder_aside, folder_number) < 0 || dup2(answers_aside, answers_number) < 0 || !become_reader(answers_number + 1))
        _exit(not_isolated);
    for (const Wanted& one : wanted) {
        const Read read = read_one(one, room, hash);
        std::array<uint8_t, 1 + 8 + 32> answer{static_cast<uint8_t>(read.reading)};
        for (size_t i = 0; i < 8; ++i) answer[1 + i] = static_cast<uint8_t>(read.size >> 8 * i);
        std::ranges::copy(read.content, answer.begin() + 9);
        if (write(answers_number, answer.data(), answer.size()) != static_cast<ssize_t>(answer.size())) _exit(1);
    }
    _exit(0);
}

bool read_whole(int file, uint8_t* into, size_t size) {
    while (size > 0) {
        const ssize_t got = read(file, into, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into += got;
        size -= static_cast<size_t>(got);
    }
    return true;
}
}  // namespace

std::expected<std::vector<Read>, trust::RestoreProblem> read_restored(const std::string& folder, const std::vector<Wanted>& wanted,
                                                                      Spent& spent) {
    const trust::RestoreProblem not_read{"restore.no_isolation",
                                         "What was restored could not be read in a process of its own without rights."};
    const int place = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    int answers[2];
    if (place < 0) return std::unexpected(not_read);
    if (pipe2(answers, O_CLOEXEC) != 0) {
        close(place);
        return std::unexpected(not_read);
    }
    const pid_t child = fork_into(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET);
    if (child == 0) be_reader(wanted, place, answers[1]);
    close(answers[1]);
    close(place);
    std::vector<Read> all;
    std::array<uint8_t, 1 + 8 + 32> answer{};
    while (child > 0 && all.size() < wanted.size() && read_whole(answers[0], answer.data(), answer.size())) {
        Read& read = all.emplace_back();
        read.reading = static_cast<Reading>(answer[0]);
        for (size_t i = 0; i < 8; ++i) read.size |= uint64_t{answer[1 + i]} << 8 * i;
        std::copy(answer.begin() + 9, answer.end(), read.content.begin());
    }
    close(answers[0]);
    const bool is_done = child > 0 && wait_for(child, spent) == 0 && all.size() == wanted.size();
    if (!is_done) return std::unexpected(not_read);
    return all;
}

}  // namespace steward::prove
