// Asking an engine's program: what it lists as JSON, what it says in words, and what a failure of it means.
#pragma once

#include "prove/engines/engine.h"
#include "prove/json.h"
#include "prove/program.h"

namespace steward::prove {

class Talk {
public:
    /// `problem_of`: what an end that was none means.
    Talk(Spent& spent, std::function<trust::RestoreProblem(const Ended& ended)> problem_of)
        : spent_(spent), problem_of_(std::move(problem_of)) {}

    /// The beginning of what it says.
    Attempt<std::string> words_of(const Command& command) const;
    /// Each outermost object. Failure, too: "restore.list_too_long".
    Attempt<void> objects_of(const Command& command, const std::function<void(const JsonObject& object)>& each) const;
    Attempt<void> done(const Command& command) const;

private:
    Attempt<void> after(const Ended& ended) const;

    Spent& spent_;
    std::function<trust::RestoreProblem(const Ended&)> problem_of_;
};

/// How many of `words`, from `first` on, the kernel takes at once.
size_t end_of_arguments(const std::vector<std::string>& words, size_t first);

}  // namespace steward::prove
