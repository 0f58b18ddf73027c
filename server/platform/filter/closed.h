// Fields that can only have certain values: a filter that asks for another one would find nothing, and look like an answer.
#pragma once

#include "server/platform/filter/filter.h"

namespace steward::filter {

struct ClosedField {
    std::string_view name, values;  // separated by spaces
};

/// Also nothing (what has no value) and a part with a wildcard are let through. Failure: Invalid "filter.value" with the values that there
/// are.
Status only_known_values(std::span<const Term> terms, std::span<const ClosedField> closed);
/// The same of a filter as it was written. Failures: also those of `parse`.
Status only_known_values(std::string_view text, std::span<const ClosedField> closed);

}  // namespace steward::filter
