// The states of a problem and who moves it: domain/model.md 5.28. Pure.
//
// One table; a move that is not in it is forbidden. "Verified" is not among the moves of people: it is observed.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace steward::problems {

/// What a move needs beside the two states.
enum class Guard {
    None,
    Workaround,  // published: what helps until it is fixed, or that nothing does
    Fix,         // what is planned, as words or as the ticket of a change
    Cause,       // what it was
    Quiet,       // nothing came back for `quiet_for`, seen by the program
    Reason,      // at least 10 letters
};

struct ProblemMove {
    std::string_view from, to;
    Guard guard;
    std::span<const std::string_view> roles;  // one of them; "SYS" is the program
};
std::span<const ProblemMove> problem_moves();
std::span<const std::string_view> problem_states();
bool is_open(std::string_view state);
/// What is known of it helps whoever meets it again.
bool is_known_error(std::string_view state);

/// Who may open one by hand: "SYS" or an engineer, and whoever leads them.
bool may_open(const std::set<std::string>& roles);

struct ProblemFace {
    std::string_view state, cause, workaround, fix;
    bool has_fix_ticket = false;
    bool is_withdrawn = false;  // its ticket was cancelled or merged: nothing moves any more
};

std::vector<std::string_view> allowed_moves(const ProblemFace& problem, const std::set<std::string>& roles);

/// The table's line. `problem` is as it would be after the move. Failures: Conflict "problems.move_not_allowed" with what is
/// possible; Forbidden "problems.other_role"; Invalid with the missing field.
Result<ProblemMove> judge_move(const ProblemFace& problem, std::string_view to, std::string_view reason,
                               const std::set<std::string>& roles);

inline constexpr Duration quiet_for = std::chrono::days(30);

/// What was observed of one that is called fixed.
struct Observed {
    Instant quiet_from;        // fixed, or the last incident of the same after that
    bool is_measured = false;  // what it is about is a check: silence means something only while the device reports
    Instant last_seen;         // of the device; unset: not known
};
struct Verification {
    bool holds = false;
    std::string waits_for;  // of one whose time has passed: why not
};
/// Whether it is verified at `now`. A device that is not heard of proves nothing (domain/model.md 8.5).
Verification verify(const Observed& observed, Instant now);

}  // namespace steward::problems
