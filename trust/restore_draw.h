// Which recovery point a restore test takes: drawn by its seed, so that nobody chooses conveniently, and so that whoever reads the record
// can draw again. Of 100 seeds 40 take the newest point, 20 the oldest of the last thirty days, 40 any one. The same whatever the order in
// which the points come, and in little memory however many there are.
#pragma once

#include <optional>

#include "trust/restore_test.h"

namespace steward::trust {

enum class HowChosen : uint8_t { Asked = 1, Newest = 2, Oldest = 3, Any = 4 };

/// What the seed wants, before a point was seen: a scheduler that wants no third newest in a row takes another seed.
HowChosen wanted_by(const RestoreSeed& seed);

/// One state in time that can be restored.
struct RestorePoint {
    std::string name;    // the engine's own
    Instant at;          // when it was made, by its source's clock
    Instant content_at;  // the moment that its content represents; never: as `at`
    bool operator==(const RestorePoint&) const = default;
};

class PointDraw {
public:
    /// `now`: by which the last thirty days are counted.
    PointDraw(const RestoreSeed& seed, Instant now) : seed_(seed), since_(now - std::chrono::hours(24 * 30)) {}

    void offer(const RestorePoint& point);
    uint64_t offered() const { return offered_; }

    struct Drawn {
        RestorePoint point;
        HowChosen how{};
    };
    /// Nothing: there was no point. Where the thirty days have none, the newest is taken, and is called so.
    std::optional<Drawn> drawn() const;

private:
    RestoreSeed seed_;
    Instant since_;
    uint64_t offered_ = 0;
    std::optional<RestorePoint> newest_, oldest_, any_;
    Digest lot_{};  // of any_: the smallest
};

}  // namespace steward::trust
