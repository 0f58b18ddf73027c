// Foreign bytes become records, whatever they are.
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "server/modules/imports/encoding.h"
#include "server/modules/imports/recognise.h"
#include "server/modules/imports/values.h"

namespace steward::imports {

namespace {
std::vector<std::string> csv_records(std::string_view text, char delimiter = ',') {
    std::vector<std::string> records;
    for (size_t at = 0;;) {
        const Cut cut = cut_csv(text.substr(at), delimiter, true);
        if (cut.what == Cut::What::End) return records;
        records.push_back((cut.what == Cut::What::Bad ? "BAD " : "") + std::string(text.substr(at + cut.begin, cut.end - cut.begin)));
        at += cut.next;
    }
}
using Texts = std::vector<std::string>;

std::string utf16(std::string_view text, bool little) {
    std::string out = little ? "\xff\xfe" : "\xfe\xff";
    const auto add = [&](uint32_t unit) {
        const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
        out += little ? low : high;
        out += little ? high : low;
    };
    for (size_t at = 0; at < text.size();) {
        const size_t length = utf8_length(text.substr(at));
        const auto first = static_cast<unsigned char>(text[at]);
        uint32_t code = length == 1 ? first : first & (0xffu >> (length + 1));
        for (size_t i = 1; i < length; ++i) code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3f);
        at += length;
        if (code < 0x10000) {
            add(code);
        } else {
            add(0xd800 + ((code - 0x10000) >> 10));
            add(0xdc00 + ((code - 0x10000) & 0x3ff));
        }
    }
    return out;
}

std::string read(std::string_view text, const std::string& order, const std::string& zone_name) {
    std::optional<zones::Zone> zone;
    if (auto opened = zones::Zone::open(zone_name)) zone = std::move(*opened);
    const auto at = read_time(text, {order, zone ? &*zone : nullptr});
    return at ? to_rfc3339(*at) : at.error().message;
}
}  // namespace

TEST(CuttingCsv, a_line_ends_where_no_quote_is_open) {
    EXPECT_EQ(csv_records("a,b\r\n\"x\r\ny\",2\n\n3,4"), (Texts{"a,b", "\"x\r\ny\",2", "3,4"}));
    EXPECT_EQ(csv_cells("\"say \"\"hi\"\"\",,\"x\r\ny\"", ','), (Texts{"say \"hi\"", "", "x\r\ny"}));
}

TEST(CuttingCsv, a_quote_within_a_cell_is_a_letter) {
    EXPECT_EQ(csv_records("5\" disk,1\n19\" screen,2"), (Texts{"5\" disk,1", "19\" screen,2"}));
    EXPECT_EQ(csv_cells("5\" disk,1", ','), (Texts{"5\" disk", "1"}));
}

TEST(CuttingCsv, an_unclosed_quote_costs_its_line_and_no_more) {
    EXPECT_EQ(csv_records("a,b\n\"open,2\n3,4\n"), (Texts{"a,b", "BAD \"open,2", "3,4"}));
}

TEST(CuttingCsv, the_guard_against_formulas_is_taken_away_and_put_back) {
    EXPECT_EQ(csv_cells("'=1+1,'-5,'quoted', -3", ','), (Texts{"=1+1", "-5", "'quoted'", " -3"}));
    std::string line;
    append_csv_cell("=SUM(A1)", line);
    EXPECT_EQ(csv_cells(line, ','), Texts{"=SUM(A1)"});
}

TEST(CuttingJson, objects_come_one_after_the_other_or_in_an_array) {
    const std::string_view text = "[\n{\"a\": \"}\"},\n{\"b\": {\"c\": [1, 2]}}]\n";
    Cut cut = cut_json(text, true);
    EXPECT_EQ(text.substr(cut.begin, cut.end - cut.begin), "{\"a\": \"}\"}");
    const size_t at = cut.next;
    cut = cut_json(text.substr(at), true);
    std::string problem;
    const auto cells = json_cells(text.substr(at + cut.begin, cut.end - cut.begin), problem);
    ASSERT_EQ(cells.size(), 1u) << problem;
    EXPECT_EQ(cells[0].column + "=" + cells[0].text, "b/c=1, 2");
    EXPECT_EQ(cut_json(text.substr(at + cut.next), true).what, Cut::What::End);
}

TEST(CuttingJson, what_is_no_object_ends_with_its_line) {
    Cut cut = cut_json("nonsense\n{\"a\":1}\n", true);
    EXPECT_EQ(cut.what, Cut::What::Bad);
    EXPECT_EQ(cut_json(std::string_view("nonsense\n{\"a\":1}\n").substr(cut.next), true).what, Cut::What::Record);
    EXPECT_EQ(cut_json("{\"a\": \"open\n{\"b\":1}", true).what, Cut::What::Bad);
    std::string problem;
    EXPECT_TRUE(json_cells("{\"a\":" + std::string(50, '[') + "1" + std::string(50, ']') + "}", problem).empty());
    EXPECT_FALSE(problem.empty());
}

TEST(Recognising, what_is_no_text_says_what_to_do) {
    EXPECT_NE(recognise(std::string("PK\x03\x04 spreadsheet", 16), true).problem.find("CSV (UTF-8)"), std::string::npos);
    EXPECT_NE(recognise(std::string("\x7f"
                                    "ELF\0\0\0",
                                    7),
                        true)
                  .problem.find("no text"),
              std::string::npos);
    EXPECT_NE(recognise("   \n", true).problem.find("nothing"), std::string::npos);
    EXPECT_NE(recognise("just some words\nand more\n", true).problem.find("Only one column"), std::string::npos);
}

