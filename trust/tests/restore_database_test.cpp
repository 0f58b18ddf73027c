// What of a database people may sign, character by character: names that go into a query are names and nothing else.
#include "trust/restore_database.h"

#include <gtest/gtest.h>

#include "trust/tests/said.h"

namespace steward::trust {
namespace {

TEST(DatabaseNames, are_letters_digits_and_few_signs_and_no_longer_than_a_server_takes) {
    for (const char* name : {"orders", "_o", "Orders2", "o$1"}) EXPECT_TRUE(is_column_name(name)) << name;
    EXPECT_TRUE(is_column_name(std::string(63, 'a')));
    EXPECT_FALSE(is_column_name(std::string(64, 'a')));
    for (const char* name : {"", "2orders", "$a", "or ders", "or-ders", "o\"", "ö"}) EXPECT_FALSE(is_column_name(name)) << name;
    EXPECT_TRUE(is_table_name("shop.orders"));
    for (const char* name : {"shop.", ".orders", "a.b.c", "sh op.orders", "shop.or ders"}) EXPECT_FALSE(is_table_name(name)) << name;
}

TEST(DumpPaths, are_absolute_with_one_star_in_the_last_part) {
    for (const char* path : {"/a.sql", "/srv/dumps/shop-*.sql", "/srv/..a/x"}) EXPECT_TRUE(is_dump_path(path)) << path;
    EXPECT_TRUE(is_dump_path("/" + std::string(999, 'a')));
    EXPECT_FALSE(is_dump_path("/" + std::string(1000, 'a')));
    for (const char* path : {"a.sql", "/srv/", "/a\nb", "/a\x7f", "/a//b", "/a/../b", "/a/..", "/*/b", "/a*b*"})
        EXPECT_FALSE(is_dump_path(path)) << path;
}

TEST(DumpPaths, mean_a_file_by_what_stands_before_and_after_the_star) {
    EXPECT_TRUE(is_dump("/d/shop.sql", "/d/shop.sql"));
    EXPECT_FALSE(is_dump("/d/shop.sql", "/d/shop2.sql"));
    EXPECT_TRUE(is_dump("/d/shop-*.sql", "/d/shop-2026.sql"));
    EXPECT_TRUE(is_dump("/d/shop-*.sql", "/d/shop-.sql"));
    EXPECT_FALSE(is_dump("/d/shop-*.sql", "/d/shop.sql")) << "too short for both";
    EXPECT_FALSE(is_dump("/d/shop-*.sql", "/d/mail-2026.sql"));
    EXPECT_FALSE(is_dump("/d/shop-*.sql", "/d/shop-2026.sqlite"));
    EXPECT_FALSE(is_dump("/d/shop-*.sql", "/d/shop-old/2026.sql")) << "in another folder";
}

TEST(DatabaseWords, are_read_as_people_write_them) {
    const auto database = database_of("postgresql  /srv/my dumps/shop-*.sql ");
    ASSERT_TRUE(database);
    EXPECT_EQ(database->kind, DatabaseKind::PostgreSql);
    EXPECT_EQ(database->dump, "/srv/my dumps/shop-*.sql");
    EXPECT_EQ(database_of("mariadb /a.sql")->kind, DatabaseKind::MariaDb);
    for (const char* text : {"", "oracle /a.sql", "postgresql", "postgresql a.sql"}) EXPECT_FALSE(database_of(text)) << text;
    EXPECT_EQ(word_of(DatabaseKind{}), "");

    const auto table = table_of("shop.orders 1000 created_at 36h");
    ASSERT_TRUE(table);
    EXPECT_EQ(words_of(*table), "shop.orders has 1000 rows or more, the newest by created_at at most 36 h older than the recovery point");
    EXPECT_EQ(words_of(*table_of("orders 1")), "orders has 1 row or more");
    EXPECT_EQ(table_of("orders 1 at 9999d")->newest_within_s, 9999U * 86400);
    for (const char* text :
         {"", "or-ders 1", "orders", "orders x", "orders 1x", "orders 0", "orders 99999999999999999999", "orders 1 at", "orders 1 2at 3h",
          "orders 1 at 3", "orders 1 at xh", "orders 1 at h", "orders 1 at 0h", "orders 1 at 10000h", "orders 1 at 3h more"})
        EXPECT_FALSE(table_of(text)) << text;
    EXPECT_EQ(age_words(86400), "24 h");
    EXPECT_EQ(age_words(2 * 86400), "2 days");
    EXPECT_EQ(age_words(2 * 86400 + 1), "49 h");
    EXPECT_EQ(age_words(1), "1 h");
}

TEST(DatabaseWords, name_a_database_of_a_servers_copy_and_how_far_it_is_brought_forward) {
    const auto reach = [](const std::string& text) {
        return database_of("postgresql server " + text).value_or(DatabaseExpectation{}).reach;
    };
    EXPECT_EQ(reach("shop"), Reach::Backup);
    EXPECT_EQ(reach("shop newest"), Reach::Newest);
    EXPECT_EQ(reach("shop  drawn "), Reach::Drawn);
    EXPECT_EQ(reach("shop 2026-11-30T12:00:00Z"), Reach::Moment);
    EXPECT_EQ(database_of("postgresql server my-shop")->of_server, "my-shop");
    EXPECT_EQ(database_of("postgresql server shop 2026-11-30T12:00:00Z")->until, parse_rfc3339("2026-11-30T12:00:00Z"));
    for (const char* text : {"", "shop yesterday", "shop drawn 1", "sh/op", "-shop", "2shop"}) EXPECT_EQ(reach(text), Reach{}) << text;
    EXPECT_FALSE(database_of("mariadb server shop"));
    EXPECT_FALSE(is_database_name(""));
    EXPECT_FALSE(is_database_name(std::string(64, 'a')));
    EXPECT_TRUE(is_database_name(std::string(63, 'a')));

    EXPECT_EQ(words_of(*database_of("mariadb /a.sql")), "the dump /a.sql");
    const auto words = [](const std::string& text) { return words_of(*database_of("postgresql server shop" + text)); };
    EXPECT_EQ(words(""), "the database shop of the server's copy, as it was at the end of the backup");
    EXPECT_EQ(words(" newest"), "the database shop of the server's copy, brought forward to the newest log");
    EXPECT_EQ(words(" drawn"), "the database shop of the server's copy, brought forward to a moment that is drawn from the logs");
    EXPECT_EQ(words(" 2026-11-30T12:00:00Z"), "the database shop of the server's copy, brought forward to 2026-11-30T12:00:00.000Z");
}

TEST(SignedDatabases, are_a_dump_or_of_a_servers_copy_and_nothing_of_the_other) {
    const DatabaseExpectation copy{.kind = DatabaseKind::PostgreSql,
                                   .dump = "",
                                   .tables = {{"orders", 1, "", 0}},
                                   .of_server = "shop",
                                   .reach = Reach::Drawn,
                                   .until = {}};
    const auto stands = [&](auto change) {
        DatabaseExpectation one = copy;
        change(one);
        return may_be_said(one);
    };
    const auto moment = *parse_rfc3339("2026-11-30T12:00:00Z");
    EXPECT_TRUE(stands([](auto&) {}));
    EXPECT_TRUE(stands([](auto& one) { one.reach = Reach::Backup; }));
    EXPECT_TRUE(stands([&](auto& one) { one.reach = Reach::Moment, one.until = moment; }));
    EXPECT_FALSE(stands([](auto& one) { one.reach = Reach::Moment; })) << "none is said";
    EXPECT_FALSE(stands([&](auto& one) { one.until = moment; })) << "drawn and said";
    EXPECT_FALSE(stands([](auto& one) { one.reach = Reach{}; }));
    EXPECT_FALSE(stands([](auto& one) { one.reach = Reach{5}; }));
    EXPECT_FALSE(stands([](auto& one) { one.kind = DatabaseKind::MariaDb; }));
    EXPECT_FALSE(stands([](auto& one) { one.dump = "/a.sql"; }));
    EXPECT_FALSE(stands([](auto& one) { one.of_server = "sh op"; }));
    EXPECT_FALSE(stands([](auto& one) { one.of_server = ""; })) << "neither";
    EXPECT_FALSE(stands([](auto& one) { one.of_server = "", one.dump = "/a.sql"; })) << "a dump is not brought forward";
    EXPECT_FALSE(stands([&](auto& one) { one.of_server = "", one.dump = "/a.sql", one.reach = Reach{}, one.until = moment; }));
    EXPECT_TRUE(stands([](auto& one) { one.of_server = "", one.dump = "/a.sql", one.reach = Reach{}; }));
}

TEST(SignedDatabases, say_only_what_can_be_asked) {
    const DatabaseExpectation sound{
        .kind = DatabaseKind::MariaDb, .dump = "/a.sql", .tables = {{"orders", 1, "at", 3600}}, .of_server = ""};
    const auto stands = [&](auto change) {
        DatabaseExpectation one = sound;
        change(one);
        return may_be_said(one);
    };
    EXPECT_TRUE(stands([](auto&) {}));
    EXPECT_TRUE(stands([](auto& one) { one.kind = DatabaseKind::PostgreSql; }));
    EXPECT_FALSE(stands([](auto& one) { one.kind = DatabaseKind{}; }));
    EXPECT_FALSE(stands([](auto& one) { one.kind = DatabaseKind{3}; }));
    EXPECT_FALSE(stands([](auto& one) { one.dump = "a.sql"; }));
    EXPECT_FALSE(stands([](auto& one) { one.tables.clear(); }));
    EXPECT_FALSE(stands([](auto& one) { one.tables.assign(most_expected_tables + 1, one.tables.front()); }));
    EXPECT_TRUE(stands([](auto& one) { one.tables.assign(most_expected_tables, one.tables.front()); }));
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].table = "or ders"; }));
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].least_rows = 0; }));
    EXPECT_TRUE(stands([](auto& one) { one.tables[0] = {"orders", 1, "", 0}; }));
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].time_column = ""; })) << "an age of nothing";
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].newest_within_s = 0; })) << "a column without an age";
    EXPECT_TRUE(stands([](auto& one) { one.tables[0].newest_within_s = uint64_t{366} * 86400 * 10; }));
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].newest_within_s = uint64_t{366} * 86400 * 10 + 1; }));
    EXPECT_FALSE(stands([](auto& one) { one.tables[0].time_column = "a t"; }));
}

}  // namespace
}  // namespace steward::trust
