#include "server/modules/attachments/shelf.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace steward::attachments {

namespace fs = std::filesystem;

namespace {
constexpr size_t read_at_once = 256 * 1024;
constexpr Duration kept_unwanted = std::chrono::hours(1);
constexpr size_t digits_of_sha256 = 64;

class File {
public:
    File(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

    bool write_at(int64_t offset, ByteView bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), offset);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes = bytes.subspan(static_cast<size_t>(written));
            offset += written;
        }
        return true;
    }

private:
    int descriptor_;
};

std::unexpected<Error> unwritable(const std::string& path) {
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(ErrorKind::Unavailable, "attachments.disk_full",
                    "The server's disk is full: no file can be taken until there is space.");
    return fail(ErrorKind::Internal, "attachments.unwritable", "The file could not be kept. The server's log says why.",
                path + ": " + std::strerror(errno));
}

bool is_digest(std::string_view name) {
    return name.size() == digits_of_sha256 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void sync_folder(const std::string& path) {
    const File folder(path, O_RDONLY | O_DIRECTORY);
    if (folder.is_open()) fsync(folder.descriptor());
}

std::string digest_text(crypto_hash_sha256_state& state) {
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256_final(&state, digest.data());
    return to_hex(digest);
}
}  // namespace

bool disk_has_room(const std::string& folder, uint64_t bytes) {
    struct statvfs numbers {};
    std::string place = folder;
    while (statvfs(place.c_str(), &numbers) != 0) {
        const size_t slash = place.rfind('/');
        if (errno != ENOENT || slash == std::string::npos || slash == 0) return true;  // writing will tell
        place.resize(slash);
    }
    const uint64_t free = numbers.f_bavail * numbers.f_frsize, used = (numbers.f_blocks - numbers.f_bfree) * numbers.f_frsize;
    const double total = static_cast<double>(used + free);
    return bytes <= free && static_cast<double>(used + bytes) * 100 <= total * most_disk_percent;
}

std::string Shelf::path_of(const std::string& digest) const { return folder_ + "/" + digest.substr(0, 2) + "/" + digest; }
std::string Shelf::path_of(AttachmentId upload) const { return folder_ + "/uploads/" + upload.text(); }

Status Shelf::make_folders(const std::string& below) const {
    for (const auto& path : {folder_, folder_ + "/" + below}) {
        if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unwritable(path);
    }
    return {};
}

Status Shelf::put(AttachmentId upload, int64_t offset, ByteView bytes) {
    if (!disk_has_room(folder_, bytes.size())) {
        errno = ENOSPC;
        return unwritable(folder_);
    }
    STEWARD_CHECK(make_folders("uploads"));
    const std::string path = path_of(upload);
    const File file(path, O_WRONLY | O_CREAT);
    struct stat there {};
    if (!file.is_open() || fstat(file.descriptor(), &there) != 0) return unwritable(path);
    // A last part that comes again after the file became content finds it gone: what it writes into would be a hole.
    if (there.st_size < offset) {
        if (there.st_size == 0) give_up(upload);
        return fail(ErrorKind::Conflict, "attachments.upload_lost", "A part of this upload is missing. Upload the file again.");
    }
    if (!file.write_at(offset, bytes)) return unwritable(path);
    return {};
}

// The content is on the disk before its name is: a name never stands for half a file.
Status Shelf::settle(const std::string& from, const std::string& digest) {
    STEWARD_CHECK(make_folders(digest.substr(0, 2)));
    const std::string to = path_of(digest);
    const std::lock_guard held(mutex_);
    unwanted_since_.erase(digest);
    if (rename(from.c_str(), to.c_str()) != 0) return unwritable(to);
    sync_folder(folder_ + "/" + digest.substr(0, 2));
    return {};
}

