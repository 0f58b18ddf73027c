// What was told of one run, whoever told it, within bounds. Pure: the machine that told it is not believed to be well-formed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/time.h"

namespace steward::agent::v1 {
class BackupRun;
}

namespace steward::backups {

struct ToldManifest {
    std::string digest;  // hex SHA-256 of the manifest at the source; empty: there is none
    int64_t files = 0, hashed = 0, in_motion = 0;
    std::string unknown_reason;
};

struct ToldRun {
    std::string key;  // 32 hex digits: told twice it is one run
    std::string label, engine, engine_version;
    std::string reporter;     // wrapper, reader, caller, api
    std::string reported_by;  // the account on the machine, or who called the API
    Instant started_at, ended_at;
    std::string outcome;  // success, warning, failed
    std::string reason_code, text;
    std::vector<std::string> warnings;
    std::optional<int64_t> items_total, items_failed, source_bytes, added_bytes;
    std::string point;   // the engine's own name; empty: none was seen
    Instant content_at;  // not set: unknown
    std::string repository;
    ToldManifest manifest;
    Bytes witness;  // as it came, for the restore host (trust/backup_witness.h): at most 12 KiB; empty: none
};

/// A label as machines and plans may have it: 1 to 100 of a-z 0-9 . _ -
bool is_label(std::string_view text);

/// Failure: Invalid "backups.report" when it has no key, no label, no times or no outcome: nothing can be made of it.
Result<ToldRun> read_told(const agent::v1::BackupRun& run);

}  // namespace steward::backups
