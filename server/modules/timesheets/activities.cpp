#include "server/modules/timesheets/activities.h"

#include <algorithm>
#include <iterator>

namespace steward::timesheets {

namespace {
constexpr ActivityKind kinds[] = {{"reactive", "Reactive: something was broken", "covered", true},
                                  {"proactive", "Proactive: before anybody noticed", "covered", true},
                                  {"request", "Request", "covered", true},
                                  {"project", "Project", "billable", true},
                                  {"vcio", "Advice (vCIO)", "covered", true},
                                  {"onboarding", "Onboarding", "covered", true},
                                  {"internal", "Internal", "covered", false},
                                  {"travel", "Travel", "covered", true}};
}  // namespace

std::span<const ActivityKind> activity_kinds() { return kinds; }

const ActivityKind* find_activity(std::string_view name) {
    const auto at = std::find_if(std::begin(kinds), std::end(kinds), [&](const ActivityKind& kind) { return kind.name == name; });
    return at == std::end(kinds) ? nullptr : at;
}

std::string_view usual_activity(std::string_view ticket_kind, std::string_view ticket_source) {
    if (ticket_kind == "internal") return "internal";
    if (ticket_kind == "request") return "request";
    if (ticket_kind == "project_task") return "project";
    if (ticket_source == "alert" || ticket_source == "scheduled" || ticket_kind == "problem" || ticket_kind == "lifecycle")
        return "proactive";
    return "reactive";
}

bool is_coverage(std::string_view name) { return name == "covered" || name == "billable" || name == "goodwill"; }

}  // namespace steward::timesheets
