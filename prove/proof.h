// A restore test from what is asked to its record. It never throws away what it found out: whatever stands in the way is in the record.
#pragma once

#include "prove/repository_file.h"
#include "trust/backup_witness.h"
#include "trust/restore_record.h"

namespace steward::prove {

/// What this host is, for the tests another.
struct Host {
    const Clock& clock;
    std::string host_name;
    std::string repositories = usual_repositories;
    uint64_t most_in_memory = uint64_t{64} << 20;  // of scratch space
    bool may_be_source = false;                    // somebody at the machine wants it all the same
    std::string alarm_shell;                       // what stands in the place of a shell where none may be started (alarm.h): our own file
};

struct Proof {
    trust::RestoreRecord record;
    std::vector<std::string> names;  // of files that are missing or differ: for who stands beside, never for the server
};

/// Blocks until it is over and the scratch space is gone. The process is root's own; its mounts are its own from then on.
Proof prove(const trust::RestoreTestAction& action, const std::optional<trust::BackupWitness>& witness, const Host& setup);

/// A record that says only why there was no test.
trust::RestoreRecord record_of(const trust::RestoreTestAction& action, const trust::RestoreProblem& problem, Instant now);

}  // namespace steward::prove
