// Lists that live in memory, asked in the same words and cut by the same tokens as those in SQL: a
// device's checks, the catalogue, a person's own sessions.
//
// Everything that a list holds is read and ordered at each call, so this is for some thousand rows.
#pragma once

#include "server/platform/filter/filter.h"

namespace steward::filter {

/// How a kind of row is read. `sql` of the fields is not looked at.
template <typename Row>
struct Shape {
    std::span<const Field> fields;
    std::span<const size_t> text_fields;  // what free text searches: numbers that `cell` knows, listed in `fields` or not
    std::string_view default_order;
    Cell (*cell)(const Row& row, size_t field);
    std::string (*id)(const Row& row);  // unique in the list; the last key of every order
};

struct MemoryPage {
    std::vector<size_t> rows;  // of this page, in order
    std::string next_page_token;
    int total = 0;  // that match the filter
};

struct RowReader {
    size_t count = 0;
    std::function<Cell(size_t row, size_t field)> cell;
    std::function<std::string(size_t row)> id;
};
/// Failure: those of the filter language; Invalid "page.token", "page.order_by", "/page_size".
Result<MemoryPage> page_in_memory(const Question& question, std::span<const Field> fields, std::span<const size_t> text_fields,
                                  std::string_view default_order, const RowReader& reader, Instant now);

template <typename Row>
Result<MemoryPage> page_in_memory(const Question& question, const Shape<Row>& shape, const std::vector<Row>& rows, Instant now) {
    const RowReader reader{.count = rows.size(),
                           .cell = [&](size_t row, size_t field) { return shape.cell(rows[row], field); },
                           .id = [&](size_t row) { return shape.id(rows[row]); }};
    return page_in_memory(question, shape.fields, shape.text_fields, shape.default_order, reader, now);
}

}  // namespace steward::filter
