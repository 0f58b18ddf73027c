#include "base/id.h"
#include "server/platform/filter/values.h"

namespace steward::filter {

namespace {
std::string_view sql_operator(Operator comparison) {
    switch (comparison) {
        case Operator::Is:
            return "=";
        case Operator::Less:
            return "<";
        case Operator::LessOrEqual:
            return "<=";
        case Operator::Greater:
            return ">";
        case Operator::GreaterOrEqual:
            return ">=";
    }
    return "=";
}

std::string placeholder(std::vector<storage::Value>& parameters, storage::Value value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
}

// '%' and '_' of the user's text are themselves; '*' becomes '%'.
std::string like_pattern(std::string_view value, bool anywhere) {
    std::string pattern = anywhere ? "%" : "";
    for (const char c : value) {
        if (c == '*' && !anywhere) pattern += '%';
        else if (c == '%' || c == '_' || c == '\\') (pattern += '\\') += c;
        else pattern += c;
    }
    return anywhere ? pattern + "%" : pattern;
}

std::string like(std::string_view column, const std::string& pattern, std::vector<storage::Value>& parameters) {
    return "lower(coalesce(" + std::string(column) + ", '')) like lower(" + placeholder(parameters, pattern) + ") escape '\\'";
}

// A whole id against a column that holds ids as we write them (base/id.h): compared as it stands, so that an index serves. Not a client's:
// its rows are many, and a list that is read in its own order is done sooner without that index.
bool is_whole_id(const Field& field, std::string_view value) {
    const bool is_column = field.sql.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos;
    return is_column && field.name.ends_with("_id") && field.name != "client_id" && parse_raw_id(value).has_value();
}

Result<std::string> text_condition(const Field& field, const Term& term, const std::string& value,
                                   std::vector<storage::Value>& parameters) {
    if (term.comparison != Operator::Is)
        return fail(ErrorKind::Invalid, "filter.value", "'" + term.key + "' is text: write " + term.key + ":value.");
    if (value.find('*') != std::string::npos) return like(field.sql, like_pattern(value, false), parameters);
    if (is_whole_id(field, value)) return std::string(field.sql) + " = " + placeholder(parameters, value);
    return "lower(coalesce(" + std::string(field.sql) + ", '')) = lower(" + placeholder(parameters, value) + ")";
}

Result<std::string> value_condition(const Field& field, const Term& term, const std::string& value, Instant now,
                                    std::vector<storage::Value>& parameters) {
    const std::string column(field.sql);
    switch (field.kind) {
        case Kind::Text:
            return text_condition(field, term, value, parameters);
        case Kind::Number: {
            STEWARD_TRY(const double number, number_value(term, value));
            return column + " " + std::string(sql_operator(term.comparison)) + " cast(" + placeholder(parameters, number) +
                   " as double precision)";
        }
        case Kind::Boolean: {
            STEWARD_TRY(const bool flag, boolean_value(term, value));
            return std::string(flag ? "" : "not ") + column;
        }
        case Kind::Time: {
            STEWARD_TRY(const TimeBound bound, time_value(term, value, now));
            return column + " " + std::string(sql_operator(bound.comparison)) + " " + placeholder(parameters, storage::to_value(bound.at));
        }
    }
    return fail(ErrorKind::Internal, "filter.kind", "A field of this list has no kind.");
}
}  // namespace

std::string pattern_anywhere(std::string_view text) { return like_pattern(text, true); }

Result<std::string> to_sql(std::span<const Term> terms, std::span<const Field> fields, std::span<const std::string_view> text_columns,
                           Instant now, std::vector<storage::Value>& parameters) {
    std::string sql;
    for (const Term& term : terms) {
        std::string condition;
        if (term.key.empty()) {
            for (const auto column : text_columns)
                condition += (condition.empty() ? "" : " or ") + like(column, like_pattern(term.values.front(), true), parameters);
        } else {
            STEWARD_TRY(const size_t index, find_field(term, fields));
            for (const auto& value : term.values) {
                STEWARD_TRY(auto one, value_condition(fields[index], term, value, now, parameters));
                condition += (condition.empty() ? "" : " or ") + one;
            }
        }
        // A comparison with NULL is neither true nor false; here what is unknown does not match. Without `not` the
        // database says so by itself, and can use an index.
        sql += term.negated ? " and not coalesce((" + condition + "), false)" : " and (" + condition + ")";
    }
    return sql;
}

}  // namespace steward::filter
