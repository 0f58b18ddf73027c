// What can go wrong, as a value: `Result<T>` everywhere, exceptions nowhere above a seam.
//
// An `Error` carries a stable code (part of the API, compared by programs), a sentence for
// people, and for forms the fields it speaks of. The kind decides the HTTP status and the
// exit code of the command line, each in one switch (platform/http/problem.cpp, cli/exit.cpp).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace steward {

enum class ErrorKind {
    Invalid,          // the caller sent something that cannot be accepted as it is
    Unauthenticated,  // we do not know who asks
    Forbidden,        // we know, and they may not
    NotFound,         // it does not exist, or not for this caller: the two look the same
    Conflict,         // the present state does not allow it
    StaleEtag,        // somebody else changed it first (If-Match did not hold)
    TooLarge,         // body or batch above the method's limit
    Limited,          // too many requests; `retry_after_seconds` says when to come back
    Unavailable,      // not now: overloaded, starting, or the disk is full
    Internal,         // our own fault
};

/// One form field that was refused. `pointer` is a JSON Pointer (RFC 6901) into the request.
struct FieldError {
    std::string pointer;
    std::string detail;
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string code;     // stable, "room.what", for example "directory.client_not_found"
    std::string message;  // one sentence for a person, safe to show, with the next thing to try
    std::vector<FieldError> fields;
    std::string cause;  // for the log only, never sent to a caller
    int retry_after_seconds = 0;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// Shorthand for `return fail(ErrorKind::NotFound, "directory.client_not_found", "...")`.
inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string message, std::string cause = {}) {
    return std::unexpected(
        Error{.kind = kind, .code = std::move(code), .message = std::move(message), .fields = {}, .cause = std::move(cause)});
}

/// A request with one bad field: 400 with `errors[{pointer, detail}]`.
inline std::unexpected<Error> bad_field(std::string pointer, std::string detail) {
    Error error{.kind = ErrorKind::Invalid, .code = "request.invalid", .message = detail};
    error.fields.push_back({std::move(pointer), std::move(detail)});
    return std::unexpected(std::move(error));
}

}  // namespace steward

// STEWARD_TRY(auto run, store.load(id));  declares `run`, or returns the error to the caller.
// STEWARD_CHECK(store.save(run));         the same for a Status.
#define STEWARD_CONCAT_INNER(a, b) a##b
#define STEWARD_CONCAT(a, b) STEWARD_CONCAT_INNER(a, b)
#define STEWARD_TRY_NAMED(temporary, declaration, expression)             \
    auto temporary = (expression);                                        \
    if (!temporary) return std::unexpected(std::move(temporary.error())); \
    declaration = std::move(*temporary)
#define STEWARD_TRY(declaration, expression) STEWARD_TRY_NAMED(STEWARD_CONCAT(try_, __COUNTER__), declaration, expression)
#define STEWARD_CHECK_NAMED(temporary, expression)                                                           \
    do {                                                                                                     \
        if (auto temporary = (expression); !temporary) return std::unexpected(std::move(temporary.error())); \
    } while (false)
#define STEWARD_CHECK(expression) STEWARD_CHECK_NAMED(STEWARD_CONCAT(check_, __COUNTER__), expression)
