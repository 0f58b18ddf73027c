#include <algorithm>

#include "server/platform/filter/order.h"

namespace steward::filter {

namespace {
struct Key {
    std::string sql;
    bool descending = false;
};

std::string never_null(const Field& field) {
    std::string column(field.sql);
    switch (field.kind) {
        case Kind::Text:
            return "lower(coalesce(" + column + ", ''))";
        case Kind::Number:
            return "cast(coalesce(" + column + ", -1e300) as double precision)";
        case Kind::Time:
            return "coalesce(" + column + ", 0)";
        case Kind::Boolean:
            return "case when " + column + " then 1 else 0 end";
    }
    return column;
}

// (a, b, id) after (x, y, z) with mixed directions: a > x or (a = x and (b < y or (b = y and id > z))).
std::string after_keys(std::span<const Key> keys, size_t first_parameter) {
    std::string sql;
    for (size_t i = keys.size(); i-- > 0;) {
        const std::string value = "$" + std::to_string(first_parameter + i);
        const std::string beyond = keys[i].sql + (keys[i].descending ? " < " : " > ") + value;
        sql = sql.empty() ? beyond : "(" + beyond + " or (" + keys[i].sql + " = " + value + " and " + sql + "))";
    }
    // Said once more by the first key alone: an index begins there, instead of at the first page.
    if (keys.size() > 1) sql = keys[0].sql + (keys[0].descending ? " <= $" : " >= $") + std::to_string(first_parameter) + " and " + sql;
    return sql;
}
}  // namespace

Result<Page> page(std::string_view order_by, std::string_view default_order, int page_size, std::string_view page_token,
                  std::span<const Field> fields, std::string_view id_column, std::vector<storage::Value>& parameters) {
    Page page;
    STEWARD_TRY(page.size, read_page_size(page_size));
    page.order = order_by.empty() ? default_order : order_by;
    STEWARD_TRY(const auto order, read_order(page.order, fields));
    std::vector<Key> keys;
    std::string types;
    for (const OrderKey& key : order) {
        keys.push_back({never_null(fields[key.field]), key.descending});
        types += token_type(fields[key.field].kind);
    }
    const auto id = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.sql == id_column; });
    keys.push_back({std::string(id_column)});
    types += id == fields.end() ? 't' : token_type(id->kind);
    page.key_count = static_cast<int>(keys.size());
    for (const Key& key : keys) {
        page.key_columns += ", " + key.sql;
        page.order_by += (page.order_by.empty() ? " order by " : ", ") + key.sql + (key.descending ? " desc" : " asc");
    }
    if (!page_token.empty()) {
        STEWARD_TRY(auto values, read_token(page_token, page.order, types));
        page.where = " and " + after_keys(keys, parameters.size() + 1);
        for (auto& value : values) parameters.push_back(std::move(value));
    }
    page.limit = " limit " + std::to_string(page.size + 1);
    return page;
}

std::string next_page_token(const Page& page, std::vector<storage::Row>& rows) {
    if (static_cast<int>(rows.size()) <= page.size) return "";
    rows.resize(static_cast<size_t>(page.size), storage::Row({}));
    const storage::Row& last = rows.back();
    std::vector<storage::Value> values;
    for (size_t i = last.size() - static_cast<size_t>(page.key_count); i < last.size(); ++i) values.push_back(last.value(i));
    return write_token(page.order, values);
}

}  // namespace steward::filter
