// The pattern of a request with fields in it: "{to}", "{text}". Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace steward::notifications::channels::text_message {

enum class Escaping { Json, Form, Plain };

using Fields = std::map<std::string, std::string, std::less<>>;

/// In one pass: braces within a value are text, a field that is not known stays as it is written.
std::string fill_in(std::string_view pattern, const Fields& fields, Escaping escaping);

/// "anna@msp.example=+49 170 1, ben@..." as address to number; nothing when a part is not that.
bool read_numbers(std::string_view list, Fields& numbers);
/// Digits with an optional + and separators between them, 3 to 20 digits.
bool is_number(std::string_view text);

}  // namespace steward::notifications::channels::text_message
