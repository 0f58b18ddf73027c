// Weeks: one person's sheet, submitting it, and what another person decides about it.
#include <algorithm>

#include "server/modules/timesheets/activities.h"
#include "server/modules/timesheets/service.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::timesheets {

namespace {
using std::chrono::days;
constexpr size_t longest_decision = 2000;

void add_to(std::vector<v1::TimeTotal>& totals, const std::string& key, const std::string& label, const EntryRow& entry) {
    auto at = std::find_if(totals.begin(), totals.end(), [&](const v1::TimeTotal& total) { return total.key() == key; });
    if (at == totals.end()) {
        at = totals.emplace(totals.end());
        at->set_key(key);
        at->set_label(label);
    }
    at->set_entries(at->entries() + 1);
    at->set_worked_s(at->worked_s() + entry.worked_s);
    at->set_counted_s(at->counted_s() + entry.counted_s);
    if (entry.coverage == "billable") at->set_billable_s(at->billable_s() + entry.counted_s);
}

// What an approver looked at: the sheet's own revision and that of every entry in it, and when the newest of them changed: one that
// went and another that came in its place add up to the same.
std::string etag_of(const Sheet& sheet, const SheetSums& sums) {
    return std::to_string(sheet.revision) + "-" + std::to_string(sums.entries) + "-" + std::to_string(sums.revisions) + "-" +
           std::to_string(sums.worked_s) + "-" + std::to_string(sums.changed_at.unix_ms);
}

Result<SheetMove> facts_of(Transaction& transaction, const Call& call, const Sheet& sheet, Date monday, const SettingsRow& settings,
                           const zones::Zone& zone, const SheetSums& sums) {
    STEWARD_TRY(const auto timer, find_timer(transaction, sheet.account));
    return SheetMove{.action = {},
                     .by_owner = call.caller().account == sheet.account,
                     .may_approve = call.caller().may("time.approve"),
                     .timer_runs = timer && week_text(day_of(zone, timer->started_at)) == sheet.week,
                     .is_closed = day_text(monday) <= settings.closed_through,
                     .entries = sums.entries};
}

Status check_reason(const std::string& reason) {
    return reason.size() > longest_decision ? Status(bad_field("/reason", "At most 2,000 characters.")) : Status{};
}
}  // namespace

Result<v1::TimeSheet> Service::answer(Call& call, AccountId account, Date monday) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    const std::string week = week_text(monday);
    STEWARD_TRY(const auto sheet, load_sheet(*transaction, account, week));
    STEWARD_TRY(const auto sums, sums_of(*transaction, account, week));
    STEWARD_TRY(const auto facts, facts_of(*transaction, call, sheet, monday, settings, zone, sums));
    STEWARD_TRY(const auto contract, contract_of(*transaction, account, settings, monday, monday + days(7)));
    STEWARD_TRY(const auto name, person_name(*transaction, account));
    v1::TimeSheet message;
    message.set_account_id(account.text());
    message.set_person_name(name.empty() && facts.by_owner ? call.caller().name : name);
    message.set_week(week);
    message.set_zone(settings.zone);
    message.set_state(sheet.state);
    message.set_worked_s(sums.worked_s);
    message.set_counted_s(sums.counted_s);
    message.set_client_s(sums.client_s);
    message.set_available_s(available(contract, monday, monday + days(7)).seconds());
    message.set_entry_count(static_cast<int32_t>(sums.entries));
    message.set_submitted_at_unix_ms(sheet.submitted_at.unix_ms);
    message.set_decided_by(sheet.decided_by);
    message.set_decided_at_unix_ms(sheet.decided_at.unix_ms);
    message.set_reason(sheet.reason);
    message.set_etag(etag_of(sheet, sums));
    message.set_timer_runs(facts.timer_runs);
    for (int day = 0; day < 7; ++day) message.add_days(day_text(monday + days(day)));
    if (facts.by_owner && may_be_edited(sheet.state) && !(day_text(monday + days(6)) <= settings.closed_through))
        message.add_allowed_actions("book");
    for (auto& action : allowed_sheet_actions(sheet, facts)) message.add_allowed_actions(std::move(action));
    STEWARD_TRY(const auto entries, entries_of_week(*transaction, call.caller(), account, week));
    std::vector<v1::TimeTotal> by_client, by_activity;
    for (const EntryRow& entry : entries) {
        v1::TimeEntry& line = *message.add_entries();
        fill(line, entry, directory_, call.caller());
        STEWARD_TRY(const auto overlaps, overlaps_of(*transaction, entry.id));
        for (const EntryId other : overlaps) line.add_overlaps(other.text());
        add_to(by_client, line.client_id(), line.client_name().empty() ? "Ourselves" : line.client_name(), entry);
        const ActivityKind* kind = find_activity(entry.activity);
        add_to(by_activity, entry.activity, std::string(kind ? kind->label : entry.activity), entry);
    }
    for (auto& total : by_client) *message.add_by_client() = std::move(total);
    for (auto& total : by_activity) *message.add_by_activity() = std::move(total);
    STEWARD_TRY(const auto decisions, decisions_of(*transaction, account, week));
    for (const DecisionRow& decision : decisions) {
        v1::SheetDecision& line = *message.add_history();
        line.set_at_unix_ms(decision.at.unix_ms);
        line.set_by(decision.by);
        line.set_from(decision.from);
        line.set_to(decision.to);
        line.set_reason(decision.reason);
    }
    return message;
}

