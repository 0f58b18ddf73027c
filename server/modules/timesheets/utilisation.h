// K27: hours on clients of available hours (contract less leave and training). Pure; domain/kpis.md, vectors in
// tests/utilisation_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "server/modules/timesheets/days.h"

namespace steward::timesheets {

inline constexpr int utilisation_version = 1;
extern const std::string_view utilisation_definition;
inline constexpr double overload_percent = 85;

struct Contract {
    int64_t weekly_minutes = 2400;   // spread over Monday to Friday
    std::map<Date, int64_t> absent;  // minutes of a day that was not to be worked
};

struct Available {
    int64_t contract_s = 0, absent_s = 0;
    int64_t seconds() const { return contract_s - absent_s; }
};
/// Days from `from` until before `until`. An absence counts at most what the contract asks of its day.
Available available(const Contract& contract, Date from, Date until);

/// Nothing where nobody was to work: no data, never 0 %.
std::optional<double> utilisation_percent(int64_t client_s, int64_t available_s);

/// Above 85 % in each of two whole weeks; a week without data is none.
bool is_overload(std::optional<double> week, std::optional<double> week_before);

}  // namespace steward::timesheets
