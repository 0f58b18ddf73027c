#include "server/platform/series/window_set.h"

#include <cstdio>
#include <filesystem>

#include "server/platform/series/file.h"

namespace steward::series {

namespace {
constexpr size_t most_open_windows = 20;
}

Result<std::unique_ptr<WindowSet>> WindowSet::open(const std::string& folder) {
    std::unique_ptr<WindowSet> set(new WindowSet(folder));
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (const auto window = parse_window_name(entry.path().filename().string())) set->windows_[*window] = {};
    }
    if (error)
        return fail(ErrorKind::Internal, "series.open_failed", "The folder of the series cannot be read.", folder + ": " + error.message());
    return set;
}

std::string WindowSet::path_of(Window window) const { return folder_ + "/" + window_name(window.tier, window.start); }

std::vector<Window> WindowSet::windows(Tier tier, Instant from, Instant to) const {
    std::vector<Window> found;
    const std::lock_guard guard(mutex_);
    for (const auto& [window, opened] : windows_) {
        if (window.tier == tier && window.start < to && window.start + window_length(tier) > from) found.push_back(window);
    }
    return found;
}

Result<std::shared_ptr<WindowFile>> WindowSet::open_file(Window window) {
    Opened& opened = windows_[window];
    opened.used = ++uses_;
    if (opened.file) return opened.file;
    std::map<Window, Opened>::iterator oldest = windows_.end();
    size_t open_now = 0;
    for (auto at = windows_.begin(); at != windows_.end(); ++at) {
        if (!at->second.file) continue;
        ++open_now;
        if (oldest == windows_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (open_now >= most_open_windows) oldest->second.file.reset();  // closed when its last user is done
    STEWARD_TRY(opened.file, WindowFile::open(path_of(window)));
    return opened.file;
}

Result<std::shared_ptr<WindowFile>> WindowSet::find(Window window) {
    const std::lock_guard guard(mutex_);
    if (!windows_.contains(window)) return nullptr;
    return open_file(window);
}

Status WindowSet::put(Window window, std::span<const WindowFile::Put> blocks) {
    for (bool again = false;; again = true) {
        Result<std::shared_ptr<WindowFile>> file;
        {
            const std::lock_guard guard(mutex_);
            file = open_file(window);
        }
        Status done;
        if (file) done = (*file)->put(blocks);
        else done = std::unexpected(file.error());
        if (done || again || done.error().code != "series.damaged") return done;
        file = nullptr;
        STEWARD_CHECK(set_aside(window));
    }
}

Status WindowSet::set_aside(Window window) {
    const std::lock_guard guard(mutex_);
    windows_[window].file.reset();
    const std::string path = path_of(window);
    std::fprintf(stderr, "steward-server: %s is damaged; it is kept as %s.damaged and a new one is begun.\n", path.c_str(), path.c_str());
    std::error_code error;
    std::filesystem::rename(path, path + ".damaged", error);
    if (error)
        return fail(ErrorKind::Internal, "series.write_failed", "A damaged file of the series could not be set aside.",
                    path + ": " + error.message());
    std::filesystem::remove(path + "-journal", error);
    return sync_folder(folder_);
}

Status WindowSet::drop(Window window) {
    const std::lock_guard guard(mutex_);
    windows_.erase(window);
    std::error_code error;
    std::filesystem::remove(path_of(window), error);
    if (!error) std::filesystem::remove(path_of(window) + "-journal", error);
    if (error) {
        return fail(ErrorKind::Internal, "series.write_failed", "An old file of the series could not be removed.",
                    path_of(window) + ": " + error.message());
    }
    return sync_folder(folder_);
}

uint64_t WindowSet::bytes_on_disk() const {
    const std::lock_guard guard(mutex_);
    uint64_t total = 0;
    for (const auto& [window, opened] : windows_) {
        std::error_code error;
        const auto size = std::filesystem::file_size(path_of(window), error);
        if (!error) total += size;
    }
    return total;
}

}  // namespace steward::series
