// What is said of a verdict, and a file read in lines.
#include "verify/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "verify/lines.h"
#include "verify/options.h"

namespace steward::verify {
namespace {

Verdict good() {
    Verdict verdict;
    verdict.entries = verdict.size = 2;
    verdict.heads = 1;
    verdict.origin = "steward/x";
    Chain provider;
    provider.kind = "provider";
    provider.entries = 1;
    verdict.chains = {provider};
    return verdict;
}
bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Sentences, say_whose_log_it_is) {
    Verdict verdict = good();
    EXPECT_TRUE(says(sentence_of(verdict), "Every privileged action on the installation itself: 1 entry from"));
    Chain client;
    client.kind = "client";
    client.entries = 2;
    verdict.chains.insert(verdict.chains.begin(), client);
    EXPECT_TRUE(says(sentence_of(verdict), "on this client (client 00000000000000000000000000000000): 2 entries"));
    EXPECT_TRUE(says(sentence_of(verdict), "; 1 act of the provider itself, no gaps"));
    verdict.chains.front().name = "Harbour";
    verdict.chains.front().counted_day = 20'400;
    verdict.chains.front().without_words = 3;
    verdict.chains.front().client.fill(7);
    EXPECT_TRUE(says(sentence_of(verdict), "on \"Harbour\" (client 07070707070707070707070707070707): "))
        << "the name is anybody's to choose, the id is not";
    EXPECT_TRUE(says(sentence_of(verdict), ", counted to 2025-11-08, 3 without their words"));
    verdict.chains.insert(verdict.chains.begin() + 1, client);
    EXPECT_TRUE(says(sentence_of(verdict), "; on this client (client 00000000000000000000000000000000): 2 entries from"))
        << "of two clients both are told";
    EXPECT_TRUE(says(sentence_of(verdict), "; 1 act of the provider itself, no gaps"));
    verdict.chains.resize(1);
    EXPECT_FALSE(says(sentence_of(verdict), "the provider itself"));
}

TEST(Sentences, say_who_saw_what_and_whose_word_that_is) {
    Verdict verdict = good();
    verdict.entries = 41;
    EXPECT_TRUE(says(sentence_of(verdict), "; head signed by the log, seen by no witness yet; export made "));
    verdict.witnesses = {"tower"};
    EXPECT_TRUE(says(sentence_of(verdict), "; head signed by the log, seen by no witness yet; export made ")) << "one saw it empty";
    verdict.is_end_witnessed = true;
    verdict.witnessed_entries = 41;
    EXPECT_TRUE(says(sentence_of(verdict), "; head confirmed by 1 witness whose key is the export's own word; export"));
    verdict.witnesses = {"tower", "bridge"};
    EXPECT_TRUE(says(sentence_of(verdict), "; head confirmed by 2 witnesses whose keys are the export's own word; export"));
    verdict.witness_keys_were_given = true;
    EXPECT_TRUE(says(sentence_of(verdict), "; head confirmed by 2 witnesses; export"));
    verdict.is_end_witnessed = false;
    verdict.witnessed_entries = 40;
    EXPECT_TRUE(
        says(sentence_of(verdict),
             "; newest head and 1 entry before it seen by no witness yet; the 40 earlier entries confirmed by 2 witnesses; export"));
    EXPECT_TRUE(says(json_of(verdict), "\"witness_keys_were_given\":true,\"witnessed_entries\":40"));
    verdict.witnessed_entries = 41;
    EXPECT_TRUE(
        says(sentence_of(verdict), "; newest head seen by no witness yet; the 41 earlier entries confirmed by 2 witnesses; export"));
    EXPECT_TRUE(says(json_of(good()), "\"witness_keys_were_given\":false"));
}

TEST(Sentences, say_what_was_not_compared_and_what_is_wrong) {
    Verdict verdict = good();
    EXPECT_EQ(exit_code(verdict), 0);
    verdict.compared = false;
    verdict.uncompared_size = 1'312;
    EXPECT_EQ(exit_code(verdict), 3);
    EXPECT_TRUE(says(sentence_of(verdict), "The head of 1,312 entries that you gave could not be compared"));
    EXPECT_TRUE(says(json_of(verdict), "\"code\":\"not_compared\""));
    verdict.fault = Fault{"root", "It was changed.", 7};
    EXPECT_EQ(exit_code(verdict), 1);
    EXPECT_EQ(sentence_of(verdict), "It was changed. (line 7)");
    EXPECT_TRUE(says(json_of(verdict), "\"holds\":false,\"code\":\"root\"") && says(json_of(verdict), "\"line\":7"));
}

TEST(Json, quotes_what_others_chose) {
    Verdict verdict = good();
    verdict.origin =
        "a\"b\\c\x01"
        "d\x7f";
    verdict.witnesses = {"tower", "bridge"};
    Chain more = verdict.chains.front();
    more.counted_day = 20'400;
    verdict.chains.push_back(more);
    const std::string text = json_of(verdict);
    EXPECT_TRUE(says(text, "\"origin\":\"a\\\"b\\\\c d \""));
    EXPECT_TRUE(says(text, "\"witnesses\":[\"tower\",\"bridge\"]"));
    EXPECT_TRUE(says(text, "\"counted_to\":\"\"},{"));
    EXPECT_TRUE(says(text, "\"counted_to\":\"2025-11-08\"}]"));
}

class LinesStory : public ::testing::Test {
protected:
    void SetUp() override { path = std::filesystem::temp_directory_path() / ("steward-lines-" + std::to_string(getpid())); }
    void TearDown() override { std::filesystem::remove(path); }
    Reading read(const std::string& text, size_t most = SIZE_MAX) {
        std::ofstream(path) << text;
        lines.clear();
        return read_lines(path, [&](std::string_view line) { return lines.emplace_back(line), lines.size() < most; });
    }
    std::string path;
    std::vector<std::string> lines;
};

TEST_F(LinesStory, end_with_the_file_with_or_without_a_line_end) {
    EXPECT_EQ(read("a\n\nb\n"), Reading::Whole);
    EXPECT_EQ(lines, (std::vector<std::string>{"a", "", "b"}));
    EXPECT_EQ(read("a\nb"), Reading::Whole);
    EXPECT_EQ(lines, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(read(""), Reading::Whole);
}

TEST_F(LinesStory, stop_where_somebody_has_enough) {
    EXPECT_EQ(read("a\nb\nc", 2), Reading::Stopped);
    EXPECT_EQ(lines.size(), 2U);
    EXPECT_EQ(read("a\nb", 2), Reading::Stopped) << "in the last one, which has no end";
}

TEST_F(LinesStory, are_not_longer_than_those_of_an_export) {
    EXPECT_EQ(read(std::string(256 * 1024 - 1, 'a')), Reading::Whole);
    EXPECT_EQ(read(std::string(256 * 1024, 'a')), Reading::LongLine);
    EXPECT_EQ(read(std::string(200'000, 'a') + "\n" + std::string(250'000, 'b') + "\n"), Reading::Whole) << "read in two pieces";
}

TEST_F(LinesStory, come_from_a_pipe_too_and_say_what_cannot_be_read) {
    const auto take = [&](std::string_view line) { return lines.emplace_back(line), true; };
    EXPECT_EQ(read_lines(path + ".none", take), Reading::Unreadable);
    EXPECT_EQ(read_lines("/", take), Reading::Unreadable) << "a folder";
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const int before = dup(STDIN_FILENO);
    dup2(pipe_ends[0], STDIN_FILENO);
    ASSERT_EQ(write(pipe_ends[1], "x\ny\n", 4), 4);
    close(pipe_ends[1]);
    EXPECT_EQ(read_lines("-", take), Reading::Whole);
    dup2(before, STDIN_FILENO);
    close(before);
    close(pipe_ends[0]);
    EXPECT_EQ(lines, (std::vector<std::string>{"x", "y"}));
}

TEST(OptionsOfVerify, a_mistyped_one_is_near_what_was_meant) {
    for (const auto& [typed, meant] : {std::pair("--prof", "--proofs"),
                                       {"--proof", "--proofs"},
                                       {"--keys", "--key"},
                                       {"--heads", "--head"},
                                       {"--jason", "--json"},
                                       {"--hepl", "--help"},
                                       {"--clients", "--client"},
                                       {"--versoin", "--version"},
                                       {"--", "--head"}})
        EXPECT_EQ(nearest_option(typed), meant) << typed;
}

}  // namespace
}  // namespace steward::verify
