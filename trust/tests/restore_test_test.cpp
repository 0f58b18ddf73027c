// What a restore test may ask for, in a job and in a standing policy.
#include "trust/restore_test.h"

#include <gtest/gtest.h>

#include "trust/templates.h"
#include "trust/tests/said.h"

namespace steward::trust {

namespace {
template <class Change>
bool test_may_be_asked(Change change) {
    RestoreTestAction action{.repository = "office", .level = 1, .label = "files", .point = "c3637267", .most_bytes = 1};
    change(action);
    return may_be_said(action);
}

template <class Change>
bool test_may_be_offered(Change change) {
    RestoreTestTemplate item{.name = "files of the office", .repository = "office", .label = "files", .most_level = 2, .most_bytes = 1};
    change(item);
    return may_be_said(RestoreTestTemplates{{item}});
}

const std::string some_seed = "000102030405060708090a0b0c0d0e0f", some_witness(64, 'a');

std::optional<RestoreTestAction> select_test(std::vector<std::string> values, uint64_t item = 0) {
    const RestoreTestTemplates offered{{{.name = "files", .repository = "office", .label = "files", .most_level = 2, .most_bytes = 7},
                                        {.name = "all", .repository = "b"}}};
    const auto action = selected_action(JobClass::RestoreTest, {write_message(offered)}, {.item = item, .values = std::move(values)});
    return action ? read_message<RestoreTestAction>(action->bytes) : std::nullopt;
}
}  // namespace

TEST(RestoreNames, of_repositories_are_those_of_files) {
    for (const char* name : {"a", "0", "office", "a.b_c-d", "3rd.place"}) EXPECT_TRUE(is_repository_name(name)) << name;
    for (const char* name : {"", ".", "..", ".a", "-a", "_a", "a/b", "../a", "A", "a b", "a\n", "\xc3\xbc"})
        EXPECT_FALSE(is_repository_name(name)) << name;
    EXPECT_TRUE(is_repository_name(std::string(64, 'a')));
    EXPECT_FALSE(is_repository_name(std::string(65, 'a')));
    EXPECT_FALSE(is_repository_name(std::string_view("a\0b", 3)));
}

TEST(RestoreNames, of_points_are_no_options_and_no_paths) {
    for (const char* point : {"", "c3637267", "files-2026-11-30T02:00:00", "A", "20261130-020000F_20261130-030000I"})
        EXPECT_TRUE(is_point_name(point)) << point;
    for (const char* point : {"-h", ".", ":a", "_a", "a/b", "a b", "a,b", "a\n", "\xc3\xbc"}) EXPECT_FALSE(is_point_name(point)) << point;
    EXPECT_TRUE(is_point_name(std::string(128, 'a')));
    EXPECT_FALSE(is_point_name(std::string(129, 'a')));
    EXPECT_TRUE(is_plan_label("") && is_plan_label(std::string(100, 'a')));
    EXPECT_FALSE(is_plan_label(std::string(101, 'a')) || is_plan_label("A"));
}

TEST(RestoreActions, say_what_is_restored_and_how_far) {
    using Action = RestoreTestAction;
    EXPECT_TRUE(test_may_be_asked([](Action&) {}));
    EXPECT_TRUE(test_may_be_asked([](Action& action) { action.label = action.point = "", action.most_bytes = 0; }));
    EXPECT_TRUE(test_may_be_asked([](Action& action) { action.level = 5; }));
    EXPECT_TRUE(test_may_be_asked([](Action& action) { action.most_bytes = largest_restore_bytes; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.level = 0; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.level = 6; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.repository = "../a"; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.label = "Files"; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.point = "-h"; }));
    EXPECT_FALSE(test_may_be_asked([](Action& action) { action.most_bytes = largest_restore_bytes + 1; }));
}

TEST(RestoreTemplates, offer_a_repository_up_to_a_level) {
    using Template = RestoreTestTemplate;
    EXPECT_TRUE(test_may_be_offered([](Template&) {}));
    EXPECT_TRUE(test_may_be_offered([](Template& item) { item.label = "", item.most_bytes = 0, item.most_level = 5; }));
    EXPECT_FALSE(test_may_be_offered([](Template& item) { item.repository = ""; }));
    EXPECT_FALSE(test_may_be_offered([](Template& item) { item.label = "Files"; }));
    EXPECT_FALSE(test_may_be_offered([](Template& item) { item.most_bytes = largest_restore_bytes + 1; }));
    EXPECT_FALSE(test_may_be_offered([](Template& item) { item.most_level = 0; }));
    EXPECT_FALSE(test_may_be_offered([](Template& item) { item.most_level = 6; }));
    const Template item{.name = "files", .repository = "office"};
    for (const size_t count : {0, 1, 64, 65})
        EXPECT_EQ(may_be_said(RestoreTestTemplates{std::vector(count, item)}), count == 1 || count == 64) << count;
}

TEST(RestoreTemplates, a_run_selects_level_point_seed_and_witness) {
    const auto action = select_test({"2", "c3637267", some_seed, some_witness});
    ASSERT_TRUE(action);
    EXPECT_EQ(action->repository, "office");
    EXPECT_EQ(action->level, 2U);
    EXPECT_EQ(action->label, "files");
    EXPECT_EQ(action->point, "c3637267");
    EXPECT_EQ(to_hex(action->seed), some_seed);
    EXPECT_EQ(to_hex(action->witness), some_witness);
    EXPECT_EQ(action->most_bytes, 7U);
    const auto least = select_test({"1", "", std::string(32, '0'), ""}, 1);
    ASSERT_TRUE(least);
    EXPECT_EQ(least->repository, "b");
    EXPECT_TRUE(least->point.empty() && least->witness == Digest{} && least->most_bytes == 0);
}

TEST(RestoreTemplates, nothing_else_can_be_selected) {
    for (const char* level : {"0", "3", "", "01", "+1", "1 ", "x", "-1", "99999999999999999999"})
        EXPECT_FALSE(select_test({level, "", some_seed, some_witness})) << level;
    EXPECT_FALSE(select_test({"2", "", some_seed, some_witness}, 1)) << "its level is 1";
    EXPECT_FALSE(select_test({"1", "-h", some_seed, some_witness}));
    for (const std::string& no_seed : {std::string(), some_seed.substr(2), some_seed + "00", std::string(32, 'A'), std::string(32, 'g')})
        EXPECT_FALSE(select_test({"1", "", no_seed, some_witness})) << no_seed;
    for (const std::string& none : {std::string(64, '0'), std::string(64, 'A'), some_witness.substr(2), std::string("none")})
        EXPECT_FALSE(select_test({"1", "", some_seed, none})) << none;
    EXPECT_FALSE(select_test({}));
    EXPECT_FALSE(select_test({"1", "", some_seed}));
    EXPECT_FALSE(select_test({"1", "", some_seed, some_witness, ""}));
    EXPECT_FALSE(select_test({"1", "", some_seed, some_witness}, 2));
}

TEST(RestoreTemplates, an_item_has_a_name_and_the_file_is_its_runs) {
    const Item allowed{write_message(RestoreTestTemplates{{{.name = "files", .repository = "office"}}})};
    const auto items = template_items(JobClass::RestoreTest, allowed);
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 1U);
    EXPECT_EQ(items->front().name, "files");
    EXPECT_TRUE(items->front().files.empty() && items->front().parameters.empty());
    EXPECT_EQ(items->front().levels, std::vector<uint64_t>{1});
    EXPECT_FALSE(template_items(JobClass::Script, allowed));
    EXPECT_FALSE(template_items(JobClass::RestoreTest, {{0xa0}}));
}

