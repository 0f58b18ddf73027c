// The states of a ticket and the moves between them that a person makes: domain/model.md 5.11.
//
// Pure. One table with who may; a move that is not in it is forbidden. What only the clock does (three reminders without an
// answer, closing after three business days) is in waiting.h, merging in merge.h.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace steward::helpdesk {

enum class Side { Staff, Client };

/// What a move needs beside the two states.
enum class Guard {
    None,
    Assignee,       // somebody has it
    ClientMessage,  // a question to the client, sent in the same action
    Reason,         // at least 10 letters
    Resolution,     // a code of `resolution_codes`, a text, and time (invariant 21); incidents take a root cause
    ReopenInTime,   // not later than 7 days after it was resolved; counts as reopened
    Category,       // what it is about, once there are categories
    Vendor,         // by what the vendor knows it
    Date,           // a date that was agreed, in the future and within a year
};

struct TicketMove {
    std::string_view from, to;
    Guard guard;
    std::span<const std::string_view> staff;  // roles of ours, one of which it takes; none: nobody of ours
    bool client;                              // whoever asked for it
};

/// Who wants to move it.
struct Mover {
    Side side = Side::Staff;
    std::set<std::string> roles = {};  // codes of domain/model.md section 3
    bool is_program = false;           // SYS of the table
    bool is_requester = true;          // of the client's people: asked for it, or nobody is named who did
};

/// Triage, assignment, cancelling and merging: DSP of the table, and who stands above.
bool may_direct(const Mover& mover);
/// The work itself: TEC of the table and who works as one (ENG, NOC, ONC, SEC), and who stands above.
bool may_work(const Mover& mover);
/// Either of them says what a ticket is about, and thereby triages it.
bool may_triage(const Mover& mover);
/// Whoever directs gives it to anybody; whoever works takes it, or hands on what is theirs. Failure: Forbidden "helpdesk.other_role".
Status judge_assignment(const Mover& mover, bool takes_it, bool is_theirs);
/// Of merging, taking a merge back and opening what is confidential. Failure: Forbidden "helpdesk.other_role".
Status require_directing(const Mover& mover);

std::span<const TicketMove> ticket_moves();
std::span<const std::string_view> ticket_states();
bool is_open(std::string_view state);

/// The kinds of domain/model.md 4.6, and how a ticket can have come. What only the program sets is not among the sources.
inline constexpr std::string_view ticket_kinds[] = {"incident", "request", "change", "problem", "lifecycle", "project_task", "internal"};
inline constexpr std::string_view manual_sources[] = {"phone", "email", "portal", "chat", "walk_up", "vendor", "qbr", "audit"};
/// Whether somebody outside waits for it: only then is anything promised.
bool promises_something(std::string_view kind);

/// Fixed codes: what K-figures count as solved (domain/kpis.md), and what they leave out.
std::span<const std::string_view> resolution_codes();

inline constexpr Duration reopen_within = std::chrono::days(7);
inline constexpr Duration repeat_within = std::chrono::days(30);  // after the end of what it follows
inline constexpr size_t shortest_reason = 10;
inline constexpr size_t shortest_reference = 2;  // of a vendor
inline constexpr Duration furthest_date = std::chrono::days(366);
inline constexpr std::string_view no_reply_code = "no_reply";  // only the clock resolves by it

/// The facts of a ticket that decide a move.
struct MoveContext {
    std::string_view state, kind;
    bool has_assignee = false;
    Instant resolved_at;
    std::string_view open_question = {};  // what a person must decide before it can be resolved; empty: nothing
    int64_t open_children = 0;            // that are not resolved together with it
    bool lacks_category = false;          // nobody said what it is about, though there are categories
    bool needs_time = false;              // a person resolves it, and nobody's time is booked on it
};

/// What came with the wish to move.
struct MoveWish {
    std::string_view to, message, resolution_code, resolution_text, reason;
    Instant until = {};             // unset: none
    bool requester_agreed = false;  // to the date; the reason says how
    int64_t minutes = 0;            // that are booked in the same act
    std::string_view category = {}, vendor_reference = {};
};

/// Within 7 calendar days after it was resolved, also when it was closed meanwhile: we close after three business days, and
/// domain/model.md 5.11 makes a new ticket of what comes "after 7 days" alone.
bool in_time_to_reopen(std::string_view state, Instant resolved_at, Instant now);

/// The states that `mover` may move the ticket to at `now`, in the order of the table.
std::vector<std::string_view> allowed_moves(const MoveContext& ticket, const Mover& mover, Instant now);

/// What the ticket's state allows and this one of ours may not do, with the reason.
struct BarredMove {
    std::string_view to, why;
};
std::vector<BarredMove> barred_moves(const MoveContext& ticket, const Mover& mover, Instant now);

/// Whether a ticket that follows an ended one within `repeat_within` still counts as the same cause: until what people found out
/// of both says otherwise, by the category or by the root cause.
struct Cause {
    std::string_view category, root_cause;  // empty: nobody said
};
bool is_same_cause(const Cause& ended, const Cause& fresh);

/// The table's line for the wish. Failures: Conflict "helpdesk.move_not_allowed" with the states that
/// are; Forbidden "helpdesk.other_role", "helpdesk.not_the_requester"; Conflict "helpdesk.no_assignee", "helpdesk.reopen_too_late",
/// "helpdesk.open_question", "helpdesk.open_children"; Invalid with the missing fields.
Result<TicketMove> judge_move(const MoveContext& ticket, const MoveWish& wish, const Mover& mover, Instant now);

}  // namespace steward::helpdesk
