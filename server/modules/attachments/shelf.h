// The bytes of attachments on disk: whole files under the hash of their content, and uploads on their way.
//
//   <folder>/ab/abcdef...   content, by SHA-256; the same content lies there once
//   <folder>/uploads/<id>   what has come of one upload
//
// Nothing here is executable, and no name that anybody chose becomes a path. Safe from any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/bytes.h"
#include "base/id.h"
#include "base/time.h"
#include "server/modules/attachments/attachments.h"

namespace steward::attachments {

class Shelf {
public:
    explicit Shelf(std::string folder) : folder_(std::move(folder)) {}

    /// Writes `bytes` of an upload at `offset`. Failures: Unavailable "attachments.disk_full", Internal "attachments.unwritable";
    /// both here and below.
    Status put(AttachmentId upload, int64_t offset, ByteView bytes);
    /// The upload becomes content; durable when this returns. Its digest. Failure: Conflict "attachments.upload_lost" when
    /// not exactly `size` bytes lie there.
    Result<std::string> finish(AttachmentId upload, int64_t size);
    void give_up(AttachmentId upload);

    /// Content at once; durable when this returns. Its digest.
    Result<std::string> add(ByteView bytes);

    /// At most `most` bytes from `offset`; fewer at the end. Failure: Internal "attachments.unreadable", also when the
    /// content is not on this server.
    Result<std::string> read(const std::string& digest, int64_t offset, size_t most) const;

    /// Removes content that `is_wanted` did not want at this call and at an earlier one, an hour or more ago, and uploads
    /// that nobody knows. How many files went.
    Result<int> sweep(const std::function<Result<bool>(const std::string& digest)>& is_wanted,
                      const std::function<Result<bool>(AttachmentId upload)>& is_under_way, Instant now);

private:
    std::string path_of(const std::string& digest) const;
    std::string path_of(AttachmentId upload) const;
    Status make_folders(const std::string& digest) const;
    Status settle(const std::string& from, const std::string& digest);

    const std::string folder_;
    mutable std::mutex mutex_;
    std::map<std::string, Instant> unwanted_since_;  // by digest; taken out when it comes again
};

/// How full the disk of `folder` may be before no more files are taken: metrics were refused before, agents' events come after.
inline constexpr double most_disk_percent = 94;
bool disk_has_room(const std::string& folder, uint64_t bytes);

}  // namespace steward::attachments
