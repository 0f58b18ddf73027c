// The one filter language of every list: API, search box, saved view, CSV export.
//
//   word "two words"      free text: every word must occur in one of the list's text columns
//   key:value             equal (text: without case); key:a,b  one of; key:"two words"; key:*pre* with wildcards
//   key>90 key>=90 key<90 key<=90      numbers; for times also ages: seen<5m, opened>2d (older than)
//   -term                 not
//
// Terms are joined by "and". Unknown keys are an error that names the known ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::filter {

enum class Operator { Is, Less, LessOrEqual, Greater, GreaterOrEqual };

struct Term {
    bool negated = false;
    std::string key;  // lower case; empty for free text
    Operator comparison = Operator::Is;
    std::vector<std::string> values;  // one, or several for key:a,b
};

/// At most 4 KiB and 64 terms. Failure: Invalid "filter.syntax" with the column in the sentence.
Result<std::vector<Term>> parse(std::string_view text);

enum class Kind { Text, Number, Time, Boolean };

/// What a list can be filtered and ordered by. `sql` is a column or expression written by us.
struct Field {
    std::string_view name;
    std::string_view sql;
    Kind kind = Kind::Text;
};

/// " and ..." for the terms, appending to `parameters` ($n continues from their number). Free text
/// searches `text_columns`. Failure: Invalid "filter.unknown_key", "filter.value".
Result<std::string> to_sql(std::span<const Term> terms, std::span<const Field> fields, std::span<const std::string_view> text_columns,
                           Instant now, std::vector<storage::Value>& parameters);

/// What "like ... escape '\'" finds anywhere in a text, as `to_sql` looks for free words.
std::string pattern_anywhere(std::string_view text);

/// The same judgement on values in memory. `read` gives the value of a field by its index.
using Cell = std::variant<std::monostate, std::string_view, double, int64_t, bool>;
Result<std::function<bool(const std::function<Cell(size_t)>&)>> to_predicate(std::span<const Term> terms, std::span<const Field> fields,
                                                                             std::span<const size_t> text_fields, Instant now);

/// One page by key, never by offset (AIP-158). Build the query as
///   "select ... where true" + client filter + filter + page.where + page.order_by + page.limit
struct Page {
    std::string where;     // " and (key, id) > (...)" or empty
    std::string order_by;  // " order by ..."; the id is always the last key
    std::string limit;     // " limit n+1": one more row than asked says whether there is a next page
    int size = 50;
    int key_count = 0;        // how many columns `key_columns` adds
    std::string order;        // the order as text; a token of another order is refused
    std::string key_columns;  // ", <order expression>, <id>": append to the select list, after your own columns
};

/// `order_by` as in AIP-132: "name,-created"; empty takes `default_order`. `page_size` 0 is 50, capped
/// at 1000. Failure: Invalid "page.token", "page.order_by".
Result<Page> page(std::string_view order_by, std::string_view default_order, int page_size, std::string_view page_token,
                  std::span<const Field> fields, std::string_view id_column, std::vector<storage::Value>& parameters);

/// Cuts the extra row off `rows` and returns the next page's token, or empty at the end. The last
/// `order keys + 1` columns of a row are those that `key_columns` added.
std::string next_page_token(const Page& page, std::vector<storage::Row>& rows);

/// What every list request asks.
struct Question {
    std::string_view filter, order_by, page_token;
    int page_size = 0;
};
template <typename Request>
Question question_of(const Request& request) {
    return {request.filter(), request.order_by(), request.page_token(), request.page_size()};
}

/// A list in SQL. Of its texts nothing comes from a caller.
struct SqlList {
    std::string columns;  // of the select, without the keys
    std::string from;     // " from ... where ...", with the clients that the caller sees; its $n are the first of `parameters`
    std::span<const Field> fields;
    std::span<const std::string_view> text;  // columns that free text searches
    std::string_view id_column, default_order;
};
struct SqlPage {
    std::vector<storage::Row> rows;
    std::string next_page_token;
    int total = 0;  // of all that match
};
/// Counts what matches and reads one page of it. Failure: those of the filter language, "page.token", "page.order_by".
Result<SqlPage> read_list(storage::Transaction& transaction, const SqlList& list, const Question& question, Instant now,
                          std::vector<storage::Value> parameters);

}  // namespace steward::filter
