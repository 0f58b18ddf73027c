#include "server/modules/restore_tests/certificate.h"

#include <fmt/format.h>

#include "server/modules/restore_tests/projection.h"
#include "server/modules/restore_tests/words.h"

namespace steward::restore_tests {

namespace {
using paper::Fact, paper::Part, paper::Tone;
constexpr size_t longest_file_name = 60;

void say(Part& part, std::string name, std::string value) {
    if (!value.empty()) part.facts.push_back({std::move(name), std::move(value)});
}
std::string measured(const std::optional<Duration>& achieved, Duration agreed) {
    if (!achieved) return "";
    return in_words(*achieved) + (agreed > Duration{} ? "; " + in_words(agreed) + " were agreed" : "; nothing was agreed");
}
std::string result_words(const TestRow& test) {
    if (test.state == "passed") return "It could be restored.";
    if (test.state == "passed_late") return "It could be restored, but not within what was agreed.";
    return "It could not be restored.";
}
Tone tone_of(const TestRow& test) {
    if (test.state == "passed") return Tone::Good;
    return test.state == "passed_late" ? Tone::Doubtful : Tone::Bad;
}
std::string how_words(const TestRow& test) {
    if (test.how_chosen == "newest") return "drawn: the newest";
    if (test.how_chosen == "oldest") return "drawn: the oldest of thirty days";
    return test.how_chosen == "any" ? "drawn from all" : "chosen by hand";
}
std::string amount_words(const TestRow& test) {
    if (test.restored_bytes.value_or(0) <= 0) return "";
    const std::string bytes = bytes_words(*test.restored_bytes);
    const int64_t files = test.restored_files.value_or(0);
    return files > 0 ? fmt::format("{} of {} file{}", bytes, files, files == 1 ? "" : "s") : bytes;
}

Part facts_of(const TestRow& test) {
    Part part;
    say(part, "Client", test.client_name);
    say(part, "What was restored", test.item_name);
    say(part, "Criticality", test.criticality);
    say(part, "How far the test went", level_words(test.level));
    say(part, "Carried out", minute_words(test.ended_at));
    say(part, "By", test.operator_name);
    say(part, "Witnessed by", test.witnessed_by);
    if (test.content_at.is_set()) say(part, "The data was of", minute_words(test.content_at));
    say(part, "Recovery point", test.point.empty() ? "" : test.point + ", " + how_words(test));
    say(part, "Data that would have been lost", measured(test.achieved_rpo, test.rpo));
    say(part, "Time until it was there", measured(test.achieved_rto, test.rto));
    say(part, "How much came back", amount_words(test));
    say(part, "Where it was restored", test.device_name.empty() ? test.environment : test.device_name);
    return part;
}

std::string verdict_words(trust::CheckVerdict verdict) {
    if (verdict == trust::CheckVerdict::Passed) return "held";
    return verdict == trust::CheckVerdict::Failed ? "failed" : "not covered";
}

Part checks_of(const Certified& certified) {
    Part part{.heading = "What was checked"};
    part.table.head = {"Check", "Expected", "Found", "Looked at", "Result"};
    part.table.widths = {26, 26, 26, 12, 14};
    for (const auto& check : certified.checks)
        part.table.rows.push_back({check.name, check.expected, check.found, std::to_string(check.objects), verdict_words(check.verdict)});
    return part;
}

Part not_covered_of(const Certified& certified) {
    Part part{.heading = "What was not checked", .list = certified.not_covered};
    if (part.list.empty()) part.list = {"Nothing was said of this: do not conclude that everything was checked."};
    return part;
}

Part how_to_check(const TestRow& test) {
    Part part{.heading = "How to check this"};
    say(part, "Test", test.id.text());
    say(part, "Seed of the draw", test.seed);
    say(part, "SHA-256 of what the source said of its files", test.witness);
    say(part, "Run that the restore host signed", test.run);
    if (!test.run.empty())
        part.paragraphs.push_back(
            "The restore host signed the result of this run, and its leaf stands in the accountability log, which steward-verify checks.");
    return part;
}
}  // namespace

std::string certificate_title(const TestRow& test) { return "Restore test of " + test.item_name + ", " + day_words(test.ended_at); }

std::string certificate_file_name(const TestRow& test, std::string_view ending) {
    std::string name;
    for (const char c : test.item_name) {
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool is_plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
        if (is_plain) name += small;
        else if (!name.empty() && name.back() != '-') name += '-';
        if (name.size() == longest_file_name) break;
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return "restore-test-" + (name.empty() ? "" : name + "-") + day_words(test.ended_at) + "." + std::string(ending);
}

paper::Document certificate_of(const Certified& certified) {
    const TestRow& test = certified.test;
    paper::Document document{.title = certificate_title(test),
                             .tone = tone_of(test),
                             .verdict = result_words(test),
                             .words = test.state_text,
                             .parts = {facts_of(test), checks_of(certified), not_covered_of(certified)},
                             .foot = (certified.provider.empty() ? "" : certified.provider + ". ") + "Restore test " + test.id.text() +
                                     ", signed by " + test.signed_by + " on " + day_words(test.signed_at) + ".",
                             .made_at = test.signed_at};
    document.parts.push_back(
        {.heading = "Signed",
         .paragraphs = {test.signed_by + ", " + minute_words(test.signed_at) + (test.signed_note.empty() ? "" : ": " + test.signed_note)}});
    document.parts.push_back(how_to_check(test));
    if (!test.evidence.empty()) document.parts.push_back({.heading = "In the words of who carried it out", .paragraphs = {test.evidence}});
    return document;
}

}  // namespace steward::restore_tests