Result<v1::TimeSheet> Service::get_time_sheet(Call& call, const v1::GetTimeSheetRequest& request) {
    AccountId account;
    if (request.account_id().empty()) {
        STEWARD_TRY(account, own_account(call));
    } else {
        STEWARD_TRY(account, AccountId::parse(request.account_id()));
    }
    if (account != call.caller().account && !call.caller().may("time.approve"))
        return fail(ErrorKind::Forbidden, "timesheets.not_yours", "Another person's week needs the right to approve time.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    const std::string week = request.week().empty() ? week_text(day_of(zone, call.now())) : request.week();
    STEWARD_TRY(const auto monday, parse_week("/week", week));
    return answer(call, account, monday);
}

Result<v1::TimeSheet> Service::move_sheet(Call& call, AccountId account, const std::string& week, std::string_view action,
                                          const std::string& reason, const std::string& etag) {
    STEWARD_CHECK(check_reason(reason));
    STEWARD_TRY(const auto monday, parse_week("/week", week));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    STEWARD_TRY(auto sheet, load_sheet(*transaction, account, week));
    STEWARD_TRY(const auto sums, sums_of(*transaction, account, week));
    STEWARD_TRY(auto move, facts_of(*transaction, call, sheet, monday, settings, zone, sums));
    move.action = action == "reopen" && sheet.state == "submitted" ? "withdraw" : action;
    move.reason = reason;
    STEWARD_TRY(auto to, judge_sheet(sheet, move));
    if (action == "approve" && etag != etag_of(sheet, sums))
        return fail(ErrorKind::Conflict, "timesheets.week_changed", "Entries of this week changed since you looked. Look at it again.");
    const std::string from = sheet.state;
    sheet.state = std::move(to);
    sheet.reason = reason;
    if (sheet.state == "submitted") {
        sheet.submitted_at = call.now();
        sheet.decided_by_id = {};
        sheet.decided_by.clear();
        sheet.decided_at = {};
    } else {
        sheet.decided_by_id = call.caller().account;
        sheet.decided_by = call.caller().name;
        sheet.decided_at = call.now();
    }
    STEWARD_CHECK(save_sheet(*transaction, sheet, from, call.caller().name, call.now(), rng_));
    facts::v1::TimeSheetMoved fact;
    fact.set_account_id(account.text());
    fact.set_week(week);
    fact.set_from(from);
    fact.set_to(sheet.state);
    fact.set_by(call.caller().name);
    fact.set_reason(reason);
    STEWARD_CHECK(journal::append(*transaction, call.now(), {}, sheet.id, fact));
    call.set_audit_subject(account.text());
    call.add_audit_detail("week", week);
    call.add_audit_detail("from", from);
    call.add_audit_detail("to", sheet.state);
    if (!reason.empty()) call.add_audit_detail("reason", reason);
    return answer(call, account, monday);
}

Result<v1::TimeSheet> Service::submit_time_sheet(Call& call, const v1::SubmitTimeSheetRequest& request) {
    STEWARD_TRY(const auto account, own_account(call));
    return move_sheet(call, account, request.week(), "submit", "", "");
}

Result<v1::TimeSheet> Service::approve_time_sheet(Call& call, const v1::ApproveTimeSheetRequest& request) {
    STEWARD_CHECK(own_account(call));
    STEWARD_TRY(const auto account, AccountId::parse(request.account_id()));
    return move_sheet(call, account, request.week(), "approve", "", request.etag());
}

Result<v1::TimeSheet> Service::reject_time_sheet(Call& call, const v1::RejectTimeSheetRequest& request) {
    STEWARD_CHECK(own_account(call));
    STEWARD_TRY(const auto account, AccountId::parse(request.account_id()));
    return move_sheet(call, account, request.week(), "reject", request.reason(), "");
}

Result<v1::TimeSheet> Service::reopen_time_sheet(Call& call, const v1::ReopenTimeSheetRequest& request) {
    STEWARD_CHECK(own_account(call));
    STEWARD_TRY(const auto account, AccountId::parse(request.account_id()));
    return move_sheet(call, account, request.week(), "reopen", request.reason(), "");
}

}  // namespace steward::timesheets
