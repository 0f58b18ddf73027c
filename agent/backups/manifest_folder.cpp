#include "agent/backups/manifest_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "agent/backups/witness.h"
#include "trust/backup_witness.h"
#include "trust/digest.h"

namespace steward::agent::backups {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view manifest_ending = ".manifest";

std::string manifest_name(const Manifest& manifest) {
    char time[32];
    std::snprintf(time, sizeof time, "%015llu", static_cast<unsigned long long>(manifest.started_ms));
    return manifest.label + "@" + time + "@" + to_hex(manifest.run_id) + std::string(manifest_ending);
}

std::string witness_beside(const std::string& manifest) {
    return manifest.substr(0, manifest.size() - manifest_ending.size()) + ".witness";
}

bool write_synced(const std::string& path, ByteView bytes) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return false;
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t put = write(file, bytes.data() + done, bytes.size() - done);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) break;
        done += static_cast<size_t>(put);
    }
    const bool whole = done == bytes.size() && fsync(file) == 0;
    const int why = errno;
    close(file);
    if (!whole) unlink(path.c_str());
    errno = why;
    return whole;
}

void sync_folder(const std::string& path) {
    const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}

void remove_oldest(const std::string& folder, const std::string& label) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with(label + "@") && name.ends_with(manifest_ending)) names.push_back(name);
    }
    std::ranges::sort(names, std::greater<>{});
    for (size_t i = most_kept_manifests; i < names.size(); ++i) {
        const std::string path = folder + "/" + names[i];
        unlink(path.c_str());
        unlink(witness_beside(path).c_str());
    }
}
}  // namespace

std::string usual_manifests() {
    if (geteuid() == 0) return "/var/lib/steward-backups/manifests";
    const char* state = std::getenv("XDG_STATE_HOME");
    if (state && *state == '/') return std::string(state) + "/steward-agent/manifests";
    const char* home = std::getenv("HOME");
    return home && *home == '/' ? std::string(home) + "/.local/state/steward-agent/manifests" : std::string{};
}

Result<std::array<uint8_t, 32>> keep_manifest(const std::string& folder, const Manifest& manifest) {
    const Bytes bytes = write_manifest(manifest);
    const auto not_kept = [&] {
        return fail(ErrorKind::Unavailable, "backup.manifest_not_kept", "The manifest could not be written to " + folder + ".",
                    std::strerror(errno));
    };
    std::error_code why;
    const mode_t before = umask(0077);
    fs::create_directories(folder, why);
    umask(before);
    const std::string name = manifest_name(manifest), whole = folder + "/" + name, part = whole + ".part";
    unlink(part.c_str());
    if (!write_synced(part, bytes)) return not_kept();
    if (rename(part.c_str(), whole.c_str()) != 0) {
        unlink(part.c_str());
        return not_kept();
    }
    // For who tries a restore by hand; the server has its own with the report.
    if (const Bytes witness = write_witness(manifest, trust::largest_witness); !witness.empty())
        write_synced(witness_beside(whole), witness);
    sync_folder(folder);
    remove_oldest(folder, manifest.label);
    return trust::sha256(bytes);
}

}  // namespace steward::agent::backups
