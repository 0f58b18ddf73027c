#include "server/app/snapshots.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>

#include "server/app/disk_watch.h"
#include "server/platform/backup/sealed_keys.h"
#include "server/platform/storage/postgres_copy.h"

namespace steward::app {

namespace fs = std::filesystem;

namespace {
constexpr Duration kept_for = std::chrono::hours(24);
// The keys that make the server what it is to its database, its agents and its people's browsers.
constexpr const char* key_names[] = {"master.key", "link.key", "link-reserve.key", "link.crt", "console.key", "console.crt", "log.key"};

Result<Bytes> read_key(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(ErrorKind::Internal, "backup.unreadable", path + " cannot be read.");
    return Bytes(std::istreambuf_iterator<char>(in), {});
}

Status write_private(const std::string& path, ByteView bytes) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && fsync(file) == 0;
    const int why = errno;
    if (file >= 0) close(file);
    return written ? Status{} : Status(fail(ErrorKind::Internal, "backup.unwritable", path + " cannot be written.", std::strerror(why)));
}

int64_t bytes_below(const std::string& folder) {
    int64_t bytes = 0;
    std::error_code ignored;
    for (fs::recursive_directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored)) {
        if (at->is_regular_file(ignored)) bytes += static_cast<int64_t>(at->file_size(ignored));
    }
    return bytes;
}

// The content of attachments never changes under its name, so the copy shares it. After the database: what that one speaks
// of lies there already, and is not swept before an hour has passed. What was linked before stays.
Status link_files(const std::string& from, const std::string& to) {
    std::error_code failed, ignored;
    for (fs::directory_iterator group(from, failed), end; !failed && group != end; group.increment(failed)) {
        if (!group->is_directory(ignored) || group->path().filename() == "uploads") continue;
        const std::string target = to + "/" + group->path().filename().string();
        fs::create_directories(target, failed);
        chmod(to.c_str(), 0700);
        chmod(target.c_str(), 0700);
        for (fs::directory_iterator file(group->path(), failed); !failed && file != end; file.increment(failed)) {
            std::error_code unlinked;
            const std::string linked = target + "/" + file->path().filename().string();
            fs::create_hard_link(file->path(), linked, unlinked);
            // Two servers keep them on storage that both reach: that is another file system.
            if (unlinked == std::errc::cross_device_link) fs::copy_file(file->path(), linked, fs::copy_options::skip_existing, unlinked);
            // Linked before, or swept meanwhile: then the database of this copy does not speak of it.
            if (unlinked && unlinked != std::errc::file_exists && fs::exists(file->path(), ignored))
                return fail(ErrorKind::Internal, "backup.unwritable", "An attachment cannot be copied.", unlinked.message());
        }
    }
    const bool none = failed == std::errc::no_such_file_or_directory;
    return failed && !none ? Status(fail(ErrorKind::Internal, "backup.unreadable", "The attachments cannot be read.", failed.message()))
                           : Status{};
}

Status fits(const std::string& state_folder, int64_t bytes) {
    STEWARD_TRY(const auto use, disk_use(state_folder));
    if (static_cast<int64_t>(use.free_bytes) > bytes + bytes / 4) return {};
    return fail(ErrorKind::Unavailable, "backup.no_space",
                "A copy needs about " + std::to_string(bytes >> 20) + " MiB beside the state folder's data. Free some space first.");
}
}  // namespace

Result<SnapshotMade> Snapshots::make(std::string_view passphrase, Instant now) {
    STEWARD_CHECK(backup::passphrase_fits(passphrase));
    STEWARD_TRY(const int64_t database_bytes, storage::size_of_copy(database_));
    STEWARD_CHECK(fits(state_folder_, database_bytes + static_cast<int64_t>(series_.numbers().bytes_on_disk)));
    std::error_code ignored;
    SnapshotMade made{.id = to_text(make_raw_id(now, rng_)), .folder = {}, .at = now};
    made.folder = root() + "/" + made.id;
    fs::create_directories(made.folder, ignored);
    chmod(root().c_str(), 0700);
    chmod(made.folder.c_str(), 0700);
    if (const auto filled = fill(made.folder, passphrase, now); !filled) {
        fs::remove_all(made.folder, ignored);
        return std::unexpected(filled.error());
    }
    made.bytes = bytes_below(made.folder);
    std::ofstream(state_folder_ + "/last-snapshot") << now.unix_ms << "\n";
    return made;
}

// The database before the series: what the database speaks of and the series lack would be a
// report that was acknowledged and lost; the other way round it is only repeated.
Status Snapshots::fill(const std::string& folder, std::string_view passphrase, Instant now) {
    backup::KeyFiles keys;
    std::error_code ignored;
    for (const auto* name : key_names) {
        const std::string path = state_folder_ + "/" + name;
        if (!fs::exists(path, ignored)) continue;
        STEWARD_TRY(keys[name], read_key(path));
    }
    STEWARD_TRY(const auto sealed, backup::seal_keys(keys, passphrase, rng_));
    STEWARD_CHECK(write_private(folder + "/keys.sealed", sealed));
    const bool embedded = database_.engine() == storage::Engine::Sqlite;
    const std::string attachments = state_folder_ + "/attachments";
    // A dump is of the moment at which it began, and may take longer than what it speaks of is safe from being swept.
    if (!embedded) STEWARD_CHECK(link_files(attachments, folder + "/attachments"));
    const std::string database = embedded ? "steward.db" : "database.dump";
    STEWARD_CHECK(database_.copy_to(folder + "/" + database));
    STEWARD_CHECK(series_.copy_to(folder + "/series"));
    STEWARD_CHECK(link_files(attachments, folder + "/attachments"));
    const std::string manifest = boost::json::serialize(boost::json::object{{"format", 1},
                                                                            {"version", version_},
                                                                            {"made_at", to_rfc3339(now)},
                                                                            {"database", embedded ? "sqlite" : "postgresql"},
                                                                            {"database_file", database}});
    return write_private(folder + "/manifest.json", as_bytes(manifest));
}

Status Snapshots::remove(std::string_view id) {
    STEWARD_TRY(const auto raw, parse_raw_id(id));
    std::error_code failed;
    fs::remove_all(root() + "/" + to_text(raw), failed);
    if (failed) return fail(ErrorKind::Internal, "backup.unwritable", "The snapshot cannot be removed.", failed.message());
    return {};
}

Status Snapshots::sweep(Instant now) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root(), ignored)) {
        const auto id = parse_raw_id(entry.path().filename().string());
        if (!id) continue;
        int64_t made_ms = 0;  // a version 7 UUID begins with its time
        for (size_t i = 0; i < 6; ++i) made_ms = made_ms << 8 | id->bytes[i];
        if (now - Instant{made_ms} > kept_for) fs::remove_all(entry.path(), ignored);
    }
    return {};
}

Instant Snapshots::last_made() const {
    int64_t at = 0;
    std::ifstream(state_folder_ + "/last-snapshot") >> at;
    return Instant{at};
}

}  // namespace steward::app
