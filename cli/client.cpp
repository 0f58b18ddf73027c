#include "cli/client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <cstdlib>
#include <memory>

namespace steward::cli {

namespace json = boost::json;

namespace {
struct Received {
    std::string text;
    size_t most = 0;  // 0: no bound
    bool is_too_much = false;
};

size_t take_bytes(char* bytes, size_t size, size_t count, void* into) {
    auto& received = *static_cast<Received*>(into);
    received.is_too_much = received.most > 0 && received.text.size() + size * count > received.most;
    if (received.is_too_much) return 0;
    received.text.append(bytes, size * count);
    return size * count;
}

std::unexpected<Error> too_much(const std::string& path, const std::string& what) {
    return fail(ErrorKind::TooLarge, "cli.too_much",
                "The server's answer to " + path.substr(0, path.find('?')) + " " + what +
                    "; nothing of it was taken. Look at what runs on the server.");
}

ErrorKind kind_of_status(long status) {
    switch (status) {
        case 401:
            return ErrorKind::Unauthenticated;
        case 403:
            return ErrorKind::Forbidden;
        case 404:
            return ErrorKind::NotFound;
        case 409:
            return ErrorKind::Conflict;
        case 412:
            return ErrorKind::StaleEtag;
        case 413:
            return ErrorKind::TooLarge;
        case 429:
            return ErrorKind::Limited;
        case 503:
            return ErrorKind::Unavailable;
        default:
            return status >= 500 ? ErrorKind::Internal : ErrorKind::Invalid;
    }
}

Error problem_of(long status, const std::string& body) {
    Error error{.kind = kind_of_status(status),
                .code = "http." + std::to_string(status),
                .message = "The server answered " + std::to_string(status) + ".",
                .fields = {},
                .cause = {}};
    json::error_code code;
    const auto problem = json::parse(body, code);
    if (code || !problem.is_object()) return error;
    const std::string type = text_of(problem, "type");
    if (const size_t slash = type.rfind('/'); slash != std::string::npos) error.code = type.substr(slash + 1);
    if (const std::string detail = text_of(problem, "detail"); !detail.empty()) error.message = detail;
    if (const auto* fields = problem.as_object().if_contains("errors"); fields && fields->is_array()) {
        for (const auto& field : fields->as_array()) error.fields.push_back({text_of(field, "pointer"), text_of(field, "detail")});
    }
    return error;
}
}  // namespace

std::string encode(const std::string& value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') text += c;
        else (text += '%', text += digits[byte >> 4], text += digits[byte & 15]);
    }
    return text;
}

std::string text_of(const json::value& object, const std::string& field) {
    if (!object.is_object()) return "";
    const auto* value = object.as_object().if_contains(field);
    if (!value || value->is_null()) return "";
    if (value->is_double()) return fmt::format("{:.6g}", value->as_double());  // people read no 2.27E1
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

Result<Client> Client::from(const Arguments& arguments) {
    Client client;
    client.state_ = arguments.option("state", "/var/lib/steward");
    client.server_ = arguments.option("server");
    const char* from_environment = std::getenv("STEWARD_TOKEN");
    client.token_ = arguments.option("token", from_environment ? from_environment : "");
    if (!client.server_.empty() && client.token_.empty()) {
        return fail(ErrorKind::Unauthenticated, "cli.no_token",
                    "--server needs a token: make one in the console under Settings, API tokens, and set STEWARD_TOKEN to it.");
    }
    return client;
}

Result<json::value> Client::call(const std::string& verb, const std::string& path, const json::value& body) const {
    return as_json(perform(verb, path, "application/json", body.is_null() ? "" : json::serialize(body)));
}

Result<json::value> Client::send_bytes(const std::string& verb, const std::string& path, const std::string& bytes) const {
    return as_json(perform(verb, path, "application/octet-stream", bytes));
}

Result<std::string> Client::download(const std::string& path) const { return perform("GET", path, "application/json", ""); }

Result<json::value> Client::as_json(Result<std::string> received) {
    if (!received) return std::unexpected(std::move(received.error()));
    json::error_code code;
    auto answer = json::parse(*received, code);
    if (code) return fail(ErrorKind::Internal, "cli.answer", "The server's answer is not JSON.", received->substr(0, 200));
    return answer;
}

Result<std::string> Client::perform(const std::string& verb, const std::string& path, const char* type, const std::string& sent) const {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    const std::string socket = state_ + "/steward.sock", url = (server_.empty() ? "http://localhost" : server_) + path;
    curl_slist* headers = curl_slist_append(nullptr, (std::string("Content-Type: ") + type).c_str());
    if (!token_.empty()) headers = curl_slist_append(headers, ("Authorization: Bearer " + token_).c_str());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(headers, curl_slist_free_all);
    Received received{.text = {}, .most = most_answer_};
    if (most_answer_ > 0) {
        curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, 60L);
    }
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    if (server_.empty()) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, verb.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
    if (verb == "POST" || verb == "PATCH") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, sent.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(sent.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
        if (received.is_too_much) return too_much(path, "is larger than any could be");
        return fail(ErrorKind::Unavailable, "cli.unreachable",
                    server_.empty() ? "No server answers at " + socket + ". Is it running, and are you root or its user?"
                                    : "No server answers at " + server_ + ".",
                    curl_easy_strerror(code));
    }
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status >= 300) return std::unexpected(problem_of(status, received.text));
    return std::move(received.text);
}

Result<json::array> Client::list(const std::string& path, const std::string& field) const {
    json::array all;
    std::string token, before;
    constexpr size_t most_pages = 1000;
    size_t pages = 0;
    do {
        before = token;
        const std::string separator = path.find('?') == std::string::npos ? "?" : "&";
        STEWARD_TRY(auto page, call("GET", path + separator + "page_size=1000" + (token.empty() ? "" : "&page_token=" + encode(token))));
        if (!page.is_object()) return fail(ErrorKind::Internal, "cli.answer", "The server's answer is no list.");
        if (const auto* items = page.as_object().if_contains(field); items && items->is_array()) {
            for (const auto& item : items->as_array()) all.push_back(item);
        }
        token = text_of(page, "next_page_token");
        if (most_items_ > 0 && (all.size() > most_items_ || (!token.empty() && token == before) || ++pages > most_pages))
            return too_much(path, "does not end");
    } while (!token.empty());
    return all;
}

}  // namespace steward::cli
