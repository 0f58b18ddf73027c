#include "server/modules/portal/staff_change.h"

#include <fmt/format.h>

namespace steward::portal {

namespace {
constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string in_words(zones::Date day) {
    const std::chrono::year_month_day date(day);
    const std::chrono::weekday weekday(day);
    return fmt::format("{} {} {} {}", weekdays[weekday.c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

std::string title_of(const StaffChange& change) {
    if (change.at_once) return "Leaver, at once: " + change.who;
    if (change.kind == "joiner") return "Joiner: " + change.who + ", first day " + in_words(change.day);
    if (change.kind == "mover") return "Mover: " + change.who + ", from " + in_words(change.day);
    return "Leaver: " + change.who + ", last day " + in_words(change.day);
}

std::string urgency_of(const StaffChange& change, zones::Date today) {
    const auto days = (change.day - today).count();
    if (change.at_once || days <= 1) return "high";
    return days <= 7 ? "medium" : "low";
}
}  // namespace

StaffTicket staff_ticket(const StaffChange& change, zones::Date today) {
    StaffTicket ticket{.title = title_of(change),
                       .description = {},
                       .impact = change.at_once ? "extensive" : "limited",
                       .urgency = urgency_of(change, today)};
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) ticket.description += std::string(name) + ": " + value + "\n";
    };
    if (change.at_once)
        ticket.description += "Everything is to be closed now. Call whoever reported it back first, at the number that we know.\n";
    line("Who", change.who);
    line(change.kind == "leaver" ? "Last day" : "First day", in_words(change.day));
    line("Does", change.job_title);
    line("Site", change.site);
    line("Manager", change.manager);
    line("Access like", change.like);
    line("Mailbox and files go to", change.hand_over);
    if (!change.needs.empty()) ticket.description += "\nNeeds:\n" + change.needs + "\n";
    if (!change.note.empty()) ticket.description += "\n" + change.note + "\n";
    return ticket;
}

Result<zones::Date> parse_staff_day(std::string_view pointer, std::string_view text) {
    const auto midnight = parse_rfc3339(std::string(text) + "T00:00:00Z");
    if (text.size() != 10 || !midnight) return bad_field(std::string(pointer), "A day like 2026-12-01.");
    return zones::Date(std::chrono::days(zones::whole_seconds(*midnight) / 86'400));
}

}  // namespace steward::portal
