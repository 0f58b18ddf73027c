// The states of a change, who moves it and what each move needs: domain/model.md 5.29. Pure.
//
// One table; a move that is not in it is forbidden. Approving is a decision of its own (`judge_decision`): by a second person, and of the
// client where users or money are affected.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace steward::changes {

inline constexpr std::string_view change_types[] = {"standard", "normal", "emergency"};
inline constexpr std::string_view impacts[] = {"limited", "significant", "extensive"};
inline constexpr std::string_view likelihoods[] = {"low", "medium", "high"};

/// 1 to 9: impact by likelihood, each 1 to 3; 0 while one of them is not known.
int risk_of(std::string_view impact, std::string_view likelihood);
std::string_view risk_words(int risk);  // "low" to 2, "medium" to 4, "high"; empty: not known

/// What a move needs beside the two states.
enum class Guard {
    Assessment,  // plan, risk, test and way back are written
    Approval,    // the second person, and the client where needed; of emergencies, who said it
    Rejection,
    Window,   // begin and end, outside freezes
    InTime,   // not before its window and not after it; emergencies at once
    Outcome,  // words
    Review,   // words
};

struct ChangeMove {
    std::string_view from, to;
    Guard guard;
    std::string_view types;                   // "" : all; else those named in it
    std::span<const std::string_view> roles;  // one of them
};
std::span<const ChangeMove> change_moves();
std::span<const std::string_view> change_states();
bool is_open(std::string_view state);

/// What decides.
struct ChangeFace {
    std::string_view type, state, plan, rollback, test, impact, likelihood;
    bool affects_users = false;
    int64_t cost_minor = 0;
    bool has_second = false;           // a second person approved
    std::string_view client_approval;  // not_asked, pending, approved, rejected, withdrawn
    Instant starts_at, ends_at;
    bool is_withdrawn = false;  // its ticket was cancelled or merged
    Instant alone_until = {};   // approved by who wrote it, nobody else could; counts from then on
};
/// Where nobody else could approve it, time is the second person (design/trust.md): so long somebody may still say no, and the client's
/// approver may say yes.
inline constexpr Duration time_to_object = std::chrono::hours(72);
/// Whose approval it takes, of such a change.
std::vector<std::string> approving_roles(std::string_view type);
bool needs_client(const ChangeFace& change);
/// Of an assessed one: "" when it is approved as it stands, else one sentence.
std::string missing_approval(const ChangeFace& change);

struct ChangeWish {
    std::string_view to, text;
    bool has_verbal = false;     // of an emergency: it was said who approved it
    Instant starts_at, ends_at;  // of "scheduled"
    bool is_frozen = false;      // that window lies in a freeze
    bool collides = false, despite_collision = false;
};

std::vector<std::string_view> allowed_moves(const ChangeFace& change, const std::set<std::string>& roles);

/// The table's line. Failures: Conflict "changes.move_not_allowed", "changes.not_approved", "changes.frozen", "changes.collides",
/// "changes.outside_window"; Forbidden "changes.other_role"; Invalid with the missing fields.
Result<ChangeMove> judge_move(const ChangeFace& change, const ChangeWish& wish, const std::set<std::string>& roles, Instant now);

/// Whether this person may decide on it: never one who wrote it, while another could (`is_writer` is for the caller to say); emergencies a
/// service manager or the owner. Failures: Forbidden "changes.own_change", "changes.other_role"; Conflict "changes.move_not_allowed",
/// "changes.decided".
Status judge_decision(const ChangeFace& change, const std::set<std::string>& roles, bool is_writer);
/// Whose word of mouth approves an emergency.
bool may_approve_emergency(const std::set<std::string>& roles);

inline constexpr Duration cause_within = std::chrono::hours(24);
/// Whether an incident that began at `at` follows the change on the same device: from its beginning until a day after its end.
bool is_probable_cause(Instant began_at, Instant ended_at, Instant at);

inline constexpr Duration early_start = std::chrono::minutes(15), longest_window = std::chrono::days(7),
                          furthest_window = std::chrono::days(366);

}  // namespace steward::changes
