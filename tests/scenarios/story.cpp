#include "tests/scenarios/story.h"

#include <regex>

#include "tests/scenarios/world.h"

namespace steward::scenarios {

namespace {
using namespace std::chrono_literals;

std::unexpected<Error> unreadable_line(int line, const std::string& text) {
    return fail(ErrorKind::Invalid, "scenario.unreadable", "Line " + std::to_string(line) + " is no step: " + text);
}

std::string trimmed(std::string_view line) {
    const size_t begin = line.find_first_not_of(" \t"), end = line.find_last_not_of(" \t\r");
    return begin == std::string_view::npos ? "" : std::string(line.substr(begin, end - begin + 1));
}

Instant time_of(const std::smatch& match, size_t first, Instant midnight) {
    const auto number = [&](size_t index) { return match[index].matched ? std::stoi(match[index]) : 0; };
    const int day = match[first].matched ? number(first) : 1;
    return midnight + 24h * (day - 1) + 1h * number(first + 1) + 1min * number(first + 2) + 1s * number(first + 3);
}

std::unexpected<Error> at_line(const Phrase& phrase, const Error& error) {
    return fail(error.kind, error.code, "line " + std::to_string(phrase.line) + ", \"" + phrase.text + "\": " + error.message, error.cause);
}

Status all_hold(World& world, const Step& step) {
    for (const auto& phrase : step.phrases) {
        if (const auto so = holds(world, phrase.text); !so) return at_line(phrase, so.error());
    }
    return {};
}

Status pass_until(World& world, Instant at) {
    while (world.now() < at) STEWARD_CHECK(world.step(at));
    return {};
}

Status play_step(World& world, const Step& step) {
    switch (step.kind) {
        case Step::Kind::At:
            STEWARD_CHECK(pass_until(world, step.at));
            [[fallthrough]];
        case Step::Kind::Given:
            for (const auto& phrase : step.phrases) {
                if (const auto done = perform(world, phrase.text); !done) return at_line(phrase, done.error());
            }
            return world.settle();
        case Step::Kind::ThenAt:
            STEWARD_CHECK(pass_until(world, step.at));
            return all_hold(world, step);
        case Step::Kind::ThenBy:
            while (true) {
                const auto so = all_hold(world, step);
                if (so || so.error().code != "scenario.not_so" || world.now() >= step.at) return so;
                STEWARD_CHECK(world.step(step.at));
            }
        case Step::Kind::ThenUntil:
            while (true) {
                STEWARD_CHECK(all_hold(world, step));
                if (world.now() >= step.at) return {};
                STEWARD_CHECK(world.step(step.at));
            }
    }
    return {};
}
}  // namespace

Instant story_midnight() { return parse_rfc3339("2026-11-24T00:00:00Z").value(); }

Result<std::vector<Step>> read_story(std::string_view text) {
    static const std::regex timed(R"((at|then by|then at|then until) (?:day (\d+) )?(\d\d):(\d\d)(?::(\d\d))? (.+))");
    static const std::regex begins(R"(the story begins on (\d{4}-\d\d-\d\d))");
    std::vector<Step> steps;
    Instant midnight = story_midnight();
    int number = 0;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        ++number;
        std::smatch match;
        if (line.empty() || line.starts_with("#")) continue;
        if (std::regex_match(line, match, begins) && steps.empty()) {
            STEWARD_TRY(midnight, parse_rfc3339(match[1].str() + "T00:00:00Z"));
        } else if (line.starts_with("and ")) {
            if (steps.empty()) return unreadable_line(number, line);
            steps.back().phrases.push_back({number, line.substr(4)});
        } else if (line.starts_with("given ")) {
            steps.push_back({Step::Kind::Given, {}, {{number, line.substr(6)}}});
        } else if (std::regex_match(line, match, timed)) {
            const std::string word = match[1];
            const auto kind = word == "at"        ? Step::Kind::At
                              : word == "then by" ? Step::Kind::ThenBy
                              : word == "then at" ? Step::Kind::ThenAt
                                                  : Step::Kind::ThenUntil;
            steps.push_back({kind, time_of(match, 2, midnight), {{number, match[6]}}});
        } else {
            return unreadable_line(number, line);
        }
    }
    return steps;
}

Instant beginning_of(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
        if (step.at.is_set()) return step.at - 20min;
    }
    return story_midnight();
}

Status play(World& world, const std::vector<Step>& steps) {
    for (const auto& step : steps) {
        if (step.at.is_set() && step.at < world.now()) {
            return fail(ErrorKind::Invalid, "scenario.unreadable",
                        "Line " + std::to_string(step.phrases[0].line) + " lies before what was told already (it is " +
                            to_rfc3339(world.now()) + ").");
        }
        STEWARD_CHECK(play_step(world, step));
    }
    return {};
}

}  // namespace steward::scenarios
