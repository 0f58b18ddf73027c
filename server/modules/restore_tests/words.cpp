#include "server/modules/restore_tests/words.h"

#include <fmt/format.h>

#include "base/counted.h"

namespace steward::restore_tests {

namespace {
std::string sentence(std::string text) {
    if (!text.empty() && text.back() != '.' && text.back() != '!' && text.back() != '?') text += '.';
    return text;
}

std::string without_stop(std::string text) {
    while (!text.empty() && text.back() == '.') text.pop_back();
    return text;
}

std::string runs_words(const Wanting& wanting) {
    if (wanting.all_runs == 0) return "";
    return fmt::format(" {} of {} expected runs of the last 60 days ended well: that a backup runs does not show that it can be restored.",
                       wanting.green_runs, wanting.all_runs);
}
}  // namespace

std::string in_words(Duration time) {
    const int64_t minutes = time / std::chrono::minutes(1);
    if (minutes < 1) return counted(static_cast<uint64_t>(std::max<int64_t>(0, time / std::chrono::seconds(1))), "second");
    if (minutes < 60) return fmt::format("{} min", minutes);
    if (minutes < 48 * 60)
        return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
    return counted(static_cast<uint64_t>(minutes / (24 * 60)), "day");
}
std::string day_words(Instant at) { return to_rfc3339(at).substr(0, 10); }
std::string minute_words(Instant at) {
    std::string text = to_rfc3339(at);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string level_words(int level) {
    static constexpr std::string_view words[] = {"",
                                                 "files compared with their source",
                                                 "volume or database opened and checked",
                                                 "the machine started",
                                                 "the application answered",
                                                 "a whole site, with its people"};
    return level >= 1 && level <= 5 ? fmt::format("{} (L{})", words[level], level) : "";
}

std::string check_words(const trust::RestoreCheck& check) {
    std::string text = "“" + check.name + "” failed";
    if (!check.expected.empty()) text += ": expected " + check.expected;
    if (!check.found.empty()) text += (check.expected.empty() ? ": found " : ", found ") + check.found;
    return sentence(text + (check.words.empty() ? "" : ". " + check.words));
}

std::string passed_words(const std::vector<trust::RestoreCheck>& checks) {
    uint64_t checked = 0, objects = 0;
    for (const auto& check : checks) {
        if (check.verdict != trust::CheckVerdict::Passed) continue;
        ++checked;
        objects += check.objects;
    }
    return fmt::format("{} held, over {}.", counted(checked, "check"), counted(objects, "object"));
}

FindingWords finding_words(const Wanting& wanting) {
    FindingWords words;
    if (wanting.kind == "failed") {
        words.title = fmt::format("Restore test of {} failed on {}: {}", wanting.item, day_words(wanting.at), without_stop(wanting.reason));
        words.technical = sentence(fmt::format("Test of level {}, {}: {}", wanting.level, level_words(wanting.level), wanting.reason));
        const bool is_green = wanting.all_runs > 0 && wanting.green_runs == wanting.all_runs;
        words.consequence = fmt::format("Today we could not bring {} back{}.{}", wanting.item,
                                        is_green ? ", although its backups show green" : "", runs_words(wanting));
        words.options = {"A: repair and a new test within 7 days, included in your contract.",
                         "B: a second way of backing it up beside the first; we tell you its price when you ask for it.", "C: nothing."};
        words.recommendation = "A now; B if it fails again.";
    } else if (wanting.kind == "late") {
        words.title = fmt::format("{} takes {} to restore, agreed {}", wanting.item, in_words(wanting.actual), in_words(wanting.agreed));
        words.technical = sentence(wanting.reason);
        words.consequence =
            fmt::format("It comes back, but {} later than you told us you can bear.", in_words(wanting.actual - wanting.agreed));
        words.options = {"A: a faster way of restoring it; we tell you its price when you ask for it.",
                         fmt::format("B: agree to {}.", in_words(wanting.actual)), "C: nothing."};
        words.recommendation = "A, or an honest B, in writing.";
    } else {
        words.title = fmt::format("Restore of {} was not proven by {}", wanting.item, day_words(wanting.at));
        words.technical = sentence(wanting.reason.empty() ? "The test that was due did not come to a result" : wanting.reason);
        words.consequence = fmt::format("Nobody knows today whether {} could be brought back.{}", wanting.item, runs_words(wanting));
        words.options = {"A: carry the test out now, included in your contract.", "B: nothing."};
        words.recommendation = "A now.";
    }
    return words;
}

std::string mail_subject(const Wanting& wanting) {
    return wanting.kind == "failed" ? fmt::format("We could not restore {} in a test", wanting.item)
                                    : fmt::format("Restoring {} takes longer than agreed", wanting.item);
}

std::string mail_text(const Wanting& wanting, const FindingWords& words, const std::string& name, const std::string& reference,
                      Instant again_by) {
    std::string text =
        fmt::format("Hello {},\n\n{}\n\nWhat it means: {}\n\nWhat can be done:\n", name, sentence(words.title), words.consequence);
    for (const auto& option : words.options) text += "  " + option + "\n";
    text += fmt::format("\nWe recommend: {}\n", words.recommendation);
    if (wanting.kind == "failed") text += fmt::format("\nWe are at work on it ({}) and test again by {}.", reference, day_words(again_by));
    else text += fmt::format("\nOur reference: {}.", reference);
    return text + " Answer this mail with any question, or with what you decide.\n";
}

}  // namespace steward::restore_tests
