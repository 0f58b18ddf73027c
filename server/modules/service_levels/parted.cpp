// Two that were one again: what became of the clocks of a duplicate is taken back.
#include <algorithm>

#include "server/modules/service_levels/book.h"

namespace steward::service_levels {

namespace {
std::optional<Instant> moment_in(const storage::Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

// What happened to the clock after the duplicate went in: behind the line that says so.
std::vector<ClockEvent> happened_since(const std::vector<ClockEvent>& events, Instant absorbed_at) {
    const auto mark = std::find_if(events.rbegin(), events.rend(), [&](const ClockEvent& event) {
        return event.kind == ClockEventKind::Recounted && event.at == absorbed_at;
    });
    if (mark == events.rend()) return {};
    return {mark.base(), events.end()};
}
}  // namespace

Status keep_before_absorbed(Transaction& transaction, const ClockRow& mine, std::string_view other, const BeforeAbsorbed& before) {
    STEWARD_CHECK(
        transaction.execute("delete from service_levels_absorbed_events where subject_id = $1 and other_id = $2 and clock_id = $3",
                            mine.subject, other, mine.id));
    STEWARD_CHECK(transaction.execute(
        "insert into service_levels_absorbed (subject_id, other_id, clock_id, at, made, due_at, breach_at, breach_reason) values ($1, $2, "
        "$3, $4, $5, $6, $7, $8) on conflict (subject_id, other_id, clock_id) do update set at = $4, made = $5, due_at = $6, breach_at = "
        "$7, breach_reason = $8",
        mine.subject, other, mine.id, before.at, before.made, before.due_at, before.breach_at, before.breach_reason));
    int64_t position = 0;
    for (const auto& event : before.events) {
        STEWARD_CHECK(transaction.execute(
            "insert into service_levels_absorbed_events (subject_id, other_id, clock_id, position, at, kind, target_s, reason) values "
            "($1, $2, $3, $4, $5, $6, $7, $8)",
            mine.subject, other, mine.id, ++position, event.at, name_of(event.kind), event.target.count(), event.reason));
    }
    return {};
}

Result<std::optional<BeforeAbsorbed>> before_absorbed(Transaction& transaction, const ClockRow& mine, std::string_view other) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select at, made, due_at, breach_at, breach_reason from service_levels_absorbed where "
                                      "subject_id = $1 and other_id = $2 and clock_id = $3",
                                      mine.subject, other, mine.id));
    if (!row) return std::optional<BeforeAbsorbed>{};
    BeforeAbsorbed before{.at = row->instant(0),
                          .made = row->boolean(1),
                          .due_at = moment_in(*row, 2),
                          .breach_at = moment_in(*row, 3),
                          .breach_reason = row->text(4),
                          .events = {}};
    STEWARD_TRY(const auto events, transaction.query("select kind, at, target_s, reason from service_levels_absorbed_events where "
                                                     "subject_id = $1 and other_id = $2 and clock_id = $3 order by position",
                                                     mine.subject, other, mine.id));
    for (const auto& event : events) {
        if (const auto kind = clock_event_kind_of(event.text(0)))
            before.events.push_back({*kind, event.instant(1), Seconds(event.integer(2)), event.text(3)});
    }
    return std::optional(std::move(before));
}

Status forget_absorbed(Transaction& transaction, std::string_view subject, std::string_view other) {
    for (const auto* table : {"service_levels_absorbed_events", "service_levels_absorbed"})
        STEWARD_CHECK(
            transaction.execute("delete from " + std::string(table) + " where subject_id = $1 and other_id = $2", subject, other));
    return {};
}

Status Book::restore(Transaction& transaction, ClockRow& mine, std::string_view other, Instant at) {
    STEWARD_TRY(auto before, before_absorbed(transaction, mine, other));
    if (!before) return {};
    if (before->made) {
        if (!mine.is_open()) return {};
        return happen(transaction, mine, {ClockEventKind::Cancelled, at, Seconds(0), "it was the duplicate's, which is open again"});
    }
    STEWARD_TRY(const auto now_events, events_of(transaction, mine.id));
    std::vector<ClockEvent> events = before->events;
    for (auto& event : happened_since(now_events, before->at)) events.push_back(std::move(event));
    if (events.empty()) return {};
    events.push_back({ClockEventKind::Recounted, at, Seconds(0), "the merge was taken back"});
    STEWARD_TRY(const auto time, time_of(transaction, mine, at));
    mine.clock = as_of(fold(events, time->time), at, time->time);
    if (!mine.clock.breach_at && before->breach_at) {  // a verdict that was given stands
        mine.clock.state = ClockState::Breached;
        mine.clock.breach_at = before->breach_at;
        mine.clock.due_at = before->due_at;
        mine.clock.breach_reason = before->breach_reason;
    }
    mine.announced = before->breach_at ? 100 : 0;
    STEWARD_CHECK(replace_events(transaction, mine, events));
    return save(transaction, mine, time->time, at);
}

Result<std::vector<ClockEvent>> Book::without_merging(Transaction& transaction, ClockRow& theirs, Instant at) {
    STEWARD_TRY(auto events, events_of(transaction, theirs.id));
    if (events.empty() || events.back().kind != ClockEventKind::Cancelled || events.back().reason != cancelled_by_merging)
        return std::vector<ClockEvent>{};
    events.pop_back();
    STEWARD_TRY(const auto time, time_of(transaction, theirs, at));
    theirs.clock = as_of(fold(events, time->time), at, time->time);
    return events;
}

Status Book::revive(Transaction& transaction, ClockRow& theirs, Instant at) {
    const auto breach = theirs.clock.breach_at;
    STEWARD_TRY(const auto events, without_merging(transaction, theirs, at));
    if (events.empty()) return {};
    STEWARD_TRY(const auto time, time_of(transaction, theirs, at));
    theirs.announced = breach ? 100 : 0;
    STEWARD_CHECK(replace_events(transaction, theirs, events));
    return save(transaction, theirs, time->time, at);
}

Status Book::part(Transaction& transaction, std::string_view subject, std::string_view other, Instant at) {
    STEWARD_TRY(auto rows, load(transaction, subject));
    for (auto& row : rows) STEWARD_CHECK(restore(transaction, row, other, at));
    STEWARD_TRY(auto others, load(transaction, other));
    for (auto& row : others) STEWARD_CHECK(revive(transaction, row, at));
    return forget_absorbed(transaction, subject, other);
}

}  // namespace steward::service_levels
