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

}  // namespace steward::portal
