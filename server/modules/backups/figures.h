// Freshness of K19 (domain/kpis.md): how many items' newest recovery point was younger than agreed, now and in the worst hour. Pure.
#pragma once

#include <vector>

#include "base/time.h"

namespace steward::backups {

struct PointFace {
    Instant known_at;    // from then on somebody could have restored it
    Instant content_at;  // the moment that it represents
};

struct FreshItem {
    Duration rpo{};                 // zero: none was agreed, and it is left out
    Instant since;                  // it is counted from then on
    std::vector<PointFace> points;  // in any order
};

struct Freshness {
    int items = 0, fresh_now = 0;
    int items_at_worst = 0, fresh_at_worst = 0;
    Instant worst_at;  // not set: no whole hour lies in the time
};

/// Sampled at every whole hour in [from, until), and at `now`. What lies after `now` is not looked at.
Freshness freshness_of(std::vector<FreshItem> items, Instant from, Instant until, Instant now);

/// How the figures were counted; it rises with the rules.
inline constexpr const char* definition = "K19/K20 version 1";

}  // namespace steward::backups
