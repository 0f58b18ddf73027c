#include "server/modules/changes/states.h"

#include <algorithm>

namespace steward::changes {

namespace {
constexpr std::string_view engineers[] = {"ENG", "SVM", "OWN"};
constexpr std::string_view everybody[] = {"TEC", "ENG", "SVM", "OWN"};
constexpr std::string_view on_the_phone[] = {"TEC", "ENG", "SVM", "OWN"};  // who writes down what a manager said
constexpr std::string_view managers[] = {"SVM", "OWN"};

constexpr std::string_view all_states[] = {"draft",        "assessed",  "approved",    "rejected", "scheduled",
                                           "implementing", "completed", "rolled_back", "reviewed"};

constexpr ChangeMove move_table[] = {
    {"draft", "assessed", Guard::Assessment, "normal", engineers},
    {"draft", "assessed", Guard::Assessment, "standard emergency", everybody},
    {"assessed", "approved", Guard::Approval, "normal", engineers},
    {"assessed", "approved", Guard::Approval, "emergency", on_the_phone},
    {"assessed", "rejected", Guard::Rejection, "normal", engineers},
    {"assessed", "rejected", Guard::Rejection, "emergency", managers},
    {"assessed", "scheduled", Guard::Window, "standard", everybody},  // its template was approved before
    {"approved", "scheduled", Guard::Window, "normal emergency", everybody},
    {"scheduled", "implementing", Guard::InTime, "", everybody},
    {"implementing", "completed", Guard::Outcome, "", everybody},
    {"implementing", "rolled_back", Guard::Outcome, "", everybody},
    {"completed", "reviewed", Guard::Review, "", engineers},
};

bool holds_one(const std::set<std::string>& roles, std::span<const std::string_view> wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view role) { return roles.contains(std::string(role)); });
}

bool is_of_type(const ChangeMove& move, std::string_view type) {
    return move.types.empty() || move.types.find(type) != std::string_view::npos;
}

// Decided by DecideChange, not by a move: but of an emergency, whose word is written down.
bool is_decision(const ChangeMove& move, std::string_view type) {
    return move.guard == Guard::Rejection || (move.guard == Guard::Approval && type != "emergency");
}

bool has_letters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c > ' '; });
}

template <size_t count>
int place_in(const std::string_view (&words)[count], std::string_view word) {
    const auto at = std::find(std::begin(words), std::end(words), word);
    return at == std::end(words) ? 0 : static_cast<int>(at - std::begin(words)) + 1;
}

std::unexpected<Error> move_not_allowed(const ChangeFace& change) {
    std::string next;
    for (const auto& move : move_table) {
        const bool is_possible = move.from == change.state && is_of_type(move, change.type) && next.find(move.to) == std::string::npos;
        if (is_possible) next += (next.empty() ? "" : ", ") + std::string(move.to);
    }
    return fail(ErrorKind::Conflict, "changes.move_not_allowed",
                change.is_withdrawn ? std::string("The ticket of this change was cancelled or merged.")
                                    : "A " + std::string(change.type) + " change that is " + std::string(change.state) +
                                          " can move to: " + (next.empty() ? "nothing from here" : next) + ".");
}

Status assessment_holds(const ChangeFace& change) {
    Error missing{.kind = ErrorKind::Invalid, .code = "request.invalid", .message = "A change is assessed when all of it is written."};
    if (!has_letters(change.plan)) missing.fields.push_back({"/plan", "Say what will be done, step by step."});
    if (!has_letters(change.rollback)) missing.fields.push_back({"/rollback", "Say how it is taken back."});
    if (!has_letters(change.test)) missing.fields.push_back({"/test", "Say how one sees that it worked."});
    if (place_in(impacts, change.impact) == 0) missing.fields.push_back({"/impact", "One of: limited, significant, extensive."});
    if (place_in(likelihoods, change.likelihood) == 0) missing.fields.push_back({"/likelihood", "One of: low, medium, high."});
    if (missing.fields.empty()) return {};
    return std::unexpected(std::move(missing));
}

Status window_holds(const ChangeFace& change, const ChangeWish& wish, Instant now) {
    if (!wish.starts_at.is_set() || wish.ends_at <= wish.starts_at)
        return bad_field("/ends_at_unix_ms", "A window has a begin and a later end.");
    if (wish.ends_at - wish.starts_at > longest_window) return bad_field("/ends_at_unix_ms", "A window is at most seven days long.");
    if (wish.ends_at <= now || wish.starts_at - now > furthest_window)
        return bad_field("/starts_at_unix_ms", "A window lies ahead, within a year.");
    const bool is_emergency = change.type == "emergency";
    if (wish.is_frozen && !is_emergency)
        return fail(ErrorKind::Conflict, "changes.frozen",
                    "Nothing but emergencies is changed in that time. Choose another one, or end the freeze.");
    if (wish.collides && !wish.despite_collision)
        return fail(ErrorKind::Conflict, "changes.collides",
                    "Another change has that time on the same device or client. Choose another time, or say that both may be.");
    return {};
}

Status time_has_come(const ChangeFace& change, Instant now) {
    const bool is_in_time = now >= change.starts_at - early_start && now <= change.ends_at;
    if (change.type == "emergency" || is_in_time) return {};
    return fail(ErrorKind::Conflict, "changes.outside_window",
                "It is not the time of this change: it begins at " + to_rfc3339(change.starts_at) + " and ends at " +
                    to_rfc3339(change.ends_at) + ". Schedule it anew.");
}

