// Cuts foreign bytes into records: lines of CSV (RFC 4180) and objects of JSON, one after the other or in one array.
//
// Pure and total: whatever the bytes, the caller gets ahead. A record is never longer than `most_record_bytes`, so that no
// file makes the server keep more than that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace steward::imports {

inline constexpr size_t most_record_bytes = 1 << 20, most_columns = 500;

struct Cut {
    enum class What {
        Record,  // [begin, end) is one; go on at `next`
        Bad,     // [begin, end) is none, for the reason in `problem`; go on at `next`
        More,    // the buffer ends within a record
        End,     // nothing more is in it
    };
    What what = What::End;
    size_t begin = 0, end = 0, next = 0;
    std::string problem = {};
};

/// The next record of `buffer`, which begins where one does; `is_last`: no bytes follow it. Empty lines are passed over.
Cut cut_csv(std::string_view buffer, char delimiter, bool is_last);
Cut cut_json(std::string_view buffer, bool is_last);

/// The cells of one line. A ' that was put before = + - @ against formulas is taken away.
std::vector<std::string> csv_cells(std::string_view line, char delimiter);
/// For a line of `csv_cells`: quotes where they are needed, ' where a spreadsheet would see a formula.
void append_csv_cell(std::string_view text, std::string& out);

struct Cell {
    std::string column, text;
};
/// The members of one object; what is in an inner object is "outer/inner", lists of plain values are joined by ", ". Nothing,
/// with the reason in `problem`, for what is no object, deeper than `most_levels`, or has too many members.
inline constexpr int most_levels = 8;
std::vector<Cell> json_cells(std::string_view object, std::string& problem);

}  // namespace steward::imports
