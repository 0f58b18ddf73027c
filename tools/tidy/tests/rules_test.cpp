#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tools/tidy/rules.h"

namespace steward::tidy {
namespace {

// A small tree made of text, so that each rule is seen to fail.
Tree tree_of(std::vector<std::pair<std::string, std::string>> files) {
    Tree tree{.root = "/nowhere", .files = {}};
    files.emplace_back("server/platform/order.txt", "storage\naccess\nhttp\nlink");
    files.emplace_back("server/modules/order.txt", "directory\nmonitoring\nalerting");
    for (auto& [path, text] : files) tree.files.push_back({path, split(text, '\n')});
    return tree;
}

TEST(Direction, lets_a_module_call_up_through_a_public_header_only) {
    EXPECT_TRUE(
        includes_go_up_only(tree_of({{"server/modules/alerting/a.cpp", "#include \"server/modules/directory/directory.h\""}})).empty());
    EXPECT_EQ(includes_go_up_only(tree_of({{"server/modules/alerting/a.cpp", "#include \"server/modules/directory/index.h\""}})).size(),
              1u);
    EXPECT_EQ(includes_go_up_only(tree_of({{"server/modules/directory/a.cpp", "#include \"server/modules/alerting/alerting.h\""}})).size(),
              1u);
}

TEST(Direction, keeps_modules_away_from_http_and_link) {
    EXPECT_EQ(includes_go_up_only(tree_of({{"server/modules/alerting/a.cpp", "#include \"server/platform/http/server.h\""}})).size(), 1u);
    EXPECT_TRUE(includes_go_up_only(tree_of({{"server/modules/alerting/a.cpp", "#include \"server/platform/access/call.h\""}})).empty());
}

// Whoever reaches a running server must find no code there that makes a first owner (design/trust.md 4.5).
TEST(Direction, keeps_the_first_run_out_of_the_serving_program) {
    const std::string first_run = "#include \"server/platform/setup/setup.h\"";
    for (const std::string from :
         {"server/app/program.cpp", "server/main.cpp", "server/modules/alerting/a.cpp", "server/platform/http/a.cpp", "agent/app/loop.cpp"})
        EXPECT_EQ(includes_go_up_only(tree_of({{from, first_run}})).size(), 1u) << from;
    for (const std::string from : {"cli/commands/setup.cpp", "server/demo/demo.cpp", "server/platform/setup/tests/setup_test.cpp"})
        EXPECT_TRUE(includes_go_up_only(tree_of({{from, first_run}})).empty()) << from;
    EXPECT_TRUE(includes_go_up_only(tree_of({{"server/platform/setup/setup.cpp", "#include \"server/platform/access/audit.h\""}})).empty());
}

TEST(Direction, keeps_collectors_apart) {
    EXPECT_EQ(includes_go_up_only(tree_of({{"agent/collectors/cpu/cpu.cpp", "#include \"agent/collectors/memory/parse.h\""}})).size(), 1u);
    EXPECT_EQ(includes_go_up_only(tree_of({{"agent/collectors/cpu/cpu.cpp", "#include \"agent/spool/spool.h\""}})).size(), 1u);
}

TEST(Direction, keeps_the_servers_messages_out_of_agent_and_signer) {
    const std::string of_desk = "#include \"steward/helpdesk/v1/helpdesk.pb.h\"", of_wire = "#include \"steward/agent/v1/agent.pb.h\"";
    for (const std::string from : {"agent/gate/a.cpp", "signer/main.cpp", "agent/collectors/cpu/cpu.cpp", "agent/link/a.cpp"})
        EXPECT_EQ(includes_go_up_only(tree_of({{from, of_desk}})).size(), 1u) << from;
    for (const std::string from : {"agent/collectors/cpu/cpu.cpp", "agent/link/a.cpp", "agent/app/a.cpp"})
        EXPECT_TRUE(includes_go_up_only(tree_of({{from, of_wire}})).empty()) << from;
    EXPECT_EQ(includes_go_up_only(tree_of({{"agent/gate/a.cpp", of_wire}})).size(), 1u) << "the gate reads signed messages alone";
}

// The console: api below ui below the capabilities, app above all of them but for its seams.
class Console : public ::testing::Test {
protected:
    size_t findings(const std::string& path, const std::string& line, const std::string& more = {}) {
        const std::string used = "import { a } from \"@/app/search\";\nimport b from \"@/directory/zone_field\";\n";
        return the_console_calls_up_only(
                   tree_of(
                       {{"tools/tidy/console_paths.txt", list + more}, {"web/src/templates/used.tsx", used}, {"web/src/" + path, line}}))
            .size();
    }
    const std::string list = "# words\nplaces app/slots\nseam app/search  # why\n# words\ntemplates directory/zone_field\n";
};

TEST_F(Console, takes_from_below) {
    EXPECT_EQ(findings("api/a.ts", "import { a } from \"./client\";"), 0U);
    EXPECT_EQ(findings("ui/a.ts", "import type { A } from \"@/api/client\";"), 0U);
    EXPECT_EQ(findings("alerting/a.tsx", "} from \"@/ui/grid\";"), 0U);
    EXPECT_EQ(findings("alerting/a.tsx", "import { own } from './own';"), 0U);
    EXPECT_EQ(findings("alerting/a.tsx", "import { useState } from \"react\";"), 0U);
    EXPECT_EQ(findings("app/a.tsx", "const page = lazy(() => import(\"@/alerting/now_page\"));"), 0U);
    EXPECT_EQ(findings("main.tsx", "import { App } from \"@/app/app\";"), 0U);
    EXPECT_EQ(findings("app/slots.ts", "import.meta.glob(\"../*/now_notice.tsx\")"), 0U);
}

TEST_F(Console, takes_nothing_from_above) {
    EXPECT_EQ(findings("api/a.ts", "import { a } from \"@/ui/grid\";"), 1U);
    EXPECT_EQ(findings("ui/a.ts", "import { a } from '../alerting/now_page';"), 1U);
    EXPECT_EQ(findings("ui/a.ts", "import { a } from \"@/app/search\";"), 1U);
    EXPECT_EQ(findings("alerting/a.tsx", "import { a } from \"@/app/routes\";"), 1U);
    EXPECT_EQ(findings("alerting/a.tsx", "const a = await import(\"../helpdesk/ticket_page\");"), 1U);
    EXPECT_EQ(findings("alerting/a.tsx", "const all = import.meta.glob(\"../*/words.ts\");"), 1U);
    EXPECT_EQ(findings("alerting/a.ts", "import text from \"../../../docs/words.md?raw\";"), 1U);
    EXPECT_EQ(findings("alerting/a_test.ts", "import text from \"../../../docs/words.md?raw\";"), 0U) << "what a test compares with";
}

TEST_F(Console, has_seams_that_stand_on_nothing_above_them) {
    EXPECT_EQ(findings("alerting/a.tsx", "import { a } from \"@/app/search\";"), 0U);
    EXPECT_EQ(findings("app/search.tsx", "import { a } from \"@/alerting/now_page\";"), 1U);
    EXPECT_EQ(findings("app/search.tsx", "import { a } from \"./routes\";"), 1U);
    EXPECT_EQ(findings("app/search.tsx", "import { a } from \"@/ui/filter\";"), 0U);
}

TEST_F(Console, lets_capabilities_take_from_each_other_as_listed_and_the_list_only_shrinks) {
    EXPECT_EQ(findings("templates/a.tsx", "import { a } from \"@/directory/zone_field\";"), 0U);
    EXPECT_EQ(findings("alerting/a.tsx", "import { a } from \"@/directory/zone_field\";"), 1U) << "another one, the same file";
    EXPECT_EQ(findings("templates/a.tsx", "import { a } from \"@/directory/client_page\";"), 1U) << "the same one, another file";
    EXPECT_EQ(findings("alerting/a.tsx", "", "alerting helpdesk/gone\n"), 1U);
    EXPECT_EQ(findings("alerting/a.tsx", "", "seam app/gone\n"), 1U);
}

TEST(Mutual, pairs_are_found) {
    const auto findings =
        no_two_rooms_include_each_other(tree_of({{"server/platform/storage/a.cpp", "#include \"server/platform/access/call.h\""},
                                                 {"server/platform/access/b.cpp", "#include \"server/platform/storage/database.h\""}}));
    EXPECT_EQ(findings.size(), 1u);
}

TEST(Clock, is_read_in_its_one_place) {
    EXPECT_EQ(clock_and_randomness_in_one_place(tree_of({{"agent/app/loop.cpp", "auto t = std::chrono::system_clock::now();"}})).size(),
              1u);
    EXPECT_TRUE(clock_and_randomness_in_one_place(tree_of({{"base/time.cpp", "clock_gettime(which, &spec);"}})).empty());
    EXPECT_TRUE(
        clock_and_randomness_in_one_place(tree_of({{"agent/app/loop.cpp", "// never std::chrono::system_clock::now() here"}})).empty());
}

TEST(Sleep, is_not_waiting_for_a_fact) {
    EXPECT_EQ(tests_do_not_sleep(tree_of({{"base/tests/a_test.cpp", "std::this_thread::sleep_for(1s);"}})).size(), 1u);
    EXPECT_EQ(tests_do_not_sleep(tree_of({{"tests/e2e/a.mjs", "await new Promise((go) => setTimeout(go, 5000));"},
                                          {"tests/machine/a.sh", "  sleep 5"},
                                          {"tests/log/a.py", "time.sleep(5)"}}))
                  .size(),
              3u);
    EXPECT_TRUE(tests_do_not_sleep(tree_of({{"tests/machine/a.sh", "sleep 15  # what is not to happen cannot be awaited"}})).empty());
}

TEST(Gate, has_at_most_as_many_lines_as_are_written_down_and_they_only_shrink) {
    const std::string lines = "gate 5000\nbefore 150\nverifying 0\nbefore agent/gate/door.cpp open";
    const std::string door = "// words\n\nint open(int a) {\n    return a;\n}\n";
    const auto findings = [&](const std::string& list, size_t more, const std::string& at = "agent/gate/much.cpp") {
        std::string much;
        for (size_t i = 0; i < more; ++i) much += "int a;\n// comment\n\n";
        return the_gate_stays_small(tree_of({{"agent/gate/door.cpp", door}, {at, much}, {"tools/tidy/gate_lines.txt", list}})).size();
    };
    EXPECT_EQ(findings(lines, 4997), 1U) << "three lines may run before a signature, and 150 are written down";
    const std::string exact = "gate 5000\nbefore 3\nverifying 0\nbefore agent/gate/door.cpp open";
    EXPECT_EQ(findings(exact, 4997), 0U);
    EXPECT_EQ(findings(exact, 4998), 1U);
    EXPECT_EQ(findings(exact, 4998, "agent/gate/tests/much_test.cpp"), 1U) << "tests are none, and 3 are fewer than are written down";
    EXPECT_EQ(findings("gate 9000\nbefore 3\nbefore agent/gate/door.cpp open", 4998), 1U) << "no list allows more";
    EXPECT_EQ(findings("gate 5000\nbefore 2\nbefore agent/gate/door.cpp open", 4997), 1U);
    EXPECT_EQ(findings("gate 5000\nbefore 3\nbefore agent/gate/door.cpp gone", 4997), 1U) << "what is listed is there";
    EXPECT_EQ(findings("gate 5000\nbefore 0\nverifying 2\nverifying agent/gate/door.cpp open", 4997), 1U)
        << "what verifies is bounded by itself";
    EXPECT_EQ(findings("gate 5000\nbefore 0\nverifying 3\nverifying agent/gate/door.cpp open", 4997), 0U);
}

TEST(Sizes, over_the_limit_need_a_line_that_may_only_shrink) {
    std::string long_file;
    for (int i = 0; i < 600; ++i) long_file += "int a;\n";
    EXPECT_EQ(files_and_functions_stay_small(tree_of({{"base/long.cpp", long_file}})).size(), 1u);
    EXPECT_TRUE(
        files_and_functions_stay_small(tree_of({{"base/long.cpp", long_file}, {"tools/tidy/allowed_sizes.txt", "base/long.cpp 601"}}))
            .empty());
    EXPECT_EQ(
        files_and_functions_stay_small(tree_of({{"base/short.cpp", "int a;"}, {"tools/tidy/allowed_sizes.txt", "base/short.cpp 601"}}))
            .size(),
        1u)
        << "the list shrinks with the code";
}

// Folders are looked for on the disk, so this one is written.
class Readmes : public ::testing::Test {
protected:
    Readmes() { std::filesystem::create_directories(root_); }
    ~Readmes() override { std::filesystem::remove_all(root_); }

