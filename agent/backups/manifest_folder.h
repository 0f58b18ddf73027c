// Where manifests stay at the source: read by nobody but the backup's own user, the newest 40 of each label.
#pragma once

#include "agent/backups/manifest.h"

namespace steward::agent::backups {

constexpr size_t most_kept_manifests = 40;

/// For root /var/lib/steward-backups/manifests, else $XDG_STATE_HOME/steward-agent/manifests or below ~/.local/state. Empty: no home.
std::string usual_manifests();

/// Writes it as LABEL@TIME@RUN.manifest, whole and synced, and removes the oldest of this label; beside it its witness. Answers the SHA-256
/// of the file. Failure: Unavailable "backup.manifest_not_kept".
Result<std::array<uint8_t, 32>> keep_manifest(const std::string& folder, const Manifest& manifest);

}  // namespace steward::agent::backups
