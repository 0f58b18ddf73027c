// Forgetting a device, and copying everything while reports come in.
#include <filesystem>

#include "server/platform/series/embedded_store.h"
#include "server/platform/series/file.h"

namespace steward::series {

namespace {
std::unexpected<Error> copy_failed(const std::string& path, const std::error_code& error) {
    if (error == std::errc::no_space_on_device)
        return fail(ErrorKind::Unavailable, "series.disk_full", "The disk is full; make room for the copy.", path);
    return fail(ErrorKind::Internal, "series.copy_failed", "The series could not be copied; see the server's log.",
                path + ": " + error.message());
}

// `extension` is its beginning: the journal that a crash left behind belongs to its file.
Status copy_files(const std::string& from, const std::string& to, std::string_view extension) {
    std::error_code error;
    std::filesystem::create_directories(to, error);
    if (error) return copy_failed(to, error);
    for (const auto& entry : std::filesystem::directory_iterator(from, error)) {
        if (!entry.path().extension().string().starts_with(extension)) continue;
        const std::string target = to + "/" + entry.path().filename().string();
        std::error_code failure;
        std::filesystem::copy_file(entry.path(), target, std::filesystem::copy_options::overwrite_existing, failure);
        if (failure == std::errc::no_such_file_or_directory) continue;  // a log segment that was given another name
        if (failure) return copy_failed(target, failure);
        STEWARD_TRY(const auto file, File::open(target, false));
        STEWARD_CHECK(file->sync());
    }
    if (error) return copy_failed(from, error);
    return sync_folder(to);
}
}  // namespace

// The record in the log comes first: from then on a crash cannot bring the device back.
Status EmbeddedStore::erase(DeviceId device) {
    const std::lock_guard maintaining(maintaining_);
    if (const auto state = find(device)) {
        const std::lock_guard appending(appending_);
        const std::lock_guard guard(state->mutex);
        STEWARD_CHECK(log_->segment_with_room(64));
        record_.clear();
        pack_erase(device, record_);
        log_->append(record_);
        state->erased = true;
        state->growing = RowBlock();
        state->sealed.clear();
        state->stream.reset();
    }
    {
        const std::unique_lock guard(devices_mutex_);
        devices_.erase(device);
    }
    STEWARD_CHECK(log_->sync());
    return erase_from_files(device);
}

Status EmbeddedStore::erase_from_files(DeviceId device) {
    for (const Tier tier : all_tiers) {
        for (const Window window : files_->windows(tier, always, for_ever)) {
            STEWARD_TRY(const auto file, files_->find(window));
            if (file) STEWARD_CHECK(file->erase(device));
        }
    }
    return catalogue_->erase(device);
}

// Files change only under maintaining_. The log grows meanwhile; what was appended before is in it,
// and a record cut in the middle is passed over as after a crash.
Status EmbeddedStore::copy_to(const std::string& path) {
    const std::lock_guard maintaining(maintaining_);
    STEWARD_CHECK(log_->sync());
    STEWARD_CHECK(copy_files(folder_ + "/log", path + "/log", ".log"));
    return copy_files(folder_, path, ".series");
}

}  // namespace steward::series
