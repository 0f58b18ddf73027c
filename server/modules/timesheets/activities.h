// What time is spent on: the closed list of domain/model.md (TimeEntry), with what is usual for each.
#pragma once

#include <span>
#include <string_view>

namespace steward::timesheets {

struct ActivityKind {
    std::string_view name, label;
    std::string_view coverage;  // as long as no agreement says otherwise
    bool is_client_work;        // counts as hours on clients (K27)
};
std::span<const ActivityKind> activity_kinds();
const ActivityKind* find_activity(std::string_view name);

/// What is usual for a ticket: of alerts and of prevention proactive, of requests request, else reactive.
std::string_view usual_activity(std::string_view ticket_kind, std::string_view ticket_source);

bool is_coverage(std::string_view name);  // covered, billable, goodwill

}  // namespace steward::timesheets
