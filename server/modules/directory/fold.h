// One spelling for comparing: "MÜLLER" and "Müller" are the same name.
#pragma once

#include <string>
#include <string_view>

namespace steward::directory {

/// Lower case of UTF-8 text, letter by letter: Latin (to U+017F), Greek and Cyrillic. Other text
/// and bytes that are not UTF-8 stay as they are; the result has as many bytes as `text`.
std::string fold_case(std::string_view text);

/// The number of code points, for limits that people count in letters.
size_t count_letters(std::string_view text);

/// `text` without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace steward::directory
