// The files of imports and exports on disk. Names are ids of ours; nothing that anybody chose becomes a path. Any thread.
//
//   <folder>/<import id>            what was uploaded
//   <folder>/<import id>.rejected   its rejected rows
//   <folder>/<export id>.export     an export
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::imports {

inline constexpr int64_t most_file_bytes = int64_t(512) << 20;

class Depot {
public:
    explicit Depot(std::string folder) : folder_(std::move(folder)) {}

    /// Writes `bytes` at `offset` and cuts what lies behind them. Failures: Unavailable "imports.disk_full", Internal
    /// "imports.unwritable".
    Status put(const std::string& name, int64_t offset, ByteView bytes);
    /// On stable storage when this returns. Failure: Conflict "imports.upload_lost" when not exactly `size` bytes lie there.
    Status settle(const std::string& name, int64_t size);
    /// At most `most` bytes from `offset`; fewer at the end. Failure: Internal "imports.unreadable", also when it is not there.
    Result<std::string> read(const std::string& name, int64_t offset, size_t most) const;
    void remove(const std::string& name);

private:
    const std::string folder_;
};

}  // namespace steward::imports
