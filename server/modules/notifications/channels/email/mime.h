// One plain-text mail as bytes: RFC 5322 headers, RFC 2047 words, UTF-8 in base64. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace steward::notifications::channels::email {

struct Mail {
    std::string from;  // "Steward <steward@example.org>" or a bare address
    std::vector<std::string> to;
    std::string message_id;  // without the angle brackets
    std::string subject, text;
    Instant date;
    std::string auto_submitted = "auto-generated";                                    // RFC 3834; empty: a person wrote it
    std::string reply_to = {}, references = {}, in_reply_to = {}, installation = {};  // empty: left out; references without angle brackets
};

/// The address inside "Name <address>", or the text itself.
std::string bare_address(const std::string& address);

/// Whether it looks like an address that a mail server may be asked to deliver to: one @, a dot or
/// "localhost" behind it, no space, control character, angle bracket or comma.
bool is_address(const std::string& address);

/// Whether it may stand in a header as it is: printable, without blanks and angle brackets.
bool is_message_id(const std::string& id);

/// Splits "a@b, c@d" at commas and trims.
std::vector<std::string> split_addresses(const std::string& list);

/// The mail with CRLF line ends. Header values are encoded, never inserted raw.
std::string to_mime(const Mail& mail);

}  // namespace steward::notifications::channels::email
