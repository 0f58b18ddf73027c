// SQL of levels, moves and hand-overs.
#pragma once

#include "server/modules/escalation/store.h"

namespace steward::escalation {

using HandOverId = Id<struct HandOverTag>;

/// A ticket as escalation needs it.
struct TicketPlace {
    TicketId id;
    ClientId client;
    std::string reference, title, state, priority;
};
Result<std::optional<TicketPlace>> place_of_ticket(Transaction& transaction, std::string_view ticket_id);

struct LevelRow {
    std::string ticket_id;
    ClientId client;
    std::string level;
    int64_t position = 0;
    Instant since, progress_at, moves_at;  // moves_at unset: not by itself
};
Result<std::optional<LevelRow>> level_of_ticket(Transaction& transaction, std::string_view ticket_id);
Result<std::vector<LevelRow>> levels_due(Transaction& transaction, Instant now, int limit);
Status save_level(Transaction& transaction, const LevelRow& row);
Status drop_level(Transaction& transaction, std::string_view ticket_id);

struct MoveRow {
    std::string ticket_id;
    ClientId client;
    Instant at;
    std::string path, from, to, why, by, note, account_name;
};
Status insert_move(Transaction& transaction, const RawId& id, const MoveRow& move);
/// The newest first, at most 50.
Result<std::vector<MoveRow>> moves_of(Transaction& transaction, std::string_view ticket_id);

struct HandOverRow {
    HandOverId id;
    ScheduleId schedule;
    std::string schedule_name;
    int layer = 0;
    std::string layer_name;
    AccountId from;
    std::string from_name;
    AccountId to;
    std::string to_name;
    Instant at;
    std::string state;  // planned, due, late, confirmed
    std::string note, note_by;
    Instant note_at, confirmed_at;
    std::string confirmed_by;
    v1::HandOverReport report;
    int64_t revision = 1;
};
extern const std::string_view hand_over_columns;  // of `escalation_hand_overs h`
HandOverRow read_hand_over(const storage::Row& row);
Result<std::optional<HandOverRow>> find_hand_over(Transaction& transaction, HandOverId id);
/// That begin in [from, until) and whose time has not come.
Result<std::vector<HandOverRow>> planned_hand_overs(Transaction& transaction);
Result<std::vector<HandOverRow>> waiting_hand_overs(Transaction& transaction, std::string_view state, Instant at_latest);
/// False when there is one of that moment.
Result<bool> insert_hand_over(Transaction& transaction, const HandOverRow& row);
Status save_hand_over(Transaction& transaction, HandOverRow& row);  // raises the revision
Status delete_hand_over(Transaction& transaction, HandOverId id);

/// What is open now, of the clients that `scope` leaves (" and ..." over t.client_id with its parameters first).
Result<v1::HandOverReport> report_now(Transaction& transaction, AccountId outgoing, Instant now);

/// When somebody last acknowledged a test of the schedule; unset: never.
Result<Instant> last_good_test(Transaction& transaction, ScheduleId schedule);
/// Whether the client's person was handed anything about the ticket since.
Result<bool> was_told_since(Transaction& transaction, std::string_view ticket_id, Instant since);
/// Whoever decides at the client, when nobody was named.
struct DecisionMaker {
    std::string name, email;
};
Result<std::optional<DecisionMaker>> decision_maker_of(Transaction& transaction, ClientId client);

}  // namespace steward::escalation
