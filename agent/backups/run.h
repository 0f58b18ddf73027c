// `steward-agent backup-run`: runs a backup's command, and tells what was seen of it.
#pragma once

#include "agent/backups/engines/engine.h"
#include "agent/backups/report.h"
#include "agent/backups/source.h"

namespace steward::agent::backups {

struct RunPlan {
    std::string label;
    std::string engine;  // empty: by the command
    std::vector<std::string> command;
    std::vector<std::string> sources;  // empty: there is no manifest
    WalkRules rules;
    size_t sample = usual_drawn;
    std::string reports = usual_reports, manifests;
    Mounts mounts;
    std::vector<std::string> environment;  // NAME=VALUE: for what must not be told, and where restic and borg look for their repository
    int output = 1, errors = 2;            // where the command's words go
};

struct RunParts {
    const Clock& clock;
    Rng& rng;
    std::function<void(std::string_view)> log;  // for the backup's own user: what could not be told or kept
};

/// Blocks until the command is over. Answers its exit code, 128 and the signal when it was killed: whatever becomes of the report.
int run_backup(const RunPlan& plan, const RunParts& parts);

/// What is told when all is over; pure, and so without manifest, times and measurements.
v1::BackupRun judge(const RunPlan& plan, const Engine& engine, const Seen& seen, const SourceBefore& before);

}  // namespace steward::agent::backups
