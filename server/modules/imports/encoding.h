// Bytes of the encodings in which other systems write, as UTF-8. Pure and total.
//
// UTF-16 is cut and looked at as UTF-8, a piece at a time; where something lies in the file is counted in the file's own bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace steward::imports {

bool is_utf16(std::string_view encoding);

/// What a byte order mark says, and behind which it begins; empty without one.
std::string marked_encoding(std::string_view head, int64_t& begin);

/// All of `text` as UTF-8: bytes that windows-1252 does not have become question marks, halves of characters U+FFFD.
std::string to_utf8(std::string_view text, std::string_view encoding);

/// The same of a cell that was cut: what is UTF-16 in the file is UTF-8 by then.
std::string cell_text(std::string_view cell, std::string_view encoding);

/// How many bytes of the file this text is.
int64_t stored_bytes(std::string_view text, std::string_view encoding);

/// The bytes of `stored` that are whole characters.
std::string_view whole_stored(std::string_view stored, std::string_view encoding);

}  // namespace steward::imports
