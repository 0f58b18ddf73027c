// duplicity, rclone and tar: files copied elsewhere or packed together.
#include "agent/backups/engines/json_fields.h"
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
constexpr int rclone_no_source = 3, rclone_nothing_transferred = 9;

bool is_any(std::string_view line) { return !line.empty(); }
bool is_rclone_error(std::string_view line) { return says(line, "error :") || says(line, "failed to "); }
bool is_tar_error(std::string_view line) { return says(line, "tar: ") && !says(line, "exiting"); }

// The last line that has a reason is the one that people want to read; else the last of all.
bool is_reason(std::string_view line) { return !reason_in(line).empty(); }

// "Transferred:   33 / 33, 100%" and "Checks:   33 / 33, 100%"; the amounts in bytes have the same name and a unit.
void read_rclone_table(std::string_view text, Account& account) {
    std::optional<uint64_t> transferred, checked;
    for_each_line(text, [&](std::string_view line) {
        const bool is_checks = line.starts_with("Checks:");
        if (!is_checks && !line.starts_with("Transferred:")) return true;
        const std::string_view rest = line.substr(line.find(':') + 1);
        if (!is_checks && says(rest, "b/s")) account.added_bytes = amount(rest);
        else (is_checks ? checked : transferred) = leading_number(rest);
        return true;
    });
    if (transferred || checked) account.items_total = transferred.value_or(0) + checked.value_or(0);
}

void read_rclone_lines(const Seen& seen, Account& account) {
    for (const std::string& line : seen.lines) {
        const auto fields = JsonFields::read(line);
        if (!fields || !fields->number("stats.transfers")) continue;
        account.items_total = fields->number("stats.transfers").value_or(0) + fields->number("stats.checks").value_or(0);
        account.added_bytes = fields->number("stats.bytes");
    }
}
}  // namespace

Account read_duplicity(const Seen& seen) {
    if (seen.exit_code != 0) {
        Account account = failed_with(seen, is_reason);
        if (account.detail.empty()) account.detail = last_line(seen.errors, is_any);
        return account;
    }
    Account account;
    for_each_line(seen.output, [&](std::string_view line) {
        if (line.starts_with("SourceFiles ")) account.items_total = leading_number(line.substr(12));
        if (line.starts_with("SourceFileSize ")) account.source_bytes = leading_number(line.substr(15));
        if (line.starts_with("TotalDestinationSizeChange ")) account.added_bytes = leading_number(line.substr(27));
        if (line.starts_with("Errors ")) account.items_failed = leading_number(line.substr(7));
        return true;
    });
    if (account.items_failed.value_or(0) > 0) {
        account.outcome = Outcome::InPart;
        account.reason = seen.errors.empty() ? "backup.items_failed" : std::string(reason_in(seen.errors));
        if (account.reason.empty()) account.reason = "backup.items_failed";
    }
    return account;
}

Account read_rclone(const Seen& seen) {
    if (seen.exit_code != 0 && seen.exit_code != rclone_nothing_transferred) {
        Account account = failed_with(seen, is_rclone_error);
        if (seen.exit_code == rclone_no_source) account.reason = "backup.source_missing";
        return account;
    }
    Account account;
    read_rclone_table(seen.errors, account);
    read_rclone_table(seen.output, account);
    read_rclone_lines(seen, account);
    return account;
}

Account read_tar(const Seen& seen) {
    Account account;
    if (seen.exit_code == 0) return account;
    const bool went_on = seen.exit_code == 1 || (says(seen.errors, "due to previous errors") && !says(seen.errors, "not recoverable") &&
                                                 !says(seen.errors, "cannot write"));
    if (!went_on) return failed_with(seen, is_tar_error);
    account.outcome = Outcome::InPart;
    uint64_t failed = 0;
    for_each_line(seen.errors, [&](std::string_view line) {
        if (!is_tar_error(line) || !is_reason(line)) return true;
        ++failed;
        warn(account, line);
        if (account.reason.empty()) account.reason = reason_in(line);
        return true;
    });
    if (failed > 0) account.items_failed = failed;
    if (account.reason.empty()) account.reason = seen.exit_code == 1 ? "backup.source_changed" : "backup.items_failed";
    return account;
}

}  // namespace steward::agent::backups
