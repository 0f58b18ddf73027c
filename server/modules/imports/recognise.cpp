#include "server/modules/imports/recognise.h"

#include <algorithm>

#include "base/utf8.h"
#include "server/modules/imports/encoding.h"
#include "server/modules/imports/layouts.h"

namespace steward::imports {

namespace {
constexpr size_t most_samples = 200, longest_sample = 120;

Shape refused(std::string problem) {
    Shape shape;
    shape.problem = std::move(problem);
    return shape;
}

// The last character of a head that is cut off may be half.
std::string_view whole_characters(std::string_view text, bool is_whole) {
    if (is_whole) return text;
    for (int i = 0; i < 4 && !text.empty(); ++i) {
        if (const size_t last = text.find_last_of('\n'); last != std::string_view::npos) return text.substr(0, last + 1);
        text.remove_suffix(1);
    }
    return text;
}

// Where the text is not; empty: it is text.
std::string no_text(std::string_view head) {
    if (head.starts_with("PK\x03\x04"))
        return "This is a spreadsheet or an archive, not text. In the spreadsheet: save as CSV (UTF-8), then upload that.";
    if (head.starts_with("\xd0\xcf\x11\xe0")) return "This is an old spreadsheet. Save it as CSV (UTF-8), then upload that.";
    if (head.starts_with("%PDF")) return "This is a PDF. The export as CSV or JSON is needed.";
    if (head.find('\0') != std::string_view::npos) return "This is no text: it has bytes that no CSV and no JSON has.";
    return {};
}

char likely_delimiter(std::string_view head) {
    const Cut first = cut_csv(head, ',', true);
    std::string_view line = head.substr(first.begin, first.end - first.begin);
    line = line.substr(0, line.find_first_of("\r\n"));
    char best = ',';
    size_t most = 0;
    for (const char one : {',', ';', '\t', '|'}) {
        const size_t cells = csv_cells(line, one).size();
        if (cells > most) {
            best = one;
            most = cells;
        }
    }
    return best;
}

std::string named(char delimiter) {
    return delimiter == ';' ? "semicolons" : delimiter == '\t' ? "tabs" : delimiter == '|' ? "upright strokes" : "commas";
}

struct Match {
    std::string_view product, kind;
    int known = 0;
};

// Whose columns these are: most of them known, and all that its records cannot be without.
Match best_match(const std::vector<std::string>& columns) {
    Match best{"other", "", 0};
    for (const auto& product : products()) {
        if (product.name == "other") continue;
        for (const auto& kind : record_kinds()) {
            int known = 0;
            std::vector<std::string_view> fields;
            for (const auto& column : columns) {
                const auto field = known_column(product.name, kind.name, column);
                if (!field) continue;
                ++known;
                if (!field->empty()) fields.push_back(*field);
            }
            const auto has = [&](std::string_view name) { return std::find(fields.begin(), fields.end(), name) != fields.end(); };
            const bool says_all = std::all_of(kind.fields.begin(), kind.fields.end(), [&](const FieldKind& field) {
                if (!field.required || has(field.name)) return true;
                if (field.name == "name") return has("first_name") || has("last_name");
                if (field.name == "client" || field.name == "ticket" || field.name == "person") return has(std::string(field.name) + "_id");
                return false;
            });
            if (says_all && (kind.name != "time" || has("from") || has("day") || has("until") || has("hours")) && known > best.known)
                best = {product.name, kind.name, known};
        }
    }
    return best;
}

void explain(Shape& shape, const Match& match) {
    const size_t all = shape.columns.size();
    shape.reason = shape.format == "csv" ? "CSV with " + named(shape.delimiter) + ", " + std::to_string(all) + " columns" : "JSON objects";
    if (shape.encoding == "windows-1252") shape.reason += ", not UTF-8: read as Windows-1252";
    if (is_utf16(shape.encoding)) shape.reason += ", UTF-16";
    if (shape.is_mixed) {
        shape.reason += "; each says in “record” what it is: Steward's own interchange.";
        return;
    }
    if (match.known == 0) {
        shape.reason += "; its columns are nobody's that is known here. Say what the records are.";
        return;
    }
    const auto product = std::find_if(products().begin(), products().end(), [&](const Product& one) { return one.name == match.product; });
    shape.reason += "; " + std::to_string(match.known) + " of " + std::to_string(all) + " are those of " +
                    std::string(find_kind(match.kind)->plural) + " of " + std::string(product->label) + ".";
}

// Cut between characters.
std::string as_sample(const std::string& text) {
    size_t end = std::min(text.size(), longest_sample);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

void add_sample(Shape& shape, const std::vector<Cell>& cells) {
    if (shape.samples.size() >= most_samples) return;
    std::vector<std::string> sample(shape.columns.size());
    for (const auto& cell : cells) {
        const auto at = std::find(shape.columns.begin(), shape.columns.end(), cell.column);
        if (at != shape.columns.end()) sample[static_cast<size_t>(at - shape.columns.begin())] = as_sample(cell.text);
    }
    shape.samples.push_back(std::move(sample));
}

// "sep=;" is a spreadsheet's word to itself, not the header.
char said_delimiter(std::string_view& text) {
    const std::string_view line = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
    if (line.size() != 5 || (!line.starts_with("sep=") && !line.starts_with("SEP="))) return 0;
    const char delimiter = line[4];
    text.remove_prefix(std::min(text.size(), line.size() + (text.substr(5).starts_with("\r\n") ? 2 : 1)));
    return delimiter;
}

Shape look_at_csv(Shape shape, std::string_view text, bool is_whole) {
    shape.format = "csv";
    const size_t all = text.size();
    const char said = said_delimiter(text);
    shape.delimiter = said == 0 ? likely_delimiter(text) : said;
    shape.begin += static_cast<int64_t>(all - text.size()) * (is_utf16(shape.encoding) ? 2 : 1);
    Cut cut = cut_csv(text, shape.delimiter, is_whole);
    if (cut.what != Cut::What::Record) {
        return refused(cut.problem.empty() ? "There is nothing in this file." : "Line 1: " + cut.problem);
    }
    shape.columns = csv_cells(text.substr(cut.begin, cut.end - cut.begin), shape.delimiter);
    if (shape.columns.size() > most_columns)
        return refused("This file has more than " + std::to_string(most_columns) + " columns. Is it separated by something else?");
    for (auto& column : shape.columns) column = cell_text(column, shape.encoding);
    if (std::all_of(shape.columns.begin(), shape.columns.end(), [](const auto& column) { return column_key(column).empty(); }))
        return refused("The first line names no columns.");
    if (shape.columns.size() == 1 && best_match(shape.columns).known == 0)
        return refused("Only one column was found, “" + as_sample(shape.columns[0]) +
                       "”. Columns are separated by commas, semicolons, tabs or upright strokes, and the first line names them.");
    shape.is_mixed =
        std::any_of(shape.columns.begin(), shape.columns.end(), [](const auto& one) { return column_key(one) == record_column; });
    for (size_t at = cut.next; at < text.size() && shape.samples.size() < most_samples;) {
        cut = cut_csv(text.substr(at), shape.delimiter, is_whole);
        if (cut.what == Cut::What::More || cut.what == Cut::What::End) break;
        if (cut.what == Cut::What::Record) {
            const auto cells = csv_cells(text.substr(at + cut.begin, cut.end - cut.begin), shape.delimiter);
            std::vector<Cell> row;
            for (size_t i = 0; i < std::min(cells.size(), shape.columns.size()); ++i)
                row.push_back({shape.columns[i], cell_text(cells[i], shape.encoding)});
            add_sample(shape, row);
        }
        at += cut.next;
    }
    return shape;
}

Shape look_at_json(Shape shape, std::string_view text, bool is_whole) {
    shape.format = "json";
    std::vector<std::vector<Cell>> records;
    std::string problem;
    size_t mixed = 0;
    for (size_t at = 0; at < text.size() && records.size() < most_samples;) {
        const Cut cut = cut_json(text.substr(at), is_whole);
        if (cut.what == Cut::What::More || cut.what == Cut::What::End) break;
        if (cut.what == Cut::What::Bad && problem.empty()) problem = cut.problem;
        if (cut.what == Cut::What::Record) {
            auto cells = json_cells(text.substr(at + cut.begin, cut.end - cut.begin), problem);
            if (!cells.empty()) records.push_back(std::move(cells));
        }
        at += cut.next;
    }
    if (records.empty()) return refused("No JSON object was found in it. " + problem);
    for (const auto& cells : records) {
        for (const auto& cell : cells) {
            if (cell.column == record_column) ++mixed;
            if (shape.columns.size() < most_columns &&
                std::find(shape.columns.begin(), shape.columns.end(), cell.column) == shape.columns.end())
                shape.columns.push_back(cell.column);
        }
    }
    for (const auto& cells : records) add_sample(shape, cells);
    shape.is_mixed = mixed == records.size();
    return shape;
}

}  // namespace

Shape recognise(std::string_view head, bool is_whole) {
    if (head.empty()) return refused("There is nothing in this file.");
    Shape shape;
    shape.encoding = marked_encoding(head, shape.begin);
    std::string decoded;
    std::string_view text = head.substr(static_cast<size_t>(shape.begin));
    if (is_utf16(shape.encoding)) text = decoded = to_utf8(text, shape.encoding);
    if (auto problem = no_text(text); !problem.empty()) return refused(std::move(problem));
    if (shape.encoding.empty()) shape.encoding = is_utf8(whole_characters(text, is_whole)) ? "utf-8" : "windows-1252";
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return refused("There is nothing in this file.");
    const bool is_json = text[first] == '{' || text[first] == '[';
    shape = is_json ? look_at_json(std::move(shape), text, is_whole) : look_at_csv(std::move(shape), text, is_whole);
    if (!shape.problem.empty()) return shape;
    const Match match = best_match(shape.columns);
    if (shape.is_mixed) {
        shape.product = "steward";
    } else if (match.known > 0) {
        shape.product = std::string(match.product);
        shape.kind = std::string(match.kind);
    }
    explain(shape, match);
    return shape;
}

}  // namespace steward::imports
