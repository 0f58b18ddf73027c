#include <cassert>

#include "server/platform/storage/database.h"

namespace steward::storage {

Value to_value(std::nullptr_t) { return std::monostate{}; }

int64_t Row::integer(size_t column) const {
    if (const auto* flag = std::get_if<bool>(&values_[column])) return *flag ? 1 : 0;
    assert(std::holds_alternative<int64_t>(values_[column]) && "read the column as what the query returns");
    return std::get<int64_t>(values_[column]);
}

double Row::real(size_t column) const {
    if (const auto* whole = std::get_if<int64_t>(&values_[column])) return static_cast<double>(*whole);
    return std::get<double>(values_[column]);
}

bool Row::boolean(size_t column) const {
    if (const auto* flag = std::get_if<bool>(&values_[column])) return *flag;
    return std::get<int64_t>(values_[column]) != 0;
}

const std::string& Row::text(size_t column) const { return std::get<std::string>(values_[column]); }
const Bytes& Row::bytes(size_t column) const { return std::get<Bytes>(values_[column]); }

}  // namespace steward::storage
