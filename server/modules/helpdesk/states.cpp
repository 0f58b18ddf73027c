#include "server/modules/helpdesk/states.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
constexpr std::string_view all_states[] = {"new",           "triaged",   "assigned", "in_progress", "waiting_client", "waiting_vendor",
                                           "waiting_parts", "scheduled", "resolved", "closed",      "cancelled",      "merged"};

// Codes of the table and of section 3: SVM and OWN stand above both, level 3, the night and the watch work as TEC does.
constexpr std::string_view those_who_direct[] = {"DSP", "SVM", "OWN"};
constexpr std::string_view those_who_work[] = {"TEC", "ENG", "NOC", "ONC", "SEC", "SVM", "OWN"};
constexpr std::string_view those_who_triage[] = {"DSP", "TEC", "ENG", "NOC", "ONC", "SEC", "SVM", "OWN"};
constexpr std::string_view the_owner[] = {"OWN"};  // "everything": for the requester who said so on the phone

// Some lines stand for what the model leaves to the system or does not write, because the answer, the vendor or the
// parts may come before the clock knows: back from every waiting state. Scheduling is the dispatcher's as well (section 3).
constexpr TicketMove move_table[] = {
    {"new", "triaged", Guard::Category, those_who_triage, false},
    {"new", "assigned", Guard::Assignee, those_who_direct, false},
    {"triaged", "assigned", Guard::Assignee, those_who_direct, false},
    {"triaged", "in_progress", Guard::None, those_who_work, false},
    {"assigned", "in_progress", Guard::None, those_who_work, false},
    {"in_progress", "waiting_client", Guard::ClientMessage, those_who_work, false},
    {"waiting_client", "in_progress", Guard::None, those_who_work, false},
    {"in_progress", "waiting_vendor", Guard::Vendor, those_who_work, false},
    {"waiting_vendor", "in_progress", Guard::None, those_who_work, false},
    {"in_progress", "waiting_parts", Guard::Date, those_who_work, false},
    {"waiting_parts", "in_progress", Guard::None, those_who_work, false},
    {"in_progress", "scheduled", Guard::Date, those_who_triage, false},
    {"scheduled", "in_progress", Guard::None, those_who_work, false},
    {"in_progress", "resolved", Guard::Resolution, those_who_work, false},
    {"resolved", "closed", Guard::None, the_owner, true},
    {"resolved", "in_progress", Guard::ReopenInTime, those_who_work, true},
    {"closed", "in_progress", Guard::ReopenInTime, those_who_work, true},
    {"new", "cancelled", Guard::Reason, those_who_direct, true},
    {"triaged", "cancelled", Guard::Reason, those_who_direct, true},
    {"assigned", "cancelled", Guard::Reason, those_who_direct, true},
    {"in_progress", "cancelled", Guard::Reason, those_who_direct, true},
    {"waiting_client", "cancelled", Guard::Reason, those_who_direct, true},
    {"waiting_vendor", "cancelled", Guard::Reason, those_who_direct, true},
    {"waiting_parts", "cancelled", Guard::Reason, those_who_direct, true},
    {"scheduled", "cancelled", Guard::Reason, those_who_direct, true},
};

constexpr std::string_view for_directing = "This is for dispatchers, and for the service manager or the owner. Ask one of them.";
constexpr std::string_view for_working = "This is for technicians and engineers, and for the service manager or the owner.";
constexpr std::string_view for_requesters =
    "Whoever asked says that it is solved. Without a word it closes by itself, three business days after it was resolved.";

bool holds_one(const std::set<std::string>& roles, std::span<const std::string_view> wanted) {
    return std::any_of(roles.begin(), roles.end(),
                       [&](const auto& role) { return std::find(wanted.begin(), wanted.end(), role) != wanted.end(); });
}

bool may_make(const TicketMove& move, const Mover& mover) {
    if (mover.side == Side::Client) return move.client && mover.is_requester;
    return mover.is_program ? !move.staff.empty() : holds_one(mover.roles, move.staff);
}