Result<std::string> Shelf::finish(AttachmentId upload, int64_t size) {
    const std::string path = path_of(upload);
    const File file(path, O_RDWR | (size == 0 ? O_CREAT : 0));
    struct stat there {};
    if (!file.is_open() || fstat(file.descriptor(), &there) != 0 || there.st_size != size)
        return fail(ErrorKind::Conflict, "attachments.upload_lost", "A part of this upload is missing. Upload the file again.");
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<uint8_t> buffer(read_at_once);
    for (int64_t at = 0; at < size;) {
        const ssize_t got = pread(file.descriptor(), buffer.data(), buffer.size(), at);
        if (got <= 0)
            return fail(ErrorKind::Internal, "attachments.unreadable", "The file cannot be read.", path + ": " + std::strerror(errno));
        crypto_hash_sha256_update(&state, buffer.data(), static_cast<size_t>(got));
        at += got;
    }
    if (fdatasync(file.descriptor()) != 0) return unwritable(path);
    const std::string digest = digest_text(state);
    STEWARD_CHECK(settle(path, digest));
    return digest;
}

void Shelf::give_up(AttachmentId upload) { unlink(path_of(upload).c_str()); }

Result<std::string> Shelf::add(ByteView bytes) {
    if (!disk_has_room(folder_, bytes.size())) {
        errno = ENOSPC;
        return unwritable(folder_);
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, bytes.data(), bytes.size());
    const std::string digest = digest_text(state);
    STEWARD_CHECK(make_folders("uploads"));
    // Two that add the same content at once write two files and rename the one over the other.
    static std::atomic<uint64_t> turn{0};
    const std::string path = folder_ + "/uploads/" + digest + "." + std::to_string(getpid()) + "." + std::to_string(++turn);
    {
        const File file(path, O_WRONLY | O_CREAT | O_EXCL);
        if (!file.is_open() || !file.write_at(0, bytes) || fdatasync(file.descriptor()) != 0) {
            const auto refusal = unwritable(path);
            unlink(path.c_str());
            return refusal;
        }
    }
    STEWARD_CHECK(settle(path, digest));
    return digest;
}

Result<std::string> Shelf::read(const std::string& digest, int64_t offset, size_t most) const {
    const auto unreadable = [&] {
        return fail(ErrorKind::Internal, "attachments.unreadable", "The file's bytes are not on this server. Restore them from a backup.",
                    digest + ": " + std::strerror(errno));
    };
    if (!is_digest(digest)) return unreadable();
    const File file(path_of(digest), O_RDONLY);
    if (!file.is_open()) return unreadable();
    std::string bytes(most, '\0');
    size_t have = 0;
    while (have < most) {
        const ssize_t got = pread(file.descriptor(), bytes.data() + have, most - have, offset + static_cast<int64_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable();
        if (got == 0) break;
        have += static_cast<size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

Result<int> Shelf::sweep(const std::function<Result<bool>(const std::string& digest)>& is_wanted,
                         const std::function<Result<bool>(AttachmentId upload)>& is_under_way, Instant now) {
    int removed = 0;
    std::error_code ignored;
    std::vector<std::pair<std::string, std::string>> found;  // name, path
    for (fs::recursive_directory_iterator at(folder_, ignored), end; !ignored && at != end; at.increment(ignored))
        if (at->is_regular_file(ignored)) found.emplace_back(at->path().filename().string(), at->path().string());
    for (const auto& [name, path] : found) {
        bool wanted = true;
        if (const auto upload = AttachmentId::parse(name)) {
            STEWARD_TRY(wanted, is_under_way(*upload));
        } else if (is_digest(name)) {
            STEWARD_TRY(wanted, is_wanted(name));
        } else {
            wanted = false;  // what a stop in the middle of `add` left
        }
        const std::lock_guard held(mutex_);
        if (wanted) {
            unwanted_since_.erase(name);
            continue;
        }
        const Instant since = unwanted_since_.try_emplace(name, now).first->second;
        if (now - since < kept_unwanted) continue;
        unwanted_since_.erase(name);
        if (unlink(path.c_str()) == 0) ++removed;
    }
    return removed;
}

}  // namespace steward::attachments
