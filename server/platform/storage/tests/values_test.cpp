// What goes in comes out the same, on both engines.
#include <limits>

#include "tests/contract/databases.h"

namespace steward::storage {
namespace {

class Values : public contract::EachEngine {
protected:
    void SetUp() override {
        EachEngine::SetUp();
        const bool sqlite = GetParam() == Engine::Sqlite;
        write([&](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(std::string("create table things (name text primary key, whole bigint, small integer, real "
                                                          "double precision, flag boolean, words text, raw ") +
                                              (sqlite ? "blob" : "bytea") + ")"));
            return {};
        });
    }
    // One value through one column.
    Value through(const std::string& column, Value value) {
        Value back = std::string("nothing came back");
        write([&](Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("delete from things"));
            const Value parameters[] = {std::string("it"), std::move(value)};
            STEWARD_CHECK(transaction.change("insert into things (name, " + column + ") values ($1, $2)", parameters));
            STEWARD_TRY(const auto row, transaction.query_one("select " + column + " from things"));
            back = row->value(0);
            return {};
        });
        return back;
    }
};
STEWARD_FOR_EACH_ENGINE(Values);

TEST_P(Values, come_back_as_they_went_in) {
    using Limits = std::numeric_limits<int64_t>;
    for (const int64_t whole : {int64_t{0}, int64_t{-1}, int64_t{1'795'000'000'000}, Limits::max(), Limits::min()})
        EXPECT_EQ(through("whole", whole), Value(whole));
    for (const double real : {0.1, -1e300, 1.0 / 3, 5e-324, 42.0}) EXPECT_EQ(through("real", real), Value(real));
    for (const bool flag : {true, false}) EXPECT_EQ(through("flag", flag), Value(flag));
    for (const char* words : {"", "O'Brien; drop table things --", "Grüße 漢字 \xF0\x9F\x94\xA7", "back\\slash \\x41", "two\nlines\t"})
        EXPECT_EQ(through("words", std::string(words)), Value(std::string(words)));
    EXPECT_EQ(through("small", int64_t{7}), Value(int64_t{7}));
}

TEST_P(Values, of_bytes_may_hold_everything) {
    Bytes all(256);
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint8_t>(i);
    EXPECT_EQ(through("raw", all), Value(all));
    EXPECT_EQ(through("raw", Bytes(3, 0)), Value(Bytes(3, 0)));
    EXPECT_EQ(through("raw", Bytes{}), Value(Bytes{})) << "empty is not NULL";
    const Bytes big(3'000'000, 0xab);
    EXPECT_EQ(through("raw", big), Value(big));
}

TEST_P(Values, may_be_null_in_every_column_and_null_is_not_empty) {
    for (const char* column : {"whole", "small", "real", "flag", "words", "raw"})
        EXPECT_EQ(through(column, std::monostate{}), Value(std::monostate{})) << column;
    EXPECT_EQ(through("words", std::string()), Value(std::string()));
    EXPECT_EQ(through("words", to_value(std::optional<std::string>())), Value(std::monostate{}));
}

TEST_P(Values, of_text_with_a_nul_are_refused_instead_of_cut_off) {
    const auto done = database().write([](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("insert into things (name) values ($1)", std::string("a\0b", 3)));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "storage.text_with_nul");
}

TEST_P(Values, of_time_fit_where_the_query_compares_with_a_small_number) {
    read([](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row,
                    transaction.query_one("select count(*) from things where $1 = 0 or whole > $1 + 1", Instant{1'795'000'000'000}));
        EXPECT_EQ(row->integer(0), 0);
        return {};
    });
}

TEST_P(Values, that_the_database_computes_have_the_type_one_expects) {
    write([](Transaction& transaction) -> Status {
        for (const int i : {1, 2, 4})
            STEWARD_CHECK(transaction.execute("insert into things (name, whole, real, flag) values ($1, $2, $3, $4)", std::to_string(i), i,
                                              i / 2.0, i > 1));
        STEWARD_TRY(const auto row, transaction.query_one("select count(*), sum(whole), max(whole), avg(whole), sum(real), count(*) > 2, "
                                                          "greatest(1, max(whole)), least(7, max(whole)), "
                                                          "coalesce(sum(whole), 0) from things"));
        EXPECT_EQ(row->integer(0), 3);
        EXPECT_EQ(row->integer(1), 7);
        EXPECT_EQ(row->integer(2), 4);
        EXPECT_NEAR(row->real(3), 7.0 / 3, 1e-9);
        EXPECT_EQ(row->real(4), 3.5);
        EXPECT_TRUE(row->boolean(5));
        EXPECT_EQ(row->integer(6), 4);
        EXPECT_EQ(row->integer(7), 4);
        EXPECT_EQ(row->integer(8), 7);
        STEWARD_TRY(const auto flags, transaction.query("select name from things where flag and flag = $1 order by name", true));
        EXPECT_EQ(flags.size(), 2u);
        return {};
    });
}

}  // namespace
}  // namespace steward::storage
