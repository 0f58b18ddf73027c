// The catalogue: what is known of devices beside their samples, and what was dropped. Thread safe.
#pragma once

#include <map>
#include <mutex>

#include "base/id.h"
#include "server/platform/series/held_positions.h"
#include "server/platform/series/layout.h"
#include "server/platform/series/sqlite_file.h"
#include "server/platform/series/window.h"

namespace steward::series {

struct DeviceRecord {
    DeviceId device;
    std::shared_ptr<const Layout> layout;  // unset: none yet
    HeldPositions held;
    uint64_t stored_to = 0;  // place in the log: rows up to it are in blocks
    Bytes latest;            // LatestValues::pack
};

class Catalogue {
public:
    /// Failures: as SqliteFile::open.
    static Result<std::unique_ptr<Catalogue>> open(const std::string& path);

    Result<std::vector<DeviceRecord>> devices();
    /// Nothing when it was never stored. Failure: Internal "series.damaged".
    Result<std::shared_ptr<const Layout>> layout(const LayoutDigest& digest);
    /// All or none, on stable storage when it returns; their layouts with them.
    Status store(std::span<const DeviceRecord> records);
    Status erase(DeviceId device);

    /// The oldest moment of which the tier is held; never goes back.
    Instant floor(Tier tier) const;
    Status raise_floor(Tier tier, Instant to);

private:
    explicit Catalogue(std::unique_ptr<SqliteFile> file) : file_(std::move(file)) {}
    Result<std::shared_ptr<const Layout>> read_layout(ByteView digest);  // mutex_ held
    Status read_floors();
    mutable std::mutex mutex_;
    std::unique_ptr<SqliteFile> file_;
    std::map<LayoutDigest, std::weak_ptr<const Layout>> layouts_;
    Instant floors_[3];
};

}  // namespace steward::series
