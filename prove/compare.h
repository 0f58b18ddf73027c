// Reading what was restored, by a process of its own without network, rights and calls: what came out of a backup is nobody's friend.
#pragma once

#include <expected>

#include "prove/program.h"
#include "trust/backup_witness.h"
#include "trust/restore_record.h"

namespace steward::prove {

struct Wanted {
    std::string path;  // below the scratch space, beginning with a slash
    uint64_t size = 0;
    std::vector<uint64_t> offsets;  // as a witness has them
};

enum class Reading : uint8_t { Read = 1, Missing = 2, NoFile = 3, OtherSize = 4, Unreadable = 5 };

struct Read {
    Reading reading = Reading::Unreadable;
    uint64_t size = 0;  // as it stands there
    trust::Digest content{};
};

/// One answer for each. No link is followed, and nothing outside of `folder` is reached. Failure: "restore.no_isolation": the reader did
/// not live to the end.
std::expected<std::vector<Read>, trust::RestoreProblem> read_restored(const std::string& folder, const std::vector<Wanted>& wanted,
                                                                      Spent& spent);

}  // namespace steward::prove
