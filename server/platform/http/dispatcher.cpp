#include "server/platform/http/dispatcher.h"

#include "server/platform/http/call_run.h"
#include "server/platform/http/canonical_path.h"
#include "server/platform/http/content_coding.h"
#include "server/platform/http/problem.h"

namespace steward::http {

namespace {
constexpr int most_attempts = 3;

std::string listed(const std::vector<std::string>& verbs) {
    std::string list;
    for (const auto& verb : verbs) list += (list.empty() ? "" : ", ") + verb;
    return list;
}

std::unexpected<Error> no_such_route(const std::vector<std::string>& verbs) {
    if (!verbs.empty()) return fail(ErrorKind::NotFound, std::string(wrong_verb), "This address answers only " + listed(verbs) + ".");
    return fail(ErrorKind::NotFound, "request.no_such_route", "There is no such address in the API. See /api/openapi.json.");
}
}  // namespace

Result<std::unique_ptr<Dispatcher>> Dispatcher::open(std::vector<BoundMethod> methods, Parts parts) {
    STEWARD_TRY(auto table, MethodTable::build(std::move(methods)));
    return std::unique_ptr<Dispatcher>(new Dispatcher(std::move(table), std::move(parts)));
}

Result<const ApiMethod*> Dispatcher::find(std::string_view verb, std::string_view path) const {
    STEWARD_TRY(const auto segments, canonical(path));
    const auto found = table_->routes().find(verb, segments);
    if (!found) return no_such_route(table_->routes().verbs_of(segments));
    return &table_->methods()[found->index];
}

Response Dispatcher::answer(const Request& request, Instant now) {
    const auto answer_or_error = [&]() -> Result<Response> {
        STEWARD_TRY(const auto* method, find(request.verb, request.path()));
        const auto segments = canonical(request.path());
        const auto found = table_->routes().find(request.verb, *segments);
        // PostgreSQL asks that a transaction which met another one be tried again as a whole.
        for (int attempt = 1;; ++attempt) {
            auto answer = CallRun(parts_, *method, request, now).run(found->values);
            const bool met_another =
                !answer && answer.error().code == "storage.busy" && parts_.database.engine() == storage::Engine::Postgres;
            if (!met_another || attempt == most_attempts) return answer;
        }
    }();
    if (answer_or_error) return std::move(*answer_or_error);
    const Error& error = answer_or_error.error();
    const bool ours = error.kind == ErrorKind::Internal || error.kind == ErrorKind::Unavailable;
    if (parts_.log && ours)
        parts_.log("request " + request.id + " " + request.verb + " " + std::string(request.path()) + ": " + error.code + ": " +
                   error.message + (error.cause.empty() ? "" : " (" + error.cause + ")"));
    return refusal(error, request);
}

Response Dispatcher::refusal(const Error& error, const Request& request) const {
    Response said = problem(error, request.id);
    if (error.code != wrong_verb) return said;
    if (const auto segments = canonical(request.path())) said.set("Allow", listed(table_->routes().verbs_of(*segments)));
    return said;
}

Result<Response> CallRun::run(const std::vector<std::string_view>& path_values) {
    if (request_.body.size() > method_.rule.max_body_bytes()) {
        return fail(ErrorKind::TooLarge, "request.too_large",
                    method_.has_body()
                        ? "The body has more than the " + std::to_string(method_.rule.max_body_bytes()) + " bytes that this method accepts."
                        : "This method takes no body.");
    }
    STEWARD_CHECK(authenticate());
    STEWARD_CHECK(check_csrf());
    STEWARD_CHECK(parse(path_values));
    for (const Status& status : {check_permission(), check_step_up()}) {
        if (status) continue;
        audit_refusal(status.error());
        return std::unexpected(status.error());
    }
    if (method_.rule.stream()) return start_events();
    STEWARD_TRY(auto earlier, earlier_answer());
    if (earlier) return std::move(*earlier);
    if (method_.file_part) return start_file();
    if (as_csv_) return start_csv();
    STEWARD_TRY(auto response, call_once());
    if (method_.rows && method_.is_safe()) pack_if_long(request_, response);
    return response;
}

}  // namespace steward::http
