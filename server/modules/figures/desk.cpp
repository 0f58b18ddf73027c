#include "server/modules/figures/desk.h"

#include <algorithm>

namespace steward::figures {

namespace {
using namespace std::chrono_literals;

constexpr Duration a_week = std::chrono::days(7);

constexpr Definition all[] = {
    {"K03.alerts", "Time to acknowledge: alerts",
     "From the opening of a P1 or P2 alert until a person took it, around the clock. Suppressed ones and those that cleared within five "
     "minutes before anybody could take them are left out; those that nobody took count at their age.",
     Shape::Time, false, 1800, 10},
    {"K03.tickets", "Time to first response",
     "From receipt until a person of ours answered, in hours of the promise's calendar. What waits counts at its age.", Shape::Time, false,
     0, 10},
    {"K04.incidents", "Time to resolve: incidents",
     "Consumed hours of the promise to resolve, pauses left out. A ticket that was opened again goes on; open ones count at their age.",
     Shape::Time, false, 16 * 3600, 10},
    {"K04.wall", "Time to restore: incidents",
     "By the wall clock, from the start of the disturbance until it was restored; where no disturbance is known, from receipt until "
     "resolved.",
     Shape::Time, false, 0, 10},
    {"K04.requests", "Time to fulfil: requests", "Consumed hours of the promise to resolve, of requests.", Shape::Time, false, 0, 10},
    {"K05.first_response", "First response in time",
     "Promises kept of all whose verdict fell in the month. One past its time is a breach on the day that it was due, and stays one when "
     "the ticket is cancelled or becomes internal, unless a second person agreed.",
     Shape::Share, true, 95, 20},
    {"K05.update", "Updates in time", "The same, of promised updates to the client.", Shape::Share, true, 95, 20},
    {"K05.resolve", "Resolved in time",
     "The same, of promises to resolve. A ticket closed because nobody answered counts for its response only.", Shape::Share, true, 95, 20},
    {"K05.acknowledge", "Alerts taken in time", "The same, of promises that somebody takes an alert's ticket.", Shape::Share, true, 95, 20},
    {"K05.mitigate", "Workaround in time", "The same, of promises that people can work again.", Shape::Share, true, 95, 20},
    {"K06", "Resolved at first contact",
     "Of incidents and requests by phone, chat, portal or mail, not P1, without work on site, parts, an approval or a client who never "
     "answered: resolved by their first technician within 60 minutes of our first answer, without the client writing again, and not opened "
     "again within 7 days.",
     Shape::Share, true, 70, 20},
    {"K06.zero_touch", "Put right before anybody touched it",
     "Of the incidents resolved in the month: repaired automatically, before a person of ours took, wrote in or moved the ticket. These "
     "are "
     "not in the figure above.",
     Shape::Share, true, 0, 20},
    {"K07.reopened", "Opened again", "Of the tickets resolved in the month: opened again within 7 days.", Shape::Share, false, 5, 10},
    {"K07.repeat", "Repeated",
     "Of the incidents of the month: about the same machine and category as another one that was open within the 30 days before, or the "
     "continuation of one that had ended in them.",
     Shape::Share, false, 0, 10},
    {"K09", "Reactive tickets per endpoint",
     "Incidents by people and alerts' tickets that needed a person, for each workstation and server in care, weighted by day. Requests are "
     "not in it, nor are clients in their first 90 days.",
     Shape::PerEndpoint, false, 0.3, 1, 0.5},
    {"K09.onboarding", "The same, of new clients",
     "Of clients that were with us for less than 90 days when the month began: putting things right makes tickets.", Shape::PerEndpoint,
     false, 0, 1},
    {"K10", "Reactive hours per endpoint",
     "Worked hours with the activity reactive, and the travel to such tickets, for each workstation and server in care, weighted by day. "
     "Projects, requests and prevention are not in it.",
     Shape::HoursPerEndpoint, false, 0.25, 1},
};

bool counts(const TicketRecord& ticket) { return ticket.state != "cancelled" && ticket.state != "merged" && ticket.kind != "internal"; }
bool is_open(const TicketRecord& ticket) { return ticket.resolved_at == Instant{} && counts(ticket); }
bool is_resolved_in(const TicketRecord& ticket, const Period& period) {
    return counts(ticket) && ticket.resolved_at != Instant{} && period.holds(ticket.resolved_at);
}
bool by_person(const TicketRecord& ticket) { return ticket.source != "alert"; }
bool fixed_itself(const TicketRecord& ticket) { return ticket.resolution_code == "auto_fixed" && !ticket.touched; }
double seconds_between(Instant from, Instant until) { return std::max(0.0, static_cast<double>((until - from).count()) / 1000); }

Line line_of(const TicketRecord& ticket, Instant at) {
    return {.record = ticket.id.text(),
            .kind = RecordKind::Ticket,
            .client = ticket.client,
            .priority = ticket.priority,
            .technician = ticket.technician,
            .counted = false,
            .seconds = 0,
            .open = false,
            .at = at};
}

std::vector<Line> acknowledged_alerts(const Records& records, const Period& period, Instant now) {
    std::vector<Line> lines;
    for (const AlertRecord& alert : records.alerts) {
        if (alert.suppressed || !period.holds(alert.opened_at) || (alert.priority != "P1" && alert.priority != "P2")) continue;
        const bool taken = alert.acknowledged_at != Instant{}, cleared = alert.cleared_at != Instant{};
        if (!taken && cleared && alert.cleared_at - alert.opened_at < 5min) continue;
        // Nobody took it before it went away: it waited at least that long.
        const Instant end = taken ? alert.acknowledged_at : cleared ? alert.cleared_at : now;
        lines.push_back({.record = alert.id.text(),
                         .kind = RecordKind::Alert,
                         .client = alert.client,
                         .priority = alert.priority,
                         .technician = taken ? alert.technician : AccountId{},
                         .counted = taken,
                         .seconds = seconds_between(alert.opened_at, end),
                         .open = !taken && !cleared,
                         .at = alert.opened_at});
    }
    return lines;
}

using TicketsById = std::map<TicketId, const TicketRecord*>;
TicketsById by_id(const Records& records) {
    TicketsById tickets;
    for (const TicketRecord& ticket : records.tickets) tickets.emplace(ticket.id, &ticket);
    return tickets;
}

// Consumed business time of one kind of promise, of the tickets that `wanted` takes.
template <typename Wanted>
std::vector<Line> consumed(const Records& records, std::string_view kind, const Period& period, Instant now, const Wanted& wanted) {
    std::vector<Line> lines;
    const TicketsById tickets = by_id(records);
    for (const ClockRecord& clock : records.clocks) {
        const auto found = tickets.find(clock.ticket);
        if (clock.kind != kind || clock.state == "cancelled" || found == tickets.end() || !counts(*found->second) ||
            !wanted(*found->second))
            continue;
        const bool runs = clock.stopped_at == Instant{};
        if (runs ? !period.holds(now) || !is_open(*found->second) : !period.holds(clock.stopped_at)) continue;
        Line line = line_of(*found->second, runs ? now : clock.stopped_at);
        line.seconds = clock.consumed_s;
        line.open = runs;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> restored(const Records& records, const Period& period, Instant now) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        if (ticket.kind != "incident") continue;
        const bool runs = is_open(ticket) && period.holds(now);
        if (!runs && !is_resolved_in(ticket, period)) continue;
        const Instant from = ticket.started_at != Instant{} ? ticket.started_at : ticket.created_at;
        const bool is_restored = ticket.restored_at != Instant{};
        const Instant until = is_restored ? ticket.restored_at : runs ? now : ticket.resolved_at;
        Line line = line_of(ticket, runs ? now : ticket.resolved_at);
        line.seconds = seconds_between(from, until);
        line.open = runs && !is_restored;
        lines.push_back(std::move(line));
    }
    return lines;
}

// What was missed before the ticket was withdrawn stays missed, until two people said otherwise.
bool stands(const ClockRecord& clock, const TicketRecord& ticket, bool breached) {
    if (breached && clock.breach_at <= ticket.excused_until) return false;
    return counts(ticket) || (breached && ticket.state != "merged");
}

// A verdict falls when the promise is kept, or in the second after it was due.
std::vector<Line> verdicts(const Records& records, std::string_view kind, const Period& period, Instant now) {
    std::vector<Line> lines;
    const TicketsById tickets = by_id(records);
    for (const ClockRecord& clock : records.clocks) {
        const auto found = tickets.find(clock.ticket);
        if (clock.kind != kind || clock.state == "cancelled" || found == tickets.end()) continue;
        if (kind == "resolve" && found->second->resolution_code == "no_reply") continue;
        const bool breached = clock.breach_at != Instant{} && clock.breach_at <= now;
        if (!stands(clock, *found->second, breached)) continue;
        const Instant at = breached ? clock.breach_at : clock.stopped_at;
        if (at == Instant{} || !period.holds(at)) continue;
        Line line = line_of(*found->second, at);
        const TicketRecord& ticket = *found->second;
        // What was kept after its priority was lowered was promised, and kept, as the lower one.
        if (!breached && !ticket.lower_priority.empty() && at >= ticket.lowered_at) line.priority = ticket.lower_priority;
        line.counted = !breached;
        line.seconds = clock.consumed_s;
        lines.push_back(std::move(line));
    }
    return lines;
}

bool reopened_in_a_week(const TicketRecord& ticket) {
    return std::ranges::any_of(ticket.reopenings, [&](Instant again) {
        return std::ranges::any_of(ticket.resolutions, [&](Instant done) { return done <= again && again - done <= a_week; });
    });
}

// Who could have been helped at once: not who needed somebody to come, a part, or a yes.
bool could_be_first_contact(const TicketRecord& ticket) {
    const bool spoke_with_us = ticket.source == "phone" || ticket.source == "chat" || ticket.source == "portal" || ticket.source == "email";
    return spoke_with_us && ticket.priority != "P1" && (ticket.kind == "incident" || ticket.kind == "request") &&
           ticket.resolution_code != "no_reply" && !ticket.was_on_site && !ticket.waited_for_parts && !ticket.asked_approval &&
           !fixed_itself(ticket);
}

std::vector<Line> zero_touch(const Records& records, const Period& period) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        if (ticket.kind != "incident" || !is_resolved_in(ticket, period)) continue;
        Line line = line_of(ticket, ticket.resolved_at);
        line.counted = fixed_itself(ticket);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> first_contact(const Records& records, const Period& period) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        if (!is_resolved_in(ticket, period) || !could_be_first_contact(ticket)) continue;
        Line line = line_of(ticket, ticket.resolved_at);
        const bool answered = ticket.first_response_at != Instant{};
        line.counted = answered && ticket.resolved_at - ticket.first_response_at <= 60min && ticket.assignments <= 1 && !ticket.came_back &&
                       !reopened_in_a_week(ticket);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> reopened(const Records& records, const Period& period) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        const auto done = std::ranges::find_if(ticket.resolutions, [&](Instant at) { return period.holds(at); });
        if (!counts(ticket) || done == ticket.resolutions.end()) continue;
        Line line = line_of(ticket, *done);
        line.counted = reopened_in_a_week(ticket);
        lines.push_back(std::move(line));
    }
    return lines;
}

