// Fields in templates: "{{requester.first_name}}". Pure, total and bounded.
//
// What stands between the braces is one of a fixed list of names, never an expression: a template cannot loop, include or
// look anything up. Values are put in as they are and not read again, so a person who is called "{{me.name}}" stays so.
// docs/guide/templates.md.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::templates {

struct FieldMeaning {
    std::string_view name, meaning;
    bool before_ticket;  // known when the ticket is not there yet
};
std::span<const FieldMeaning> known_fields();

inline constexpr size_t longest_template = 20'000, most_fields = 200, longest_value = 1000;

enum class Place { Reply, NewTicket };

/// Every field is closed, known, and known at this place. Failure: Invalid with `pointer` and the column.
Status check_fields(std::string_view pointer, std::string_view text, Place place);

using FieldValues = std::map<std::string, std::string, std::less<>>;

struct Rendered {
    std::string text;
    std::vector<std::string> gaps;  // fields without a value, each once, in their order; in the text "[requester.email?]"
};

/// Any text: what is no field, or not closed, stays as it is. At most `most_fields` are filled in, each value is cut
/// to `longest_value` bytes at a letter's end, so the answer is at most size + most_fields * longest_value.
Rendered render(std::string_view text, const FieldValues& values);

/// "Ana" of "Ana Lima".
std::string first_name(std::string_view name);

}  // namespace steward::templates
