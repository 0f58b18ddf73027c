#include "agent/backups/source.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "agent/backups/engines/reasons.h"
#include "agent/backups/file_state.h"

namespace steward::agent::backups {

namespace {
class File {
public:
    explicit File(const char* path) : number_(open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOATIME)) {
        if (number_ < 0 && errno == EPERM) number_ = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    }
    ~File() {
        if (number_ < 0) return;
        posix_fadvise(number_, 0, 0, POSIX_FADV_DONTNEED);  // the machine's memory is for its own work
        close(number_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

class Hash {
public:
    Hash() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void add(ByteView bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
    std::array<uint8_t, 32> take() {
        std::array<uint8_t, 32> digest{};
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        return digest;
    }

private:
    std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
};

// False: not all of it could be read.
bool add_range(int file, uint64_t at, uint64_t size, Bytes& room, Hash& hash) {
    while (size > 0) {
        const ssize_t got = pread(file, room.data(), std::min<uint64_t>(size, room.size()), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        hash.add({room.data(), static_cast<size_t>(got)});
        at += static_cast<uint64_t>(got);
        size -= static_cast<uint64_t>(got);
    }
    return true;
}

bool add_file(int file, ManifestEntry& entry, Bytes& room) {
    Hash hash;
    bool whole = true;
    if (entry.offsets.empty()) whole = add_range(file, 0, entry.size, room, hash);
    for (const uint64_t offset : entry.offsets)
        whole = whole && add_range(file, offset, std::min(piece_size, entry.size - offset), room, hash);
    entry.digest = hash.take();
    return whole;
}

EntryState read_one(const Seed& seed, const DrawnFile& drawn, ManifestEntry& entry, Bytes& room) {
    struct stat seen {};
    // Looked at before it is opened: what took its place meanwhile may be a device.
    if (lstat(drawn.path.c_str(), &seen) != 0 || !S_ISREG(seen.st_mode) || state_of(seen) != drawn.state) return EntryState::InMotion;
    const File file(drawn.path.c_str());
    if (file.number() < 0) return errno == ENOENT || errno == ELOOP ? EntryState::InMotion : EntryState::Unreadable;
    entry.offsets = pieces_of(seed, entry.path, entry.size);
    const bool whole = add_file(file.number(), entry, room);
    if (fstat(file.number(), &seen) != 0 || state_of(seen) != drawn.state) return EntryState::InMotion;
    return whole ? EntryState::Same : EntryState::Unreadable;
}

std::string text_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The code, and the one by which its sentence is known: not mounted is missing, and people want to know which.
struct Problem {
    std::string_view reason, sentence;
};
Problem problem_of(SourceState state) {
    if (state == SourceState::Missing) return {"backup.source_missing", "backup.source_missing"};
    if (state == SourceState::Empty) return {"backup.source_empty", "backup.source_empty"};
    if (state == SourceState::NotMounted) return {"backup.source_missing", "backup.source_not_mounted"};
    return {};
}
}  // namespace

Mounts Mounts::of_this_machine() { return {text_of("/etc/fstab"), text_of("/proc/self/mountinfo")}; }

SourceBefore look_at(const std::vector<std::string>& sources, const WalkRules& rules, const Mounts& mounts, const Seed& seed, size_t most,
                     Instant now) {
    SourceBefore before{.sources = {}, .seed = seed};
    Drawing drawing(seed, most);
    for (const std::string& source : sources) {
        const std::string place = std::filesystem::path(source).is_absolute() ? source : std::filesystem::absolute(source).string();
        before.sources.push_back(std::filesystem::path(place).lexically_normal().string());
        SourceState state = walk(source, rules, now.unix_ms, drawing, before.walked);
        if (is_unmounted(before.sources.back(), mounts.fstab, mounts.mountinfo)) state = SourceState::NotMounted;
        if (state == SourceState::Closed) before.some_closed = true;
        const Problem problem = problem_of(state);
        if (problem.reason.empty() || !before.problem.empty()) continue;
        before.problem = problem.reason;
        before.problem_sentence = sentence_of(problem.sentence);
    }
    before.drawn = drawing.take();
    // Two sources may hold the same file.
    const auto again = std::ranges::unique(before.drawn, {}, &DrawnFile::path);
    before.drawn.erase(again.begin(), again.end());
    return before;
}

std::optional<std::vector<ManifestEntry>> read_again(const SourceBefore& before, const std::function<bool()>& goes_on) {
    std::vector<ManifestEntry> entries;
    Bytes room(256 << 10);
    for (const DrawnFile& drawn : before.drawn) {
        if (!goes_on()) return std::nullopt;
        ManifestEntry entry{.path = drawn.path, .size = drawn.state.size, .changed_ns = drawn.state.changed_ns};
        entry.state = read_one(before.seed, drawn, entry, room);
        if (entry.state != EntryState::Same) {
            entry.offsets.clear();
            entry.digest = {};
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace steward::agent::backups
