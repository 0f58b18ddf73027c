// The part of an address behind '?', and from there into the fields of a request.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace steward::http {

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=x+y" with percent escapes and '+' undone. Failure: Invalid "request.query" for broken
/// escapes, text that is not UTF-8, more than 8 KiB or more than 200 parts.
Result<QueryPairs> parse_query(std::string_view query);

/// Sets fields by name; a repeated field takes every part of its name. Failures: Invalid
/// "request.unknown_field" / "request.invalid", each with the pointer of the part.
Status apply_query(const QueryPairs& pairs, google::protobuf::Message& request);

}  // namespace steward::http
