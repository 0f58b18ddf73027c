// Errors as answers (RFC 9457): the one switch from error kind to HTTP status.
#pragma once

#include "server/platform/http/message.h"

namespace steward::http {

/// An address that answers, but not so: 405, with the verbs that it answers in Allow.
constexpr std::string_view wrong_verb = "request.wrong_verb";

/// application/problem+json with type, title, status, detail, instance (the request's id), code and
/// errors; Retry-After when the error says when to come back. `cause` is never sent.
Response problem(const Error& error, std::string_view request_id);

/// The page behind a problem's `type`, "/problems/<code>". Failure, for what cannot be a code: NotFound "request.no_such_problem".
Result<Response> problem_page(std::string_view code);

}  // namespace steward::http
