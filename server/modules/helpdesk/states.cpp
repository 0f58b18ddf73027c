#include "server/modules/helpdesk/states.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
constexpr std::string_view all_states[] = {"new",           "triaged",   "assigned", "in_progress", "waiting_client", "waiting_vendor",
                                           "waiting_parts", "scheduled", "resolved", "closed",      "cancelled",      "merged"};

// Some lines stand for what the model leaves to the system or does not write, because the answer, the vendor or the
// parts may come before the clock knows: back from every waiting state.
constexpr TicketMove move_table[] = {
    {"new", "triaged", Guard::None, true, false},
    {"new", "assigned", Guard::Assignee, true, false},
    {"triaged", "assigned", Guard::Assignee, true, false},
    {"triaged", "in_progress", Guard::None, true, false},
    {"assigned", "in_progress", Guard::None, true, false},
    {"in_progress", "waiting_client", Guard::ClientMessage, true, false},
    {"waiting_client", "in_progress", Guard::None, true, false},
    {"in_progress", "waiting_vendor", Guard::Reason, true, false},
    {"waiting_vendor", "in_progress", Guard::None, true, false},
    {"in_progress", "waiting_parts", Guard::Date, true, false},
    {"waiting_parts", "in_progress", Guard::None, true, false},
    {"in_progress", "scheduled", Guard::Date, true, false},
    {"scheduled", "in_progress", Guard::None, true, false},
    {"in_progress", "resolved", Guard::Resolution, true, false},
    {"resolved", "closed", Guard::None, true, true},
    {"resolved", "in_progress", Guard::ReopenInTime, true, true},
    {"closed", "in_progress", Guard::ReopenInTime, true, true},
    {"new", "cancelled", Guard::Reason, true, true},
    {"triaged", "cancelled", Guard::Reason, true, true},
    {"assigned", "cancelled", Guard::Reason, true, true},
    {"in_progress", "cancelled", Guard::Reason, true, true},
    {"waiting_client", "cancelled", Guard::Reason, true, true},
    {"waiting_vendor", "cancelled", Guard::Reason, true, true},
    {"waiting_parts", "cancelled", Guard::Reason, true, true},
    {"scheduled", "cancelled", Guard::Reason, true, true},
};

constexpr std::string_view codes[] = {"fixed",     "workaround", "auto_fixed",     "vendor_fixed", "replaced",  "prevented",
                                      "fulfilled", "answered",   "no_fault_found", "planned_work", "transient", "discarded"};

size_t letters_in(std::string_view text) {
    size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 && c != ' ' && c != '\n' && c != '\t' && c != '\r';
    return count;
}

// What can be known before anybody typed anything.
bool stands_open(const TicketMove& move, const MoveContext& ticket, Side side, Instant now) {
    if (move.from != ticket.state || !(side == Side::Staff ? move.staff : move.client)) return false;
    if (move.guard == Guard::Assignee) return ticket.has_assignee;
    if (move.guard == Guard::ReopenInTime) return in_time_to_reopen(ticket.state, ticket.resolved_at, now);
    return true;
}

std::unexpected<Error> move_not_allowed(const MoveContext& ticket, Side side, Instant now) {
    std::string next;
    for (const auto state : allowed_moves(ticket, side, now)) next += (next.empty() ? "" : ", ") + std::string(state);
    return fail(ErrorKind::Conflict, "helpdesk.move_not_allowed",
                "A ticket that is " + std::string(ticket.state) + " can move to: " + (next.empty() ? "nothing from here" : next) + ".");
}

Status date_holds(Instant until, Instant now) {
    if (until > now && until - now <= furthest_date) return {};
    return bad_field("/until_unix_ms", "Say a date that is still to come and within a year.");
}

