#include "agent/backups/engines/json_fields.h"
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
// The shells' own words for a command that could not be started.
constexpr int not_executable = 126, not_found = 127;

Account by_exit_code(const Seen& seen) {
    Account account;
    if (seen.exit_code == 0) return account;
    account.outcome = Outcome::Failed;
    account.reason = "backup.failed";
    return account;
}

Account by_engine(const Engine& engine, const Seen& seen) {
    if (engine.name == "restic") return read_restic(seen);
    if (engine.name == "borg") return read_borg(seen);
    if (engine.name == "pg_dump" || engine.name == "mariadb-dump") return read_dump(engine, seen);
    if (engine.name == "pgbackrest") return read_pgbackrest(seen);
    if (engine.name == "barman") return read_barman(seen);
    if (engine.name == "duplicity") return read_duplicity(seen);
    if (engine.name == "rclone") return read_rclone(seen);
    if (engine.name == "tar") return read_tar(seen);
    if (engine.name == "btrfs" || engine.name == "lvm") return read_snapshot(seen);
    return by_exit_code(seen);
}

// Signals as the shell tells them of its children, besides those that we saw ourselves.
bool was_killed(int exit_code) { return exit_code < 0 || exit_code == 128 + 9 || exit_code == 128 + 15 || exit_code == 128 + 2; }
}  // namespace

void warn(Account& account, std::string_view warning) {
    if (account.warnings.size() < most_warnings && !warning.empty()) account.warnings.emplace_back(warning);
}

Account failed_with(const Seen& seen, bool (*is_error)(std::string_view)) {
    Account account;
    account.outcome = Outcome::Failed;
    account.detail = last_line(seen.errors, is_error);
    // The line that ended it knows best; what was written before may be of something that it got over.
    account.reason = reason_in(account.detail);
    if (account.reason.empty()) account.reason = reason_in(seen.errors);
    if (account.reason.empty()) account.reason = "backup.failed";
    return account;
}

Account read(const Engine& engine, const Seen& seen) {
    Account account;
    if (was_killed(seen.exit_code)) {
        account.outcome = Outcome::Failed;
        account.reason = "backup.killed";
        return account;
    }
    if (seen.exit_code == not_executable || seen.exit_code == not_found) {
        account.outcome = Outcome::Failed;
        account.reason = "backup.not_started";
        return account;
    }
    account = by_engine(engine, seen);
    if (account.outcome == Outcome::Failed) return account;
    if (engine.dry_run || !engine.makes_backup) {
        account = {.outcome = Outcome::Failed, .reason = engine.dry_run ? "backup.dry_run" : "backup.nothing_made"};
    } else if (account.items_total == 0U) {
        account.outcome = Outcome::Failed;
        account.reason = "backup.source_empty";
    }
    return account;
}

bool is_kept_line(std::string_view engine, std::string_view line) {
    if (!line.starts_with('{')) return false;
    if (engine == "restic") return line.find(R"("message_type":"status")") == std::string_view::npos;
    if (engine == "borg")
        return says(line, R"("type": "log_message")") && (says(line, "warning") || says(line, "error") || says(line, "critical"));
    if (engine == "rclone") return says(line, R"("level":"error")") || says(line, R"("stats":)");
    return false;
}

}  // namespace steward::agent::backups
