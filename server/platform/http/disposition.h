// What makes a browser store a file instead of showing it, under a name that somebody else chose (RFC 6266, RFC 8187).
#pragma once

#include <string>
#include <string_view>

namespace steward::http {

/// `attachment; filename="..."; filename*=UTF-8''...` for any bytes at all. Of a path only the last piece stays;
/// control characters, marks that turn text around and what is not UTF-8 never get through; at most 200 bytes of name.
/// The plain form is ASCII without quotes, backslashes and percent signs; the other one stands only where they differ.
std::string attachment_disposition(std::string_view name);

}  // namespace steward::http
