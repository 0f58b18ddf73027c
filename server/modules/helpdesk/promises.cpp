#include "server/modules/helpdesk/promises.h"

#include <algorithm>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
bool promises_something(const TicketRow& ticket) { return helpdesk::promises_something(std::string_view(ticket.kind)); }

// Waiting for parts, for a date or for a vendor stops the clocks only for the reasons of domain/model.md 5.11.
std::string clock_state(const TicketRow& ticket) {
    if (ticket.state == "waiting_vendor" && ticket.pause_ground == "client_vendor") return "waiting_client_vendor";
    const bool needs_agreement = ticket.state == "waiting_parts" || ticket.state == "scheduled";
    return needs_agreement && ticket.pause_ground != "agreed" ? "in_progress" : ticket.state;
}

std::vector<std::string> kinds_for(const TicketRow& ticket) {
    if (ticket.source == "alert") return {"acknowledge", "mitigate", "resolve"};
    return {"first_response", "update", "mitigate", "resolve"};
}

bool is_taken(const TicketRow& ticket) { return !ticket.assignee.is_nil() || ticket.state == "in_progress"; }
}  // namespace

Result<Instant> brought_in_at(Transaction& transaction, const TicketRow& ticket) {
    STEWARD_TRY(const auto row, transaction.query_one("select brought_in_at from helpdesk_tickets where id = $1", ticket.id));
    return Instant{row ? row->integer_or(0, 0) : 0};
}

Result<Instant> ours_since(Transaction& transaction, const TicketRow& ticket) {
    STEWARD_TRY(const Instant brought_in, brought_in_at(transaction, ticket));
    return std::max(ticket.created_at, brought_in);
}

Result<bool> Promises::has_any(Transaction& transaction, TicketId ticket, Instant now) {
    const std::string subject = ticket.text();
    STEWARD_TRY(const auto faces, clocks(transaction, std::span(&subject, 1), false, now));
    return !faces.empty();
}

Result<std::vector<std::string>> Promises::missed(Transaction& transaction, TicketId ticket, Instant now) {
    const std::string subject = ticket.text();
    STEWARD_TRY(const auto faces, clocks(transaction, std::span(&subject, 1), false, now));
    std::vector<std::string> kinds;
    for (const auto& face : faces) {
        if (face.breach_at.is_set() && face.breach_at <= now) kinds.push_back(face.kind);
    }
    return kinds;
}

Status Promises::opened(Transaction& transaction, const TicketRow& ticket, Instant received_at) {
    if (!levels_ || !promises_something(ticket)) return {};
    return levels_->begin(transaction, {ticket.client, ticket.id.text(), ticket.priority, kinds_for(ticket)}, received_at);
}

Status Promises::changed(Transaction& transaction, const TicketRow& before, const TicketRow& after, bool by_person, Instant now) {
    if (!levels_) return {};
    const std::string subject = after.id.text();
    if (promises_something(before) && !promises_something(after))
        return levels_->cancel(transaction, subject, "",
                               "the ticket became " + std::string(after.kind == "internal" ? "internal" : "a " + in_words(after.kind)),
                               now);
    if (!promises_something(after)) return {};
    if (!promises_something(before)) {
        STEWARD_TRY(const Instant since, ours_since(transaction, after));
        STEWARD_CHECK(opened(transaction, after, since));
    }
    if (before.priority != after.priority) {
        const bool raised = after.priority < before.priority;
        STEWARD_CHECK(levels_->change_priority(
            transaction, subject, after.priority,
            std::string("priority ") + (raised ? "raised" : "lowered") + " from " + before.priority + " to " + after.priority, now));
    }
    if (is_taken(after) && !is_taken(before)) STEWARD_CHECK(levels_->meet(transaction, subject, "acknowledge", now));
    return before.state == after.state ? Status{} : moved(transaction, before, after, by_person, now);
}

// What a person says to whoever asked when they resolve it was said before, and met the first response: a move alone answers nobody.
Status Promises::resolved(Transaction& transaction, const TicketRow& ticket, bool by_person, Instant now) {
    const std::string subject = ticket.id.text();
    if (!by_person) return levels_->cancel(transaction, subject, "", "resolved without a person of ours", now);
    for (const auto* kind : {"acknowledge", "mitigate", "resolve"}) STEWARD_CHECK(levels_->meet(transaction, subject, kind, now));
    STEWARD_CHECK(levels_->cancel(transaction, subject, "first_response", "resolved, and nobody waited for an answer", now));
    return levels_->cancel(transaction, subject, "update", "resolved", now);
}