Status guard_holds(Guard guard, const MoveContext& ticket, const MoveWish& wish, Instant now) {
    switch (guard) {
        case Guard::None:
            return {};
        case Guard::Assignee:
            if (ticket.has_assignee) return {};
            return fail(ErrorKind::Conflict, "helpdesk.no_assignee", "Assign the ticket to a person first.");
        case Guard::ClientMessage:
            if (letters_in(wish.message) == 0) return bad_field("/message", "Write the question that the client shall answer.");
            return wish.until.is_set() ? date_holds(wish.until, now) : Status{};
        case Guard::Date:
            STEWARD_CHECK(date_holds(wish.until, now));
            if (!wish.requester_agreed || letters_in(wish.reason) >= shortest_reason) return {};
            return bad_field("/reason", "Say in at least " + std::to_string(shortest_reason) +
                                            " letters how the requester agreed: the clocks stand still by that.");
        case Guard::Reason:
            if (letters_in(wish.reason) >= shortest_reason) return {};
            return bad_field("/reason", "A reason of at least " + std::to_string(shortest_reason) + " letters is needed.");
        case Guard::Resolution:
            if (ticket.open_children > 0) {
                return fail(ErrorKind::Conflict, "helpdesk.open_children",
                            "Tickets below this one are still open. Resolve them first, or all together with this one.");
            }
            if (ticket.open_question.empty()) break;
            return fail(ErrorKind::Conflict, "helpdesk.open_question", std::string(ticket.open_question));
        case Guard::ReopenInTime:
            if (in_time_to_reopen(ticket.state, ticket.resolved_at, now)) return {};
            return fail(ErrorKind::Conflict, "helpdesk.reopen_too_late",
                        "This was resolved more than 7 days ago. Open a new ticket and name this one in it.");
    }
    Error missing{.kind = ErrorKind::Invalid, .code = "request.invalid", .message = "A resolved ticket says how it was solved."};
    if (std::find(std::begin(codes), std::end(codes), wish.resolution_code) == std::end(codes)) {
        std::string known;
        for (const auto code : codes) known += (known.empty() ? "" : ", ") + std::string(code);
        missing.fields.push_back({"/resolution_code", "One of: " + known + "."});
    }
    if (letters_in(wish.resolution_text) == 0) missing.fields.push_back({"/resolution_text", "Say in a sentence what was done."});
    if (ticket.needs_time && wish.minutes <= 0)
        missing.fields.push_back({"/minutes", "No time is booked on this ticket yet. Say how many minutes it took."});
    if (missing.fields.empty()) return {};
    return std::unexpected(std::move(missing));
}
}  // namespace

std::span<const TicketMove> ticket_moves() { return move_table; }
std::span<const std::string_view> ticket_states() { return all_states; }
std::span<const std::string_view> resolution_codes() { return codes; }

bool is_open(std::string_view state) { return state != "resolved" && state != "closed" && state != "cancelled" && state != "merged"; }

bool in_time_to_reopen(std::string_view state, Instant resolved_at, Instant now) {
    return (state == "resolved" || state == "closed") && resolved_at.is_set() && now - resolved_at <= reopen_within;
}

bool is_same_cause(const Cause& ended, const Cause& fresh) {
    const auto says = [](std::string_view cause) { return !cause.empty() && cause != "unknown"; };
    if (!ended.category.empty() && !fresh.category.empty() && ended.category != fresh.category) return false;
    return !says(ended.root_cause) || !says(fresh.root_cause) || ended.root_cause == fresh.root_cause;
}

bool promises_something(std::string_view kind) { return kind == "incident" || kind == "request" || kind == "lifecycle"; }

std::vector<std::string_view> allowed_moves(const MoveContext& ticket, Side side, Instant now) {
    std::vector<std::string_view> allowed;
    for (const auto& move : move_table) {
        if (stands_open(move, ticket, side, now)) allowed.push_back(move.to);
    }
    return allowed;
}

Result<TicketMove> judge_move(const MoveContext& ticket, const MoveWish& wish, Side side, Instant now) {
    for (const auto& move : move_table) {
        if (move.from != ticket.state || move.to != wish.to || !(side == Side::Staff ? move.staff : move.client)) continue;
        STEWARD_CHECK(guard_holds(move.guard, ticket, wish, now));
        return move;
    }
    return move_not_allowed(ticket, side, now);
}

}  // namespace steward::helpdesk
