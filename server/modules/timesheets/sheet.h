// The states of a week of one person and who may move it: domain/model.md 5.20. Pure. One table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace steward::timesheets {

struct Sheet {
    std::string id;  // empty: it was never submitted, so there is no row
    AccountId account;
    std::string week;
    std::string state = "draft";  // draft, submitted, rejected, approved
    Instant submitted_at;
    AccountId decided_by_id;
    std::string decided_by;
    Instant decided_at;
    std::string reason;
    int64_t revision = 0;
};

/// What decides beside the state.
struct SheetMove {
    std::string_view action;   // submit, withdraw, approve, reject, reopen
    bool by_owner = false;     // the person whose week it is
    bool may_approve = false;  // holds the permission
    bool timer_runs = false;   // one that began in this week
    bool is_closed = false;    // the period was closed
    int64_t entries = 0;
    std::string_view reason = {};
};

/// At least ten letters.
bool is_reason(std::string_view text);

/// The state after the move. Failures: Forbidden "timesheets.own_week" (nobody approves their own), "timesheets.not_yours";
/// Conflict "timesheets.move_not_allowed", "timesheets.timer_running", "timesheets.empty_week", "timesheets.period_closed";
/// Invalid "/reason" where giving back and opening again need one.
Result<std::string> judge_sheet(const Sheet& sheet, const SheetMove& move);

/// Those of the actions that would be allowed, given a good reason.
std::vector<std::string> allowed_sheet_actions(const Sheet& sheet, SheetMove facts);

/// Whether its owner may still change entries: until it is approved.
bool may_be_edited(std::string_view state);

}  // namespace steward::timesheets
