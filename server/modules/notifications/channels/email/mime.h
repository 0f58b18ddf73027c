// One mail as bytes: RFC 5322 headers, RFC 2047 words, UTF-8 in base64; plain text, a page that says the same, and files. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace steward::notifications::channels::email {

struct MailFile {
    std::string name;  // harmless already; any letters
    std::string type;  // "image/png"; what is none, or a message or multipart, goes as application/octet-stream
    std::string bytes;
};

struct Mail {
    std::string from;  // "Steward <steward@example.org>" or a bare address
    std::vector<std::string> to;
    std::string message_id;  // without the angle brackets
    std::string subject, text;
    Instant date;
    std::string auto_submitted = "auto-generated";                                    // RFC 3834; empty: a person wrote it
    std::string reply_to = {}, references = {}, in_reply_to = {}, installation = {};  // empty: left out; references without angle brackets
    bool has_html = false;                                                            // multipart/alternative, for programs that show pages
    std::vector<MailFile> files = {};
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

/// The text as a page: the same words, addresses of the web as links, nothing that loads from anywhere.
std::string to_page(const std::string& text);

/// The mail with CRLF line ends. Header values are encoded, never inserted raw.
std::string to_mime(const Mail& mail);

}  // namespace steward::notifications::channels::email
