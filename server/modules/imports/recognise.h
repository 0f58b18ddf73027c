// What a file is, by its first bytes: text or not, CSV or JSON, whose, of which records. Pure and total.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/modules/imports/cutting.h"

namespace steward::imports {

inline constexpr size_t head_bytes = 256 * 1024;

struct Shape {
    std::string format;    // "csv", "json"; empty: not recognised, see `problem`
    std::string encoding;  // "utf-8", "windows-1252", "utf-16le", "utf-16be"
    char delimiter = ',';
    int64_t begin = 0;  // behind a byte order mark, and a line "sep=;"
    std::string product = "other";
    std::string kind;  // of all records; empty: each says its own, or a person must say
    bool is_mixed = false;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> samples;  // of the first 200 records, a cell for each column
    std::string reason;                             // how it was recognised, in a sentence
    std::string problem;                            // why it cannot be taken at all
};

/// `head` is the beginning of the file, all of it where it is shorter than `head_bytes`.
Shape recognise(std::string_view head, bool is_whole);

}  // namespace steward::imports
