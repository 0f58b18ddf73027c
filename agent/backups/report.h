// The report of a run: what may stand in it, how it is handed in, and how it reads in one sentence.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "steward/agent/v1/backup.pb.h"

namespace steward::agent::backups {

constexpr size_t largest_report = 16 << 10;
inline const std::string usual_reports = "/var/lib/steward-backups/reports";

/// Of a file that anybody may have written: a report as it may go to the server, with its words made fit again; or nothing, and `why`.
/// `now`: what ended more than a day later is refused.
std::optional<v1::BackupRun> read_report(std::string_view bytes, Instant now, std::string& why);

/// "Backup files by restic succeeded: 33 files, snapshot c3637267."
std::string sentence_of_run(const v1::BackupRun& run);

/// Puts the report into the folder, whole and synced, under a name that nobody else has. Readable for the folder's group alone.
/// Failures: NotFound "backup.no_folder", Unavailable "backup.not_told".
Status hand_in(const std::string& folder, const v1::BackupRun& run, Rng& rng);

constexpr std::string_view report_ending = ".run", unfinished_ending = ".part";

}  // namespace steward::agent::backups
