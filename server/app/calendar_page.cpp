#include "server/app/calendar_page.h"

namespace steward::app {

Result<http::Response> calendar_page(escalation::Escalation& escalation, std::string_view file, Instant now) {
    constexpr std::string_view ending = ".ics";
    const std::string_view secret = file.ends_with(ending) ? file.substr(0, file.size() - ending.size()) : std::string_view{};
    STEWARD_TRY(const auto text, escalation.calendar_of(secret, now));
    if (!text)
        return fail(ErrorKind::NotFound, "escalation.no_such_calendar",
                    "There is no such calendar, or its address was renewed. On-call in the console shows the one that counts.");
    http::Response response = http::text_page(*text);
    response.content_type = "text/calendar; charset=utf-8";
    return response;
}

}  // namespace steward::app
