#include "server/modules/escalation/hand_over.h"

#include <algorithm>

#include "server/modules/escalation/people.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
Result<int64_t> count_of(Transaction& transaction, std::string_view sql) {
    STEWARD_TRY(const auto row, transaction.query_one(sql));
    return row->integer(0);
}

Result<std::string> words_of(Transaction& transaction, const HandOverRow& row) {
    if (row.state == "confirmed") return row.to_name + " has taken over from " + row.from_name + ".";
    STEWARD_TRY(const int64_t tickets, count_of(transaction,
                                                "select count(*) from helpdesk_v_desk where state not in ('resolved', 'closed', "
                                                "'cancelled', 'merged') and priority in ('P1', 'P2')"));
    STEWARD_TRY(const int64_t runs,
                count_of(transaction, "select count(*) from escalation_runs where closed_at is null and kind = 'ticket'"));
    const std::string open = std::to_string(tickets) + " open P1 and P2, " + std::to_string(runs) + " running escalations.";
    return row.state == "late" ? row.to_name + " has not confirmed the hand-over from " + row.from_name + ". " + open
                               : row.to_name + " takes over from " + row.from_name + ": " + open + " Read the hand-over and confirm it.";
}

// What the roster said an hour ago need not hold any more: somebody took over meanwhile.
Status drop_outdated(Transaction& transaction, const ScheduleRow& schedule, const std::vector<TurnChange>& changes) {
    STEWARD_TRY(const auto planned, planned_hand_overs(transaction));
    for (const HandOverRow& row : planned) {
        if (row.schedule != schedule.id) continue;
        const TurnChange wanted{.layer = row.layer, .from = row.from, .to = row.to, .at = row.at};
        if (std::find(changes.begin(), changes.end(), wanted) == changes.end()) STEWARD_CHECK(delete_hand_over(transaction, row.id));
    }
    return {};
}

Status plan(Transaction& transaction, const ScheduleRow& schedule, const Colleagues& colleagues, Rng& rng, Instant now) {
    STEWARD_TRY(const auto zone, zones::Zone::open(schedule.rules.zone()));
    const auto changes =
        turn_changes(schedule.schedule(), zone, std::max(now - looked_back_for_turns, schedule.created_at), now + planned_before);
    STEWARD_CHECK(drop_outdated(transaction, schedule, changes));
    for (const TurnChange& change : changes) {
        HandOverRow row{.id = HandOverId::make(now, rng),
                        .schedule = schedule.id,
                        .schedule_name = schedule.name,
                        .layer = change.layer,
                        .layer_name = schedule.rules.layers(change.layer).name(),
                        .from = change.from,
                        .from_name = name_of(colleagues, change.from),
                        .to = change.to,
                        .to_name = name_of(colleagues, change.to),
                        .at = change.at,
                        .state = "planned",
                        .note = {},
                        .note_by = {},
                        .note_at = {},
                        .confirmed_at = {},
                        .confirmed_by = {},
                        .report = {}};
        STEWARD_CHECK(insert_hand_over(transaction, row));
    }
    return {};
}

Status advance_to(Transaction& transaction, live::Hub& hub, std::string_view from, std::string_view to, Instant at_latest, Instant now) {
    STEWARD_TRY(auto rows, waiting_hand_overs(transaction, from, at_latest));
    for (HandOverRow& row : rows) {
        row.state = to;
        STEWARD_CHECK(save_hand_over(transaction, row));
        STEWARD_CHECK(say_hand_over(transaction, hub, row, now));
    }
    return {};
}
}  // namespace

std::vector<TurnChange> turn_changes(const Schedule& schedule, const zones::Zone& zone, Instant from, Instant until) {
    std::vector<TurnChange> changes;
    const Duration one = std::chrono::milliseconds(1);
    for (int layer = 0; layer < static_cast<int>(schedule.layers.size()); ++layer) {
        const auto turns = shifts(schedule, zone, layer, from, until + one);
        for (size_t i = 1; i < turns.size(); ++i) {
            const bool changes_hands = turns[i - 1].person != turns[i].person && !turns[i - 1].person.is_nil() && !turns[i].person.is_nil();
            if (changes_hands && turns[i].from > from)
                changes.push_back({.layer = layer, .from = turns[i - 1].person, .to = turns[i].person, .at = turns[i].from});
        }
    }
    return changes;
}

Status say_hand_over(Transaction& transaction, live::Hub& hub, const HandOverRow& row, Instant now) {
    facts::v1::HandOverMoved fact;
    fact.set_hand_over_id(row.id.text());
    fact.set_schedule_id(row.schedule.text());
    fact.set_schedule(row.schedule_name);
    fact.set_layer(row.layer_name);
    fact.set_from_account_id(row.from.text());
    fact.set_from_name(row.from_name);
    fact.set_to_account_id(row.to.text());
    fact.set_to_name(row.to_name);
    fact.set_state(row.state);
    fact.set_at_unix_ms(row.at.unix_ms);
    STEWARD_TRY(*fact.mutable_text(), words_of(transaction, row));
    STEWARD_CHECK(journal::append(transaction, now, {}, row.id.text(), fact));
    transaction.after_commit([&hub, id = row.id.text()] { hub.publish({{}, "escalation", id, "{}"}); });
    return {};
}

Status tend_hand_overs(Transaction& transaction, live::Hub& hub, Rng& rng, Instant now) {
    STEWARD_TRY(const auto schedules, all_schedules(transaction, now - looked_back_for_turns));
    if (!schedules.empty()) {
        STEWARD_TRY(const auto colleagues, all_colleagues(transaction));
        for (const ScheduleRow& schedule : schedules) STEWARD_CHECK(plan(transaction, schedule, colleagues, rng, now));
    }
    STEWARD_CHECK(advance_to(transaction, hub, "planned", "due", now, now));
    return advance_to(transaction, hub, "due", "late", now - late_after, now);
}

}  // namespace steward::escalation
