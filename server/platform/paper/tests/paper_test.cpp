// One document as a page and as a PDF: the same words, whatever they are.
#include <gmock/gmock.h>

#include <thread>

#include "server/platform/paper/page.h"
#include "server/platform/paper/pdf.h"

namespace steward::paper {

namespace {
using testing::HasSubstr, testing::Not, testing::StartsWith;

Document small() {
    Document document{
        .title = "Restore test of ERP & more", .tone = Tone::Good, .verdict = "It could be restored.", .words = "3 checks held."};
    document.parts.push_back({.heading = "", .facts = {{"Client", "Harbour <b>"}, {"When", "2026-11-18"}}});
    document.parts.push_back({.heading = "What was checked",
                              .table = {.head = {"Check", "Result"}, .rows = {{"orders", "held"}}, .widths = {3, 1}},
                              .list = {"Printing."},
                              .paragraphs = {"One.\nTwo."}});
    document.foot = "Test 1";
    document.made_at = Instant{1'795'000'000'000};
    return document;
}
std::string drawn(const Document& document) {
    const auto pdf = pdf_of(document);
    if (!pdf) {
        ADD_FAILURE() << pdf.error().message;
        return "";
    }
    return {pdf->begin(), pdf->end()};
}
int sheets_in(const std::string& pdf) {
    const size_t at = pdf.find("/Count ");
    return at == std::string::npos ? 0 : std::stoi(pdf.substr(at + 7));
}

TEST(Paper, a_page_shows_every_word_as_text) {
    auto document = small();
    document.words = "<script>alert(1)</script> \"quoted\"";
    const std::string page = page_of(document);
    EXPECT_THAT(page, HasSubstr("<h1>Restore test of ERP &amp; more</h1>"));
    EXPECT_THAT(page, HasSubstr("<th>Client</th><td>Harbour &lt;b&gt;</td>"));
    EXPECT_THAT(page, HasSubstr("<td>orders</td><td>held</td>"));
    EXPECT_THAT(page, HasSubstr("<li>Printing.</li>"));
    EXPECT_THAT(page, HasSubstr("class=\"v good\""));
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
}

TEST(Paper, a_pdf_is_one_sheet_with_its_fonts_and_says_when_it_was_made) {
    const std::string pdf = drawn(small());
    EXPECT_THAT(pdf, StartsWith("%PDF-1."));
    EXPECT_EQ(sheets_in(pdf), 1);
    EXPECT_THAT(pdf, HasSubstr("/FontFile"));
    EXPECT_THAT(pdf, HasSubstr("/CreationDate (20261118"));
    EXPECT_LT(pdf.size(), 100'000u);
}

TEST(Paper, the_same_document_is_the_same_bytes) { EXPECT_EQ(drawn(small()), drawn(small())); }

TEST(Paper, is_drawn_on_several_threads_at_once) {
    const std::string alone = drawn(small());
    std::vector<std::string> found(4);
    {
        std::vector<std::jthread> threads;
        for (auto& one : found)
            threads.emplace_back([&one] {
                for (int i = 0; i < 5; ++i) one = drawn(small());
            });
    }
    for (const auto& one : found) EXPECT_EQ(one, alone);
}

TEST(Paper, what_does_not_fit_goes_on_on_the_next_sheet) {
    auto document = small();
    for (int i = 0; i < 64; ++i) document.parts[1].table.rows.push_back({"check " + std::to_string(i), std::string(300, 'x')});
    const int of_rows = sheets_in(drawn(document));
    EXPECT_GT(of_rows, 2);
    EXPECT_LT(of_rows, 20);
    document = small();
    std::string lines;
    for (int i = 0; i < 400; ++i) lines += "A line.\n";
    document.parts[1].paragraphs = {lines};
    EXPECT_GT(sheets_in(drawn(document)), 5);
}

// No text of others ends in a sheet without an end, in markup, or in a library that gives up.
TEST(Paper, takes_any_words) {
    const std::string awkward[] = {"",
                                   std::string(1, '\0') + "behind an end",
                                   "\xff\xfe broken \xc3",
                                   "tab\tand \x1b[31m escape",
                                   "<b>&amp;</b> &broken",
                                   "Grüße, Ελληνικά, Кириллица, العربية, 日本語, 🙂",
                                   "\u202eright to left",
                                   std::string(4000, 'W'),
                                   std::string(4000, '\n'),
                                   "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"};
    for (const auto& words : awkward) {
        Document document{.title = words, .tone = Tone::Bad, .verdict = words, .words = words, .foot = words};
        document.parts.push_back({.heading = words,
                                  .facts = {{words, words}},
                                  .table = {.head = {words, words}, .rows = {{words}, {words, words}}},
                                  .list = {words},
                                  .paragraphs = {words}});
        const std::string pdf = drawn(document);
        EXPECT_THAT(pdf, StartsWith("%PDF-")) << words.substr(0, 20);
        EXPECT_LT(sheets_in(pdf), 60) << words.substr(0, 20);
    }
}
}  // namespace

}  // namespace steward::paper
