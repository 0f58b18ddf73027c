#include "server/platform/filter/values.h"

namespace steward::filter {

namespace {
using Read = std::function<Cell(size_t)>;
using Judge = std::function<bool(const Read&)>;

bool compare(double left, Operator comparison, double right) {
    switch (comparison) {
        case Operator::Is:
            return left == right;
        case Operator::Less:
            return left < right;
        case Operator::LessOrEqual:
            return left <= right;
        case Operator::Greater:
            return left > right;
        case Operator::GreaterOrEqual:
            return left >= right;
    }
    return false;
}

std::string text_of(const Cell& cell) {
    const auto* text = std::get_if<std::string_view>(&cell);
    return text ? lower(*text) : std::string();
}

Result<Judge> judge_value(size_t index, const Field& field, const Term& term, const std::string& value, Instant now) {
    switch (field.kind) {
        case Kind::Text: {
            if (term.comparison != Operator::Is)
                return fail(ErrorKind::Invalid, "filter.value", "'" + term.key + "' is text: write " + term.key + ":value.");
            const bool pattern = value.find('*') != std::string::npos;
            return Judge([index, wanted = lower(value), pattern](const Read& read) {
                const std::string text = text_of(read(index));
                return pattern ? matches(text, wanted) : text == wanted;
            });
        }
        case Kind::Number: {
            STEWARD_TRY(const double number, number_value(term, value));
            return Judge([index, number, comparison = term.comparison](const Read& read) {
                const Cell cell = read(index);
                if (const auto* real = std::get_if<double>(&cell)) return compare(*real, comparison, number);
                const auto* whole = std::get_if<int64_t>(&cell);
                return whole && compare(static_cast<double>(*whole), comparison, number);
            });
        }
        case Kind::Boolean: {
            STEWARD_TRY(const bool wanted, boolean_value(term, value));
            return Judge([index, wanted](const Read& read) {
                const Cell cell = read(index);
                const auto* flag = std::get_if<bool>(&cell);
                return flag && *flag == wanted;
            });
        }
        case Kind::Time: {
            STEWARD_TRY(const TimeBound bound, time_value(term, value, now));
            return Judge([index, bound](const Read& read) {
                const Cell cell = read(index);
                const auto* at = std::get_if<int64_t>(&cell);
                return at && compare(static_cast<double>(*at), bound.comparison, static_cast<double>(bound.at.unix_ms));
            });
        }
    }
    return fail(ErrorKind::Internal, "filter.kind", "A field of this list has no kind.");
}

Judge judge_free_text(const std::string& value, std::span<const size_t> text_fields) {
    return [wanted = lower(value), indexes = std::vector<size_t>(text_fields.begin(), text_fields.end())](const Read& read) {
        for (const size_t index : indexes) {
            if (text_of(read(index)).find(wanted) != std::string::npos) return true;
        }
        return false;
    };
}
}  // namespace

Result<std::function<bool(const std::function<Cell(size_t)>&)>> to_predicate(std::span<const Term> terms, std::span<const Field> fields,
                                                                             std::span<const size_t> text_fields, Instant now) {
    struct Group {
        bool negated;
        std::vector<Judge> any;
    };
    std::vector<Group> groups;
    for (const Term& term : terms) {
        Group& group = groups.emplace_back(Group{term.negated, {}});
        if (term.key.empty()) {
            group.any.push_back(judge_free_text(term.values.front(), text_fields));
            continue;
        }
        STEWARD_TRY(const size_t index, find_field(term, fields));
        for (const auto& value : term.values) {
            STEWARD_TRY(auto judge, judge_value(index, fields[index], term, value, now));
            group.any.push_back(std::move(judge));
        }
    }
    return [groups](const Read& read) {
        for (const Group& group : groups) {
            bool matched = false;
            for (const Judge& judge : group.any) matched = matched || judge(read);
            if (matched == group.negated) return false;
        }
        return true;
    };
}

}  // namespace steward::filter
