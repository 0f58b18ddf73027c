#include "server/modules/portal/address.h"

#include <algorithm>

namespace steward::portal {

namespace {
constexpr size_t shortest_address = 3, longest_address = 40;
// What stands behind /portal/ already (web/src/portal/app.tsx), and what may stand there one day.
constexpr std::string_view taken_by_pages[] = {"account",  "admin",  "api",        "approvals", "articles", "assets",   "changes",
                                               "devices",  "help",   "home",       "incidents", "link",     "login",    "new",
                                               "people",   "portal", "promises",   "reports",   "search",   "settings", "sign-in",
                                               "sign-out", "staff",  "statistics", "status",    "surveys",  "tickets"};
}  // namespace

bool is_address(std::string_view text) {
    if (text.size() < shortest_address || text.size() > longest_address) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        const bool between = letter == '-' && i > 0 && i + 1 < text.size() && text[i - 1] != '-';
        if (!plain && !between) return false;
    }
    return std::find(std::begin(taken_by_pages), std::end(taken_by_pages), text) == std::end(taken_by_pages);
}

bool is_host(std::string_view text) {
    if (text.empty() || text.size() > 253 || text.find('.') == std::string_view::npos) return false;
    std::string_view label;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find('.', at), text.size());
        label = text.substr(at, end - at);
        at = end + 1;
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
        if (!std::all_of(label.begin(), label.end(), fits)) return false;
    }
    return label.find_first_not_of("0123456789") != std::string_view::npos;
}

std::string_view host_in(std::string_view url) {
    const size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of(":/"));
}

}  // namespace steward::portal
