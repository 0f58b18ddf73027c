#include "server/platform/http/origin.h"

#include <algorithm>

namespace steward::http {

namespace {
std::unexpected<Error> from_elsewhere() {
    return fail(ErrorKind::Forbidden, "access.csrf",
                "The request did not come from this console's own page. Open the console and try again there.");
}

std::string_view without_spaces(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}
}  // namespace

Status is_from_our_own_pages(const Request& request, std::span<const std::string> own_origins) {
    const std::string_view site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return from_elsewhere();
    const std::string_view origin = request.header("Origin");
    if (origin.empty()) return {};
    const std::string asked = (request.over_https ? "https://" : "http://") + std::string(request.header("Host"));
    if (same_name(origin, asked) || std::find(own_origins.begin(), own_origins.end(), origin) != own_origins.end()) return {};
    return from_elsewhere();
}

std::string cookie_of(const Request& request, std::string_view name) {
    std::string found;
    for (const auto& header : request.headers) {
        if (!same_name(header.name, "Cookie")) continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            const size_t end = std::min(rest.find(';'), rest.size());
            const std::string_view one = without_spaces(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const size_t equals = one.find('=');
            if (equals == std::string_view::npos || one.substr(0, equals) != name) continue;
            const std::string_view value = one.substr(equals + 1);
            if (!found.empty() && found != value) return {};
            found = value;
        }
    }
    return found;
}

std::string bearer_of(const Request& request) {
    const std::string_view value = without_spaces(request.header("Authorization"));
    constexpr std::string_view scheme = "bearer ";
    if (value.size() <= scheme.size() || !same_name(value.substr(0, scheme.size()), scheme)) return {};
    return std::string(without_spaces(value.substr(scheme.size())));
}

}  // namespace steward::http