Status guard_holds(Guard guard, const ChangeFace& change, const ChangeWish& wish, Instant now) {
    switch (guard) {
        case Guard::Assessment:
            return assessment_holds(change);
        case Guard::Approval:
            if (wish.has_verbal) return {};
            return bad_field("/verbal_by_account_id", "Say which service manager or owner approved it by word of mouth.");
        case Guard::Rejection:
            return {};
        case Guard::Window:
            return window_holds(change, wish, now);
        case Guard::InTime:
            return time_has_come(change, now);
        case Guard::Outcome:
            if (has_letters(wish.text)) return {};
            return bad_field("/text", "Say what came of it.");
        case Guard::Review:
            if (has_letters(wish.text)) return {};
            return bad_field("/text", "Say what the review found.");
    }
    return {};
}
}  // namespace

int risk_of(std::string_view impact, std::string_view likelihood) { return place_in(impacts, impact) * place_in(likelihoods, likelihood); }
std::string_view risk_words(int risk) { return risk == 0 ? "" : risk <= 2 ? "low" : risk <= 4 ? "medium" : "high"; }

std::span<const ChangeMove> change_moves() { return move_table; }
std::span<const std::string_view> change_states() { return all_states; }
bool is_open(std::string_view state) { return state != "rejected" && state != "rolled_back" && state != "reviewed"; }

bool needs_client(const ChangeFace& change) { return change.type == "normal" && (change.affects_users || change.cost_minor > 0); }

std::string missing_approval(const ChangeFace& change) {
    if (change.type == "standard") return {};
    if (!change.has_second && change.alone_until.is_set())
        return "Nobody else here could approve what they wrote. Time is the second person: it is approved on " +
               to_rfc3339(change.alone_until).substr(0, 16) +
               " UTC, unless it is rejected before; the client's approver may say yes sooner.";
    if (!change.has_second)
        return change.type == "emergency" ? "A service manager or the owner has to approve it."
                                          : "A second person of ours has to approve it.";
    if (!needs_client(change) || change.client_approval == "approved") return {};
    return change.client_approval == "pending" ? "The client was asked and has not decided."
                                               : "Users or money are affected: the client has to be asked.";
}

std::vector<std::string_view> allowed_moves(const ChangeFace& change, const std::set<std::string>& roles) {
    std::vector<std::string_view> allowed;
    for (const auto& move : move_table) {
        const bool stands_open =
            !change.is_withdrawn && move.from == change.state && is_of_type(move, change.type) && !is_decision(move, change.type);
        if (stands_open && holds_one(roles, move.roles)) allowed.push_back(move.to);
    }
    if (change.state == "scheduled" && !allowed.empty()) allowed.push_back("scheduled");  // another window
    return allowed;
}

Result<ChangeMove> judge_move(const ChangeFace& change, const ChangeWish& wish, const std::set<std::string>& roles, Instant now) {
    // A change keeps its state when it gets another window.
    const bool is_moved_in_time = change.state == "scheduled" && wish.to == "scheduled";
    const std::string_view from = is_moved_in_time ? (change.type == "standard" ? "assessed" : "approved") : change.state;
    for (const auto& move : move_table) {
        if (change.is_withdrawn || move.from != from || move.to != wish.to || !is_of_type(move, change.type)) continue;
        if (is_decision(move, change.type))
            return fail(ErrorKind::Conflict, "changes.not_approved", "That is decided by a second person. " + missing_approval(change));
        if (!holds_one(roles, move.roles))
            return fail(
                ErrorKind::Forbidden, "changes.other_role",
                "This takes a senior engineer or a service manager. Technicians do standard changes and implement what is scheduled.");
        STEWARD_CHECK(guard_holds(move.guard, change, wish, now));
        return move;
    }
    return move_not_allowed(change);
}

std::vector<std::string> approving_roles(std::string_view type) {
    const std::span<const std::string_view> roles = type == "emergency" ? std::span<const std::string_view>(managers) : engineers;
    return {roles.begin(), roles.end()};
}

bool may_approve_emergency(const std::set<std::string>& roles) { return holds_one(roles, managers); }

Status judge_decision(const ChangeFace& change, const std::set<std::string>& roles, bool is_writer) {
    if (change.is_withdrawn || change.state != "assessed" || change.type == "standard") return move_not_allowed(change);
    if (is_writer)
        return fail(ErrorKind::Forbidden, "changes.own_change",
                    "Whoever wrote a change does not approve it. Ask another engineer or a service manager.");
    const bool is_emergency = change.type == "emergency";
    if (is_emergency ? !may_approve_emergency(roles) : !holds_one(roles, engineers))
        return fail(ErrorKind::Forbidden, "changes.other_role",
                    is_emergency ? "An emergency is approved by a service manager or the owner."
                                 : "A change is approved by a senior engineer, a service manager or the owner.");
    if (change.has_second)
        return fail(ErrorKind::Conflict, "changes.decided", "A second person has approved it already. " + missing_approval(change));
    return {};
}

bool is_probable_cause(Instant began_at, Instant ended_at, Instant at) {
    return began_at.is_set() && at >= began_at && (!ended_at.is_set() || at - ended_at <= cause_within);
}

}  // namespace steward::changes
