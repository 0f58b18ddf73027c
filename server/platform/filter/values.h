// What the values of a term mean for a kind of field. Shared by the SQL and the in-memory side, so
// that both judge alike.
#pragma once

#include "server/platform/filter/filter.h"

namespace steward::filter {

/// The field of a term. Failure: Invalid "filter.unknown_key" with the known ones.
Result<size_t> find_field(const Term& term, std::span<const Field> fields);

/// Failure: Invalid "filter.value".
Result<double> number_value(const Term& term, const std::string& value);
Result<bool> boolean_value(const Term& term, const std::string& value);

/// A moment to compare with. "5m", "2h", "3d", "1w" are ages: then the comparison turns round, because
/// an older thing has a smaller time. Otherwise a date or RFC 3339 time.
struct TimeBound {
    Instant at;
    Operator comparison;
};
Result<TimeBound> time_value(const Term& term, const std::string& value, Instant now);

/// ASCII lower case, as both databases' lower() does at least.
std::string lower(std::string_view text);

/// Whether `text` matches `pattern`, where '*' stands for anything; both already in lower case.
bool matches(std::string_view text, std::string_view pattern);

}  // namespace steward::filter
