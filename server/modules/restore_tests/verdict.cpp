#include "server/modules/restore_tests/verdict.h"

#include <algorithm>

#include "server/modules/restore_tests/words.h"

namespace steward::restore_tests {

namespace {
using trust::CheckVerdict;
// What a test of each level is for.
constexpr std::string_view same_files = "files.same", rows_of_a_table = "table.rows";
constexpr size_t short_point = 8;  // engines write the same name shorter

// What says nothing of the backup: the restore host itself could not (prove/README.md).
constexpr std::string_view of_the_host[] = {
    "restore.clock_wrong",     "restore.database_failed", "restore.database_lacks",  "restore.database_missing", "restore.nothing_expected",
    "restore.disk_full",       "restore.engine_missing",  "restore.level_not_built", "restore.list_too_long",    "restore.no_isolation",
    "restore.no_scratch",      "restore.permission",      "restore.repository_file", "restore.same_machine",     "restore.unreachable",
    "restore.witness_missing", "restore.witness_wrong"};
// What is damaged in the point, or in what it needs.
constexpr std::string_view of_the_point[] = {"restore.dump_damaged",   "restore.dump_missing", "restore.dump_runs_commands",
                                             "restore.dump_truncated", "restore.pack_damaged", "restore.pack_missing"};

Verdict nothing_proven(std::string code, std::string text) {
    return {.state = "inconclusive", .reason_code = std::move(code), .text = std::move(text)};
}
Verdict failed(std::string code, std::string text) { return {.state = "failed", .reason_code = std::move(code), .text = std::move(text)}; }

bool is_one_of(std::string_view code, std::span<const std::string_view> list) { return std::ranges::find(list, code) != list.end(); }

bool is_same_point(std::string_view asked, std::string_view restored) {
    const size_t common = std::min(asked.size(), restored.size());
    return asked == restored || (common >= short_point && asked.substr(0, common) == restored.substr(0, common));
}

// No record, or none that can be believed.
std::optional<Verdict> without_record(const Ran& ran, bool has_record) {
    if (ran.state == "refused") return nothing_proven("restore_tests.refused", "The restore host refused it: " + ran.words);
    if (ran.state == "expired") return nothing_proven("restore_tests.not_begun", "The restore host did not begin it in time.");
    if (ran.state == "unknown" || ran.state == "lost")
        return nothing_proven("restore_tests.host_silent", "The restore host began it and never said what came of it.");
    if (!ran.is_genuine)
        return nothing_proven("restore_tests.not_genuine", "What arrived as its record is not what the restore host signed.");
    if (!has_record) return nothing_proven("restore_tests.no_record", "The restore host ended it without a record: " + ran.words);
    return std::nullopt;
}

// A field of the record that is another than was asked for; empty: none. Where a problem came first, some were not reached.
std::string_view other_than_asked(const Asked& asked, const trust::RestoreRecord& record) {
    const bool was_cut_short = !record.problem.code.empty();
    if (record.level != asked.level) return "level";
    if (record.repository != asked.repository) return "repository";
    if (record.label != asked.label) return "plan";
    if (record.seed != asked.seed) return "seed";
    if (record.witness != asked.witness && !(was_cut_short && record.witness == trust::Digest{})) return "witness";
    if (record.chosen ? !is_same_point(asked.point, record.chosen->name) : !was_cut_short) return "recovery point";
    return {};
}

Verdict of_problem(const Asked& asked, const trust::RestoreProblem& problem) {
    const std::string text = problem.sentence.empty() ? "It ended with " + problem.code + "." : problem.sentence;
    if (is_one_of(problem.code, of_the_host)) return nothing_proven(problem.code, text);
    if (problem.code == "restore.point_missing" && !asked.is_newest) {
        // Retention may have taken it: that proves nothing either way, and the next test draws another.
        Verdict verdict = nothing_proven(problem.code, text);
        verdict.is_point_gone = true;
        return verdict;
    }
    Verdict verdict = failed(problem.code, text);
    verdict.is_point_bad = is_one_of(problem.code, of_the_point);
    return verdict;
}

std::optional<Verdict> of_checks(uint64_t level, const std::vector<trust::RestoreCheck>& checks) {
    uint64_t looked_at = 0;
    bool has_what_it_is_for = level > 2;
    for (const auto& check : checks) {
        if (check.verdict == CheckVerdict::Failed) {
            Verdict verdict = failed("restore.check_failed", check_words(check));
            verdict.is_point_bad = true;
            return verdict;
        }
        if (check.verdict != CheckVerdict::Passed) continue;
        if (check.objects == 0) return failed("restore.nothing_compared", "“" + check.name + "” looked at nothing, which proves nothing.");
        looked_at += check.objects;
        has_what_it_is_for = has_what_it_is_for || check.name == (level == 1 ? same_files : rows_of_a_table);
    }
    if (looked_at == 0 || !has_what_it_is_for)
        return failed("restore.nothing_compared", "Nothing of what was restored was compared with its source.");
    return std::nullopt;
}

void measure(Verdict& verdict, const Measure& measure, Instant started_at, Instant usable_at) {
    verdict.achieved_rto = usable_at - started_at;
    if (measure.content_at.is_set()) verdict.achieved_rpo = std::max(Duration{}, measure.loss_counts_from - measure.content_at);
    const bool takes_too_long = measure.rto > Duration{} && *verdict.achieved_rto > measure.rto;
    const bool is_too_old = measure.rpo > Duration{} && verdict.achieved_rpo && *verdict.achieved_rpo > measure.rpo;
    verdict.state = takes_too_long || is_too_old ? "passed_late" : "passed";
    if (takes_too_long) {
        verdict.reason_code = "restore_tests.too_slow";
        verdict.text = "It came back after " + in_words(*verdict.achieved_rto) + "; " + in_words(measure.rto) + " were agreed.";
    } else if (is_too_old) {
        verdict.reason_code = "restore_tests.too_old";
        verdict.text = "What came back lacks " + in_words(*verdict.achieved_rpo) + "; " + in_words(measure.rpo) + " were agreed.";
    }
}
}  // namespace

Instant usable_at(const trust::RestoreRecord& record) { return record.usable.is_set() ? record.usable : record.data_there; }

Verdict judge(const Asked& asked, const Ran& ran, const std::optional<trust::RestoreRecord>& record) {
    if (auto verdict = without_record(ran, record.has_value())) return *verdict;
    if (const auto what = other_than_asked(asked, *record); !what.empty())
        return failed("restore_tests.other_than_asked", "The record is of another " + std::string(what) + " than was asked for.");
    if (!record->problem.code.empty()) return of_problem(asked, record->problem);
    if (auto verdict = of_checks(asked.level, record->checks)) return *verdict;
    if (!record->is_wiped)
        return nothing_proven("restore.not_wiped", "What was restored is still on the restore host: look there, and delete it.");
    if (ran.state != "done")
        return nothing_proven("restore_tests.contradiction", "The record says that all held, but the run itself failed: " + ran.words);
    const Instant usable = usable_at(*record);
    if (record->data_there < record->started || usable < record->data_there || record->ended < usable)
        return nothing_proven("restore_tests.clock", "The restore host's clock went back during the test: its times say nothing.");
    Verdict verdict;
    Measure times = asked.measure;
    // What the restore host read from the backup itself counts where it is older than what the source said.
    const Instant read = record->chosen->content_at;
    if (read.is_set() && (!times.content_at.is_set() || read < times.content_at)) times.content_at = read;
    verdict.text = passed_words(record->checks);
    measure(verdict, times, record->started, usable);
    return verdict;
}

std::optional<std::pair<std::string, std::string>> missing_by_hand(const ByHand& told) {
    using Missing = std::pair<std::string, std::string>;
    if (told.result != "passed")
        return told.reason.size() < 10 ? std::optional(Missing("/reason", "Say what went wrong, in ten characters or more."))
                                       : std::nullopt;
    if (std::ranges::any_of(told.checks, [](const auto& check) { return check.verdict == CheckVerdict::Failed; }))
        return Missing("/checks", "A check failed, so the test did not pass.");
    if (!std::ranges::any_of(told.checks, [](const auto& check) { return check.verdict == CheckVerdict::Passed && check.objects > 0; }))
        return Missing("/checks", "Name at least one check that passed, and how many objects it looked at: none proves nothing.");
    if (std::ranges::any_of(told.checks, [](const auto& check) { return check.verdict == CheckVerdict::Passed && check.objects == 0; }))
        return Missing("/checks", "A check that looked at nothing did not pass.");
    if (!told.usable_at.is_set() || told.usable_at < told.started_at)
        return Missing("/usable_at_unix_ms", "Say when it could be used again; it is measured from the begin.");
    if (!told.measure.content_at.is_set()) return Missing("/content_at_unix_ms", "Say which moment the restored data represents.");
    return std::nullopt;
}

Verdict judge_by_hand(const ByHand& told) {
    if (told.result == "inconclusive") return nothing_proven("restore_tests.by_hand", told.reason);
    if (told.result == "failed") {
        Verdict verdict = failed("restore_tests.by_hand", told.reason);
        verdict.is_point_bad = std::ranges::any_of(told.checks, [](const auto& check) { return check.verdict == CheckVerdict::Failed; });
        if (told.usable_at.is_set()) verdict.achieved_rto = told.usable_at - told.started_at;
        return verdict;
    }
    Verdict verdict;
    verdict.text = passed_words(told.checks);
    measure(verdict, told.measure, told.started_at, told.usable_at);
    return verdict;
}

}  // namespace steward::restore_tests
