// The record of a restore test: what was restored, compared and found, and what was not covered. It comes from a restore host, which
// others may have taken over: whoever reads it judges it by `verdict_of` and believes no more than a device's signature says.
#pragma once

#include "trust/restore_draw.h"

namespace steward::trust {

enum class CheckVerdict : uint8_t { Passed = 1, Failed = 2, NotCovered = 3 };

struct RestoreCheck {
    std::string name;             // "files.same"
    std::string expected, found;  // in words
    uint64_t objects = 0;         // how many were looked at
    CheckVerdict verdict{};
    std::string words;  // what is to be said of it; may be empty
    bool operator==(const RestoreCheck&) const = default;
};

/// Why a test ended before its checks were all done.
struct RestoreProblem {
    std::string code;      // "restore.wrong_password"; empty: none
    std::string sentence;  // for people
    bool operator==(const RestoreProblem&) const = default;
};

constexpr size_t largest_record = 256 << 10, most_recorded_points = 64, most_recorded_checks = 64, most_not_covered = 32;

struct RestoreRecord {
    uint64_t version = 1;
    uint64_t level = 0;
    std::string repository, label, prover;  // NAME; label as asked; "steward-prove 0.1.0"
    std::string engine, engine_version;
    RestoreSeed seed{};
    std::vector<RestorePoint> points;  // the newest, the newest first
    uint64_t points_seen = 0;          // in all
    std::optional<RestorePoint> chosen;
    HowChosen how{};          // 0: none was chosen
    std::string source_host;  // as the engine says it
    // By the restore host's clock; never: it did not come so far.
    Instant started, data_there, ended;
    uint64_t restored_files = 0, restored_bytes = 0;
    std::vector<RestoreCheck> checks;
    std::vector<std::string> not_covered;  // a sentence each
    RestoreProblem problem;
    Digest witness{};                      // all zero: none
    std::array<uint8_t, 16> source_run{};  // that the witness is of
    uint64_t processor_ms = 0, peak_memory_bytes = 0;
    bool is_wiped = false;  // the scratch space is gone
    Instant usable;         // when what came back could be used, where that is more than files being there (level 2 and above)
};

enum class RestoreVerdict : uint8_t { Passed = 1, Failed = 2, NotProven = 3 };

/// Passed: something was compared and all of it held, nothing stood in the way, and the scratch space is gone. Failed: a check failed,
/// or there is a problem. Anything else has proven nothing.
RestoreVerdict verdict_of(const RestoreRecord& record);

/// One line of text: no control characters, at most so many bytes.
bool is_line(std::string_view text, size_t most);

/// Nothing: no record, or longer than 256 KiB.
std::optional<RestoreRecord> read_record(ByteView bytes);

/// The first line of what a test writes: text survives where output is taken for text. With its line end.
std::string record_line(const RestoreRecord& record);

/// Of what a job wrote: the record, when its first line is one.
std::optional<RestoreRecord> record_in(std::string_view output);

template <class Form>
void describe(Form& form, RestorePoint& point) {
    form.must(1, point.name);
    form.must(2, point.at);
    form.may(3, point.content_at);
    form.refuse_if(point.name.empty() || !is_point_name(point.name));
}

template <class Form>
void describe(Form& form, RestoreCheck& check) {
    form.must(1, check.name);
    form.may(2, check.expected);
    form.may(3, check.found);
    form.may(4, check.objects);
    form.must(5, check.verdict);
    form.may(6, check.words);
    form.refuse_if(!is_line(check.name, 64) || !is_line(check.expected, 500) || !is_line(check.found, 500) || !is_line(check.words, 1000));
    form.refuse_if(check.verdict < CheckVerdict::Passed || check.verdict > CheckVerdict::NotCovered);
}

template <class Form>
void describe(Form& form, RestoreProblem& problem) {
    form.must(1, problem.code);
    form.may(2, problem.sentence);
    form.refuse_if(!problem.code.starts_with("restore.") || !is_line(problem.code, 64) || !is_line(problem.sentence, 1000));
}

template <class Form>
void describe(Form& form, RestoreRecord& record) {
    form.must_from(1, record.version, record.level, record.repository);
    form.may(4, record.label);
    form.must_from(5, record.prover, record.engine);
    form.may(7, record.engine_version);
    form.must(8, record.seed);
    form.may_from(9, record.points, record.points_seen, record.chosen, record.how, record.source_host);
    form.must(14, record.started);
    form.may(15, record.data_there);
    form.must(16, record.ended);
    form.may_from(17, record.restored_files, record.restored_bytes, record.checks, record.not_covered, record.problem, record.witness,
                  record.source_run, record.processor_ms, record.peak_memory_bytes, record.is_wiped);
    form.may(27, record.usable);
    form.refuse_if(record.version != 1 || record.level == 0 || record.level > last_restore_level);
    form.refuse_if(!is_repository_name(record.repository) || !is_plan_label(record.label) || record.how > HowChosen::Any);
    form.refuse_if(!is_line(record.prover, 100) || !is_line(record.engine, 100) || !is_line(record.engine_version, 100) ||
                   !is_line(record.source_host, 255));
    form.refuse_if(record.points.size() > most_recorded_points || record.checks.size() > most_recorded_checks ||
                   record.not_covered.size() > most_not_covered);
    form.refuse_if(std::ranges::any_of(record.not_covered, [](const std::string& words) { return !is_line(words, 1000); }));
}

}  // namespace steward::trust