Status Promises::reopened(Transaction& transaction, const TicketRow& ticket, Instant now) {
    const std::string subject = ticket.id.text();
    STEWARD_CHECK(levels_->reopen(transaction, subject, "resolve", now));
    STEWARD_TRY(const auto faces, clocks(transaction, std::span(&subject, 1), false, now));
    for (const auto& face : faces) {
        // Resolved before anybody answered: the answer is owed again.
        if (face.kind == "first_response" && face.state == "cancelled")
            STEWARD_CHECK(levels_->reopen(transaction, subject, "first_response", now));
    }
    return levels_->renew(transaction, subject, "update", now);
}

Status Promises::moved(Transaction& transaction, const TicketRow& before, const TicketRow& after, bool by_person, Instant now) {
    const std::string subject = after.id.text();
    if (after.state == "resolved") return resolved(transaction, after, by_person, now);
    if (before.state == "merged") return {};  // `unmerged`
    if (!is_open(before.state) && is_open(after.state)) STEWARD_CHECK(reopened(transaction, after, now));
    if (after.state == "cancelled" || after.state == "merged") return levels_->cancel(transaction, subject, "", after.state, now);
    return is_open(after.state) ? levels_->enter_state(transaction, subject, clock_state(after), now) : Status{};
}

Status Promises::told_client(Transaction& transaction, const TicketRow& ticket, Instant now) {
    if (!levels_ || !is_open(ticket.state)) return {};
    const std::string subject = ticket.id.text();
    STEWARD_CHECK(levels_->meet(transaction, subject, "first_response", now));
    STEWARD_CHECK(levels_->renew(transaction, subject, "update", now));
    return levels_->enter_state(transaction, subject, clock_state(ticket), now);
}

Status Promises::merged(Transaction& transaction, const TicketRow& from, const TicketRow& into, Instant now) {
    if (!levels_ || !promises_something(into)) return {};
    STEWARD_CHECK(levels_->absorb(transaction, into.id.text(), from.id.text(), from.reference + " was merged into it", now));
    return is_taken(into) ? levels_->meet(transaction, into.id.text(), "acknowledge", now) : Status{};
}

Status Promises::unmerged(Transaction& transaction, const TicketRow& from, const TicketRow& into, std::span<const TicketRow> still_in,
                          Instant now) {
    if (!levels_) return {};
    STEWARD_CHECK(levels_->part(transaction, into.id.text(), from.id.text(), now));
    // What stands in the clocks from before another went in is older than that: it goes in again.
    for (const auto& other : still_in) STEWARD_CHECK(merged(transaction, other, into, now));
    return promises_something(from) ? levels_->enter_state(transaction, from.id.text(), clock_state(from), now) : Status{};
}

Status Promises::taken_back(Transaction& transaction, TicketId ticket, Instant now) {
    return levels_ ? levels_->cancel(transaction, ticket.text(), "", "the ticket was brought in by mistake", now) : Status{};
}

Status Promises::alert_taken(Transaction& transaction, const TicketRow& ticket, Instant at) {
    return levels_ && promises_something(ticket) ? levels_->meet(transaction, ticket.id.text(), "acknowledge", at) : Status{};
}

Status Promises::was_answered(Transaction& transaction, const TicketRow& ticket, Instant at) {
    if (!levels_ || !promises_something(ticket)) return {};
    const std::string subject = ticket.id.text();
    STEWARD_CHECK(levels_->meet(transaction, subject, "first_response", at));
    return levels_->renew(transaction, subject, "update", at);
}

Result<Instant> Promises::business_days_after(Transaction& transaction, ClientId client, Instant at, int days) {
    if (levels_) return levels_->business_days_after(transaction, client, at, days);
    return at + std::chrono::days(days + 2 * ((days + 4) / 5));
}

Result<std::vector<service_levels::ClockFace>> Promises::clocks(Transaction& transaction, std::span<const std::string> tickets,
                                                                bool with_steps, Instant now) {
    if (!levels_) return std::vector<service_levels::ClockFace>{};
    return levels_->clocks(transaction, tickets, with_steps, now);
}

}  // namespace steward::helpdesk
