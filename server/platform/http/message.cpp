#include "server/platform/http/message.h"

#include <algorithm>

namespace steward::http {

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
    for (const auto& header : headers) {
        if (same_name(header.name, name)) return header.value;
    }
    return {};
}
}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::last_header(std::string_view name) const {
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
        if (same_name(header->name, name)) return header->value;
    }
    return {};
}
std::string_view Request::header(std::string_view name) const { return find_header(headers, name); }
std::string_view Response::header(std::string_view name) const { return find_header(headers, name); }

void Response::set(std::string name, std::string value) {
    for (auto& header : headers) {
        if (same_name(header.name, name)) {
            header.value = std::move(value);
            return;
        }
    }
    headers.push_back({std::move(name), std::move(value)});
}

Response text_page(std::string text) {
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(text);
    return response;
}

}  // namespace steward::http
