// Work goes to another level, a skill or a superior: by itself when nothing moves, by hand with a note for whoever is next.
#pragma once

#include "server/modules/escalation/escalator.h"
#include "server/modules/escalation/levels.h"
#include "server/modules/escalation/store_duty.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::escalation {

inline constexpr size_t shortest_hand_over_note = 10, longest_hand_over_note = 4000;

/// Where a ticket can go.
struct Place {
    std::string path, to, label;  // path: functional, skill, hierarchical
    std::vector<Colleague> people;
    bool is_current = false, vendor = false;
};

struct HandOrder {
    std::string path, to, note;
    AccountId account;  // nil: whoever takes it there
};

class Handing {
public:
    Handing(Escalator& escalator, helpdesk::TicketWork& work, service_levels::ServiceLevels* promises, live::Hub& hub, Rng& rng)
        : escalator_(escalator), work_(work), promises_(promises), hub_(hub), rng_(rng) {}

    /// Somebody of ours did something in it, or it came into another state.
    Status work_moved(Transaction& transaction, std::string_view ticket_id, Instant at);
    Status word_said(Transaction& transaction, std::string_view ticket_id, std::string_view message_id, Instant at);
    /// Of tickets at which nothing moved for too long. Returns how many were looked at.
    Result<int> move_due(Transaction& transaction, Instant now, int limit);

    Result<std::vector<Place>> places(Transaction& transaction, const TicketPlace& ticket) const;
    /// Failures: Conflict "escalation.same_place", "escalation.ticket_over", "escalation.not_set_up"; Invalid with /to, /account_id.
    Status hand(Transaction& transaction, const TicketPlace& ticket, const HandOrder& order, const helpdesk::Doer& doer, Instant now);

private:
    Result<std::vector<Level>> levels_for(Transaction& transaction, ClientId client) const;
    Result<std::vector<Colleague>> people_of(Transaction& transaction, const Level& level, ClientId client) const;
    Result<Instant> moves_at(Transaction& transaction, const TicketPlace& ticket, const std::vector<Level>& levels, size_t position,
                             Instant from) const;
    /// Now, or when the client's hours begin again.
    Result<Instant> within_hours(Transaction& transaction, const TicketPlace& ticket, Instant at) const;
    Status move_by_itself(Transaction& transaction, LevelRow row, Instant now);
    Status keep_move(Transaction& transaction, const TicketPlace& ticket, MoveRow move, const std::vector<Colleague>& people);

    Escalator& escalator_;
    helpdesk::TicketWork& work_;
    service_levels::ServiceLevels* promises_;  // null: every hour counts
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::escalation
