// pgBackRest and Barman: copies of whole database servers, and the snapshots of btrfs and LVM.
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
bool is_pgbackrest_error(std::string_view line) { return says(line, "error: ["); }
bool is_barman_error(std::string_view line) { return says(line, "error:") || says(line, "exception"); }
bool is_snapshot_error(std::string_view line) { return says(line, "error:") || line.starts_with("  "); }

void read_warnings_of(const Seen& seen, Account& account) {
    for (const auto text : {seen.output, seen.errors}) {
        for_each_line(text, [&](std::string_view line) {
            if (says(line, "warn:") || says(line, "warning:")) warn(account, line);
            return true;
        });
    }
}

// pgBackRest's exit codes are its error numbers: 50 is a lock that another one holds, 56 no database to reach.
std::string_view pgbackrest_reason(int exit_code) {
    if (exit_code == 50) return "backup.repository_locked";
    if (exit_code == 56) return "backup.unreachable";
    return exit_code == 37 || exit_code == 55 ? "backup.configuration" : "";
}
}  // namespace

Account read_pgbackrest(const Seen& seen) {
    if (seen.exit_code != 0) {
        const bool in_output = seen.errors.empty();  // its console log goes to the output by default
        Account account = failed_with({.exit_code = seen.exit_code, .errors = in_output ? seen.output : seen.errors}, is_pgbackrest_error);
        if (const auto known = pgbackrest_reason(seen.exit_code); !known.empty()) account.reason = known;
        return account;
    }
    Account account;
    for_each_line(seen.output, [&](std::string_view line) {
        if (const size_t at = line.find("new backup label = "); at != std::string_view::npos) account.point = line.substr(at + 19);
        if (const size_t at = line.find("backup size = "); at != std::string_view::npos)
            account.source_bytes = amount(line.substr(at + 14));
        if (const size_t at = line.find("file total = "); at != std::string_view::npos)
            account.items_total = leading_number(line.substr(at + 13));
        return true;
    });
    read_warnings_of(seen, account);
    return account;
}

Account read_barman(const Seen& seen) {
    if (seen.exit_code != 0) return failed_with(seen, is_barman_error);
    Account account;
    for_each_line(seen.output, [&](std::string_view line) {
        if (line.starts_with("Starting backup using ")) account.point = line.substr(std::min(line.rfind('/') + 1, line.size()));
        if (line.starts_with("Backup size: ")) account.source_bytes = amount(line.substr(13));
        return true;
    });
    read_warnings_of(seen, account);
    return account;
}

Account read_snapshot(const Seen& seen) {
    if (seen.exit_code != 0) return failed_with(seen, is_snapshot_error);
    Account account;
    for_each_line(seen.output, [&](std::string_view line) {
        // "Create a readonly snapshot of '/srv' in '/snapshots/srv-1'"; 'Logical volume "srv-1" created.'
        if (says(line, "snapshot of '")) account.point = last_between(line, "in '", "'");
        if (says(line, "logical volume \"") && says(line, "created")) account.point = last_between(line, "olume \"", "\"");
        return true;
    });
    return account;
}

}  // namespace steward::agent::backups
