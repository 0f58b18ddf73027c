#include "agent/backups/report.h"

#include <algorithm>

#include "agent/backups/engines/reasons.h"
#include "agent/backups/engines/recognise.h"
#include "agent/backups/engines/scrub.h"
#include "agent/backups/label.h"
#include "trust/backup_witness.h"

namespace steward::agent::backups {

namespace {
constexpr size_t most_warning_lines = 20, most_code = 60, most_name = 200;
constexpr int64_t earliest_ms = 946'684'800'000;  // 2000: before it a clock was never set
constexpr Duration ahead = std::chrono::hours(24);

bool is_code(std::string_view code) {
    return code.size() <= most_code &&
           std::ranges::all_of(code, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'; });
}

bool is_time(uint64_t ms, Instant now) {
    return ms >= static_cast<uint64_t>(earliest_ms) && ms <= static_cast<uint64_t>((now + ahead).unix_ms);
}

bool is_witness_of(const v1::BackupRun& run) {
    if (run.witness().empty()) return true;
    const auto witness = trust::read_witness(as_bytes(run.witness()));
    return witness && witness->label == run.label() && as_text(witness->run) == run.run_id();
}

std::string_view fault_of(const v1::BackupRun& run, Instant now) {
    if (run.run_id().size() != 16) return "its id is not of 16 bytes";
    if (!is_label(run.label())) return "its label is not 1 to 100 of a-z 0-9 . _ -";
    if (!is_engine(run.engine())) return "its engine is none that is known";
    if (run.reporter() < v1::WRAPPER || run.reporter() > v1::CALLER) return "it does not say who reports";
    if (run.outcome() < v1::SUCCEEDED || run.outcome() > v1::FAILED) return "it does not say how the run ended";
    if (!is_time(run.started_at_ms(), now) || !is_time(run.ended_at_ms(), now) || run.ended_at_ms() < run.started_at_ms())
        return "its times are not possible";
    if (run.content_at_ms() != 0 && !is_time(run.content_at_ms(), now)) return "the moment of its content is not possible";
    if (!is_code(run.reason_code()) || (run.outcome() == v1::FAILED && run.reason_code().empty())) return "its reason is no code";
    if (run.warnings_size() > static_cast<int>(most_warning_lines)) return "it has too many warnings";
    if (!run.manifest().digest().empty() && run.manifest().digest().size() != 32) return "the digest of its manifest is none";
    return is_witness_of(run) ? "" : "its witness is none, or of another run";
}

void make_fit(v1::BackupRun& run) {
    run.set_text(fit_to_tell(run.text(), most_text));
    run.set_point(fit_to_tell(run.point(), most_name));
    run.set_engine_version(fit_to_tell(run.engine_version(), most_name));
    run.set_repository(fit_location(run.repository()));
    for (std::string& warning : *run.mutable_warnings()) warning = fit_to_tell(warning, most_warning);
    if (run.has_manifest()) run.mutable_manifest()->set_unknown_reason(fit_to_tell(run.manifest().unknown_reason(), most_name));
    run.clear_reported_by();
}

std::string_view outcome_of(const v1::BackupRun& run) {
    if (run.outcome() == v1::SUCCEEDED) return " succeeded";
    return run.outcome() == v1::FAILED ? " failed" : " succeeded in part";
}
}  // namespace

std::optional<v1::BackupRun> read_report(std::string_view bytes, Instant now, std::string& why) {
    v1::BackupRun run;
    const bool is_read = bytes.size() <= largest_report && run.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    why = is_read ? fault_of(run, now) : "it cannot be read";
    if (!why.empty()) return std::nullopt;
    make_fit(run);
    return run;
}

std::string sentence_of_run(const v1::BackupRun& run) {
    std::string sentence = "Backup " + run.label();
    if (run.engine() != "command") sentence += " by " + run.engine();
    sentence += outcome_of(run);
    if (!run.text().empty()) return sentence + ": " + run.text();
    return sentence + ".";
}

}  // namespace steward::agent::backups