TEST(Recognising, ten_thousand_columns_are_refused) {
    std::string line;
    for (int i = 0; i < 10'000; ++i) line += "c" + std::to_string(i) + ",";
    EXPECT_NE(recognise(line + "\n", true).problem.find("more than 500 columns"), std::string::npos);
}

TEST(Recognising, the_spreadsheet_of_half_of_europe_has_semicolons_and_its_own_letters) {
    const Shape shape = recognise("name;client;email\nM\xfcller;Caf\xe9;m@x.example\n", true);
    EXPECT_EQ(shape.problem, "");
    EXPECT_EQ(shape.delimiter, ';');
    EXPECT_EQ(shape.encoding, "windows-1252");
    EXPECT_EQ(shape.kind, "person");
    EXPECT_EQ(shape.samples.at(0).at(0), "Müller");
    const Shape marked = recognise("\xef\xbb\xbfname,zone,note\nA,UTC,x\n", true);
    EXPECT_EQ(marked.begin, 3);
    EXPECT_EQ(marked.columns.at(0), "name");
}

TEST(Recognising, text_of_two_bytes_a_letter_is_read_as_what_its_first_bytes_say) {
    const std::string both[] = {utf16("name;client;email\nMüller 🎉;Café;m@x.example\n", true),
                                utf16("name;client;email\nMüller 🎉;Café;m@x.example\n", false)};
    for (const auto& file : both) {
        const Shape shape = recognise(file, true);
        EXPECT_EQ(shape.problem, "");
        EXPECT_EQ(shape.delimiter, ';');
        EXPECT_EQ(shape.begin, 2);
        EXPECT_EQ(shape.kind, "person");
        EXPECT_EQ(shape.samples.at(0).at(0), "Müller 🎉");
        EXPECT_EQ(stored_bytes(to_utf8(file.substr(2), shape.encoding), shape.encoding), static_cast<int64_t>(file.size()) - 2);
    }
    EXPECT_EQ(to_utf8(std::string("\x3d\xd8\x41\x00\x00\xdc\x41", 7), "utf-16le"),
              "\xef\xbf\xbd"
              "A"
              "\xef\xbf\xbd")
        << "half a character";
}

TEST(Recognising, a_spreadsheets_word_to_itself_is_not_the_header) {
    const Shape shape = recognise("sep=;\r\nname;zone;note\r\nA, B;UTC;x\r\n", true);
    EXPECT_EQ(shape.delimiter, ';');
    EXPECT_EQ(shape.begin, 7);
    EXPECT_EQ(shape.columns.at(0), "name");
    EXPECT_EQ(shape.samples.at(0).at(0), "A, B");
}

TEST(ReadingTimes, with_a_zone_they_are_exact_and_without_one_they_are_of_the_zone_that_was_said) {
    EXPECT_EQ(read("2024-03-01T10:00:00+01:00", "YMD", ""), "2024-03-01T09:00:00.000Z");
    EXPECT_EQ(read("2024-03-01 10:00", "YMD", "Europe/Zurich"), "2024-03-01T09:00:00.000Z");
    EXPECT_EQ(read("01.07.2024 10:00:30", "DMY", "Europe/Zurich"), "2024-07-01T08:00:30.000Z");
    EXPECT_EQ(read("7/1/2024 2:30 PM", "MDY", "America/New_York"), "2024-07-01T18:30:00.000Z");
    EXPECT_EQ(read("1/7/24", "DMY", "UTC"), "2024-07-01T00:00:00.000Z");
    EXPECT_NE(read("2024-03-01 10:00", "YMD", "").find("no zone"), std::string::npos);
    EXPECT_NE(read("1/7/2024", "", "UTC").find("was not said"), std::string::npos);
    EXPECT_NE(read("31/02/2024", "DMY", "UTC").find("no day"), std::string::npos);
    EXPECT_NE(read("yesterday", "DMY", "UTC").find("no time"), std::string::npos);
}

TEST(ReadingTimes, months_may_have_names_and_days_may_be_packed) {
    for (const auto* text :
         {"1 Mar 2024 10:00", "01-Mar-2024 10:00", "Mar 1, 2024 10:00 AM", "Fri, March 1st, 2024 10:00", "2024 March 1 10:00",
          "1. März 2024 10:00", "20240301 10:00", "20240301T10:00:00", "2024/03/01 10:00", "2024-03-01 10:00:00.0000000"})
        EXPECT_EQ(read(text, "", "UTC"), "2024-03-01T10:00:00.000Z") << text;
    EXPECT_EQ(read("2024-03-01 10:00:00 UTC", "", ""), "2024-03-01T10:00:00.000Z") << "says its zone itself";
    for (const auto* text : {"Mar 2024", "32 Mar 2024", "1 Mai Mar 2024", "Mar Mar Mar", "1 2 Mar 3", "2024030", "99999999", "Fri"})
        EXPECT_NE(read(text, "", "UTC").find("is no"), std::string::npos) << text;
}

TEST(ReadingTimes, the_order_of_day_and_month_follows_from_samples_where_it_can) {
    EXPECT_EQ(likely_order({"1/2/2024", "13/2/2024"}), "DMY");
    EXPECT_EQ(likely_order({"1/2/2024", "2/28/2024"}), "MDY");
    EXPECT_EQ(likely_order({"1/2/2024"}), "");
    EXPECT_EQ(likely_order({"2024-02-01"}), "YMD");
}

}  // namespace steward::imports
