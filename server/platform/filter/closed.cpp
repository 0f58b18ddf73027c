#include "server/platform/filter/closed.h"

#include <algorithm>

#include "server/platform/filter/values.h"

namespace steward::filter {

namespace {
bool is_one_of(std::string_view values, const std::string& asked) {
    const std::string folded = lower(asked), all = " " + lower(values) + " ";
    return folded.empty() || folded.find('*') != std::string::npos || all.find(" " + folded + " ") != std::string::npos;
}

std::string listed(std::string_view values) {
    std::string list;
    for (const char c : values) list += c == ' ' ? std::string(", ") : std::string(1, c);
    return list;
}
}  // namespace

Status only_known_values(std::span<const Term> terms, std::span<const ClosedField> closed) {
    for (const Term& term : terms) {
        const auto field = std::ranges::find(closed, term.key, &ClosedField::name);
        if (field == closed.end()) continue;
        for (const std::string& value : term.values) {
            if (is_one_of(field->values, value)) continue;
            return fail(ErrorKind::Invalid, "filter.value",
                        "'" + term.key + "' in the filter is never '" + value + "'. It is one of: " + listed(field->values) + ".");
        }
    }
    return {};
}

Status only_known_values(std::string_view text, std::span<const ClosedField> closed) {
    STEWARD_TRY(const auto terms, parse(text));
    return only_known_values(terms, closed);
}

}  // namespace steward::filter