    size_t findings(const std::string& folder, const std::string& readme) {
        std::filesystem::create_directories(root_ / folder);
        std::ofstream(root_ / folder / "README.md") << readme;
        const size_t found = every_room_has_its_readme(read_tree(root_)).size();
        std::filesystem::remove_all(root_);
        return found;
    }

    const std::filesystem::path root_ = std::filesystem::temp_directory_path() / ("steward-readmes-" + std::to_string(::getpid()));
};

TEST_F(Readmes, of_every_room_have_the_five_headings) {
    const std::string whole = "# room\n\n## Owns\n\n## Reads\n\n## Facts in\n\n## Facts out\n\n## Reconcilers\n";
    for (const std::string room : {"base", "trust", "cli", "signer", "prove", "verify", "schema/runtime", "agent/courier",
                                   "agent/a_new_one", "server/demo", "server/app", "server/platform/storage", "server/modules/alerting"}) {
        EXPECT_EQ(findings(room, whole), 0U) << room;
        EXPECT_EQ(findings(room, "# room\n\n## Owns\n\n## Reads\n\n## Facts in\n"), 2U) << room;
    }
}

TEST_F(Readmes, of_one_kind_among_others_say_what_it_is) {
    for (const std::string kind : {"agent/collectors/cpu", "server/modules/notifications/channels/pager"}) {
        const size_t of_its_room = kind.starts_with("server") ? 1 : 0;  // notifications itself has none here
        EXPECT_EQ(findings(kind, "# cpu\n\nWhat the processors did.\n"), of_its_room) << kind;
        EXPECT_EQ(findings(kind, "# cpu\n\n"), of_its_room + 1) << kind;
    }
}

TEST(Addresses, do_not_stand_in_lock_files) {
    EXPECT_EQ(no_registry_addresses(tree_of({{"web/package-lock.json", "\"resolved\": \"https://example.org/a.tgz\""}})).size(), 1u);
}

}  // namespace
}  // namespace steward::tidy
