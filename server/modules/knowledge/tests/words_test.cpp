#include "server/modules/knowledge/words.h"

#include <gtest/gtest.h>

#include "server/modules/knowledge/difference.h"

namespace steward::knowledge {
namespace {

using Words = std::vector<std::string>;

TEST(ArticleWords, are_small_without_those_that_stand_everywhere) {
    EXPECT_EQ(words_of("How to reset the Printer's queue, and the QUEUE again", 20), (Words{"reset", "printer", "queue", "again"}));
    EXPECT_EQ(words_of("Drucker \xC3\x84rger\xE2\x80\x94und 5 GB", 20), (Words{"drucker", "\xC3\xA4rger", "gb"}));
    EXPECT_EQ(words_of("one two three four five", 2).size(), 2u);
    EXPECT_TRUE(words_of(std::string(100, 'x'), 5).empty());
    EXPECT_TRUE(words_of("' & | ! : * \\ ( )", 5).empty());
}

TEST(ArticleWords, in_a_title_count_more_and_one_by_chance_does_not) {
    const Words title{"printer", "jams"}, body{"open", "tray", "paper"};
    EXPECT_GT(score({"printer", "paper"}, title, body), score({"paper", "tray"}, title, body));
    EXPECT_EQ(score({"mailbox", "paper"}, title, body), 0);
    EXPECT_EQ(score({"paper"}, title, body), 1);
    EXPECT_GT(score({"print"}, title, body), 0);  // the beginning of a word
}

TEST(ArticleBeginning, is_plain_and_whole_letters) {
    EXPECT_EQ(plain_beginning("# Printer\n\nOpen **tray 2** and see [the manual](https://x.example).", 200),
              "Printer Open tray 2 and see the manual.");
    EXPECT_EQ(plain_beginning("\xC3\xA4\xC3\xA4\xC3\xA4", 3), "\xC3\xA4");
}

std::string shown(std::string_view before, std::string_view after) {
    std::string text;
    for (const auto& change : difference(before, after)) {
        text += change.kind == Change::Kind::Same ? " " : change.kind == Change::Kind::Added ? "+" : "-";
        text += std::string(change.line) + "\n";
    }
    return text;
}

TEST(Difference, is_the_fewest_lines) {
    EXPECT_EQ(shown("a\nb\nc", "a\nx\nc"), " a\n-b\n+x\n c\n");
    EXPECT_EQ(shown("", "a"), "+a\n");
    EXPECT_EQ(shown("a\nb", "a\nb"), " a\n b\n");
    EXPECT_EQ(shown("a\nb\nc\nd", "b\nd\ne"), "-a\n b\n-c\n d\n+e\n");
}

TEST(Difference, of_very_long_texts_is_still_said) {
    std::string before, after;
    for (int i = 0; i < 5000; ++i) (before += std::to_string(i) + "\n", after += std::to_string(i + 100000) + "\n");
    EXPECT_EQ(difference(before, after).size(), 10000u);
}

}  // namespace
}  // namespace steward::knowledge
