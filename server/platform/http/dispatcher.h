// One call of the API, from a request to its answer.
//
// In this order, the first that refuses answers: route, size, who asks, rate, origin and CSRF token,
// parse, permission, step-up, whose data (foreign and missing are the same 404), references,
// Idempotency-Key, handler, audit, commit. Every refusal is a problem (problem.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/platform/access/authenticator.h"
#include "server/platform/http/message.h"
#include "server/platform/http/method_table.h"

namespace steward::http {

class Dispatcher {
public:
    struct Parts {
        storage::Database& database;
        access::Authenticator& authenticator;
        access::Gate& gate;
        std::vector<std::string> own_origins;       // beside the address asked for: "https://desk.example.org"
        std::function<void(std::string_view)> log;  // one line, no secrets; may be empty
    };

    /// Everything in `parts` must outlive the dispatcher. Failure: Internal "http.incomplete_method".
    static Result<std::unique_ptr<Dispatcher>> open(std::vector<BoundMethod> methods, Parts parts);

    /// Thread safe; blocks for as long as the handler does.
    Response answer(const Request& request, Instant now);

    /// The method a path belongs to. Failures: Invalid "request.path", NotFound "request.no_such_route" and `wrong_verb`.
    Result<const ApiMethod*> find(std::string_view verb, std::string_view path) const;

    /// The failure of a call as an answer; of `wrong_verb` it names the verbs that the address answers.
    Response refusal(const Error& error, const Request& request) const;

    const std::vector<ApiMethod>& methods() const { return table_->methods(); }

private:
    friend class CallRun;  // dispatcher.cpp: the steps of one call
    Dispatcher(std::unique_ptr<MethodTable> table, Parts parts) : table_(std::move(table)), parts_(std::move(parts)) {}

    std::unique_ptr<MethodTable> table_;
    Parts parts_;
};

}  // namespace steward::http
