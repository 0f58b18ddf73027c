// Where a request with a cookie comes from: a page of ours, or somebody else's (design/trust.md 4.4).
#pragma once

#include <span>
#include <string>

#include "server/platform/http/message.h"

namespace steward::http {

/// Forbidden "access.csrf" when the browser says that another site made the request: by Sec-Fetch-Site,
/// or by an Origin that is neither the address asked for nor one of `own_origins`
/// ("https://desk.example.org"). A program that sends neither header passes: it has no cookie to borrow.
Status is_from_our_own_pages(const Request& request, std::span<const std::string> own_origins);

/// The value of a cookie, or an empty text: also when the name stands twice with different values,
/// which only somebody who plants cookies would bring about.
std::string cookie_of(const Request& request, std::string_view name);

/// "Authorization: Bearer x" without the scheme.
std::string bearer_of(const Request& request);

}  // namespace steward::http
