// Running the command: its output passes through unchanged, signals that we get go on to it, and what it took is measured.
#pragma once

#include "agent/backups/capture.h"
#include "base/error.h"
#include "base/time.h"

namespace steward::agent::backups {

struct ChildEnd {
    int exit_code = 0;  // minus the signal that ended it
    uint64_t processor_ms = 0, peak_memory_bytes = 0;
};

/// Blocks until it is over. Its standard input is ours; what it writes goes to `output` and `errors` (descriptors) and is captured.
/// A command that cannot be started ends with 127 or 126, as a shell's. Failure: Internal "backup.not_started": no process or pipe.
Result<ChildEnd> run_child(const std::vector<std::string>& command, int output, int errors, Capture& from_output, Capture& from_errors,
                           const Clock& clock);

}  // namespace steward::agent::backups
