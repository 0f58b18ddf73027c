#include "server/platform/http/site.h"

#include <algorithm>
#include <exception>

#include "server/platform/http/canonical_path.h"
#include "server/platform/http/problem.h"
#include "server/platform/http/security_headers.h"

namespace steward::http {

namespace {
constexpr std::string_view csp_report_path = "/api/csp-report";
constexpr size_t longest_csp_report = 16 * 1024;
constexpr int most_csp_lines_a_minute = 30;

std::string operation_of(const ApiMethod& method) { return method.name.substr(method.name.rfind('.') + 1); }

// A browser's report in one line of the log: nothing in it may begin a new one.
std::string one_line(std::string_view text) {
    std::string line(text.substr(0, 600));
    for (char& c : line) {
        if (c < ' ' || c > '~') c = ' ';
    }
    return line;
}
}  // namespace

Site::Site(Parts parts) : parts_(std::move(parts)), files_(parts_.console) {
    (void)add_page("/api/openapi.json", [this](const Request&, const auto&) {
        Response response;
        response.content_type = "application/json";
        response.body = parts_.openapi;
        return response;
    });
    // The console has pages of its own below /problems: no id of a record is a code.
    (void)add_page("/problems/{code}", [this](const Request& request, const auto& values) {
        auto page = problem_page(values[0]);
        if (!page) {
            if (auto console = files_.answer(request, request.path())) return console;
        }
        return page;
    });
}

Status Site::add_page(std::string path, Page page) {
    STEWARD_CHECK(page_routes_.add("GET", path, pages_.size()));
    pages_.emplace_back(std::move(path), std::move(page));
    return {};
}

std::vector<std::string> Site::pages() const {
    std::vector<std::string> paths;
    for (const auto& [path, page] : pages_) paths.push_back(path);
    return paths;
}

void Site::give_id(Request& request) {
    if (request.id.empty()) request.id = to_text(make_raw_id(parts_.clock.now(), parts_.rng));
}

Response Site::finish(const Request& request, Response response) const {
    add_security_headers(request, response);
    return response;
}

Response Site::refuse(Request& request, const Error& error) {
    give_id(request);
    Response response = parts_.dispatcher.refusal(error, request);
    traffic_.count("refused", response.status, Duration{0});
    return finish(request, std::move(response));
}

Response Site::answer(Request& request) {
    give_id(request);
    const Duration begin = parts_.clock.monotonic();
    std::string what = "unknown";
    Response response;
    try {
        response = choose(request, what);
    } catch (const std::exception& fault) {  // a library's, or no memory: one request fails, the server goes on
        if (parts_.log) parts_.log("request " + request.id + " " + request.verb + " " + std::string(request.path()) + ": " + fault.what());
        response = problem(
            {.kind = ErrorKind::Internal, .code = "http.fault", .message = "The server failed. Its log has more under this request's id."},
            request.id);
    }
    traffic_.count(what, response.status, parts_.clock.monotonic() - begin);
    return finish(request, std::move(response));
}

Response Site::choose(const Request& request, std::string& what) {
    if (request.path() == csp_report_path && request.verb == "POST") {
        what = "csp-report";
        return take_csp_report(request);
    }
    const bool reads = request.verb == "GET" || request.verb == "HEAD";
    const bool api = request.path().starts_with("/api/") && request.path() != "/api/openapi.json";
    if (reads && !api) return choose_page(request, what);
    if (auto refused = only_read(request)) return std::move(*refused);
    const auto method = parts_.dispatcher.find(request.verb, request.path());
    if (method) what = operation_of(**method);
    return parts_.dispatcher.answer(request, parts_.clock.now());
}

// RFC 9110 15.5.6: what is there answers no other verb.
std::optional<Response> Site::only_read(const Request& request) const {
    const auto segments = canonical(request.path());
    if (!segments || (!page_routes_.find("GET", *segments) && !files_.has(request.path()))) return std::nullopt;
    Response refused = problem(
        {.kind = ErrorKind::NotFound, .code = std::string(wrong_verb), .message = "This address answers only GET, HEAD."}, request.id);
    refused.set("Allow", "GET, HEAD");
    return refused;
}

Response Site::choose_page(const Request& request, std::string& what) {
    const auto segments = canonical(request.path());
    if (!segments) return problem(segments.error(), request.id);
    if (const auto found = page_routes_.find("GET", *segments)) {
        what = pages_[found->index].first;
        auto page = pages_[found->index].second(request, found->values);
        return page ? std::move(*page) : problem(page.error(), request.id);
    }
    what = "console";
    auto file = files_.answer(request, request.path());
    if (file) return std::move(*file);
    if (files_.empty() && segments->empty()) {
        file = fail(ErrorKind::NotFound, "request.no_console",
                    "This server was built without its console. The API is described at /api/openapi.json.");
    }
    return problem(file.error(), request.id);
}

Response Site::take_csp_report(const Request& request) {
    traffic_.count_csp_report();
    const int64_t minute = parts_.clock.now().unix_ms / 60'000;
    if (csp_minute_.exchange(minute) != minute) csp_lines_ = 0;
    if (parts_.log && csp_lines_++ < most_csp_lines_a_minute) parts_.log("content policy: " + one_line(request.body));
    Response response;
    response.status = 204;
    return response;
}

Site::Verdict Site::judge_head(Request& request, uint64_t content_length) {
    give_id(request);
    size_t limit = 0;
    if (request.path() == csp_report_path && request.verb == "POST") {
        limit = longest_csp_report;
    } else if (request.verb != "GET" && request.verb != "HEAD") {
        const auto method = parts_.dispatcher.find(request.verb, request.path());
        if (!method) {
            auto refused = only_read(request);
            return {refused ? finish(request, std::move(*refused)) : refuse(request, method.error()), 0};
        }
        limit = (*method)->rule.max_body_bytes();
    }
    if (content_length <= limit) return {std::nullopt, limit};
    const Error too_large{.kind = ErrorKind::TooLarge,
                          .code = "request.too_large",
                          .message = limit ? "The body has more than the " + std::to_string(limit) + " bytes that this method accepts."
                                           : "This method takes no body."};
    return {refuse(request, too_large), 0};
}

}  // namespace steward::http
