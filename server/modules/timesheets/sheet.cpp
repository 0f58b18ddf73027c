#include "server/modules/timesheets/sheet.h"

#include <algorithm>

namespace steward::timesheets {

namespace {
enum class Who { Owner, Other };
struct Line {
    std::string_view from, action, to;
    Who who;
    bool needs_reason;
};
constexpr Line lines[] = {{"draft", "submit", "submitted", Who::Owner, false},   {"rejected", "submit", "submitted", Who::Owner, false},
                          {"submitted", "withdraw", "draft", Who::Owner, false}, {"submitted", "approve", "approved", Who::Other, false},
                          {"submitted", "reject", "rejected", Who::Other, true}, {"approved", "reopen", "draft", Who::Other, true}};

Status may_act(const Line& line, const SheetMove& move) {
    if (line.who == Who::Owner)
        return move.by_owner ? Status{}
                             : fail(ErrorKind::Forbidden, "timesheets.not_yours", "Only the person whose week it is can do that.");
    if (move.by_owner)
        return fail(ErrorKind::Forbidden, "timesheets.own_week",
                    "Nobody approves, gives back or opens again their own week: another person must.");
    return move.may_approve ? Status{} : fail(ErrorKind::Forbidden, "timesheets.not_yours", "That needs the right to approve time.");
}
}  // namespace

bool is_reason(std::string_view text) {
    constexpr std::ptrdiff_t shortest = 10;
    return std::count_if(text.begin(), text.end(), [](char c) {
               return (static_cast<unsigned char>(c) & 0xc0) != 0x80 && c != ' ' && c != '\n' && c != '\t';
           }) >= shortest;
}

Result<std::string> judge_sheet(const Sheet& sheet, const SheetMove& move) {
    const auto line = std::find_if(std::begin(lines), std::end(lines),
                                   [&](const Line& one) { return one.from == sheet.state && one.action == move.action; });
    if (line == std::end(lines))
        return fail(ErrorKind::Conflict, "timesheets.move_not_allowed",
                    "A week that is " + sheet.state + " does not allow that: " + std::string(move.action) + ".");
    STEWARD_CHECK(may_act(*line, move));
    if (move.is_closed)
        return fail(ErrorKind::Conflict, "timesheets.period_closed", "This period is closed. Corrections are new entries in an open one.");
    if (line->to == "submitted" && move.entries == 0)
        return fail(ErrorKind::Conflict, "timesheets.empty_week", "There is nothing in this week to submit.");
    if (move.timer_runs && (line->to == "submitted" || line->to == "approved"))
        return fail(ErrorKind::Conflict, "timesheets.timer_running", "A timer that was started in this week still runs. Stop it first.");
    if (line->needs_reason && !is_reason(move.reason))
        return bad_field("/reason", "Say in at least ten letters why: it is shown with the week.");
    return std::string(line->to);
}

std::vector<std::string> allowed_sheet_actions(const Sheet& sheet, SheetMove facts) {
    std::vector<std::string> allowed;
    facts.reason = "a good enough reason";
    for (const Line& line : lines) {
        facts.action = line.action;
        if (line.from == sheet.state && judge_sheet(sheet, facts)) allowed.emplace_back(line.action);
    }
    return allowed;
}

bool may_be_edited(std::string_view state) { return state != "approved"; }

}  // namespace steward::timesheets
