// The head of a mail or of one of its parts: header names and their raw values (RFC 5322 2.2).
//
// Pure and total: any bytes are read, in one pass, without recursion.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::mail {

struct Header {
    std::string name;   // as it stands there
    std::string value;  // unfolded and trimmed, bytes as they came
};

struct Head {
    std::vector<Header> headers;  // in their order, the topmost first
    size_t body_at = 0;           // where the body begins in what was read

    /// The topmost value of this name in any case of letters; empty when there is none.
    std::string_view first(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    bool has(std::string_view name) const;
};

/// Line ends may be CRLF, LF or CR. A line that is no header ends the head where it stands, as mail
/// servers do; so does an empty line. Failures: TooLarge "mail.head_too_long", "mail.too_many_headers".
Result<Head> read_head(std::string_view bytes);

/// As much of the head as can be read within the limits: to show what was refused.
Head read_head_in_part(std::string_view bytes);

bool same_word(std::string_view a, std::string_view b);  // without the case of ASCII letters
std::string lower_case(std::string_view text);           // ASCII letters
std::string_view trimmed(std::string_view text);         // of blanks, tabs and line ends

}  // namespace steward::mail
