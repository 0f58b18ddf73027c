// The states of a ticket and the moves between them that a person makes: domain/model.md 5.11.
//
// Pure. One table; a move that is not in it is forbidden. Moves that only the clock makes (three
// reminders without an answer, closing after three business days) and merging are not here.
#pragma once

#include <optional>
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
    Resolution,     // a code of `resolution_codes` and a text; incidents take a root cause
    ReopenInTime,   // not later than 7 days after it was resolved; counts as reopened
};

struct TicketMove {
    std::string_view from, to;
    Guard guard;
    bool staff, client;  // who may
};

std::span<const TicketMove> ticket_moves();
std::span<const std::string_view> ticket_states();
inline constexpr std::string_view open_ticket_states = "new triaged assigned in_progress waiting_client waiting_vendor";
bool is_open(std::string_view state);

/// Fixed codes: what K-figures count as solved (domain/kpis.md), and what they leave out.
std::span<const std::string_view> resolution_codes();

inline constexpr Duration reopen_within = std::chrono::days(7);
inline constexpr size_t shortest_reason = 10;

/// The facts of a ticket that decide a move.
struct MoveContext {
    std::string_view state, kind;
    bool has_assignee = false;
    Instant resolved_at;
    std::string_view open_question = {};  // what a person must decide before it can be resolved; empty: nothing
};

/// What came with the wish to move.
struct MoveWish {
    std::string_view to, message, resolution_code, resolution_text, reason;
};

/// The states that `side` may move the ticket to at `now`, in the order of the table.
std::vector<std::string_view> allowed_moves(const MoveContext& ticket, Side side, Instant now);

/// The table's line for the wish. Failures: Conflict "helpdesk.move_not_allowed" with the states that
/// are; Conflict "helpdesk.no_assignee", "helpdesk.reopen_too_late", "helpdesk.open_question"; Invalid with
/// the missing fields.
Result<TicketMove> judge_move(const MoveContext& ticket, const MoveWish& wish, Side side, Instant now);

}  // namespace steward::helpdesk
