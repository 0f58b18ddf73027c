// Rows of a list as CSV (RFC 4180) for people's spreadsheets.
//
// One column per field, named as the field; moments (`x_unix_ms`) become ISO 8601 in UTC in a column
// named `x`, empty for "never". Lists of texts are joined with "; ", nested messages become columns
// `outer.inner`, what is a list of messages or a map is one JSON text. A text that a spreadsheet
// would take for a formula (= + - @, tab, return) gets a ' in front. Lines end with CRLF.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <set>
#include <string>

namespace steward::http {

/// The header line. Fields hidden from `roles` have no column.
void append_csv_header(const google::protobuf::Descriptor& type, const std::set<std::string>& roles, std::string& out);

void append_csv_row(const google::protobuf::Message& row, const std::set<std::string>& roles, std::string& out);

}  // namespace steward::http
