// Calls the API: through the local socket of a state folder, or over HTTPS with a token.
#pragma once

#include <boost/json/value.hpp>

#include "base/arguments.h"

namespace steward::cli {

class Client {
public:
    /// From --state DIR (default /var/lib/steward), or --server URL with --token or STEWARD_TOKEN.
    /// Failure: Unauthenticated "cli.no_token" when a server is named without one.
    static Result<Client> from(const Arguments& arguments);

    /// Sends `body` (null: none) and returns the parsed answer. Failures: the server's problem as it
    /// says it; Unavailable "cli.unreachable" with what to try.
    Result<boost::json::value> call(const std::string& verb, const std::string& path, const boost::json::value& body = nullptr) const;

    /// The same with the bytes of a file as the body.
    Result<boost::json::value> send_bytes(const std::string& verb, const std::string& path, const std::string& bytes) const;
    /// What the server gives as a file.
    Result<std::string> download(const std::string& path) const;

    /// Every item of a list, page after page. `field` is the list's name in the answer.
    Result<boost::json::array> list(const std::string& path, const std::string& field) const;

    /// For who believes the server nothing: an answer larger than `most_answer`, a list of more than `most_items` or without an end, and
    /// an answer that stands still for a minute are failures ("cli.too_much", "cli.unreachable").
    void expect_lies(size_t most_answer, size_t most_items) { most_answer_ = most_answer, most_items_ = most_items; }

    const std::string& state() const { return state_; }

private:
    Result<std::string> perform(const std::string& verb, const std::string& path, const char* type, const std::string& sent) const;
    static Result<boost::json::value> as_json(Result<std::string> received);

    std::string state_, server_, token_;
    size_t most_answer_ = 0, most_items_ = 0;  // 0: no bound
};

/// Percent-encodes a query value (RFC 3986).
std::string encode(const std::string& value);

/// The text of a field, or "" when it is absent; numbers as digits.
std::string text_of(const boost::json::value& object, const std::string& field);

}  // namespace steward::cli
