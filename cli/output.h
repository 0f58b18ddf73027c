// What a command prints: a table for people, JSON for programs, and the one way to fail.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <vector>

#include "base/error.h"

namespace steward::cli {

struct ColumnSpec {
    std::string title, field;
    bool is_time = false;  // unix milliseconds, shown as an age
};

/// Rows of a list, aligned, or "none" when it is empty.
void print_table(const boost::json::array& items, const std::vector<ColumnSpec>& columns, int64_t now_ms);

/// Indented JSON to standard output.
void print_json(const boost::json::value& value);

/// One sentence to standard error (and one per field), and the exit code of its kind.
int report(const Error& error);
int exit_code(ErrorKind kind);

/// "5 min", "3 h", "never".
std::string age(int64_t at_ms, int64_t now_ms);

}  // namespace steward::cli
