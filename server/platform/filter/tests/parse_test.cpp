// The filter language as people type it.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "server/platform/filter/filter.h"

namespace steward::filter {
namespace {

// "-state:new,open" as "not state is new|open", so that a test reads like the rule.
std::string in_words(std::string_view text) {
    const auto terms = parse(text);
    if (!terms) return terms.error().code + ": " + terms.error().message;
    std::string words;
    for (const Term& term : *terms) {
        static constexpr std::string_view operators[] = {"is", "<", "<=", ">", ">="};
        words += (words.empty() ? "" : " & ") + std::string(term.negated ? "not " : "") +
                 (term.key.empty() ? "contains" : term.key + " " + std::string(operators[static_cast<size_t>(term.comparison)]));
        for (size_t i = 0; i < term.values.size(); ++i) words += (i == 0 ? " [" : "|") + term.values[i];
        words += "]";
    }
    return words;
}

TEST(FilterLanguage, reads_words_and_phrases) {
    EXPECT_EQ(in_words(""), "");
    EXPECT_EQ(in_words("  \t "), "");
    EXPECT_EQ(in_words("printer blank"), "contains [printer] & contains [blank]");
    EXPECT_EQ(in_words("\"two words\" -\"not these\""), "contains [two words] & not contains [not these]");
    EXPECT_EQ(in_words("a,b"), "contains [a,b]") << "a comma separates only behind a key";
}

TEST(FilterLanguage, reads_keys_with_alternatives_and_comparisons) {
    EXPECT_EQ(in_words("State:new,open"), "state is [new|open]");
    EXPECT_EQ(in_words("-client:\"Harbour Ltd\",mill"), "not client is [Harbour Ltd|mill]");
    EXPECT_EQ(in_words("cpu>90 cpu>=90 cpu<1.5 cpu<=2"), "cpu > [90] & cpu >= [90] & cpu < [1.5] & cpu <= [2]");
    EXPECT_EQ(in_words("at:2026-11-24T10:00:00Z"), "at is [2026-11-24T10:00:00Z]") << "only the first colon ends the key";
    EXPECT_EQ(in_words("http://x"), "http is [//x]");
    EXPECT_EQ(in_words("- x"), "contains [-] & contains [x]");
    EXPECT_EQ(in_words("name:"), "filter.syntax: The filter cannot be read at character 6: a value is missing.");
}

TEST(FilterLanguage, says_where_it_cannot_be_read) {
    EXPECT_EQ(in_words("a \"b"), "filter.syntax: The filter cannot be read at character 3: the quotation mark is never closed.");
    EXPECT_THAT(in_words("state:new,"), ::testing::HasSubstr("character 11"));
    EXPECT_THAT(in_words(std::string(4097, 'a')), ::testing::HasSubstr("longer than 4096"));
    std::string many;
    for (int i = 0; i < 65; ++i) many += "a ";
    EXPECT_THAT(in_words(many), ::testing::HasSubstr("more than 64 terms"));
    EXPECT_TRUE(parse(many.substr(2)));
}

RC_GTEST_PROP(FilterLanguage, never_trips_over_any_text, (const std::string& text)) {
    const auto terms = parse(text);
    if (!terms) return;
    for (const Term& term : *terms) RC_ASSERT(!term.values.empty());
}

}  // namespace
}  // namespace steward::filter
