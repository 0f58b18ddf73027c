// Errors as answers (RFC 9457): the one switch from error kind to HTTP status.
#pragma once

#include "server/platform/http/message.h"

namespace steward::http {

/// application/problem+json with type, title, status, detail, instance (the request's id), code and
/// errors; Retry-After when the error says when to come back. `cause` is never sent.
Response problem(const Error& error, std::string_view request_id);

/// The page behind a problem's `type`, "/problems/<code>"; 404 for what cannot be a code.
Response problem_page(std::string_view code);

}  // namespace steward::http
