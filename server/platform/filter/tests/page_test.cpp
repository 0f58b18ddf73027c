// Paging by key: every row once, in order, whatever the order and whatever happens in between.
#include <gmock/gmock.h>

#include <algorithm>

#include "server/platform/filter/tests/stock.h"

namespace steward::filter {
namespace {

class Pages : public Stock {
protected:
    struct Sheet {
        std::vector<std::string> ids;
        std::string next;
        std::string refusal;
    };
    static Sheet sheet(storage::Transaction& transaction, const std::string& order, int size, const std::string& token) {
        std::vector<storage::Value> parameters;
        const auto cut = page(order, "name", size, token, stock_fields, "id", parameters);
        if (!cut) return {{}, "", cut.error().code};
        auto rows = transaction.run("select id" + cut->key_columns + " from stock where true" + cut->where + cut->order_by + cut->limit,
                                    parameters);
        if (!rows) return {{}, "", rows.error().cause};
        Sheet result;
        result.next = next_page_token(*cut, *rows);
        for (const auto& row : *rows) result.ids.push_back(row.text(0));
        return result;
    }
    static std::vector<std::string> all_pages(storage::Transaction& transaction, const std::string& order, int size) {
        std::vector<std::string> ids;
        std::string token;
        do {
            const Sheet one = sheet(transaction, order, size, token);
            if (!one.refusal.empty()) return {one.refusal};
            ids.insert(ids.end(), one.ids.begin(), one.ids.end());
            token = one.next;
        } while (!token.empty() && ids.size() < 1000);
        return ids;
    }
};
STEWARD_FOR_EACH_ENGINE(Pages);

TEST_P(Pages, of_any_order_hold_every_row_once_in_the_order_of_one_big_page) {
    EXPECT_TRUE(rc::check("pages add up", [this] {
        const auto items = *rc::gen::resize(15, rc::gen::container<std::vector<Item>>(some_item()));
        const auto order =
            *rc::gen::element<std::string>("name", "-name", "weight,-name", "-bought", "sold,weight", "-sold,-bought,note", "");
        const auto size = *rc::gen::inRange(1, 6);
        with(items, [&](storage::Transaction& transaction, const std::vector<Item>& kept) {
            const auto paged = all_pages(transaction, order, size);
            RC_ASSERT(paged == all_pages(transaction, order, 1000));
            RC_ASSERT(paged.size() == kept.size());
        });
    }));
}

TEST_P(Pages, are_not_shifted_by_rows_that_come_in_between) {
    std::vector<Item> items;
    for (const char* name : {"b", "d", "f", "h"})
        items.push_back({.id = {}, .name = name, .note = {}, .weight = {}, .bought = {}, .sold = {}});
    with(items, [&](storage::Transaction& transaction, const std::vector<Item>&) {
        const Sheet first = sheet(transaction, "name", 2, "");
        EXPECT_THAT(first.ids, ::testing::ElementsAre("1000", "1001"));
        for (const char* name : {"a", "e"}) ASSERT_TRUE(transaction.execute("insert into stock (id, name) values ($1, $1)", name));
        ASSERT_TRUE(transaction.execute("delete from stock where name = 'd'"));
        EXPECT_THAT(sheet(transaction, "name", 2, first.next).ids, ::testing::ElementsAre("e", "1002"));
    });
}

TEST_P(Pages, refuse_tokens_that_are_not_theirs) {
    std::vector<Item> items(5, Item{.id = {}, .name = "same", .note = {}, .weight = 1, .bought = {}, .sold = {}});
    with(items, [&](storage::Transaction& transaction, const std::vector<Item>&) {
        const std::string token = sheet(transaction, "name", 2, "").next;
        ASSERT_FALSE(token.empty());
        EXPECT_EQ(sheet(transaction, "-name", 2, token).refusal, "page.token") << "of another order";
        EXPECT_EQ(sheet(transaction, "name,weight", 2, token).refusal, "page.token");
        for (size_t i = 0; i < token.size(); ++i) {
            std::string tampered = token;
            tampered[i] = tampered[i] == 'A' ? 'B' : 'A';
            EXPECT_EQ(sheet(transaction, "name", 2, tampered).refusal, "page.token") << i;
            EXPECT_EQ(sheet(transaction, "name", 2, token.substr(0, i)).refusal, i == 0 ? "" : "page.token") << i;
        }
        EXPECT_EQ(sheet(transaction, "name", 2, std::string(10'000, 'A')).refusal, "page.token");
        EXPECT_EQ(sheet(transaction, "colour", 2, "").refusal, "page.order_by");
        EXPECT_EQ(sheet(transaction, "name,name,name,name,name", 2, "").refusal, "page.order_by");
        EXPECT_EQ(sheet(transaction, "name", -1, "").refusal, "request.invalid");
        EXPECT_EQ(sheet(transaction, "name", 2, token).ids.size(), 2u);
    });
}

TEST_P(Pages, have_fifty_rows_unless_asked_and_a_thousand_at_most) {
    std::vector<storage::Value> parameters;
    EXPECT_EQ(page("", "name", 0, "", stock_fields, "id", parameters)->size, 50);
    EXPECT_EQ(page("", "name", 1'000'000, "", stock_fields, "id", parameters)->size, 1000);
}

}  // namespace
}  // namespace steward::filter
