// What becomes of the promises of a duplicate, and business days.
#include <algorithm>

#include "server/modules/service_levels/book.h"
#include "server/modules/service_levels/rules.h"

namespace steward::service_levels {

namespace {
bool was_kept(const ClockRow& row) { return !row.is_open() && row.clock.state == ClockState::Met && !row.clock.breach_at; }

// The news of the survivor go on by themselves: its next word reaches everybody.
bool lives_on(const ClockRow& theirs) {
    return theirs.kind != "update" && theirs.clock.state != ClockState::Cancelled && !was_kept(theirs);
}

// From the earlier receipt. Where the duplicate still waits, so does the survivor: what it was answered was not the duplicate's.
std::vector<ClockEvent> joined_events(std::vector<ClockEvent> mine, const ClockRow& theirs, std::string_view reason, Instant at) {
    if (mine.empty()) return mine;
    mine.front().at = std::min(mine.front().at, theirs.clock.started_at);
    const auto kept = std::find_if(mine.rbegin(), mine.rend(), [](const ClockEvent& event) { return event.kind == ClockEventKind::Met; });
    const bool stands = kept != mine.rend() &&
                        std::none_of(mine.rbegin(), kept, [](const ClockEvent& event) { return event.kind == ClockEventKind::Reopened; });
    if (theirs.is_open() && stands) mine.erase(std::next(kept).base());
    mine.push_back({ClockEventKind::Recounted, at, Seconds(0), std::string(reason)});
    return mine;
}
}  // namespace

Status Book::take_over(Transaction& transaction, std::string_view subject, ClockRow* mine, const ClockRow& theirs,
                       std::string_view priority, std::string_view reason, Instant at) {
    std::optional<ClockRow> made;
    if (!mine) {
        STEWARD_TRY(const auto policy, find_policy_version(transaction, theirs.policy, theirs.policy_version));
        if (!policy) return {};
        STEWARD_TRY(made, make(transaction, *policy, {theirs.client, std::string(subject), std::string(priority), {}}, theirs.kind, at));
        if (!made) return {};
        STEWARD_CHECK(insert(transaction, *made, theirs.clock.started_at));
        STEWARD_TRY(auto rows, load(transaction, subject));
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const ClockRow& row) { return row.kind == theirs.kind; });
        if (found == rows.end()) return {};
        made = *found;
        mine = &*made;
    }
    STEWARD_TRY(const auto time, time_of(transaction, *mine, at));
    STEWARD_TRY(auto events, events_of(transaction, mine->id));
    STEWARD_CHECK(keep_before_absorbed(transaction, *mine, theirs.subject,
                                       {.at = at,
                                        .made = made.has_value(),
                                        .due_at = mine->clock.due_at,
                                        .breach_at = mine->clock.breach_at,
                                        .breach_reason = mine->clock.breach_reason,
                                        .events = events}));
    events = joined_events(std::move(events), theirs, reason, at);
    if (events.empty()) return {};
    const auto breach_before = mine->clock.breach_at;
    const auto due_before = mine->clock.due_at;
    mine->clock = as_of(fold(events, time->time), at, time->time);
    const bool said_before = breach_before || theirs.clock.breach_at;
    if (!mine->clock.breach_at && said_before) {
        mine->clock.state = ClockState::Breached;
        mine->clock.breach_at = breach_before ? breach_before : theirs.clock.breach_at;
        mine->clock.due_at = breach_before ? due_before : theirs.clock.due_at;
        mine->clock.breach_reason = breach_before ? "" : std::string(reason);
    }
    mine->announced = said_before ? 100 : 0;
    STEWARD_CHECK(replace_events(transaction, *mine, events));
    return save(transaction, *mine, time->time, at);
}

Status Book::absorb(Transaction& transaction, std::string_view subject, std::string_view other, std::string_view reason, Instant at) {
    STEWARD_TRY(auto others, load(transaction, other));
    // It may have gone in before, and another that went in earlier was taken out.
    for (auto& theirs : others) STEWARD_CHECK(without_merging(transaction, theirs, at));
    STEWARD_TRY(auto rows, load(transaction, subject));
    if (others.empty()) return {};
    const std::string priority = rows.empty() ? others.front().priority : rows.front().priority;
    for (const auto& theirs : others) {
        if (!lives_on(theirs)) continue;
        const auto mine = std::find_if(rows.begin(), rows.end(), [&](const ClockRow& row) { return row.kind == theirs.kind; });
        STEWARD_CHECK(take_over(transaction, subject, mine == rows.end() ? nullptr : &*mine, theirs, priority, reason, at));
    }
    return {};
}

Result<Instant> Book::business_days_after(Transaction& transaction, ClientId client, Instant at, int days) {
    const Instant by_weeks = at + std::chrono::days(days + 2 * ((days + 4) / 5));
    STEWARD_TRY(const auto policy, policy_for(transaction, client, at));
    if (!policy) return by_weeks;
    for (const std::string priority : {"P3", "P4", "P2", "P1"}) {
        for (const std::string_view kind : clock_kinds) {
            STEWARD_TRY(const auto row, make(transaction, *policy, {client, "", priority, {}}, std::string(kind), at));
            if (!row) continue;
            STEWARD_TRY(const auto named, time_of(transaction, *row, at));
            return named->time.add(at, business_day(named->time.calendar()) * days).value_or(by_weeks);
        }
    }
    return by_weeks;
}

}  // namespace steward::service_levels
