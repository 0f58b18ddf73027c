// borg create: the object of --json, the lines of --log-json, the table of --stats, or nothing at all.
#include "agent/backups/engines/json_fields.h"
#include "agent/backups/engines/readers.h"
#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/words.h"

namespace steward::agent::backups {

namespace {
// 1.4 and later tell single warnings from 100 on, single errors from 3 to 99.
bool is_warning(int exit_code) { return exit_code == 1 || (exit_code >= 100 && exit_code < 128); }

bool is_words(std::string_view line) { return !line.empty() && !line.starts_with(' ') && !line.starts_with('-'); }
bool is_error_line(std::string_view line) { return is_words(line) && !reason_in(line).empty(); }

void read_object(std::string_view output, Account& account) {
    const size_t begin = output.find('{');
    if (begin == std::string_view::npos) return;
    const auto fields = JsonFields::read(output.substr(begin));
    if (!fields) return;
    account.point = fields->text("archive.name");
    account.items_total = fields->number("archive.stats.nfiles");
    account.source_bytes = fields->number("archive.stats.original_size");
    account.added_bytes = fields->number("archive.stats.deduplicated_size");
}

void read_table(std::string_view text, Account& account) {
    for_each_line(text, [&](std::string_view line) {
        if (line.starts_with("Archive name: ")) account.point = line.substr(14);
        if (line.starts_with("Number of files: ")) account.items_total = leading_number(line.substr(17));
        if (!line.starts_with("This archive:")) return true;
        // Three amounts, each of a number and a unit.
        line.remove_prefix(13);
        std::optional<uint64_t> amounts[3];
        for (auto& one : amounts) {
            line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
            one = amount(line);
            line.remove_prefix(std::min(line.find(' '), line.size()));
            line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
            line.remove_prefix(std::min(line.find(' '), line.size()));
        }
        account.source_bytes = amounts[0];
        account.added_bytes = amounts[2];
        return true;
    });
}

// What it says of one file: "src/db: open: [Errno 13] ..."; as text or as lines of a log.
void read_warnings(const Seen& seen, Account& account) {
    uint64_t files = 0;
    const auto take = [&](std::string_view words) {
        const auto reason = reason_in(words);
        if (reason.empty()) return;
        ++files;
        warn(account, words);
        if (account.reason.empty()) account.reason = reason;
    };
    for (const std::string& line : seen.lines) {
        if (const auto fields = JsonFields::read(line)) take(fields->text("message"));
    }
    for_each_line(seen.errors, [&](std::string_view line) {
        if (!line.starts_with('{') && is_words(line)) take(line);
        return true;
    });
    if (files > 0) account.items_failed = files;
}
}  // namespace

Account read_borg(const Seen& seen) {
    if (seen.exit_code != 0 && !is_warning(seen.exit_code)) {
        Account account = failed_with(seen, is_error_line);
        for (const std::string& line : seen.lines) {
            const auto fields = JsonFields::read(line);
            if (!fields || fields->text("message").empty()) continue;
            account.detail = fields->text("message");
            if (const auto reason = reason_in(account.detail); !reason.empty()) account.reason = reason;
        }
        return account;
    }
    Account account;
    read_object(seen.output, account);
    if (account.point.empty()) read_table(seen.errors, account);
    if (account.point.empty()) read_table(seen.output, account);
    if (seen.exit_code == 0) return account;
    account.outcome = Outcome::InPart;
    read_warnings(seen, account);
    if (account.reason.empty()) account.reason = "backup.items_failed";
    return account;
}

}  // namespace steward::agent::backups
