#include "prove/told.h"

namespace steward::prove {

namespace {
std::string_view word_of(trust::CheckVerdict verdict) {
    static constexpr std::string_view words[] = {"?", "held", "FAILED", "not covered"};
    return words[static_cast<size_t>(verdict) % std::size(words)];
}

std::string_view word_of(trust::HowChosen how) {
    static constexpr std::string_view words[] = {"", "as asked", "drawn: the newest", "drawn: the oldest of thirty days", "drawn: any one"};
    return words[static_cast<size_t>(how) % std::size(words)];
}

std::string_view word_of(trust::RestoreVerdict verdict) {
    if (verdict == trust::RestoreVerdict::Passed) return "PASSED";
    return verdict == trust::RestoreVerdict::Failed ? "FAILED" : "NOT PROVEN";
}

std::string seconds_of(Duration duration) {
    const int64_t tenths = (duration.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}
}  // namespace

std::string words_of(const trust::RestoreRecord& record) {
    std::string words = "Restore test of " + record.repository + ", level " + std::to_string(record.level) + ": " +
                        std::string(word_of(verdict_of(record))) + "\n";
    if (!record.problem.code.empty()) words += "  " + record.problem.sentence + " (" + record.problem.code + ")\n";
    if (record.chosen)
        words += "  recovery point " + record.chosen->name.substr(0, 8) + " of " + to_rfc3339(record.chosen->at) + " from " +
                 record.source_host + " (" + std::string(word_of(record.how)) + ", " + std::to_string(record.points_seen) + " seen)\n";
    for (const auto& check : record.checks) {
        words += "  " + check.name + ": " + std::string(word_of(check.verdict)) + ", expected " + check.expected + ", found " +
                 check.found + "\n";
        if (!check.words.empty()) words += "    " + check.words + "\n";
    }
    for (const std::string& one : record.not_covered) words += "  not covered: " + one + "\n";
    if (record.data_there.is_set()) words += "  data there after " + seconds_of(record.data_there - record.started) + "\n";
    words += "  took " + seconds_of(record.ended - record.started) + ", scratch space " + (record.is_wiped ? "wiped" : "NOT wiped") + "\n";
    return words;
}

}  // namespace steward::prove
