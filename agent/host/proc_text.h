// Reading the text of /proc and /sys by hand: lines, words, numbers. No allocation, no locale, and
// every input is fine: what is not there is empty, what is no number is absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace steward::agent {

/// Takes the next line, without its end, off `rest`. False when nothing is left.
bool take_line(std::string_view& rest, std::string_view& line);

/// Takes the next word off `rest`; words stand between spaces and tabs. Empty when there is none.
std::string_view take_word(std::string_view& rest);

/// Without spaces, tabs and line ends at both ends.
std::string_view trimmed(std::string_view text);

/// The whole of `word` as a number; absent when it is something else or too large.
std::optional<uint64_t> whole_number(std::string_view word);
/// The whole of `word` as a finite number that is not negative, such as "0.44".
std::optional<double> decimal_number(std::string_view word);
/// `take_word` and `whole_number` in one.
std::optional<uint64_t> take_number(std::string_view& rest);

/// Fit for a message: at most `most` bytes of valid UTF-8 without control characters; each byte
/// that is neither becomes '?'.
std::string printable(std::string_view text, size_t most = 256);

}  // namespace steward::agent