bool is_new_incident(const TicketRecord& ticket, const Period& period) {
    return counts(ticket) && ticket.kind == "incident" && period.holds(ticket.created_at);
}

std::vector<Line> repeated(const Records& records, const Period& period) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        if (!is_new_incident(ticket, period)) continue;
        Line line = line_of(ticket, ticket.created_at);
        line.counted = ticket.is_repeat;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> reactive_tickets(const Records& records, const Period& period, bool of_beginners) {
    std::vector<Line> lines;
    for (const TicketRecord& ticket : records.tickets) {
        if (!is_new_incident(ticket, period) || records.beginners.contains(ticket.client) != of_beginners) continue;
        if (!by_person(ticket) && !ticket.touched) continue;
        Line line = line_of(ticket, ticket.created_at);
        line.counted = true;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<Line> reactive_hours(const Records& records, const Period& period) {
    std::vector<Line> lines;
    for (const EntryRecord& entry : records.entries) {
        const bool counts_here = entry.activity == "reactive" || (entry.activity == "travel" && entry.is_of_reactive);
        if (!counts_here || !(entry.has_time ? period.holds(entry.at) : period.holds_day(entry.at))) continue;
        lines.push_back({.record = entry.id,
                         .kind = RecordKind::Entry,
                         .ticket = entry.ticket.is_nil() ? "" : entry.ticket.text(),
                         .client = entry.client,
                         .priority = entry.priority,
                         .technician = entry.account,
                         .counted = true,
                         .seconds = entry.worked_s,
                         .open = false,
                         .at = entry.at});
    }
    return lines;
}
}  // namespace

std::span<const Definition> definitions() { return all; }

Endpoints endpoints_of(const Definition& figure) {
    if (figure.code == "K09") return Endpoints::Settled;
    return figure.code == "K09.onboarding" ? Endpoints::Beginning : Endpoints::All;
}

const Definition* find_definition(std::string_view code) {
    const auto found = std::ranges::find(all, code, &Definition::code);
    return found == std::end(all) ? nullptr : found;
}

std::vector<Line> lines_of(const Definition& figure, const Records& records, const Period& period, Instant now) {
    const auto is_kind = [](std::string_view kind) { return [kind](const TicketRecord& ticket) { return ticket.kind == kind; }; };
    const auto any = [](const TicketRecord&) { return true; };
    if (figure.code == "K03.alerts") return acknowledged_alerts(records, period, now);
    if (figure.code == "K03.tickets") return consumed(records, "first_response", period, now, any);
    if (figure.code == "K04.incidents") return consumed(records, "resolve", period, now, is_kind("incident"));
    if (figure.code == "K04.wall") return restored(records, period, now);
    if (figure.code == "K04.requests") return consumed(records, "resolve", period, now, is_kind("request"));
    if (figure.code == "K06") return first_contact(records, period);
    if (figure.code == "K07.reopened") return reopened(records, period);
    if (figure.code == "K06.zero_touch") return zero_touch(records, period);
    if (figure.code == "K07.repeat") return repeated(records, period);
    if (figure.code == "K09") return reactive_tickets(records, period, false);
    if (figure.code == "K09.onboarding") return reactive_tickets(records, period, true);
    if (figure.code == "K10") return reactive_hours(records, period);
    return verdicts(records, figure.code.substr(figure.code.find('.') + 1), period, now);
}

}  // namespace steward::figures
