// What a ticket from elsewhere must say, and what follows from what it says.
#include <algorithm>

#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/history.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/relations.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
constexpr size_t longest_past_text = 100'000, longest_outside_reference = 100, longest_device_name = 200;
constexpr Instant earliest = Instant{1};  // 1970

constexpr std::string_view past_states[] = {"new",           "triaged",   "assigned", "in_progress", "waiting_client", "waiting_vendor",
                                            "waiting_parts", "scheduled", "resolved", "closed",      "cancelled"};
constexpr size_t longest_past_title = 400;  // typed elsewhere, under other bounds
constexpr std::string_view past_sources[] = {"phone", "email", "portal", "chat", "walk_up", "vendor", "qbr", "audit", "alert"};

// Impact and urgency say the priority, or it says them; all three may differ as they did there.
void settle_priority(PastTicket& ticket, Form& form) {
    if (!ticket.impact.empty() || !ticket.urgency.empty()) {
        ticket.impact = form.choice("/impact", ticket.impact, impacts, "limited");
        ticket.urgency = form.choice("/urgency", ticket.urgency, urgencies, "medium");
    }
    if (ticket.priority.empty()) {
        const auto matrix =
            matrix_priority(ticket.impact.empty() ? "limited" : ticket.impact, ticket.urgency.empty() ? "medium" : ticket.urgency);
        ticket.priority = matrix ? std::string(*matrix) : "P3";
    }
    ticket.priority = form.choice("/priority", ticket.priority, priorities);
    const auto cell = cell_of(ticket.priority);
    if (ticket.impact.empty() && cell) {
        ticket.impact = std::string(cell->impact);
        ticket.urgency = std::string(cell->urgency);
    }
}

void settle_times(PastTicket& ticket, Form& form, Instant now) {
    struct Named {
        const char* pointer;
        Instant* at;
    };
    const Named times[] = {{"/created_at", &ticket.created_at},
                           {"/first_response_at", &ticket.first_response_at},
                           {"/resolved_at", &ticket.resolved_at},
                           {"/closed_at", &ticket.closed_at},
                           {"/changed_at", &ticket.changed_at}};
    for (const auto& [pointer, at] : times) {
        if (!at->is_set()) continue;
        if (*at < earliest) form.refuse(pointer, "That lies before 1970.");
        else if (*at > now) form.refuse(pointer, "That is still to come. Is the zone or the order of day and month right?");
        else if (*at < ticket.created_at) form.refuse(pointer, "That lies before the ticket was received.");
    }
    if (!ticket.created_at.is_set()) form.refuse("/created_at", "When was it received? Without it the ticket has no place in the history.");
    if (!is_open(ticket.state)) {
        const Instant ended = std::max({ticket.resolved_at, ticket.closed_at, ticket.created_at});
        const Instant known = ended > ticket.created_at ? ended : std::max(ended, ticket.changed_at);
        if (ticket.state != "cancelled" && !ticket.resolved_at.is_set()) ticket.resolved_at = known;
        if (!ticket.closed_at.is_set()) ticket.closed_at = known;
        if (ticket.state == "resolved") ticket.state = "closed";
    } else {
        ticket.resolved_at = ticket.closed_at = {};
    }
    if (!ticket.changed_at.is_set())
        ticket.changed_at = std::max({ticket.created_at, ticket.first_response_at, ticket.resolved_at, ticket.closed_at});
}

void settle_tags(PastTicket& ticket, Form& form) {
    std::vector<std::string> kept;
    for (const auto& typed : ticket.tags) {
        const std::string tag = tag_of(typed);
        if (tag.empty()) form.refuse("/tags", "“" + typed + "” is no tag: letters, digits and hyphens, at most 40.");
        else if (std::find(kept.begin(), kept.end(), tag) == kept.end()) kept.push_back(tag);
    }
    if (kept.size() > static_cast<size_t>(most_tags)) form.refuse("/tags", "At most 20 tags.");
    std::sort(kept.begin(), kept.end());
    ticket.tags = std::move(kept);
}
}  // namespace

Status settle_past(PastTicket& ticket, Instant now) {
    Form form;
    ticket.title = form.title("/title", ticket.title, longest_past_title);
    ticket.description = form.text("/description", ticket.description, longest_past_text);
    ticket.device_name = form.text("/device", ticket.device_name, longest_device_name);
    ticket.outside_reference = form.text("/reference", ticket.outside_reference, longest_outside_reference);
    ticket.kind = form.choice("/kind", ticket.kind, ticket_kinds, "incident");
    ticket.source = form.choice("/source", ticket.source, past_sources, "email");
    ticket.state = form.choice("/state", ticket.state, past_states, "closed");
    ticket.queue = ticket.queue.empty() ? std::string(queue_service_desk) : form.choice("/queue", ticket.queue, queues);
    if (!ticket.resolution_code.empty())
        ticket.resolution_code = form.choice("/resolution_code", ticket.resolution_code, resolution_codes());
    ticket.resolution_text = form.text("/resolution_text", ticket.resolution_text, longest_past_text);
    ticket.root_cause = form.text("/root_cause", ticket.root_cause, longest_past_text);
    settle_priority(ticket, form);
    settle_times(ticket, form, now);
    settle_tags(ticket, form);
    // Somebody has it who is not here any more: the name alone does not make it assigned.
    if (ticket.state == "assigned" && ticket.assignee.is_nil()) ticket.state = "triaged";
    return form.status();
}

}  // namespace steward::helpdesk
