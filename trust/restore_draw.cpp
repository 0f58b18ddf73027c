#include "trust/restore_draw.h"

#include <tuple>

namespace steward::trust {

namespace {
constexpr unsigned newest_of_100 = 40, oldest_of_100 = 20;

Digest lot_of(const RestoreSeed& seed, std::string_view name) {
    Bytes bytes(seed.begin(), seed.end());
    bytes.insert(bytes.end(), name.begin(), name.end());
    return sha256(bytes);
}

// Two points of one moment have an order too, or the draw would follow that of their coming.
auto in_time(const RestorePoint& point) { return std::tie(point.at, point.name); }
}  // namespace

HowChosen wanted_by(const RestoreSeed& seed) {
    const Digest lot = lot_of(seed, {});
    const unsigned of_100 = (lot[0] << 8 | lot[1]) % 100U;
    return of_100 < newest_of_100 ? HowChosen::Newest : of_100 < newest_of_100 + oldest_of_100 ? HowChosen::Oldest : HowChosen::Any;
}

void PointDraw::offer(const RestorePoint& point) {
    ++offered_;
    if (!newest_ || in_time(*newest_) < in_time(point)) newest_ = point;
    if (point.at >= since_ && (!oldest_ || in_time(point) < in_time(*oldest_))) oldest_ = point;
    if (const Digest lot = lot_of(seed_, point.name); !any_ || lot < lot_) {
        any_ = point;
        lot_ = lot;
    }
}

std::optional<PointDraw::Drawn> PointDraw::drawn() const {
    if (!newest_) return std::nullopt;
    const HowChosen how = wanted_by(seed_);
    if (how == HowChosen::Any) return Drawn{*any_, how};
    if (how == HowChosen::Oldest && oldest_) return Drawn{*oldest_, how};
    return Drawn{*newest_, HowChosen::Newest};
}

}  // namespace steward::trust