TEST(RestoreDatabases, are_signed_with_at_least_one_table_and_come_to_tests_above_level_1_alone) {
    using Action = RestoreTestAction;
    const DatabaseExpectation shop{
        .kind = DatabaseKind::MariaDb, .dump = "/srv/shop.sql", .tables = {{"orders", 1, "", 0}}, .of_server = ""};
    EXPECT_TRUE(test_may_be_asked([&](Action& action) { action.database = shop; }));
    const auto refused = [&](auto change) {
        return !test_may_be_asked([&](Action& action) {
            action.database = shop;
            change(*action.database);
        });
    };
    EXPECT_TRUE(refused([](auto& database) { database.tables.clear(); }));
    EXPECT_TRUE(refused([](auto& database) { database.tables.resize(most_expected_tables + 1, database.tables[0]); }));
    EXPECT_TRUE(refused([](auto& database) { database.kind = static_cast<DatabaseKind>(3); }));
    EXPECT_TRUE(refused([](auto& database) { database.dump = "shop.sql"; }));
    EXPECT_TRUE(refused([](auto& database) { database.tables[0].least_rows = 0; }));
    EXPECT_TRUE(refused([](auto& database) { database.tables[0].table = "a`b"; }));
    EXPECT_TRUE(refused([](auto& database) { database.tables[0].time_column = "at"; })) << "without an age";
    EXPECT_TRUE(refused([](auto& database) { database.tables[0].newest_within_s = 5; })) << "without a column";
    const RestoreTestTemplates offered{{{.name = "shop", .repository = "office", .most_level = 2, .database = shop}}};
    const auto selected = [&](const char* level) {
        const auto action =
            selected_action(JobClass::RestoreTest, {write_message(offered)}, {.item = 0, .values = {level, "", some_seed, ""}});
        return action ? read_message<Action>(action->bytes) : std::nullopt;
    };
    ASSERT_TRUE(selected("1") && selected("2"));
    EXPECT_FALSE(selected("1")->database);
    EXPECT_EQ(selected("2")->database, shop);
    const auto levels_of = [](const RestoreTestTemplate& item) {
        return template_items(JobClass::RestoreTest, {write_message(RestoreTestTemplates{{item}})})->front().levels;
    };
    EXPECT_EQ(levels_of(offered.items[0]), (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(levels_of({.name = "shop", .repository = "office", .most_level = 2}), std::vector<uint64_t>{1})
        << "nothing is expected of it";
    EXPECT_EQ(levels_of({.name = "shop", .repository = "office", .most_level = 1, .database = shop}), std::vector<uint64_t>{1});
}

}  // namespace steward::trust
