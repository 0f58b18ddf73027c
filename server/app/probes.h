// The probes that need nothing but the house's parts.
#pragma once

#include "server/app/diagnosis.h"
#include "server/app/snapshots.h"
#include "server/platform/access/access.h"
#include "server/platform/storage/database.h"

namespace steward::app {

Probe probe_database(storage::Database& database);
Probe probe_audit_trail(access::Access& access);
Probe probe_key_file(std::string path);
Probe probe_clock();                                    // whether something keeps it right
Probe probe_channels(storage::Database& database);      // is anybody told of anything
Probe probe_dead_letters(storage::Database& database);  // records nobody could use
Probe probe_backups(const Snapshots& snapshots);

}  // namespace steward::app
