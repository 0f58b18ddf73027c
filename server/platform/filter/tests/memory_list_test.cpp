// A list in memory is asked and paged as the same list in SQL.
#include <gmock/gmock.h>

#include "server/platform/filter/memory_list.h"
#include "server/platform/filter/tests/stock.h"

namespace steward::filter {
namespace {

constexpr size_t stock_text[] = {0, 1};
constexpr Shape<Item> stock_shape = {
    .fields = stock_fields,
    .text_fields = stock_text,
    .default_order = "name",
    .cell = [](const Item& item, size_t field) { return cell_of(item, field); },
    .id = [](const Item& item) { return item.id; },
};

std::vector<Item> numbered(std::vector<Item> items) {
    for (size_t i = 0; i < items.size(); ++i) items[i].id = std::to_string(1000 + i);
    return items;
}

std::string ids_of(const std::vector<Item>& items, const Result<MemoryPage>& page) {
    if (!page) return page.error().code;
    std::string text;
    for (const size_t row : page->rows) text += (text.empty() ? "" : " ") + items[row].id;
    return text;
}

std::string all_pages(const std::vector<Item>& items, Question question) {
    std::string text, token;
    do {
        question.page_token = token;
        const auto page = page_in_memory(question, stock_shape, items, stock_now);
        text += (text.empty() ? "" : " ") + ids_of(items, page);
        token = page ? page->next_page_token : "";
    } while (!token.empty());
    return text;
}

TEST(ListsInMemory, hold_every_row_once_in_the_order_of_one_big_page) {
    EXPECT_TRUE(rc::check("pages add up", [] {
        const auto items = numbered(*rc::gen::resize(15, rc::gen::container<std::vector<Item>>(some_item())));
        const auto order =
            *rc::gen::element<std::string>("name", "-name", "weight,-name", "-bought", "sold,weight", "-sold,-bought,note", "");
        const auto size = *rc::gen::inRange(1, 6);
        const auto whole = page_in_memory({.order_by = order, .page_size = 1000}, stock_shape, items, stock_now);
        RC_ASSERT(static_cast<size_t>(whole->total) == items.size());
        RC_ASSERT(all_pages(items, {.order_by = order, .page_size = size}) == ids_of(items, whole));
    }));
}

TEST(ListsInMemory, are_filtered_before_they_are_counted_and_cut) {
    const auto items =
        numbered({{.name = "rope", .weight = 2.0}, {.name = "Sail", .note = "old rope"}, {.name = "anchor", .weight = 90.0}});
    const auto page = page_in_memory({.filter = "rope", .order_by = "-name", .page_size = 1}, stock_shape, items, stock_now);
    EXPECT_EQ(page->total, 2);
    EXPECT_EQ(ids_of(items, page), "1001") << "Sail, though its capital";
    EXPECT_EQ(all_pages(items, {.filter = "rope", .order_by = "-name", .page_size = 1}), "1001 1000");
    EXPECT_EQ(all_pages(items, {.order_by = "weight"}), "1001 1000 1002") << "what is unknown stands first";
    EXPECT_EQ(all_pages(items, {.filter = "colour:red"}), "filter.unknown_key");
}

TEST(ListsInMemory, refuse_what_a_list_in_sql_refuses) {
    const auto items = numbered(std::vector<Item>(5, Item{.name = "same", .weight = 1}));
    const auto sheet = [&](std::string_view order, int size, std::string_view token) {
        return ids_of(items, page_in_memory({.order_by = order, .page_token = token, .page_size = size}, stock_shape, items, stock_now));
    };
    const std::string token = page_in_memory({.order_by = "name", .page_size = 2}, stock_shape, items, stock_now)->next_page_token;
    EXPECT_EQ(sheet("name", 2, token), "1002 1003");
    EXPECT_EQ(sheet("-name", 2, token), "page.token") << "of another order";
    for (size_t i = 1; i < token.size(); ++i) EXPECT_EQ(sheet("name", 2, token.substr(0, i)), "page.token") << i;
    EXPECT_EQ(sheet("colour", 2, ""), "page.order_by");
    EXPECT_EQ(sheet("name", -1, ""), "request.invalid");
}

// The token of the SQL side means the same place here.
class OneToken : public Stock {};
STEWARD_FOR_EACH_ENGINE(OneToken);

TEST_P(OneToken, is_understood_by_both_sides) {
    std::vector<Item> items;
    for (const double weight : {3.0, 1.0, 2.0, 1.0}) items.push_back({.name = "same", .weight = weight});
    with(items, [&](storage::Transaction& transaction, const std::vector<Item>& kept) {
        std::vector<storage::Value> parameters;
        const auto cut = page("-weight", "name", 2, "", stock_fields, "id", parameters);
        auto rows = transaction.run("select id" + cut->key_columns + " from stock where true" + cut->order_by + cut->limit, parameters);
        const std::string token = next_page_token(*cut, *rows);
        const auto first = page_in_memory({.order_by = "-weight", .page_size = 2}, stock_shape, kept, stock_now);
        EXPECT_EQ(first->next_page_token, token);
        EXPECT_EQ(ids_of(kept, page_in_memory({.order_by = "-weight", .page_token = token}, stock_shape, kept, stock_now)), "1001 1003");
    });
}

}  // namespace
}  // namespace steward::filter
