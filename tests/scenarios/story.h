// A scenario file as steps, and how they are gone through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace steward::scenarios {

struct Phrase {
    int line = 0;
    std::string text;
};

struct Step {
    enum class Kind { Given, At, ThenBy, ThenAt, ThenUntil };
    Kind kind = Kind::Given;
    Instant at;  // not set for Given
    std::vector<Phrase> phrases;
};

/// Failure: Invalid "scenario.unreadable" with the line.
Result<std::vector<Step>> read_story(std::string_view text);

/// The day on which every story begins that does not say another ("the story begins on 2026-10-23").
Instant story_midnight();

class World;

/// Goes through the story. Failure: the line, what it wants and what is there instead.
Status play(World& world, const std::vector<Step>& steps);

/// When the world should begin: well before the first time that is told, so that the server has
/// run for a while.
Instant beginning_of(const std::vector<Step>& steps);

// phrases.cpp
/// What a `given` or `at` line does. Failure: Invalid "scenario.unknown_phrase", or what the server said.
Status perform(World& world, const std::string& phrase);
/// What a `then` line wants. Failure: Conflict "scenario.not_so" with what is there instead.
Status holds(World& world, const std::string& phrase);

}  // namespace steward::scenarios
