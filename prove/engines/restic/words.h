// restic's words, as pure functions: what it lists, what it is asked, and why it failed. Seen with 0.14 of Debian 12; newer ones say some
// things by their exit code.
#pragma once

#include "prove/engines/engine.h"
#include "prove/engines/words.h"
#include "prove/json.h"
#include "prove/program.h"

namespace steward::prove::restic {

/// Nothing: the object is no snapshot.
std::optional<Snapshot> read_snapshot(const JsonObject& object);

/// Nothing: the object is no entry; the first of a list is the snapshot itself.
std::optional<Entry> read_entry(const JsonObject& object);

/// A pattern of --include that means this path alone.
std::string pattern_of(std::string_view path);

/// Why it failed, by its exit code and its words, none of which are in the answer but for an unknown failure: then its last line, without
/// `secrets`, addresses' users and passwords.
trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets);

/// Whether it will try again and again what cannot succeed: a file of the repository is gone.
bool is_hopeless(std::string_view errors);

}  // namespace steward::prove::restic