std::string_view why_not(const TicketMove& move) {
    if (move.to == "closed") return for_requesters;
    return move.staff.data() == those_who_direct ? for_directing : for_working;
}

constexpr std::string_view codes[] = {"fixed",     "workaround", "auto_fixed",     "vendor_fixed", "replaced",  "prevented",
                                      "fulfilled", "answered",   "no_fault_found", "planned_work", "transient", "discarded"};

size_t letters_in(std::string_view text) {
    size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 && c != ' ' && c != '\n' && c != '\t' && c != '\r';
    return count;
}

// What can be known before anybody typed anything, whoever it is.
bool stands_open(const TicketMove& move, const MoveContext& ticket, Instant now) {
    if (move.from != ticket.state) return false;
    if (move.guard == Guard::Assignee) return ticket.has_assignee;
    if (move.guard == Guard::ReopenInTime) return in_time_to_reopen(ticket.state, ticket.resolved_at, now);
    return true;
}

std::unexpected<Error> move_not_allowed(const MoveContext& ticket, const Mover& mover, Instant now) {
    std::string next;
    for (const auto state : allowed_moves(ticket, mover, now)) next += (next.empty() ? "" : ", ") + std::string(state);
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
        case Guard::Category:
            if (!ticket.lacks_category || !wish.category.empty()) return {};
            return bad_field("/category_id", "Choose what it is about: triage says category, impact and urgency.");
        case Guard::Vendor:
            if (letters_in(wish.vendor_reference) >= shortest_reference) return {};
            return bad_field("/vendor_reference", "Say by what the vendor knows it: a case number, or with whom you spoke.");
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

bool may_direct(const Mover& mover) { return mover.side == Side::Staff && (mover.is_program || holds_one(mover.roles, those_who_direct)); }
bool may_work(const Mover& mover) { return mover.side == Side::Staff && (mover.is_program || holds_one(mover.roles, those_who_work)); }

bool may_triage(const Mover& mover) { return may_direct(mover) || may_work(mover); }

Status require_directing(const Mover& mover) {
    if (may_direct(mover)) return {};
    return fail(ErrorKind::Forbidden, "helpdesk.other_role", std::string(for_directing));
}

Status judge_assignment(const Mover& mover, bool takes_it, bool is_theirs) {
    if (may_direct(mover) || (may_work(mover) && (takes_it || is_theirs))) return {};
    return fail(ErrorKind::Forbidden, "helpdesk.other_role",
                "Dispatchers, the service manager and the owner give work to others. Take it yourself, or hand on what is yours.");
}

std::vector<std::string_view> allowed_moves(const MoveContext& ticket, const Mover& mover, Instant now) {
    std::vector<std::string_view> allowed;
    for (const auto& move : move_table) {
        if (stands_open(move, ticket, now) && may_make(move, mover)) allowed.push_back(move.to);
    }
    return allowed;
}

std::vector<BarredMove> barred_moves(const MoveContext& ticket, const Mover& mover, Instant now) {
    std::vector<BarredMove> barred;
    if (mover.side == Side::Client) return barred;
    for (const auto& move : move_table) {
        if (stands_open(move, ticket, now) && !may_make(move, mover)) barred.push_back({move.to, why_not(move)});
    }
    return barred;
}

Result<TicketMove> judge_move(const MoveContext& ticket, const MoveWish& wish, const Mover& mover, Instant now) {
    const bool of_client = mover.side == Side::Client;
    for (const auto& move : move_table) {
        if (move.from != ticket.state || move.to != wish.to || (of_client && !move.client)) continue;
        if (of_client && !mover.is_requester)
            return fail(ErrorKind::Forbidden, "helpdesk.not_the_requester",
                        "Whoever asked for this decides that, or we do. Write a message in it instead.");
        if (!may_make(move, mover)) return fail(ErrorKind::Forbidden, "helpdesk.other_role", std::string(why_not(move)));
        STEWARD_CHECK(guard_holds(move.guard, ticket, wish, now));
        return move;
    }
    return move_not_allowed(ticket, mover, now);
}

}  // namespace steward::helpdesk
