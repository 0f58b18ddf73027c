#include "server/modules/monitoring/climb.h"

namespace steward::monitoring {

Climb follow(Climb climb, double value, uint32_t at, const ClimbTerms& terms) {
    climb.value = value;
    if (value <= terms.clear) climb.active = false;
    const bool looks_back = climb.before_s != 0 && at - climb.before_s >= terms.rising_s;
    if (looks_back) climb.active = value > climb.before && (climb.active ? value > terms.clear : value > terms.above);
    if (looks_back || climb.before_s == 0) {
        climb.before = value;
        climb.before_s = at;
    }
    return climb;
}

}  // namespace steward::monitoring
