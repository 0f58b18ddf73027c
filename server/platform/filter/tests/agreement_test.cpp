// A filter means the same in SQL on both databases and in memory.
#include <gmock/gmock.h>

#include "server/platform/filter/tests/stock.h"

namespace steward::filter {
namespace {

constexpr std::string_view free_text_columns[] = {"name", "note"};
constexpr size_t free_text_fields[] = {0, 1};

class FilterAgreement : public Stock {
protected:
    static std::string in_sql(storage::Transaction& transaction, std::span<const Term> terms) {
        std::vector<storage::Value> parameters;
        const auto sql = to_sql(terms, stock_fields, free_text_columns, stock_now, parameters);
        if (!sql) return sql.error().code;
        const auto rows = transaction.run("select id from stock where true" + *sql + " order by id", parameters);
        if (!rows) return rows.error().cause;
        std::string ids;
        for (const auto& row : *rows) ids += row.text(0) + " ";
        return ids;
    }
    static std::string in_memory(const std::vector<Item>& items, std::span<const Term> terms) {
        const auto matches = to_predicate(terms, stock_fields, free_text_fields, stock_now);
        if (!matches) return matches.error().code;
        std::string ids;
        for (const Item& item : items) {
            if ((*matches)([&](size_t field) { return cell_of(item, field); })) ids += item.id + " ";
        }
        return ids;
    }
    // Which of the items a filter finds, by both; they must agree.
    std::string found(const std::vector<Item>& items, const std::string& text) {
        const auto terms = parse(text);
        if (!terms) return terms.error().code;
        std::string ids;
        with(items, [&](storage::Transaction& transaction, const std::vector<Item>& kept) {
            ids = in_sql(transaction, *terms);
            EXPECT_EQ(ids, in_memory(kept, *terms)) << text;
        });
        return ids;
    }
};
STEWARD_FOR_EACH_ENGINE(FilterAgreement);

TEST_P(FilterAgreement, on_the_examples_of_the_guide) {
    const std::vector<Item> items = {
        {.id = {}, .name = "Laser printer", .note = "blank pages", .weight = 12, .bought = stock_now.unix_ms - 60'000, .sold = false},
        {.id = {}, .name = "Ink printer", .note = "", .weight = 4, .bought = stock_now.unix_ms - 86'400'000, .sold = true},
        {.id = {}, .name = "Cable", .note = "100% copper", .weight = {}, .bought = {}, .sold = {}}};
    EXPECT_EQ(found(items, "printer"), "1000 1001 ");
    EXPECT_EQ(found(items, "PRINTER blank"), "1000 ");
    EXPECT_EQ(found(items, "-printer"), "1002 ");
    EXPECT_EQ(found(items, "name:cable,\"ink printer\""), "1001 1002 ");
    EXPECT_EQ(found(items, "name:*printer"), "1000 1001 ");
    EXPECT_EQ(found(items, "100%"), "1002 ");
    EXPECT_EQ(found(items, "note:%"), "") << "only * stands for anything";
    EXPECT_EQ(found(items, "weight>=4 weight<12"), "1001 ");
    EXPECT_EQ(found(items, "-weight>=4"), "1002 ") << "what is unknown does not match, so it matches the opposite";
    EXPECT_EQ(found(items, "bought<5m"), "1000 ") << "younger than";
    EXPECT_EQ(found(items, "bought>2h"), "1001 ") << "older than";
    EXPECT_EQ(found(items, "sold:yes"), "1001 ");
    EXPECT_EQ(found(items, "sold:no"), "1000 ");
    EXPECT_EQ(found(items, "colour:red"), "filter.unknown_key");
    for (const char* wrong :
         {"weight:heavy", "weight>nan", "weight<inf", "weight>1e999", "sold:maybe", "bought<soon", "name>a", "bought<99999999999d"})
        EXPECT_EQ(found(items, wrong), "filter.value") << wrong;
}

rc::Gen<Term> some_term() {
    const auto texts = rc::gen::resize(3, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(some_text())));
    const auto negated = rc::gen::arbitrary<bool>();
    const auto comparison =
        rc::gen::element(Operator::Is, Operator::Less, Operator::LessOrEqual, Operator::Greater, Operator::GreaterOrEqual);
    const auto listed = [](std::vector<std::string> values) { return rc::gen::just(std::move(values)); };
    return rc::gen::oneOf(
        rc::gen::map(rc::gen::tuple(negated, some_text()),
                     [](const auto& drawn) {
                         return Term{std::get<0>(drawn), "", Operator::Is, {std::get<1>(drawn)}};
                     }),
        rc::gen::map(rc::gen::tuple(negated, rc::gen::element<std::string>("name", "note"), texts),
                     [](const auto& drawn) {
                         return Term{std::get<0>(drawn), std::get<1>(drawn), Operator::Is, std::get<2>(drawn)};
                     }),
        rc::gen::map(
            rc::gen::tuple(negated, comparison, rc::gen::oneOf(listed({"1"}), listed({"90", "-2.5"}), listed({"0"}), listed({"1e300"}))),
            [](const auto& drawn) {
                return Term{std::get<0>(drawn), "weight", std::get<1>(drawn), std::get<2>(drawn)};
            }),
        rc::gen::map(rc::gen::tuple(negated, comparison, rc::gen::oneOf(listed({"5m"}), listed({"2026-11-18"}), listed({"0s", "1w"}))),
                     [](const auto& drawn) {
                         return Term{std::get<0>(drawn), "bought", std::get<1>(drawn), std::get<2>(drawn)};
                     }),
        rc::gen::map(rc::gen::tuple(negated, rc::gen::oneOf(listed({"yes"}), listed({"no"}), listed({"yes", "no"}))),
                     [](const auto& drawn) {
                         return Term{std::get<0>(drawn), "sold", Operator::Is, std::get<1>(drawn)};
                     }));
}

TEST_P(FilterAgreement, on_any_list_and_any_terms) {
    EXPECT_TRUE(rc::check("SQL and memory find the same", [this] {
        const auto items = *rc::gen::resize(12, rc::gen::container<std::vector<Item>>(some_item()));
        const auto terms = *rc::gen::resize(4, rc::gen::container<std::vector<Term>>(some_term()));
        with(items, [&](storage::Transaction& transaction, const std::vector<Item>& kept) {
            RC_ASSERT(in_sql(transaction, terms) == in_memory(kept, terms));
        });
    }));
}

}  // namespace
}  // namespace steward::filter
