#include "server/platform/http/answer_head.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace steward::http {

namespace {
std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 429:
            return "Too Many Requests";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Other";
    }
}

void append_line(std::string_view name, std::string_view value, std::string& out) {
    const auto append_safely = [&](std::string_view text) {
        for (const char c : text) {
            if (c != '\r' && c != '\n' && c != '\0') out += c;
        }
    };
    append_safely(name);
    out += ": ";
    append_safely(value);
    out += "\r\n";
}
}  // namespace

std::string http_date(Instant at) {
    using namespace std::chrono;
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds moment{floor<seconds>(milliseconds(at.unix_ms))};
    const sys_days day = floor<std::chrono::days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[weekday(day).c_encoding()], unsigned{date.day()},
                       months[unsigned{date.month()} - 1], int{date.year()}, time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string answer_head(const Response& response, const AnswerForm& form, Instant now) {
    const bool never_has_body = response.status == 204 || response.status == 304;
    std::string head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
    append_line("Date", http_date(now), head);
    if (!response.content_type.empty() && !never_has_body) append_line("Content-Type", response.content_type, head);
    for (const auto& header : response.headers) append_line(header.name, header.value, head);
    if (!never_has_body && form.has_length) append_line("Content-Length", std::to_string(response.body.size()), head);
    if (!never_has_body && !form.has_length && !form.to_1_0) append_line("Transfer-Encoding", "chunked", head);
    if (!form.keeps_alive) append_line("Connection", "close", head);
    if (form.keeps_alive && form.to_1_0) append_line("Connection", "keep-alive", head);
    return head + "\r\n";
}

}  // namespace steward::http
