// How much a person's report speaks of a running disturbance (domain/kpis.md C). Pure.
//
// The score is never rounded: 59.999 proposes, 60 links.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace steward::proactivity {

/// What is known of one human contact when it is judged.
struct ReportFace {
    ClientId client;
    Instant at;                     // when the contact began
    std::vector<DeviceId> devices;  // named, or assigned to who reports
    std::vector<SiteId> sites;
    std::vector<std::string> services;  // of the dependency map
    std::string category, text;
};

/// What is known of a disturbance. Suppressed children of a root count as its devices.
struct DisturbanceFace {
    IncidentId id;
    ClientId client;
    Instant started_at, detected_at, restored_at;  // unset: not known, not detected, still there
    std::vector<DeviceId> devices;
    std::vector<SiteId> sites;
    std::vector<std::string> services;
    std::string category;
    std::vector<std::string> titles;  // of the incident and of its alerts
};

/// The score with what it is made of, as people may read it.
struct Score {
    double device = 0, service = 0, site = 0, category = 0, closeness = 0, text = 0;
    double total() const { return device + service + site + category + closeness + text; }
};

inline constexpr double links_from = 60, proposes_from = 40;
inline constexpr Duration before_start = std::chrono::minutes(15);
inline constexpr Duration after_restoration = std::chrono::hours(24);
inline constexpr Duration closeness_ends = std::chrono::hours(4);

/// Whether a report at `at` may speak of the disturbance at all: from 15 minutes before its start to 24
/// hours after it was restored, both ends included.
bool in_window(Instant at, const DisturbanceFace& disturbance);

/// Nothing when the report is another client's or lies outside the window.
std::optional<Score> score(const ReportFace& report, const DisturbanceFace& disturbance);

/// 0 to 1: common words by all words, lower case, of three letters or more (digits are letters here).
double word_overlap(std::string_view a, std::string_view b);

enum class Linking { Link, Propose, OpenNew };
Linking linking_for(double total);

/// The disturbance that a report speaks of most, and what follows from it.
struct Match {
    Linking linking = Linking::OpenNew;
    std::optional<size_t> index;  // into the disturbances given; set when it links or is proposed
    Score score;
};
/// Equal scores take the disturbance that started earlier.
Match best_match(const ReportFace& report, std::span<const DisturbanceFace> disturbances);

}  // namespace steward::proactivity
