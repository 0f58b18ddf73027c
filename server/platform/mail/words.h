// The words inside a mail: encoded words, addresses, dates, parameters, character sets, transfer
// encodings. The seam to GMime (docs/decisions/0006): no other file includes it.
//
// Total: any bytes give a value. All text that comes out is valid UTF-8 without control characters
// (a line feed and a tab may stand in bodies). Safe from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace steward::mail {

struct Address {
    std::string name;     // as people read it; empty: none was given
    std::string address;  // "Anna.Keller@example.org", letters as they came
    bool operator==(const Address&) const = default;
};

/// One line for people: encoded words read, blanks folded.
std::string decode_line(std::string_view raw);

/// Mailboxes and the members of groups, in their order. Without an @ it is no address.
std::vector<Address> read_addresses(std::string_view raw);

/// RFC 5322 dates and what programs make of them; nullopt when it is none or lies outside 1970 to 9999.
std::optional<Instant> read_date(std::string_view raw);

/// "<a@b> <c@d>" as "a@b", "c@d": what stands between angle brackets, at most `most` from the end.
std::vector<std::string> read_ids(std::string_view raw, size_t most);

/// "text/plain; charset=utf-8; name*=..." (RFC 2045, RFC 2231): type in lower case, names in lower case.
struct Typed {
    std::string type;
    std::map<std::string, std::string> parameters;
    std::string_view parameter(const std::string& name) const;
};
Typed read_type(std::string_view raw);         // "text/plain" when it cannot be read
Typed read_disposition(std::string_view raw);  // "attachment", "inline", or empty

/// base64, quoted-printable, uuencode; everything else as it is. Never longer than what came in, but
/// for a few bytes.
std::string decode_transfer(std::string_view encoding, std::string_view bytes);

/// As UTF-8 with line feeds. An unknown or wrong character set: UTF-8 when it is that, else Windows-1252.
std::string to_utf8(std::string_view charset, std::string_view bytes);

/// Valid UTF-8 alone: what is not becomes U+FFFD; CR and CRLF become LF; other control characters and
/// those that turn the direction of text around are left out.
std::string clean_text(std::string_view text);

/// At most `most` bytes, cut between characters.
std::string_view cut_text(std::string_view text, size_t most);

}  // namespace steward::mail
