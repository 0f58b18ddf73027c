#include "server/platform/filter/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace steward::filter {

namespace {
std::unexpected<Error> bad_value(const Term& term, const std::string& what) {
    return fail(ErrorKind::Invalid, "filter.value", "'" + term.key + "' in the filter needs " + what + ".");
}

Operator turned_round(Operator comparison) {
    switch (comparison) {
        case Operator::Less:
            return Operator::Greater;
        case Operator::LessOrEqual:
            return Operator::GreaterOrEqual;
        case Operator::Greater:
            return Operator::Less;
        case Operator::GreaterOrEqual:
            return Operator::LessOrEqual;
        case Operator::Is:
            break;
    }
    return Operator::Is;
}

std::optional<Duration> read_age(const std::string& value) {
    int64_t amount = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), amount);
    if (error != std::errc{} || end + 1 != value.data() + value.size() || amount < 0 || amount > 100'000) return std::nullopt;
    switch (*end) {
        case 's':
            return std::chrono::seconds(amount);
        case 'm':
            return std::chrono::minutes(amount);
        case 'h':
            return std::chrono::hours(amount);
        case 'd':
            return std::chrono::days(amount);
        case 'w':
            return std::chrono::weeks(amount);
        default:
            return std::nullopt;
    }
}
}  // namespace

std::string lower(std::string_view text) {
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return folded;
}

bool matches(std::string_view text, std::string_view pattern) {
    // Greedy with one step back: linear in practice, and no recursion for a caller to deepen.
    size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

Result<size_t> find_field(const Term& term, std::span<const Field> fields) {
    for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name == term.key) return i;
    }
    std::string known;
    for (const Field& field : fields) {
        if (field.name.empty()) continue;  // what free words search
        known += (known.empty() ? "" : ", ") + std::string(field.name);
    }
    return fail(ErrorKind::Invalid, "filter.unknown_key", "This list cannot be filtered by '" + term.key + "'. It knows: " + known + ".");
}

Result<double> number_value(const Term& term, const std::string& value) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    // "nan" and "inf" are read too; no two databases order them alike.
    if (error != std::errc{} || end != value.data() + value.size() || !std::isfinite(number)) return bad_value(term, "a number");
    return number;
}

Result<bool> boolean_value(const Term& term, const std::string& value) {
    const std::string folded = lower(value);
    if (folded == "yes" || folded == "true" || folded == "1") return true;
    if (folded == "no" || folded == "false" || folded == "0") return false;
    return bad_value(term, "yes or no");
}

Result<TimeBound> time_value(const Term& term, const std::string& value, Instant now) {
    if (const auto age = read_age(value)) {
        // "seen:5m" reads as "within the last five minutes".
        const Operator comparison = term.comparison == Operator::Is ? Operator::GreaterOrEqual : turned_round(term.comparison);
        return TimeBound{now - *age, comparison};
    }
    auto at = parse_rfc3339(value.size() == 10 ? value + "T00:00:00Z" : value);
    if (!at) return bad_value(term, "an age like 5m, 2h or 3d, or a date like 2026-11-24");
    return TimeBound{*at, term.comparison};
}

}  // namespace steward::filter
