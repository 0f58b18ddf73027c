// What a backup program did, read from what it left: its exit code and its words. Pure: no file, no clock, any input is fine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace steward::agent::backups {

/// Which engine a command is, and what of it the reading needs (recognise.h).
struct Engine {
    std::string name = "command";  // as BackupRun.engine
    bool makes_backup = true;      // false: `restic forget` and the like, which leave no recovery point
    bool dry_run = false;
    std::string repository;   // as it was typed; not yet fit to be told
    std::string dump_file;    // where pg_dump or mariadb-dump writes; empty: its output
    bool has_trailer = true;  // the dump ends in a line that says so
};

/// The beginning and the end of a dump's file.
struct DumpFile {
    std::string head, tail;
};

/// What somebody who started the command saw of it.
struct Seen {
    int exit_code = 0;                // minus the signal that ended it
    std::string_view output, errors;  // their ends
    std::vector<std::string> lines;   // of both, in order: those that `is_kept_line` wanted
    std::optional<DumpFile> dump;
};

enum class Outcome : uint8_t { Succeeded = 1, InPart = 2, Failed = 3 };

struct Account {
    Outcome outcome = Outcome::Succeeded;
    std::string reason;  // "backup.wrong_password"; empty when it succeeded
    std::string detail;  // the engine's own line about it; not yet fit to be told
    std::vector<std::string> warnings;
    std::optional<uint64_t> items_total, items_failed, source_bytes, added_bytes;
    std::string point;
};

/// Whether a line of JSON that scrolls by says something that `read` needs. Most are progress.
bool is_kept_line(std::string_view engine, std::string_view line);

/// The one door: every engine, and every other command by its exit code alone.
Account read(const Engine& engine, const Seen& seen);

}  // namespace steward::agent::backups
