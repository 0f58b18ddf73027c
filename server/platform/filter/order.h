// What `order_by` and page tokens mean, for lists in SQL and lists in memory alike.
#pragma once

#include "server/platform/filter/filter.h"

namespace steward::filter {

struct OrderKey {
    size_t field = 0;
    bool descending = false;
};

/// Without the id, which is the last key of every list. Failure: Invalid "page.order_by".
Result<std::vector<OrderKey>> read_order(std::string_view order, std::span<const Field> fields);

/// 0 is 50; capped at 1000. Failure: Invalid "/page_size".
Result<int> read_page_size(int asked);

/// How a token writes values of this kind: 't' text, 'i' whole number, 'd' real.
char token_type(Kind kind);

std::string write_token(std::string_view order, std::span<const storage::Value> values);
/// One value for each of `types`. Failure: Invalid "page.token".
Result<std::vector<storage::Value>> read_token(std::string_view token, std::string_view order, std::string_view types);

}  // namespace steward::filter
