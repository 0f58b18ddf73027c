// One file of one window: blocks of devices by name, and the layouts that they need.
//
// A block's name is the place in the log where its first row stands, so that writing it again
// after a crash replaces it. Blocks made from a whole window have negative names. Thread safe.
#pragma once

#include <functional>
#include <mutex>

#include "base/id.h"
#include "server/platform/series/layout.h"
#include "server/platform/series/sqlite_file.h"

namespace steward::series {

struct StoredBlock {
    int64_t name = 0;
    Instant first, last;  // moments of its first and last entry
    std::shared_ptr<const Layout> layout;
    Bytes body;  // as block.h writes it
};

class WindowFile {
public:
    /// Failures: as SqliteFile::open.
    static Result<std::unique_ptr<WindowFile>> open(const std::string& path);

    struct Put {
        DeviceId device;
        StoredBlock block;
    };
    /// All or none, on stable storage when it returns. Replaces blocks of the same device and name.
    Status put(std::span<const Put> blocks);

    /// Blocks of the device with entries in [from, to), oldest name first.
    Result<std::vector<StoredBlock>> blocks(DeviceId device, Instant from, Instant to);
    Result<std::vector<DeviceId>> devices();
    Status erase(DeviceId device);

private:
    explicit WindowFile(std::unique_ptr<SqliteFile> file) : file_(std::move(file)) {}
    Result<std::shared_ptr<const Layout>> layout(ByteView digest);  // mutex_ held
    std::mutex mutex_;
    std::unique_ptr<SqliteFile> file_;
    std::shared_ptr<const Layout> last_layout_;  // most devices of a kind have the same
};

}  // namespace steward::series
