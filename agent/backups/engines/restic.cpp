// restic, with --json and without. A source that is not there is only skipped, with exit code 0 (seen with 0.14): it is told as a part.
#include "agent/backups/engines/json_fields.h"
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
constexpr int restic_source_not_readable = 3, restic_no_repository = 10, restic_locked = 11, restic_wrong_password = 12;

bool is_fatal(std::string_view line) {
    return line.starts_with("Fatal: ") || line.starts_with("unable to create lock") || says(line, R"("message_type":"exit_error")");
}

void read_summary(const JsonFields& fields, Account& account) {
    account.items_total = fields.number("total_files_processed");
    account.source_bytes = fields.number("total_bytes_processed");
    account.added_bytes = fields.number("data_added");
    account.point = fields.text("snapshot_id");
}

void read_lines(const Seen& seen, Account& account) {
    uint64_t errors = 0;
    for (const std::string& line : seen.lines) {
        const auto fields = JsonFields::read(line);
        if (!fields) continue;
        const auto kind = fields->text("message_type");
        if (kind == "summary") read_summary(*fields, account);
        if (kind != "error") continue;
        ++errors;
        warn(account, "not readable: " + std::string(fields->text("item")));
    }
    if (errors > 0) account.items_failed = errors;
}

void read_text(const Seen& seen, Account& account) {
    for_each_line(seen.output, [&](std::string_view line) {
        if (line.starts_with("snapshot ") && line.ends_with(" saved")) account.point = last_between(line, "snapshot ", " saved");
        if (line.starts_with("processed ")) {
            account.items_total = leading_number(line.substr(10));
            account.source_bytes = amount(last_between(line, "files, ", " in "));
        }
        if (line.starts_with("Added to the repo")) account.added_bytes = amount(last_between(line, ": ", " ("));
        return true;
    });
}

// What it could not read, and the sources that were not there.
void read_complaints(const Seen& seen, Account& account) {
    uint64_t errors = 0;
    for_each_line(seen.errors, [&](std::string_view line) {
        const bool is_error = line.starts_with("error: "), is_skipped = line.ends_with(" does not exist, skipping");
        if (is_error) ++errors;
        if (is_error || is_skipped) warn(account, line);
        if (is_skipped) account.reason = "backup.source_missing";
        return true;
    });
    if (errors > 0 && !account.items_failed) account.items_failed = errors;
}

std::string_view restic_reason(int exit_code) {
    if (exit_code == restic_no_repository) return "backup.repository_missing";
    if (exit_code == restic_locked) return "backup.repository_locked";
    return exit_code == restic_wrong_password ? "backup.wrong_password" : "";
}
}  // namespace

Account read_restic(const Seen& seen) {
    if (seen.exit_code != 0 && seen.exit_code != restic_source_not_readable) {
        Account account = failed_with(seen, is_fatal);
        if (const auto known = restic_reason(seen.exit_code); !known.empty()) account.reason = known;
        return account;
    }
    Account account;
    read_lines(seen, account);
    if (account.point.empty()) read_text(seen, account);
    read_complaints(seen, account);
    if (seen.exit_code == restic_source_not_readable && account.reason.empty()) {
        account.reason = says(seen.errors, "no such file") ? "backup.source_changed" : "backup.permission";
    }
    if (!account.reason.empty()) account.outcome = Outcome::InPart;
    return account;
}

}  // namespace steward::agent::backups
