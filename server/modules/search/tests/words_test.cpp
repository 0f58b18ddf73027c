// Words, phrases and highlights: pure values.
#include <gtest/gtest.h>

#include "server/modules/search/find.h"
#include "server/modules/search/snippet.h"
#include "server/modules/search/words.h"

namespace steward::search {
namespace {

Query asked(std::string_view text) {
    const auto terms = filter::parse(text);
    EXPECT_TRUE(terms) << text;
    return terms ? query_of(*terms) : Query{};
}

TEST(SearchWords, are_the_same_with_and_without_case_and_accents) {
    EXPECT_EQ(folded("Müller, Straße 5"), "muller strasse 5");
    EXPECT_EQ(folded("ÀÉÎÕÜ æther Łódź ŒUVRE ĲSSEL"), "aeiou aether lodz oeuvre ijssel");
    EXPECT_EQ(folded("ДРУК Ёлка ΑΘΗΝΑ"), "друк ёлка αθηνα");
    EXPECT_EQ(folded("u\u0308ber"), "uber");
    EXPECT_EQ(folded("TIC-2026-000123"), "tic 2026 000123");
    EXPECT_EQ(folded("anna@example.net"), "anna example net");
    EXPECT_EQ(folded("印刷機が"), "印 刷 機 が");
    EXPECT_EQ(folded("3×4 “quoted” 🖨 printer"), "3 4 quoted printer");
}

TEST(SearchWords, are_total_for_any_bytes) {
    EXPECT_EQ(folded("a\xff\xfe"
                     "b\xc3"),
              "a b");
    EXPECT_EQ(folded("\xed\xa0\x80x"), "x");
    EXPECT_EQ(folded(std::string("a\0b", 3)), "a b");
    EXPECT_EQ(words_of(std::string(500, 'x')).front().text.size(), 64U);
    EXPECT_EQ(folded(""), "");
}

TEST(SearchWords, of_a_question_are_open_at_their_end_unless_they_are_quoted) {
    const Query query = asked(R"(print "paper jam" -toner is:open)");
    ASSERT_EQ(query.wanted.size(), 2U);
    EXPECT_TRUE(query.wanted[0].open_end);
    EXPECT_FALSE(query.wanted[1].open_end);
    EXPECT_EQ(query.wanted[1].words, (std::vector<std::string>{"paper", "jam"}));
    ASSERT_EQ(query.unwanted.size(), 1U);
    EXPECT_FALSE(asked("is:open & --").has_words());
}

TEST(SearchWords, never_become_part_of_the_databases_own_language) {
    const Query query = asked(R"(x') OR 1=1 NEAR(a) "b: c*")");
    for (const std::string& text : {to_fts5(query, {}, Place::Anywhere), to_tsquery(query, {}, Place::Anywhere)}) {
        EXPECT_EQ(text.find("1=1"), std::string::npos) << text;
        EXPECT_EQ(text.find("NEAR"), std::string::npos) << text;
    }
}

TEST(SearchExcerpt, shows_the_place_that_matches_and_what_in_it) {
    const std::string text = std::string(400, 'a') + " the Müller printer\nis out of paper " + std::string(400, 'b');
    const Snippet snippet = excerpt(text, asked("muller paper"));
    ASSERT_EQ(snippet.spans.size(), 2U);
    EXPECT_TRUE(snippet.text.starts_with("… "));
    EXPECT_TRUE(snippet.text.ends_with("…"));
    EXPECT_EQ(snippet.spans[0].end - snippet.spans[0].begin, 6);
    EXPECT_EQ(snippet.text.find('\n'), std::string::npos);
}

TEST(SearchExcerpt, counts_as_a_browser_counts) {
    const Snippet snippet = mark("🖨 Drücker kaputt", asked("kaputt"));
    ASSERT_EQ(snippet.spans.size(), 1U);
    EXPECT_EQ(snippet.spans[0].begin, 11) << "the picture is two units, the umlaut one";
    EXPECT_EQ(snippet.spans[0].end, 17);
}

TEST(SearchReference, of_a_bare_number_is_of_one_of_the_last_five_years) {
    const auto references = references_of("123", Instant::from_unix_ms(1'795'000'000'000));
    ASSERT_EQ(references.size(), 5U);
    EXPECT_EQ(references.front(), "TIC-2026-000123");
    EXPECT_EQ(references_of("tic-2025-000007", Instant{}), std::vector<std::string>{"TIC-2025-000007"});
}

}  // namespace
}  // namespace steward::search
