// Which recovery point is tested: drawn by a seed that nobody chose, so that neither the server nor whoever carries it out can take a
// convenient one (domain/playbooks.md 8). The draw itself is trust/restore_draw.h; the record says the seed, so everybody can draw again.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "server/modules/backups/backups.h"
#include "trust/restore_draw.h"

namespace steward::restore_tests {

struct Choice {
    trust::RestoreSeed seed{};
    size_t point = 0;  // in the list
    trust::HowChosen how{};
    bool is_newest = false;  // however it was drawn, it is the newest that could be
};

/// Whether a point can be drawn: the restore host can name it and compare it, and nobody knows that it is bad or gone.
bool can_be_tested(const backups::RecoveryPoint& point);

/// The newest point at most twice in a row, where there is another: `was_newest` says of the tests before, the newest first, whether
/// theirs was. Nothing: no point can be tested.
std::optional<Choice> choose(const std::vector<backups::RecoveryPoint>& points, const std::vector<bool>& was_newest, Rng& rng, Instant now);

/// "newest", "oldest", "any"; "hand" for a point that somebody named.
std::string_view how_word(trust::HowChosen how);

}  // namespace steward::restore_tests
