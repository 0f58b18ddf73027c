#include "server/platform/http/problem.h"

#include <algorithm>

#include "schema/runtime/json_writer.h"

namespace steward::http {

namespace {
struct Standing {
    int status;
    std::string_view title;
};

Standing standing_of(const Error& error) {
    if (error.code == wrong_verb) return {405, "Not in this way"};
    switch (error.kind) {
        case ErrorKind::Invalid:
            return {400, "The request cannot be accepted as it is"};
        case ErrorKind::Unauthenticated:
            return {401, "Sign in first"};
        case ErrorKind::Forbidden:
            return {403, "Not allowed"};
        case ErrorKind::NotFound:
            return {404, "Not found"};
        case ErrorKind::Conflict:
            return {409, "The present state does not allow it"};
        case ErrorKind::StaleEtag:
            return {412, "Somebody else changed it first"};
        case ErrorKind::TooLarge:
            return {413, "Too large"};
        case ErrorKind::Limited:
            return {429, "Too many requests"};
        case ErrorKind::Unavailable:
            return {503, "Not now"};
        case ErrorKind::Internal:
            return {500, "The server failed"};
    }
    return {500, "The server failed"};
}

constexpr int wait_when_unavailable_seconds = 5;

void add(std::string& json, std::string_view key, std::string_view value) {
    json += json.empty() ? "{" : ",";
    append_json_text(key, json);
    json += ':';
    append_json_text(value, json);
}
}  // namespace

Response problem(const Error& error, std::string_view request_id) {
    const Standing standing = standing_of(error);
    Response response;
    response.status = standing.status;
    response.content_type = "application/problem+json";
    std::string& json = response.body;
    add(json, "type", "/problems/" + error.code);
    add(json, "title", standing.title);
    json += ",\"status\":" + std::to_string(standing.status);
    add(json, "detail", error.message);
    add(json, "instance", request_id);
    add(json, "code", error.code);
    if (!error.fields.empty()) {
        json += ",\"errors\":[";
        for (const auto& field : error.fields) {
            if (json.back() != '[') json += ',';
            std::string one;
            add(one, "pointer", field.pointer);
            add(one, "detail", field.detail);
            json += one + "}";
        }
        json += ']';
    }
    json += '}';
    int wait = error.retry_after_seconds;
    if (wait == 0 && error.kind == ErrorKind::Unavailable) wait = wait_when_unavailable_seconds;
    if (wait > 0) response.set("Retry-After", std::to_string(wait));
    return response;
}

Result<Response> problem_page(std::string_view code) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
    const bool is_code = code.find('.') != std::string_view::npos && code.size() <= 80 && std::all_of(code.begin(), code.end(), fits);
    if (!is_code) return fail(ErrorKind::NotFound, "request.no_such_problem", "There is no problem of this name.");
    const std::string room(code.substr(0, code.find('.')));
    return text_page(std::string(code) + "\n\nAn answer of this type comes from the room \"" + room +
                     "\" of the server. Its `detail` says in a sentence what was wrong and what to try next,\n"
                     "`errors` names the fields it speaks of, and `instance` is the request's id in the server's log.\n"
                     "The code is stable: programs may compare it. Its room's documentation says when it is given.\n");
}

}  // namespace steward::http
