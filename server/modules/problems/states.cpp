#include "server/modules/problems/states.h"

#include <algorithm>

namespace steward::problems {

namespace {
constexpr size_t shortest_reason = 10;
constexpr Duration still_heard_of = std::chrono::days(1);

constexpr std::string_view engineers[] = {"ENG", "SVM", "OWN"};
constexpr std::string_view managers[] = {"SVM", "OWN"};
constexpr std::string_view program[] = {"SYS"};

constexpr std::string_view all_states[] = {"opened", "investigating", "known_error", "fix_planned",
                                           "fixed",  "verified",      "closed",      "closed_no_cause"};

constexpr ProblemMove move_table[] = {
    {"opened", "investigating", Guard::None, engineers},
    {"investigating", "known_error", Guard::Workaround, engineers},
    {"known_error", "fix_planned", Guard::Fix, engineers},
    {"fix_planned", "fixed", Guard::Cause, engineers},
    {"fixed", "verified", Guard::Quiet, program},
    {"verified", "closed", Guard::None, engineers},
    {"investigating", "closed_no_cause", Guard::Reason, managers},
};

bool holds_one(const std::set<std::string>& roles, std::span<const std::string_view> wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view role) { return roles.contains(std::string(role)); });
}

int64_t letters_in(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80 && c > ' '; });
}

std::unexpected<Error> move_not_allowed(const ProblemFace& problem) {
    std::string next;
    for (const auto& move : move_table) {
        if (move.from == problem.state && move.guard != Guard::Quiet) next += (next.empty() ? "" : ", ") + std::string(move.to);
    }
    if (problem.state == "fixed") next = "verified, by itself, when nothing comes back for 30 days";
    return fail(ErrorKind::Conflict, "problems.move_not_allowed",
                problem.is_withdrawn ? std::string("The ticket of this problem was cancelled or merged.")
                                     : "A problem that is " + std::string(problem.state) +
                                           " can move to: " + (next.empty() ? "nothing from here" : next) + ".");
}

Status guard_holds(Guard guard, const ProblemFace& problem, std::string_view reason) {
    switch (guard) {
        case Guard::None:
        case Guard::Quiet:
            return {};
        case Guard::Workaround:
            if (letters_in(problem.workaround) > 0) return {};
            return bad_field("/workaround", "Write what helps until it is fixed. If nothing does, write that.");
        case Guard::Fix:
            if (letters_in(problem.fix) > 0 || problem.has_fix_ticket) return {};
            return bad_field("/fix", "Say what will be done, or name the change by which it is done.");
        case Guard::Cause:
            if (letters_in(problem.cause) > 0) return {};
            return bad_field("/cause", "Write what the cause was before you call it fixed.");
        case Guard::Reason:
            if (letters_in(reason) >= static_cast<int64_t>(shortest_reason)) return {};
            return bad_field("/reason", "A reason of at least 10 letters is needed.");
    }
    return {};
}
}  // namespace

std::span<const ProblemMove> problem_moves() { return move_table; }
std::span<const std::string_view> problem_states() { return all_states; }
bool is_open(std::string_view state) { return state != "closed" && state != "closed_no_cause"; }
bool is_known_error(std::string_view state) { return state == "known_error" || state == "fix_planned" || state == "fixed"; }
bool may_open(const std::set<std::string>& roles) { return holds_one(roles, engineers) || holds_one(roles, program); }

std::vector<std::string_view> allowed_moves(const ProblemFace& problem, const std::set<std::string>& roles) {
    std::vector<std::string_view> allowed;
    for (const auto& move : move_table) {
        if (!problem.is_withdrawn && move.from == problem.state && holds_one(roles, move.roles)) allowed.push_back(move.to);
    }
    return allowed;
}

Result<ProblemMove> judge_move(const ProblemFace& problem, std::string_view to, std::string_view reason,
                               const std::set<std::string>& roles) {
    for (const auto& move : move_table) {
        if (move.from != problem.state || move.to != to || problem.is_withdrawn) continue;
        if (move.guard == Guard::Quiet && !holds_one(roles, move.roles)) break;
        if (!holds_one(roles, move.roles))
            return fail(ErrorKind::Forbidden, "problems.other_role",
                        move.guard == Guard::Reason ? "A service manager or the owner closes a problem without a cause."
                                                    : "A senior engineer or a service manager moves problems on.");
        STEWARD_CHECK(guard_holds(move.guard, problem, reason));
        return move;
    }
    return move_not_allowed(problem);
}

Verification verify(const Observed& observed, Instant now) {
    if (!observed.quiet_from.is_set() || now - observed.quiet_from < quiet_for) return {};
    if (!observed.is_measured) return {.holds = true, .waits_for = {}};
    if (!observed.last_seen.is_set()) return {.holds = false, .waits_for = "The device has not been heard of: its silence proves nothing."};
    if (now - observed.last_seen > still_heard_of)
        return {.holds = false,
                .waits_for =
                    "The device was last heard of on " + to_rfc3339(observed.last_seen).substr(0, 10) + ": its silence proves nothing."};
    return {.holds = true, .waits_for = {}};
}

}  // namespace steward::problems
