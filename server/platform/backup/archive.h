// One file that holds a folder: a tar (POSIX ustar, regular files only) under zstd, so that
// `tar --zstd -tf` shows what is in a backup without us.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::backup {

/// Packs the files named (relative to `folder`, in this order) into `path`, durable when this
/// returns; mode 0600, never over an existing file. Returns its size. Failures: Conflict
/// "backup.exists"; Internal "backup.unwritable", "backup.unreadable".
Result<uint64_t> pack(const std::string& folder, const std::vector<std::string>& files, const std::string& path);

/// All regular files below `folder`, relative, sorted.
Result<std::vector<std::string>> files_below(const std::string& folder);

/// The content of the first file in the archive, which must have this name and be small: what is judged before unpacking. Failures:
/// Invalid "backup.malformed"; Internal "backup.unreadable".
Result<std::string> first_file(const std::string& path, const std::string& name);

/// Unpacks into `folder`, which must exist; files get mode 0600, folders 0700. Names that lead out
/// of it, links and everything else that is not a plain file are refused. Failures: Invalid
/// "backup.malformed"; Internal "backup.unreadable", "backup.unwritable".
Status unpack(const std::string& path, const std::string& folder);

}  // namespace steward::backup
