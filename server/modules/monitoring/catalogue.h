// The published checks, as values: read once at start from the files that the build embedded
// (schema/checks). See schema/steward/checks/v1/checks.proto for what each part means.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "server/modules/monitoring/check_state.h"
#include "server/modules/monitoring/climb.h"

namespace steward::monitoring {

enum class Source : uint8_t { Report, Silence, Prediction, Event };

/// Levels as people write them; absent ones are NaN. `lower_is_worse` says which side is bad.
struct Levels {
    double raise_warning, raise_critical, clear_warning, clear_critical;
    Levels();
};

struct PriorityNote {
    std::string criticality, item, severity, priority;  // empty: any
};

struct PredictionTerms {
    Duration window{}, step{}, least{}, shrinking{};
    double least_r_squared = 0, least_growth_per_day = 0;
};

/// Other levels for items that are very large; `metric` is empty when a check has none.
struct Instead {
    std::string size_metric, metric, unit, title;
    double size_above = 0, shown_divisor = 1;
    bool lower_is_worse = false;
    Levels levels;
};

struct Check {
    std::string code, name;
    int version = 0;
    std::vector<std::string> device_classes;
    Source source = Source::Report;
    std::string metric, size_metric, event_kind;
    std::vector<std::string> only_items;
    bool absolute = false, lower_is_worse = false;
    std::string unit;
    int shown_decimals = 0;
    Levels levels;
    Instead instead;
    Rule rule;          // of `levels`, turned so that higher is worse
    Rule instead_rule;  // of `instead.levels`
    int interval_s = 60;
    uint32_t fresh_for_s = 300;
    NoData no_data = NoData::Hold;
    std::string priority_warning, priority_critical;
    std::vector<PriorityNote> priority_notes;
    std::string title, what_is_wrong, consequence, next_thing, runbook;
    PredictionTerms prediction;
    ClimbTerms climb;

    bool applies_to(std::string_view device_class) const;
    bool takes_item(std::string_view item) const;
};

/// The rule of `levels`, turned; holds and sampling are those of `like`.
Rule turned(const Levels& levels, bool lower_is_worse, const Rule& like);

/// P1..P4 for a device of this criticality; a missing criticality is taken as C2.
std::string priority(const Check& check, std::string_view criticality, std::string_view item, Told severity);

class Catalogue {
public:
    /// Reads all texts. Failure: Internal "monitoring.catalogue" with the file's code and what it lacks:
    /// no level can clear where it raises, every text is there, a code occurs once.
    static Result<Catalogue> parse(std::span<const std::string_view> texts);

    /// The embedded one. Ends the program when it cannot be read: a test proves that it can.
    static const Catalogue& published();

    std::span<const Check> checks() const { return checks_; }
    const Check* find(std::string_view code) const;  // nullptr when there is none
    int version() const { return version_; }         // the sum of all versions: rises with every change

private:
    std::vector<Check> checks_;
    int version_ = 0;
};

}  // namespace steward::monitoring
