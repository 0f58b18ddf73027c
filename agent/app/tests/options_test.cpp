// What `steward-agent` says of an option that a command has not.
#include "agent/app/commands.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

namespace steward::agent {
namespace {

struct Said {
    int exit = 0;
    std::string out, errors;
};

Said typed_to_agent(std::vector<std::string> words) {
    words.insert(words.begin(), "steward-agent");
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Said said{.exit = run_command(static_cast<int>(arguments.size()), arguments.data()), .out = {}, .errors = {}};
    said.out = testing::internal::GetCapturedStdout();
    said.errors = testing::internal::GetCapturedStderr();
    return said;
}

TEST(OptionsOfAgent, one_that_a_command_has_not_is_refused_with_the_nearest) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
        {{"run", "--intervall", "60"}, "steward-agent: --intervall is no option of `steward-agent run`; the nearest is --interval.\n"},
        {{"status", "--jsn"}, "steward-agent: --jsn is no option of `steward-agent status`; the nearest is --json.\n"},
        {{"enrol", "LINE", "--forced"}, "steward-agent: --forced is no option of `steward-agent enrol`; the nearest is --force.\n"},
        {{"collect", "--state", "x"}, "steward-agent: --state is no option of `steward-agent collect`; the nearest is --help.\n"},
        {{"run", "--interval", "0"}, "steward-agent: --interval is 1 to 3600 seconds.\n"},
        {{"status", "twice"}, "steward-agent: 'twice' is one word too many; see steward-agent help.\n"},
    };
    for (const auto& [words, sentence] : lines) {
        const Said said = typed_to_agent(words);
        EXPECT_EQ(said.exit, Exit::usage) << words[0];
        EXPECT_EQ(said.errors, sentence);
        EXPECT_EQ(said.out, "");
    }
}

TEST(OptionsOfBackups, a_command_that_is_typed_wrongly_runs_nothing_and_says_what_is_wrong) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> lines{
        {{"backup-run", "--label", "Files", "--", "touch", "/nowhere/x"},
         "--label is a name of 1 to 100 of a-z 0-9 . _ - for this backup.\n"},
        {{"backup-run", "--label", "files", "true"},
         "The backup's own command stands behind --: steward-agent backup-run --label NAME -- COMMAND ARG...\n"},
        {{"backup-run", "--label", "files", "--"},
         "The backup's own command stands behind --: steward-agent backup-run --label NAME -- COMMAND ARG...\n"},
        {{"backup-run", "--lable", "files", "--", "true"}, "--lable is no option of `steward-agent backup-run`; the nearest is --label.\n"},
        {{"backup-run", "--label", "files", "--sample", "many", "--", "true"}, "--sample is a whole number up to 2000.\n"},
        {{"backup-run", "--label", "files", "more", "--", "true"}, "'more' is one word too many before the --.\n"},
        {{"backup-report", "--label", "erp", "--outcome", "fine"}, "--outcome is succeeded, succeeded_in_part or failed.\n"},
        {{"backup-report", "--label", "erp", "--outcome", "failed", "--ended", "today"},
         "--ended is a time such as 2026-11-30T04:00:00Z.\n"},
        {{"backup-report", "--label", "erp", "--outcome", "failed", "--reason", "Oh no"},
         "The report cannot be taken: its reason is no code.\n"},
    };
    for (const auto& [words, sentence] : lines) {
        const Said said = typed_to_agent(words);
        EXPECT_EQ(said.exit, Exit::usage) << words.back();
        EXPECT_EQ(said.errors, "steward-agent: " + sentence);
    }
    const Said engine = typed_to_agent({"backup-run", "--label", "files", "--engine", "zip", "--", "true"});
    EXPECT_EQ(engine.exit, Exit::usage);
    EXPECT_TRUE(engine.errors.starts_with("steward-agent: --engine is one of restic, borg,"));
}

TEST(OptionsOfBackups, a_report_of_another_program_is_handed_in_and_repeated_in_one_sentence) {
    std::string folder = testing::TempDir() + "steward-reports-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const Said said = typed_to_agent(
        {"backup-report", "--label", "erp", "--outcome", "failed", "--text", "tape 7\nof https://u:p@host", "--reports", folder});
    EXPECT_EQ(said.exit, Exit::ok) << said.errors;
    EXPECT_EQ(said.out, "Backup erp failed: tape 7 of https://host\n");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
    std::filesystem::remove_all(folder);
    EXPECT_EQ(typed_to_agent({"backup-report", "--label", "erp", "--outcome", "failed", "--reports", folder}).exit, Exit::failed);
}

TEST(OptionsOfAgent, help_is_no_fault_and_nothing_at_all_is_one) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"help"}, {"--help"}, {"run", "--help"}}) {
        const Said said = typed_to_agent(words);
        EXPECT_EQ(said.exit, Exit::ok);
        EXPECT_TRUE(said.out.starts_with("usage: steward-agent"));
    }
    EXPECT_EQ(typed_to_agent({}).exit, Exit::usage);
    EXPECT_EQ(typed_to_agent({"version"}).exit, Exit::ok);
}

}  // namespace
}  // namespace steward::agent
