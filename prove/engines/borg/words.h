// borg's words, as pure functions: what it lists, and why it failed. Seen with 1.2 of Debian 12.
#pragma once

#include "prove/engines/engine.h"
#include "prove/engines/words.h"
#include "prove/json.h"
#include "prove/program.h"

namespace steward::prove::borg {

/// What borg is asked to say of each archive: fields that end with a NUL, since a name may hold anything else.
constexpr std::string_view archive_format = "{archive}{NUL}{id}{NUL}{start:%Y-%m-%dT%H:%M:%SZ}{NUL}{hostname}{NUL}";
constexpr size_t archive_fields = 4;

struct Archive {
    std::string name;  // borg's own
    Snapshot snapshot;
};
/// Nothing: it cannot be named in a test, or has no moment.
std::optional<Archive> read_archive(const std::vector<std::string>& fields);

/// Nothing: the object is no entry.
std::optional<Entry> read_entry(const JsonObject& object);

trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets);

/// A word of --passcommand's, which borg takes apart as a shell would.
std::string in_quotes_of_a_shell(std::string_view word);

}  // namespace steward::prove::borg
