#include "server/app/calendar_page.h"

namespace steward::app {

http::Response calendar_page(escalation::Escalation& escalation, std::string_view file, Instant now) {
    constexpr std::string_view ending = ".ics";
    const std::string_view secret = file.ends_with(ending) ? file.substr(0, file.size() - ending.size()) : std::string_view{};
    const auto text = escalation.calendar_of(secret, now);
    if (!text) return http::text_page(503, "Not now. Try again in a moment.\n");
    if (!*text) return http::text_page(404, "There is no such calendar.\n");
    http::Response response = http::text_page(200, **text);
    response.content_type = "text/calendar; charset=utf-8";
    return response;
}

}  // namespace steward::app
