// The window files of a folder: opened when needed, few at a time. Thread safe.
#pragma once

#include <map>

#include "server/platform/series/window.h"
#include "server/platform/series/window_file.h"

namespace steward::series {

class WindowSet {
public:
    /// Failure: Internal "series.open_failed" when the folder cannot be listed.
    static Result<std::unique_ptr<WindowSet>> open(const std::string& folder);

    /// Windows that are there and touch [from, to), oldest first.
    std::vector<Window> windows(Tier tier, Instant from, Instant to) const;

    /// Nothing when the window is not there. Failures: as WindowFile::open.
    Result<std::shared_ptr<WindowFile>> find(Window window);

    /// Stores blocks of one window, making its file when missing. A damaged file is set aside under
    /// "<name>.damaged", and a new one takes its place: what comes in must be stored somewhere.
    Status put(Window window, std::span<const WindowFile::Put> blocks);

    /// Removes the file.
    Status drop(Window window);

    uint64_t bytes_on_disk() const;
    const std::string& folder() const { return folder_; }

private:
    explicit WindowSet(std::string folder) : folder_(std::move(folder)) {}
    std::string path_of(Window window) const;
    Result<std::shared_ptr<WindowFile>> open_file(Window window);  // mutex_ held
    Status set_aside(Window window);

    struct Opened {
        std::shared_ptr<WindowFile> file;
        uint64_t used = 0;
    };
    const std::string folder_;
    mutable std::mutex mutex_;
    std::map<Window, Opened> windows_;  // every file that is there; `file` unset: not open
    uint64_t uses_ = 0;
};

}  // namespace steward::series
