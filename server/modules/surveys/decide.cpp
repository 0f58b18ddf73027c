#include "server/modules/surveys/decide.h"

#include <algorithm>
#include <cctype>

namespace steward::surveys {

namespace {
constexpr std::string_view machines[] = {"no-reply",   "noreply",       "no_reply",   "do-not-reply",
                                         "donotreply", "mailer-daemon", "postmaster", "bounce"};
}

bool is_machine(std::string_view address) {
    std::string local(address.substr(0, address.find('@')));
    std::transform(local.begin(), local.end(), local.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::any_of(std::begin(machines), std::end(machines), [&](std::string_view machine) {
        return local.starts_with(machine) &&
               (local.size() == machine.size() || !std::isalnum(static_cast<unsigned char>(local[machine.size()])));
    });
}

std::string_view why_not(const Candidate& c, Instant now) {
    if (!c.enabled) return "off";
    if (c.ticket_state != "resolved" && c.ticket_state != "closed") return "not_resolved";
    if (c.ticket_kind == "internal" || c.ticket_kind == "project_task") return "internal";
    if (c.ticket_source == "alert" || c.ticket_source == "scheduled" || c.ticket_source == "audit" || c.ticket_source == "survey")
        return "automatic";
    if (c.resolution_code == "no_reply") return "no_reply";
    if (c.resolution_code == "discarded") return "discarded";
    if (!c.has_person) return "no_person";
    if (c.address.empty()) return "no_address";
    if (is_machine(c.address)) return "machine";
    if (c.is_ours) return "ours";
    if (c.has_refused) return "refused";
    if (c.asked_before.is_set() && (now - c.asked_before < between_surveys || iso_week(now) == iso_week(c.asked_before)))
        return "asked_lately";
    if (!c.has_public_address) return "no_public_address";
    return "";
}

std::string iso_week(Instant at) {
    using namespace std::chrono;
    const sys_days day = floor<days>(sys_time<milliseconds>(milliseconds(at.unix_ms)));
    const sys_days thursday = day - days(static_cast<int>(weekday(day).iso_encoding()) - 1) + days(3);
    const auto year = year_month_day(thursday).year();
    const auto number = (thursday - sys_days(year / January / 1)).count() / 7 + 1;
    return std::to_string(static_cast<int>(year)) + (number < 10 ? "-W0" : "-W") + std::to_string(number);
}

bool is_answer(std::string_view answer) { return answer == "good" || answer == "ok" || answer == "bad"; }

}  // namespace steward::surveys
