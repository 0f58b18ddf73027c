#include "server/modules/backups/told.h"

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "base/plain.h"
#include "steward/agent/v1/backup.pb.h"

namespace steward::backups {

namespace {
constexpr size_t longest_told_text = 500, longest_told_name = 200, longest_told_warning = 200;
constexpr size_t largest_witness = 12 << 10;
constexpr int most_warnings = 20;

std::unexpected<Error> unusable(std::string_view what) {
    return fail(ErrorKind::Invalid, "backups.report", "What was told of a backup's run cannot be used: " + std::string(what) + ".");
}

// One line that is safe to show, of at most `most` bytes before what is unseen was written out.
std::string shown_line(const std::string& text, size_t most) {
    size_t end = std::min(text.size(), most);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return plain(std::string_view(text).substr(0, end));
}

int64_t bounded_number(uint64_t number) {
    return static_cast<int64_t>(std::min<uint64_t>(number, static_cast<uint64_t>(std::numeric_limits<int64_t>::max())));
}
Instant instant_told(uint64_t unix_ms) {
    constexpr uint64_t last = 253'402'300'799'000;  // the year 9999
    return Instant{static_cast<int64_t>(std::min(unix_ms, last))};
}

std::string_view reporter_word(agent::v1::BackupReporter reporter) {
    switch (reporter) {
        case agent::v1::WRAPPER:
            return "wrapper";
        case agent::v1::READER:
            return "reader";
        default:
            return "caller";  // the least that can be said
    }
}
std::string_view outcome_word(agent::v1::BackupOutcome outcome) {
    switch (outcome) {
        case agent::v1::SUCCEEDED:
            return "success";
        case agent::v1::SUCCEEDED_IN_PART:
            return "warning";
        case agent::v1::FAILED:
            return "failed";
        default:
            return "";
    }
}
}  // namespace

bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

Result<ToldRun> read_told(const agent::v1::BackupRun& run) {
    ToldRun told;
    if (run.run_id().size() != 16) return unusable("its id has not 16 bytes");
    if (!is_label(run.label())) return unusable("its label is none");
    told.outcome = outcome_word(run.outcome());
    if (told.outcome.empty()) return unusable("it does not say how it ended");
    if (run.started_at_ms() == 0 || run.ended_at_ms() == 0) return unusable("it does not say when it began and ended");
    told.key = to_hex(as_bytes(run.run_id()));
    told.label = run.label();
    told.engine = shown_line(run.engine(), longest_told_name);
    told.engine_version = shown_line(run.engine_version(), longest_told_name);
    told.reporter = reporter_word(run.reporter());
    told.reported_by = shown_line(run.reported_by(), longest_told_name);
    told.started_at = instant_told(run.started_at_ms());
    told.ended_at = instant_told(run.ended_at_ms());
    told.reason_code = shown_line(run.reason_code(), longest_told_name);
    told.text = shown_line(run.text(), longest_told_text);
    for (int i = 0; i < std::min(run.warnings_size(), most_warnings); ++i)
        told.warnings.push_back(shown_line(run.warnings(i), longest_told_warning));
    if (run.has_items_total()) told.items_total = bounded_number(run.items_total());
    if (run.has_items_failed()) told.items_failed = bounded_number(run.items_failed());
    if (run.has_source_bytes()) told.source_bytes = bounded_number(run.source_bytes());
    if (run.has_added_bytes()) told.added_bytes = bounded_number(run.added_bytes());
    told.point = shown_line(run.point(), longest_told_name);
    if (run.content_at_ms() != 0) told.content_at = instant_told(run.content_at_ms());
    told.repository = shown_line(run.repository(), longest_told_text);
    const auto& manifest = run.manifest();
    if (manifest.digest().size() == 32) told.manifest.digest = to_hex(as_bytes(manifest.digest()));
    told.manifest.files = bounded_number(manifest.files());
    told.manifest.hashed = bounded_number(manifest.hashed());
    told.manifest.in_motion = bounded_number(manifest.in_motion());
    told.manifest.unknown_reason = shown_line(manifest.unknown_reason(), longest_told_name);
    // What it says is read by whoever restores, and by nobody here: a longer one is none.
    if (run.witness().size() <= largest_witness) told.witness = Bytes(run.witness().begin(), run.witness().end());
    return told;
}

}  // namespace steward::backups
