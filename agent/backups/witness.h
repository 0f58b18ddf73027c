// The witness of a manifest: the same hashes without the names of the files, small enough to travel with the report.
#pragma once

#include "agent/backups/manifest.h"

namespace steward::agent::backups {

/// At most so many bytes (trust/backup_witness.h), of files that were the same before and after alone: those with the lowest lots first.
/// Left out are names that are no UTF-8, as engines do not list them as they are. Empty: there is no room, or no such file.
Bytes write_witness(const Manifest& manifest, size_t most);

}  // namespace steward::agent::backups
