#include "server/platform/filter/memory_list.h"

#include <algorithm>
#include <cmath>

#include "server/platform/filter/order.h"
#include "server/platform/filter/values.h"

namespace steward::filter {

namespace {
// As the SQL side orders: text without case, and what is unknown before everything that is known.
storage::Value order_value(const Cell& cell, Kind kind) {
    switch (kind) {
        case Kind::Text: {
            const auto* text = std::get_if<std::string_view>(&cell);
            return text ? lower(*text) : std::string();
        }
        case Kind::Number: {
            constexpr double unknown = -1e300;
            if (const auto* whole = std::get_if<int64_t>(&cell)) return static_cast<double>(*whole);
            const auto* real = std::get_if<double>(&cell);
            return real && !std::isnan(*real) ? *real : unknown;
        }
        case Kind::Time: {
            const auto* at = std::get_if<int64_t>(&cell);
            return at ? *at : int64_t{0};
        }
        case Kind::Boolean: {
            const auto* flag = std::get_if<bool>(&cell);
            return int64_t{flag && *flag};
        }
    }
    return int64_t{0};
}

struct Candidate {
    size_t row = 0;
    std::vector<storage::Value> keys;  // the id is the last
};

bool before(const std::vector<storage::Value>& a, const std::vector<storage::Value>& b, std::span<const OrderKey> order) {
    for (size_t i = 0; i < order.size(); ++i) {
        if (a[i] != b[i]) return (a[i] < b[i]) != order[i].descending;
    }
    return a.back() < b.back();
}

// Where the page before ended. A whole number where a real one belongs is one, and one that is no
// number would stand nowhere.
Result<std::vector<storage::Value>> mark_of(const Question& question, std::string_view order, std::string_view types) {
    STEWARD_TRY(auto mark, read_token(question.page_token, order, types));
    for (size_t i = 0; i < mark.size(); ++i) {
        if (types[i] != 'd') continue;
        if (const auto* whole = std::get_if<int64_t>(&mark[i])) mark[i] = static_cast<double>(*whole);
        if (std::isnan(std::get<double>(mark[i]))) mark[i] = 0.0;
    }
    return mark;
}
}  // namespace

Result<MemoryPage> page_in_memory(const Question& question, std::span<const Field> fields, std::span<const size_t> text_fields,
                                  std::string_view default_order, const RowReader& reader, Instant now) {
    STEWARD_TRY(const auto terms, parse(question.filter));
    STEWARD_TRY(const auto matches_filter, to_predicate(terms, fields, text_fields, now));
    STEWARD_TRY(const int size, read_page_size(question.page_size));
    const std::string_view order = question.order_by.empty() ? default_order : question.order_by;
    STEWARD_TRY(const auto order_keys, read_order(order, fields));
    std::string types;
    for (const OrderKey& key : order_keys) types += token_type(fields[key.field].kind);
    types += 't';
    std::optional<std::vector<storage::Value>> mark;
    if (!question.page_token.empty()) {
        STEWARD_TRY(mark, mark_of(question, order, types));
    }
    MemoryPage page;
    std::vector<Candidate> candidates;
    size_t row = 0;
    const std::function<Cell(size_t)> read = [&](size_t field) { return reader.cell(row, field); };
    for (; row < reader.count; ++row) {
        if (!matches_filter(read)) continue;
        ++page.total;
        Candidate candidate{.row = row};
        for (const OrderKey& key : order_keys) candidate.keys.push_back(order_value(read(key.field), fields[key.field].kind));
        candidate.keys.emplace_back(reader.id(row));
        if (!mark || before(*mark, candidate.keys, order_keys)) candidates.push_back(std::move(candidate));
    }
    const size_t shown = std::min(static_cast<size_t>(size), candidates.size());
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(shown), candidates.end(),
                      [&](const Candidate& a, const Candidate& b) { return before(a.keys, b.keys, order_keys); });
    for (size_t i = 0; i < shown; ++i) page.rows.push_back(candidates[i].row);
    if (candidates.size() > shown) page.next_page_token = write_token(order, candidates[shown - 1].keys);
    return page;
}

}  // namespace steward::filter
