// A small list with every kind of field and with gaps, in memory and on both databases.
#pragma once

#include <rapidcheck.h>

#include "server/platform/filter/filter.h"
#include "tests/contract/databases.h"

namespace steward::filter {

struct Item {
    std::string id, name, note;
    std::optional<double> weight;
    std::optional<int64_t> bought;
    std::optional<bool> sold;
};

constexpr Instant stock_now{1'795'000'000'000};
constexpr Field stock_fields[] = {{"name", "name", Kind::Text},
                                  {"note", "note", Kind::Text},
                                  {"weight", "weight", Kind::Number},
                                  {"bought", "bought", Kind::Time},
                                  {"sold", "sold", Kind::Boolean}};

inline Cell cell_of(const Item& item, size_t field) {
    switch (field) {
        case 0:
            return std::string_view(item.name);
        case 1:
            return item.note.empty() ? Cell{} : Cell{std::string_view(item.note)};
        case 2:
            return item.weight ? Cell{*item.weight} : Cell{};
        case 3:
            return item.bought ? Cell{*item.bought} : Cell{};
        default:
            return item.sold ? Cell{*item.sold} : Cell{};
    }
}

// Few letters, so that things are equal and alike often; those that mean something to SQL among them.
inline rc::Gen<std::string> some_text() {
    return rc::gen::resize(4, rc::gen::container<std::string>(rc::gen::element('a', 'A', 'b', '%', '_', '\\', '\'', '*', ' ', ',')));
}

template <typename T>
rc::Gen<std::optional<T>> or_nothing(rc::Gen<T> something) {
    return rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 4), std::move(something)), [](std::pair<int, T> drawn) {
        return drawn.first == 0 ? std::nullopt : std::optional<T>(std::move(drawn.second));
    });
}

inline rc::Gen<Item> some_item() {
    return rc::gen::build<Item>(rc::gen::set(&Item::name, some_text()), rc::gen::set(&Item::note, some_text()),
                                rc::gen::set(&Item::weight, or_nothing(rc::gen::element(0.0, 1.0, -2.5, 1e300, 90.0))),
                                rc::gen::set(&Item::bought, or_nothing(rc::gen::element(stock_now.unix_ms, stock_now.unix_ms - 300'000,
                                                                                        stock_now.unix_ms - 299'999, int64_t{0}))),
                                rc::gen::set(&Item::sold, or_nothing(rc::gen::arbitrary<bool>())));
}

class Stock : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        write([](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("create table stock (id text primary key, name text not null, note text, weight double precision, "
                                    "bought bigint, sold boolean)"));
            return {};
        });
    }
    /// In a transaction that is given up afterwards, with `items` in the table and ids in their order.
    void with(std::vector<Item> items, const std::function<void(storage::Transaction&, const std::vector<Item>&)>& look) {
        auto held = database().begin(true);
        ASSERT_TRUE(held);
        auto& transaction = (*held)->transaction();
        for (size_t i = 0; i < items.size(); ++i) {
            items[i].id = std::to_string(1000 + i);
            const Item& item = items[i];
            const auto done = transaction.execute(
                "insert into stock (id, name, note, weight, bought, sold) values ($1, $2, $3, $4, $5, $6)", item.id, item.name,
                item.note.empty() ? std::nullopt : std::optional(item.note), item.weight, item.bought, item.sold);
            ASSERT_TRUE(done) << done.error().cause;
        }
        look(transaction, items);
    }
};

}  // namespace steward::filter
