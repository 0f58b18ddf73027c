#include "agent/app/backup_command.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

#include "agent/app/commands.h"
#include "agent/backups/engines/recognise.h"
#include "agent/backups/engines/scrub.h"
#include "agent/backups/label.h"
#include "agent/backups/manifest_folder.h"
#include "agent/backups/run.h"
#include "base/arguments.h"

namespace steward::agent {

namespace {
constexpr std::string_view run_options =
    "--label NAME [--engine ENGINE] [--source PATH]... [--exclude PATTERN]... [--all-file-systems] [--sample N] [--reports DIR] "
    "[--manifests DIR]";
constexpr std::string_view report_options =
    "--label NAME --outcome succeeded|succeeded_in_part|failed [--engine ENGINE] [--reason CODE] [--point P] [--items N] [--failed N] "
    "[--bytes N] [--text T] [--started TIME] [--ended TIME] [--content-at TIME] [--reports DIR]";

void say(std::string_view line) { std::fprintf(stderr, "steward-agent: %.*s\n", static_cast<int>(line.size()), line.data()); }

std::unexpected<Error> misused(std::string sentence) { return fail(ErrorKind::Invalid, "cli.usage", std::move(sentence)); }

Result<uint64_t> number_in(const Arguments& read, const std::string& name, uint64_t most) {
    const std::string text = read.option(name);
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > most)
        return misused("--" + name + " is a whole number up to " + std::to_string(most) + ".");
    return value;
}

Result<std::string> label_in(const Arguments& read) {
    const std::string label = read.option("label");
    if (!backups::is_label(label)) return misused("--label is a name of 1 to 100 of a-z 0-9 . _ - for this backup.");
    return label;
}

Result<std::string> engine_in(const Arguments& read) {
    const std::string engine = read.option("engine");
    if (!engine.empty() && !backups::is_engine(engine))
        return misused(
            "--engine is one of restic, borg, pgbackrest, barman, pg_dump, mariadb-dump, duplicity, rclone, tar, btrfs, lvm, command.");
    return engine;
}

std::vector<std::string> own_environment() {
    std::vector<std::string> entries;
    for (char** entry = environ; entry && *entry; ++entry) entries.emplace_back(*entry);
    return entries;
}

Result<backups::RunPlan> plan_of(std::span<char* const> words) {
    const auto separator = std::ranges::find_if(words, [](const char* word) { return std::string_view(word) == "--"; });
    if (separator == words.end() || separator + 1 == words.end())
        return misused("The backup's own command stands behind --: steward-agent backup-run --label NAME -- COMMAND ARG...");
    STEWARD_TRY(const Arguments read,
                read_arguments({words.begin() + 1, separator}, {"all-file-systems"}, options_in(run_options), "steward-agent backup-run"));
    if (!read.words.empty()) return misused("'" + read.words.back() + "' is one word too many before the --.");
    backups::RunPlan plan{.command = {separator + 1, words.end()}};
    STEWARD_TRY(plan.label, label_in(read));
    STEWARD_TRY(plan.engine, engine_in(read));
    plan.sources = read.every("source");
    plan.rules = {.excludes = read.every("exclude"), .all_file_systems = read.has("all-file-systems")};
    if (read.options.contains("sample")) {
        STEWARD_TRY(plan.sample, number_in(read, "sample", backups::most_drawn));
    }
    plan.reports = read.option("reports", backups::usual_reports);
    plan.manifests = read.option("manifests", backups::usual_manifests());
    plan.mounts = backups::Mounts::of_this_machine();
    plan.environment = own_environment();
    return plan;
}

Result<v1::BackupOutcome> outcome_in(const Arguments& read) {
    const std::string word = read.option("outcome");
    if (word == "succeeded") return v1::SUCCEEDED;
    if (word == "succeeded_in_part") return v1::SUCCEEDED_IN_PART;
    if (word == "failed") return v1::FAILED;
    return misused("--outcome is succeeded, succeeded_in_part or failed.");
}

Result<uint64_t> moment_in(const Arguments& read, const std::string& name, uint64_t otherwise) {
    if (!read.options.contains(name)) return otherwise;
    const auto at = parse_rfc3339(read.option(name));
    if (!at || at->unix_ms <= 0) return misused("--" + name + " is a time such as 2026-11-30T04:00:00Z.");
    return static_cast<uint64_t>(at->unix_ms);
}

Status fill_counts(const Arguments& read, v1::BackupRun& run) {
    const auto count = [&](const std::string& name, void (v1::BackupRun::*set)(uint64_t)) -> Status {
        if (!read.options.contains(name)) return {};
        STEWARD_TRY(const uint64_t value, number_in(read, name, uint64_t{1} << 62));
        (run.*set)(value);
        return {};
    };
    STEWARD_CHECK(count("items", &v1::BackupRun::set_items_total));
    STEWARD_CHECK(count("failed", &v1::BackupRun::set_items_failed));
    return count("bytes", &v1::BackupRun::set_source_bytes);
}

Result<v1::BackupRun> report_of(const Arguments& read, uint64_t now_ms, Rng& rng) {
    if (!read.words.empty()) return misused("'" + read.words.back() + "' is one word too many; see steward-agent help.");
    v1::BackupRun run;
    STEWARD_TRY(const std::string label, label_in(read));
    STEWARD_TRY(const std::string engine, engine_in(read));
    STEWARD_TRY(const v1::BackupOutcome outcome, outcome_in(read));
    STEWARD_TRY(const uint64_t ended, moment_in(read, "ended", now_ms));
    STEWARD_TRY(const uint64_t started, moment_in(read, "started", ended));
    STEWARD_TRY(const uint64_t content, moment_in(read, "content-at", outcome == v1::FAILED ? 0 : started));
    if (started > ended) return misused("--started is later than --ended.");
    STEWARD_CHECK(fill_counts(read, run));
    const RawId id = make_raw_id(Instant{static_cast<int64_t>(now_ms)}, rng);
    run.set_run_id(std::string(id.bytes.begin(), id.bytes.end()));
    run.set_label(label);
    run.set_engine(engine.empty() ? "command" : engine);
    run.set_reporter(v1::CALLER);
    run.set_outcome(outcome);
    run.set_started_at_ms(started);
    run.set_ended_at_ms(ended);
    run.set_content_at_ms(content);
    const std::string reason = read.option("reason", outcome == v1::SUCCEEDED ? ""
                                                     : outcome == v1::FAILED  ? "backup.said_failed"
                                                                              : "backup.items_failed");
    run.set_reason_code(reason);
    run.set_text(backups::fit_to_tell(read.option("text"), backups::most_text));
    run.set_point(backups::fit_to_tell(read.option("point"), backups::most_warning));
    run.mutable_manifest()->set_unknown_reason("The run was only reported: nobody saw its source.");
    return run;
}

Result<std::string> report_words(std::span<char* const> words, const Clock& clock, Rng& rng) {
    STEWARD_TRY(const Arguments read,
                read_arguments({words.begin() + 1, words.end()}, {}, options_in(report_options), "steward-agent backup-report"));
    STEWARD_TRY(const v1::BackupRun run, report_of(read, static_cast<uint64_t>(clock.now().unix_ms), rng));
    // As the agent will read it: what it would refuse is said here, where somebody reads it.
    std::string why;
    if (!backups::read_report(run.SerializeAsString(), clock.now(), why)) return misused("The report cannot be taken: " + why + ".");
    STEWARD_CHECK(backups::hand_in(read.option("reports", backups::usual_reports), run, rng));
    return backups::sentence_of_run(run);
}
}  // namespace

bool is_backup_command(std::string_view word) { return word == "backup-run" || word == "backup-report"; }

int run_backup_command(std::span<char* const> words) {
    SystemClock clock;
    SystemRng rng;
    if (std::string_view(words[0]) == "backup-run") {
        const auto plan = plan_of(words);
        if (plan) return backups::run_backup(*plan, {clock, rng, say});
        say(plan.error().message);
        return Exit::usage;
    }
    const auto told = report_words(words, clock, rng);
    if (told) {
        std::printf("%s\n", told->c_str());
        return Exit::ok;
    }
    say(told.error().message + (told.error().cause.empty() ? "" : " (" + told.error().cause + ")"));
    return told.error().kind == ErrorKind::Invalid ? Exit::usage : Exit::failed;
}

}  // namespace steward::agent
